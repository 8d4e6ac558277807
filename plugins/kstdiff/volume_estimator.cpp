// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/volume_estimator.h"

namespace vitrine::kstdiff {

VolumeEstimatorImpl::VolumeEstimatorImpl(std::int64_t features) {
    m_first = register_module("first", torch::nn::Linear(features, 100));
    m_second = register_module("second", torch::nn::Linear(100, 50));
    m_third = register_module("third", torch::nn::Linear(50, 1));
}

torch::Tensor VolumeEstimatorImpl::forward(const torch::Tensor& features) {
    const auto leaky = [](const torch::Tensor& x) { return torch::leaky_relu(x, 0.01); };
    return m_third->forward(leaky(m_second->forward(leaky(m_first->forward(features))))).squeeze(1);
}

}  // namespace vitrine::kstdiff
