// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/data/array.h"

namespace vitrine {

/// A CPU generator for one purpose of one run: streams with different names are independent, equal ones repeat to the bit on every device.
at::Generator namedGenerator(std::uint64_t seed, std::string_view purpose);

/// State of a generator, for checkpoints.
Array generatorState(const at::Generator& generator);
void setGeneratorState(at::Generator& generator, const Array& state);

}  // namespace vitrine
