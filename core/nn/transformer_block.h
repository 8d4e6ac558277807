// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/nn/attention.h"

namespace vitrine::nn {

/// gain (x - mean) / (std + 1e-6) + shift over the last axis with the unbiased standard deviation, as older transformer
/// code has it; layer normalisation takes sqrt(biased variance + eps) instead.
class UnbiasedNormImpl : public torch::nn::Module {
public:
    explicit UnbiasedNormImpl(std::int64_t width);
    torch::Tensor forward(const torch::Tensor& x);

    torch::Tensor gain, shift;  ///< [width]
};
TORCH_MODULE(UnbiasedNorm);

enum class NormKind { Layer, Unbiased };

struct TransformerBlockOptions {
    std::int64_t width = 16, heads = 2;
    std::int64_t feedForward = 64;  ///< Width of the hidden layer.
    NormKind norm = NormKind::Layer;
};

/// Pre-norm block without dropout: x + attention(norm(x)), then x + W2 ReLU(W1 norm(x)). Source: Xiong et al., "On
/// Layer Normalization in the Transformer Architecture", ICML 2020, arXiv 2002.04745.
class TransformerBlockImpl : public torch::nn::Module {
public:
    explicit TransformerBlockImpl(const TransformerBlockOptions& options);
    /// [N, L, width] -> the same shape.
    torch::Tensor forward(const torch::Tensor& x);

    MultiheadAttention attention{nullptr};
    torch::nn::Linear hidden{nullptr}, output{nullptr};

private:
    torch::nn::AnyModule m_beforeAttention, m_beforeHidden;
};
TORCH_MODULE(TransformerBlock);

}  // namespace vitrine::nn
