// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>

#include "core/nn/attention.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/denoiser.h"

/// The denoiser written down as one would from the paper: day by day, hour by hour, relation by relation, with lists of
/// edges. It shares the weights with the batched one, which must give the same numbers (test.cpp) and is measured
/// against it (tests/bench/bench_kstdiff.cpp).
namespace vitrine::kstdiff::reference {

/// The edges of a graph as lists: I64 [2, E] (from, to) and their relation [E].
struct EdgeList {
    torch::Tensor ends, relation;

    explicit EdgeList(const torch::Tensor& adjacency) {
        const torch::Tensor places = adjacency.nonzero();
        relation = places.select(1, 0).contiguous();
        ends = torch::stack({places.select(1, 2), places.select(1, 1)}).contiguous();
    }
};

/// R-GCN of the regions in one hour, x [n, C]: the edges of each relation are looked up, gathered, averaged and
/// transformed.
inline torch::Tensor graphConv(const nn::RelationalGraphConvImpl& layer, const torch::Tensor& x,
                               const EdgeList& edges) {
    torch::Tensor y = torch::matmul(x, layer.root) + layer.bias;
    for (std::int64_t r = 0; r < layer.weight.size(0); ++r) {
        const torch::Tensor ends = edges.ends.index_select(1, (edges.relation == r).nonzero().view({-1})), to = ends[1];
        const torch::Tensor sums = torch::zeros_like(x).index_add(0, to, x.index_select(0, ends[0]));
        const torch::Tensor counts = torch::zeros({x.size(0)}).index_add(0, to, torch::ones({to.size(0)}));
        y = y + torch::matmul(sums / counts.clamp_min(1).unsqueeze(1), layer.weight[r]);
    }
    return y;
}

/// x [n, B, 24, C]; a graph is put together anew for every day and hour.
inline torch::Tensor spatialBranch(const nn::RelationalGraphConvImpl& layer, const torch::Tensor& x,
                                   const EdgeList& edges) {
    std::vector<torch::Tensor> days;
    for (std::int64_t day = 0; day < x.size(1); ++day) {
        std::vector<torch::Tensor> hours;
        for (std::int64_t hour = 0; hour < x.size(2); ++hour) {
            EdgeList graph = edges;
            graph.ends = edges.ends.clone();
            graph.relation = edges.relation.clone();
            hours.push_back(torch::relu(graphConv(layer, x.select(1, day).select(1, hour), graph)));
        }
        days.push_back(torch::stack(hours, 1));
    }
    return torch::stack(days, 1);
}

/// [N, 24, C], with the attention as batched products.
inline torch::Tensor temporalBranch(nn::TransformerBlockImpl& block, nn::UnbiasedNorm& before, nn::UnbiasedNorm& after,
                                    const torch::Tensor& x) {
    const torch::Tensor asked = before->forward(x), mixed = x + block.attention->attend(asked, asked);
    return mixed + block.output->forward(torch::relu(block.hidden->forward(after->forward(mixed))));
}

/// Attention of four heads with keys and values of both branches written out, [M, C] each.
inline torch::Tensor fuse(FusionImpl& fusion, const torch::Tensor& spatial, const torch::Tensor& temporal,
                          const torch::Tensor& query) {
    const std::int64_t count = spatial.size(0), channels = spatial.size(1), heads = FusionImpl::kHeads;
    const torch::Tensor sources = torch::stack({spatial, temporal}, 1);
    const auto split = [&](const torch::Tensor& x) {
        return x.view({count, -1, heads, channels / heads}).transpose(1, 2);
    };
    const torch::Tensor mixed =
        nn::scaledDotProduct(split(fusion.toQuery->forward(query).unsqueeze(1)), split(fusion.toKey->forward(sources)),
                             split(fusion.toValue->forward(sources)));
    return fusion.output->forward(mixed.transpose(1, 2).reshape({count, channels}));
}

inline DenoiserLayerImpl::Output layer(DenoiserLayerImpl& l, const torch::Tensor& h, const torch::Tensor& step,
                                       const torch::Tensor& condition, const RegionInputs& regions,
                                       const EdgeList& edges) {
    const std::int64_t n = h.size(0), days = h.size(1), c = h.size(3);
    const torch::Tensor x = h + l.step->forward(torch::silu(step)).view({1, days, kHours, c});
    const auto named = l.temporal->named_children();
    nn::UnbiasedNorm before(std::dynamic_pointer_cast<nn::UnbiasedNormImpl>(named["norm1"])),
        after(std::dynamic_pointer_cast<nn::UnbiasedNormImpl>(named["norm2"]));
    const torch::Tensor spatial = spatialBranch(*l.spatial, x, edges).reshape({-1, c});
    const torch::Tensor temporal =
        temporalBranch(*l.temporal, before, after, x.view({n * days, kHours, c})).view({-1, c});
    const auto everywhere = [&](const torch::Tensor& ofRegion) {
        return ofRegion.unsqueeze(1).expand({n, days * kHours, ofRegion.size(1)}).reshape({-1, ofRegion.size(1)});
    };
    const torch::Tensor fused = fuse(*l.fusion, spatial, temporal, l.query->forward(everywhere(regions.knowledge)));
    const auto gates = (l.middle->forward(fused) + everywhere(l.condition->forward(condition))).chunk(2, 1);
    const auto parts =
        l.output->forward(torch::sigmoid(gates[0]) * torch::tanh(gates[1])).view({n, days, kHours, 2 * c}).chunk(2, 3);
    return {(h + parts[0]) / std::sqrt(2.0), parts[1]};
}

/// As DenoiserImpl::forward, for a denoiser with knowledge graph.
inline torch::Tensor denoise(DenoiserImpl& network, const torch::Tensor& noisy, const torch::Tensor& steps,
                             const RegionInputs& regions, const EdgeList& edges, const torch::Tensor& volume) {
    const torch::Tensor step = network.embedStep(steps), condition = network.conditionOf(regions, volume);
    torch::Tensor h = torch::relu(network.input->forward(noisy)), skips = torch::zeros_like(h);
    for (DenoiserLayer& each : network.layers) {
        const DenoiserLayerImpl::Output out = layer(*each, h, step, condition, regions, edges);
        h = out.next;
        skips = skips + out.skip;
    }
    const torch::Tensor read =
        network.config().releasedOutput ? h : skips / std::sqrt(static_cast<double>(network.config().layers));
    return network.output->forward(torch::relu(network.middle->forward(read)));
}

}  // namespace vitrine::kstdiff::reference
