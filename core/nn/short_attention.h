// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace vitrine::nn {

/// True when `shortAttention` takes this joint projection: F32 on the CPU, heads of 4, 8 or 16 channels, at most 64
/// places.
bool shortAttentionFits(const torch::Tensor& projected, std::int64_t heads);

/// Self-attention of many short sequences in one pass over memory, each sequence in the cache of one core, with its
/// gradient; see `selfAttention`. Its exponential is a polynomial (relative error below 3e-7).
torch::Tensor shortAttention(const torch::Tensor& projected, std::int64_t heads);

}  // namespace vitrine::nn
