// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/data/array.h"

namespace vitrine {

/// The Array's bytes as a CPU tensor without a copy (the tensor keeps them alive). U16/U32/U64 widen to the next signed type (a copy).
torch::Tensor toTensor(const Array& array);

/// The tensor's bytes as an Array; without a copy when it is a contiguous CPU tensor.
Array toArray(const torch::Tensor& tensor);

}  // namespace vitrine
