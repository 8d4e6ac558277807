// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/data/array.h"
#include "core/nn/resnet.h"

namespace vitrine::nn {

/// Reads family, depth, widths and number of classes off the names and shapes of a state dict (a leading "module." is
/// ignored). An error says which name is missing or which shape does not fit; `object` names the weights in it.
Result<ResnetConfig> recogniseResnet(const NamedArrays& weights, const std::string& object);

/// The network of a state dict with its weights loaded, in eval mode. Every tensor must be used and fit.
Result<Resnet> buildResnet(const NamedArrays& weights, const std::string& object);

}  // namespace vitrine::nn
