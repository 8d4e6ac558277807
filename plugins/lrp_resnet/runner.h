// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "plugins/lrp_resnet/inputs.h"

namespace vitrine::lrp {

/// A recorded run: explains the chosen images, scores the maps, and writes maps, pictures, tables and metrics. Checkpoints after every
/// batch of images; a resumed run gives the same numbers, because every random draw is named by seed and image.
Status explainImages(RunContext& context);

/// Names of the blocks in the network's order, and of the boundaries in `Explanation`'s.
std::vector<std::string> blockNames(const nn::ResnetImpl& network);
std::vector<std::string> boundaryNames(const nn::ResnetImpl& network);

}  // namespace vitrine::lrp
