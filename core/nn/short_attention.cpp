// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/short_attention.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "core/nn/lanes.h"

namespace vitrine::nn {
namespace {

constexpr std::int64_t kMostPlaces = 64, kMostBlocks = kMostPlaces / kLanes;

using WholeLanes [[gnu::vector_size(kLanes * sizeof(std::int32_t))]] = std::int32_t;

/// The channels of one place in one head.
template <int Width>
using Place [[gnu::vector_size(Width * sizeof(float))]] = float;

/// One head of one sequence: `length` rows of `stride` floats at q, k and v.
struct Head {
    const float *q, *k, *v;
    std::int64_t length, stride, width;
    float scale;

    std::int64_t blocks() const { return (length + kLanes - 1) / kLanes; }
};

/// x := exp(x) for x <= 0: Cody and Waite's reduction to |x| <= ln 2 / 2, then a polynomial.
VITRINE_INLINE void exponential(Lanes& x) {
    x = x < -87.0F ? Lanes{} - 87.0F : x;
    const WholeLanes whole = __builtin_convertvector(x * 1.44269504F - 0.5F, WholeLanes);
    const Lanes power = __builtin_convertvector(whole, Lanes),
                rest = (x - power * 0.693359375F) + power * 2.12194440e-4F;
    Lanes p = rest * 1.9875691500e-4F + 1.3981999507e-3F;
    p = p * rest + 8.3334519073e-3F;
    p = p * rest + 4.1665795894e-2F;
    p = p * rest + 1.6666665459e-1F;
    p = p * rest + 5.0000001201e-1F;
    p = p * rest * rest + rest + 1.0F;
    x = p * (Lanes)((whole + 127) << 23);  // The cast keeps the bits: 2^whole.
}

VITRINE_INLINE float sumOf(const Lanes& x) {
    return ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
}

VITRINE_INLINE float mostOf(const Lanes& x) {
    float most = x[0];
    for (int i = 1; i < kLanes; ++i) most = x[i] > most ? x[i] : most;
    return most;
}

/// Rows as columns: out[d][j] = rows[j][d]; places beyond the length are 0.
template <int Width>
VITRINE_INLINE void transpose(const float* rows, const Head& head, float (&out)[Width][kMostPlaces]) {
    for (int d = 0; d < Width; ++d)
        for (std::int64_t j = 0; j < head.blocks() * kLanes; ++j)
            out[d][j] = j < head.length ? rows[j * head.stride + d] : 0;
}

/// out[j] = factor * sum_d a[d] b[d][j], eight places a block.
template <int Width>
VITRINE_INLINE void products(const float* a, const float (&b)[Width][kMostPlaces], std::int64_t blocks, float factor,
                             Lanes* out) {
    for (std::int64_t block = 0; block < blocks; ++block) {
        Lanes sum = {}, column;
        for (int d = 0; d < Width; ++d) {
            load(column, &b[d][block * kLanes]);
            sum += column * a[d];
        }
        out[block] = sum * factor;
    }
}

/// scores := softmax(scores) over the first `length` places.
VITRINE_INLINE void softmax(Lanes* scores, const Head& head) {
    const std::int64_t blocks = head.blocks();
    for (std::int64_t j = head.length; j < blocks * kLanes; ++j) scores[blocks - 1][j % kLanes] = -1e30F;
    Lanes most = scores[0], sum = {};
    for (std::int64_t block = 1; block < blocks; ++block) most = scores[block] > most ? scores[block] : most;
    const float top = mostOf(most);
    for (std::int64_t block = 0; block < blocks; ++block) {
        scores[block] -= top;
        exponential(scores[block]);
        sum += scores[block];
    }
    const float share = 1 / sumOf(sum);
    for (std::int64_t block = 0; block < blocks; ++block) scores[block] *= share;
}

template <int Width>
VITRINE_INLINE void attendHead(const Head& head, float* weights, float* out, std::int64_t outStride) {
    alignas(32) float keys[Width][kMostPlaces];
    transpose<Width>(head.k, head, keys);
    for (std::int64_t i = 0; i < head.length; ++i) {
        Lanes scores[kMostBlocks];
        products<Width>(head.q + i * head.stride, keys, head.blocks(), head.scale, scores);
        softmax(scores, head);
        float* row = weights + i * head.length;
        __builtin_memcpy(row, scores, static_cast<std::size_t>(head.length) * sizeof(float));
        Place<Width> mixed = {}, value;
        for (std::int64_t j = 0; j < head.length; ++j) {
            load(value, head.v + j * head.stride);
            mixed += value * row[j];
        }
        store(mixed, out + i * outStride);
    }
}

template <int Width>
VITRINE_INLINE void returnHead(const Head& head, const float* weights, const float* grad, std::int64_t gradStride,
                               float* dq, float* dk, float* dv) {
    alignas(32) float values[Width][kMostPlaces];
    transpose<Width>(head.v, head, values);
    for (std::int64_t i = 0; i < head.length; ++i) {
        Lanes change[kMostBlocks], row[kMostBlocks] = {}, total = {};
        const float* g = grad + i * gradStride;
        __builtin_memcpy(row, weights + i * head.length, static_cast<std::size_t>(head.length) * sizeof(float));
        products<Width>(g, values, head.blocks(), 1, change);
        for (std::int64_t block = 0; block < head.blocks(); ++block) total += row[block] * change[block];
        const float mean = sumOf(total);
        for (std::int64_t block = 0; block < head.blocks(); ++block)
            change[block] = row[block] * (change[block] - mean) * head.scale;
        Place<Width> query, gradient, key, sum = {}, part;
        load(query, head.q + i * head.stride);
        load(gradient, g);
        for (std::int64_t j = 0; j < head.length; ++j) {
            const float weight = row[j / kLanes][j % kLanes], score = change[j / kLanes][j % kLanes];
            load(key, head.k + j * head.stride);
            sum += key * score;
            load(part, dv + j * head.stride);
            store(part + gradient * weight, dv + j * head.stride);
            load(part, dk + j * head.stride);
            store(part + query * score, dk + j * head.stride);
        }
        store(sum, dq + i * head.stride);
    }
}

/// Calls `work<Width>` for the width of the heads.
#define VITRINE_FOR_WIDTH(width, work, ...) \
    switch (width) {                        \
        case 4:                             \
            work<4>(__VA_ARGS__);           \
            break;                          \
        case 8:                             \
            work<8>(__VA_ARGS__);           \
            break;                          \
        default:                            \
            work<16>(__VA_ARGS__);          \
            break;                          \
    }

VITRINE_WIDE void forwardWide(const Head& head, float* weights, float* out, std::int64_t outStride) {
    VITRINE_FOR_WIDTH(head.width, attendHead, head, weights, out, outStride)
}
void forwardPlain(const Head& head, float* weights, float* out, std::int64_t outStride){
    VITRINE_FOR_WIDTH(head.width, attendHead, head, weights, out, outStride)} VITRINE_WIDE
    void backwardWide(const Head& head, const float* weights, const float* grad, std::int64_t gradStride, float* dq,
                      float* dk, float* dv) {
    VITRINE_FOR_WIDTH(head.width, returnHead, head, weights, grad, gradStride, dq, dk, dv)
}
void backwardPlain(const Head& head, const float* weights, const float* grad, std::int64_t gradStride, float* dq,
                   float* dk, float* dv) {
    VITRINE_FOR_WIDTH(head.width, returnHead, head, weights, grad, gradStride, dq, dk, dv)
}

/// The output of one head and its weights [length, length].
void forwardHead(const Head& head, float* weights, float* out, std::int64_t outStride) {
    static const bool wide = VITRINE_HAS_WIDE;
    (wide ? forwardWide : forwardPlain)(head, weights, out, outStride);
}

/// Gradients of q, k and v (zero on entry, in the layout of the projection) from that of the output.
void backwardHead(const Head& head, const float* weights, const float* grad, std::int64_t gradStride, float* dq,
                  float* dk, float* dv) {
    static const bool wide = VITRINE_HAS_WIDE;
    (wide ? backwardWide : backwardPlain)(head, weights, grad, gradStride, dq, dk, dv);
}

/// Runs `body(head, place)` for every sequence and head; `place` counts them.
template <class Body>
void forHeads(const torch::Tensor& projected, std::int64_t heads, const Body& body) {
    const std::int64_t length = projected.size(1), stride = projected.size(2), channels = stride / 3,
                       width = channels / heads;
    const float* data = projected.data_ptr<float>();
    const float scale = 1 / std::sqrt(static_cast<float>(width));
    at::parallel_for(0, projected.size(0), 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t n = begin; n < end; ++n)
            for (std::int64_t h = 0; h < heads; ++h) {
                const std::int64_t offset = n * length * stride + h * width;
                body(Head{data + offset, data + offset + channels, data + offset + 2 * channels, length, stride, width,
                          scale},
                     n, h, offset);
            }
    });
}

class ShortAttention : public torch::autograd::Function<ShortAttention> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                                 std::int64_t heads) {
        const torch::Tensor projected = input.contiguous();
        const std::int64_t count = projected.size(0), length = projected.size(1), channels = projected.size(2) / 3;
        torch::Tensor weights = torch::empty({count, heads, length, length}, projected.options());
        torch::Tensor out = torch::empty({count, length, channels}, projected.options());
        float *w = weights.data_ptr<float>(), *o = out.data_ptr<float>();
        forHeads(projected, heads, [&](const Head& head, std::int64_t n, std::int64_t h, std::int64_t) {
            forwardHead(head, w + (n * heads + h) * length * length, o + n * length * channels + h * head.width,
                        channels);
        });
        context->save_for_backward({projected, weights});
        context->saved_data["heads"] = heads;
        return out;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const torch::Tensor& projected = saved[0];
        const torch::Tensor gradient = gradients[0].contiguous();
        const std::int64_t heads = context->saved_data["heads"].toInt(), length = projected.size(1),
                           channels = gradient.size(2);
        torch::Tensor result = torch::zeros_like(projected);
        const float *w = saved[1].data_ptr<float>(), *g = gradient.data_ptr<float>();
        float* r = result.data_ptr<float>();
        forHeads(projected, heads, [&](const Head& head, std::int64_t n, std::int64_t h, std::int64_t offset) {
            backwardHead(head, w + (n * heads + h) * length * length, g + n * length * channels + h * head.width,
                         channels, r + offset, r + offset + channels, r + offset + 2 * channels);
        });
        return {result, torch::Tensor()};
    }
};

}  // namespace

bool shortAttentionFits(const torch::Tensor& projected, std::int64_t heads) {
    const std::int64_t width = projected.size(2) / 3 / heads;
    return projected.is_cpu() && projected.scalar_type() == torch::kFloat32 && projected.size(1) <= kMostPlaces &&
           (width == 4 || width == 8 || width == 16);
}

torch::Tensor shortAttention(const torch::Tensor& projected, std::int64_t heads) {
    return ShortAttention::apply(projected, heads);
}

#undef VITRINE_FOR_WIDTH

}  // namespace vitrine::nn
