// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace vitrine::nn {

/// softmax(q k^T / sqrt(d)) v for q [..., Lq, d], k and v [..., Lk, d]. `weights` receives the softmax [..., Lq, Lk].
torch::Tensor scaledDotProduct(const torch::Tensor& query, const torch::Tensor& key, const torch::Tensor& value,
                               torch::Tensor* weights = nullptr);

/// Self-attention of short sequences from the joint projection [N, L, 3 C] (queries, keys, values, each as `heads`
/// heads of C / heads) to [N, L, C]. On the CPU a kernel of its own with its gradient: a batched matrix product there
/// starts one small product for each sequence and head.
torch::Tensor selfAttention(const torch::Tensor& projected, std::int64_t heads);

/// Attention of several heads. Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
class MultiheadAttentionImpl : public torch::nn::Module {
public:
    /// `width` must be a multiple of `heads`.
    MultiheadAttentionImpl(std::int64_t width, std::int64_t heads);

    torch::nn::Linear project{nullptr};  ///< width -> queries, keys, values.
    torch::nn::Linear output{nullptr};

    /// Self-attention, [N, L, width].
    torch::Tensor forward(const torch::Tensor& x);
    /// Queries from one sequence [N, Lq, width], keys and values from another [N, Lk, width]; `weights` receives [N,
    /// heads, Lq, Lk].
    torch::Tensor attend(const torch::Tensor& query, const torch::Tensor& source, torch::Tensor* weights = nullptr);

private:
    std::int64_t m_width, m_heads;
};
TORCH_MODULE(MultiheadAttention);

}  // namespace vitrine::nn
