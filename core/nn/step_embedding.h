// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace vitrine::nn {

/// [N] steps or positions -> F32 [N, width]: sines, then cosines, of frequencies from 1 down to 1e-4; `width` is even
/// and at least 4. Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, in the layout of DDPM's code.
torch::Tensor sinusoidalEmbedding(const torch::Tensor& steps, std::int64_t width);

}  // namespace vitrine::nn
