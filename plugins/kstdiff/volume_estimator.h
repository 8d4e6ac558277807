// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace vitrine::kstdiff {

/// f_phi: features of a region -> its mean scaled flow. MLP p -> 100 -> 50 -> 1 with LeakyReLU 0.01.
class VolumeEstimatorImpl : public torch::nn::Module {
public:
    explicit VolumeEstimatorImpl(std::int64_t features);
    /// [n, p] -> [n]
    torch::Tensor forward(const torch::Tensor& features);

private:
    torch::nn::Linear m_first{nullptr}, m_second{nullptr}, m_third{nullptr};
};
TORCH_MODULE(VolumeEstimator);

}  // namespace vitrine::kstdiff
