// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/step_embedding.h"

#include <cmath>

namespace vitrine::nn {

torch::Tensor sinusoidalEmbedding(const torch::Tensor& steps, std::int64_t width) {
    const std::int64_t half = width / 2;
    const double fall = std::log(1e4) / static_cast<double>(half - 1);
    const torch::Tensor frequency =
        torch::exp(torch::arange(half, torch::TensorOptions(torch::kFloat32).device(steps.device())) * -fall);
    const torch::Tensor angle = steps.to(torch::kFloat32).unsqueeze(1) * frequency;
    return torch::cat({angle.sin(), angle.cos()}, 1);
}

}  // namespace vitrine::nn
