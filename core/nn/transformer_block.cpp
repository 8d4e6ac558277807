// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/transformer_block.h"

namespace vitrine::nn {

UnbiasedNormImpl::UnbiasedNormImpl(std::int64_t width) {
    gain = register_parameter("gain", torch::ones({width}));
    shift = register_parameter("shift", torch::zeros({width}));
}

torch::Tensor UnbiasedNormImpl::forward(const torch::Tensor& x) {
    const torch::Tensor centred = x - x.mean(-1, true);
    // The floor keeps the gradient of the root finite where all channels are equal.
    const torch::Tensor variance = (centred * centred).sum(-1, true) / static_cast<double>(x.size(-1) - 1);
    return torch::addcmul(shift, gain, centred / (variance.clamp_min(1e-14).sqrt() + 1e-6));
}

TransformerBlockImpl::TransformerBlockImpl(const TransformerBlockOptions& options) {
    const auto norm = [&](const std::string& name) {
        if (options.norm == NormKind::Unbiased)
            return torch::nn::AnyModule(register_module(name, UnbiasedNorm(options.width)));
        return torch::nn::AnyModule(
            register_module(name, torch::nn::LayerNorm(torch::nn::LayerNormOptions({options.width}))));
    };
    m_beforeAttention = norm("norm1");
    attention = register_module("attention", MultiheadAttention(options.width, options.heads));
    m_beforeHidden = norm("norm2");
    hidden = register_module("hidden", torch::nn::Linear(options.width, options.feedForward));
    output = register_module("output", torch::nn::Linear(options.feedForward, options.width));
}

torch::Tensor TransformerBlockImpl::forward(const torch::Tensor& x) {
    const torch::Tensor mixed = x + attention->forward(m_beforeAttention.forward(x));
    return mixed + output->forward(torch::relu(hidden->forward(m_beforeHidden.forward(mixed))));
}

}  // namespace vitrine::nn
