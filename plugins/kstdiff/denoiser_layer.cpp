// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/denoiser_layer.h"

#include <cmath>

#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

FusionImpl::FusionImpl(std::int64_t channels) {
    toQuery = register_module("to_query", torch::nn::Linear(channels, channels));
    toKey = register_module("to_key", torch::nn::Linear(torch::nn::LinearOptions(channels, channels).bias(false)));
    toValue = register_module("to_value", torch::nn::Linear(channels, channels));
    output = register_module("output", torch::nn::Linear(channels, channels));
}

torch::Tensor FusionImpl::forward(const torch::Tensor& spatial, const torch::Tensor& temporal,
                                  const torch::Tensor& query, torch::Tensor* share) {
    const std::int64_t n = spatial.size(0), places = spatial.size(1), channels = spatial.size(2),
                       each = channels / kHeads;
    const torch::Tensor q = toQuery->forward(query).view({n, kHeads, 1, each}) / std::sqrt(static_cast<double>(each));
    // q . (W_k (spatial - temporal)) = (W_k^T q) . (spatial - temporal): the keys are never formed.
    const torch::Tensor direction = torch::matmul(q, toKey->weight.view({kHeads, each, channels})).squeeze(2);
    const torch::Tensor difference = spatial - temporal;
    const torch::Tensor weight = torch::sigmoid(torch::bmm(difference, direction.transpose(1, 2)));
    if (share) *share = weight;
    const torch::Tensor base = toValue->forward(temporal).view({n, places, kHeads, each});
    const torch::Tensor change = torch::matmul(difference, toValue->weight.t()).view({n, places, kHeads, each});
    return output->forward(torch::addcmul(base, change, weight.unsqueeze(3)).view({n, places, channels}));
}

DenoiserLayerImpl::DenoiserLayerImpl(const DenoiserConfig& config)
    : m_channels(config.channels), m_useKnowledge(config.useKnowledge) {
    const std::int64_t c = config.channels;
    spatial =
        register_module("spatial", nn::RelationalGraphConv(c, c, static_cast<std::int64_t>(kRegionRelations.size())));
    temporal = register_module("temporal", nn::TransformerBlock(nn::TransformerBlockOptions{c, 2, config.feedForward,
                                                                                            nn::NormKind::Unbiased}));
    fusion = register_module("fusion", Fusion(c));
    step = register_module("step", torch::nn::Linear(kHours * kChannels, kHours * c));
    if (m_useKnowledge)
        query = register_module("query", torch::nn::Linear(config.knowledge, c));
    else
        learnedQuery = register_parameter("learned_query", torch::randn({c}));
    middle = register_module("middle", torch::nn::Linear(c, 2 * c));
    condition = register_module("condition", torch::nn::Linear(2 * c, 2 * c));
    output = register_module("output", torch::nn::Linear(c, 2 * c));
}

DenoiserLayerImpl::Output DenoiserLayerImpl::forward(const torch::Tensor& h, const torch::Tensor& stepEmbedding,
                                                     const torch::Tensor& conditions, const RegionInputs& regions,
                                                     torch::Tensor* share) {
    const std::int64_t n = h.size(0), days = h.size(1), c = m_channels;
    const torch::Tensor x = h + step->forward(torch::silu(stepEmbedding)).view({1, days, kHours, c});
    const torch::Tensor graphed =
        torch::relu(spatial->forward(x, m_useKnowledge ? regions.graph : nn::RelationGraph{}));
    const torch::Tensor timed = temporal->forward(x.view({n * days, kHours, c}));
    const torch::Tensor asked = m_useKnowledge ? query->forward(regions.knowledge) : learnedQuery.expand({n, c});
    const torch::Tensor fused =
        fusion->forward(graphed.view({n, days * kHours, c}), timed.view({n, days * kHours, c}), asked, share);
    const auto gates = (middle->forward(fused) + condition->forward(conditions).unsqueeze(1)).chunk(2, 2);
    const auto parts =
        output->forward(torch::sigmoid(gates[0]) * torch::tanh(gates[1])).view({n, days, kHours, 2 * c}).chunk(2, 3);
    return {(h + parts[0]) * (1 / std::sqrt(2.0)), parts[1]};
}

}  // namespace vitrine::kstdiff
