// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/attention.h"

#include <cmath>

#include "core/nn/short_attention.h"

namespace vitrine::nn {
namespace {

/// [N, L, C] -> [N, heads, L, C / heads]
torch::Tensor splitHeads(const torch::Tensor& x, std::int64_t heads) {
    return x.view({x.size(0), x.size(1), heads, x.size(2) / heads}).transpose(1, 2);
}

torch::Tensor joinHeads(const torch::Tensor& x) {
    return x.transpose(1, 2).reshape({x.size(0), x.size(2), x.size(1) * x.size(3)});
}

}  // namespace

torch::Tensor scaledDotProduct(const torch::Tensor& query, const torch::Tensor& key, const torch::Tensor& value,
                               torch::Tensor* weights) {
    const double scale = 1 / std::sqrt(static_cast<double>(query.size(-1)));
    const torch::Tensor attention = torch::softmax(torch::matmul(query * scale, key.transpose(-2, -1)), -1);
    if (weights) *weights = attention;
    return torch::matmul(attention, value);
}

torch::Tensor selfAttention(const torch::Tensor& projected, std::int64_t heads) {
    const std::int64_t width = projected.size(2) / 3;
    if (shortAttentionFits(projected, heads)) return shortAttention(projected, heads);
    const auto part = [&](std::int64_t i) { return splitHeads(projected.slice(2, i * width, (i + 1) * width), heads); };
    return joinHeads(scaledDotProduct(part(0), part(1), part(2)));
}

MultiheadAttentionImpl::MultiheadAttentionImpl(std::int64_t width, std::int64_t heads)
    : m_width(width), m_heads(heads) {
    project = register_module("project", torch::nn::Linear(width, 3 * width));
    output = register_module("output", torch::nn::Linear(width, width));
}

torch::Tensor MultiheadAttentionImpl::forward(const torch::Tensor& x) {
    return output->forward(selfAttention(project->forward(x), m_heads));
}

torch::Tensor MultiheadAttentionImpl::attend(const torch::Tensor& query, const torch::Tensor& source,
                                             torch::Tensor* weights) {
    const auto rows = [&](std::int64_t from, std::int64_t to, const torch::Tensor& x) {
        return torch::linear(x, project->weight.slice(0, from * m_width, to * m_width),
                             project->bias.slice(0, from * m_width, to * m_width));
    };
    const torch::Tensor q = splitHeads(rows(0, 1, query), m_heads), both = rows(1, 3, source);
    const torch::Tensor k = splitHeads(both.slice(2, 0, m_width), m_heads),
                        v = splitHeads(both.slice(2, m_width), m_heads);
    return output->forward(joinHeads(scaledDotProduct(q, k, v, weights)));
}

}  // namespace vitrine::nn
