// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/nn/relational_graph_conv.h"
#include "core/nn/transformer_block.h"

namespace vitrine::kstdiff {

/// Sizes of the denoiser; the defaults are the paper's.
struct DenoiserConfig {
    std::int64_t features = 6;    ///< p
    std::int64_t knowledge = 32;  ///< Width of the knowledge graph embedding.
    std::int64_t channels = 16;   ///< C
    std::int64_t layers = 5;
    std::int64_t feedForward = 2048;
    bool useKnowledge =
        true;  ///< False: no edges in the spatial branch, a learned vector as query (the ablation "no-KG").
    bool releasedOutput = false;  ///< True: the output reads the last layer alone, as the released code does; false:
                                  ///< the sum of the skips.
};

/// What stays the same over hours, days and denoising steps.
struct RegionInputs {
    torch::Tensor features;   ///< [n, p]
    torch::Tensor knowledge;  ///< [n, 32] embedding of the regions.
    nn::RelationGraph graph;  ///< Edges among these n regions.
};

/// Attention with one query and two sources. The softmax over two scores is the sigmoid of their difference, and the
/// keys' bias cancels in it: one projection instead of two, the same function as attention of several heads.
class FusionImpl : public torch::nn::Module {
public:
    static constexpr std::int64_t kHeads = 4;

    explicit FusionImpl(std::int64_t channels);
    /// spatial and temporal [n, M, C], query [n, C] -> [n, M, C]. `share` receives the weight of the spatial source,
    /// [n, M, heads].
    torch::Tensor forward(const torch::Tensor& spatial, const torch::Tensor& temporal, const torch::Tensor& query,
                          torch::Tensor* share);

    torch::nn::Linear toQuery{nullptr}, toKey{nullptr}, toValue{nullptr}, output{nullptr};
};
TORCH_MODULE(Fusion);

/// One residual layer of the denoiser: graph branch and time branch, fused by knowledge, gated by the condition.
class DenoiserLayerImpl : public torch::nn::Module {
public:
    explicit DenoiserLayerImpl(const DenoiserConfig& config);

    struct Output {
        torch::Tensor next, skip;  ///< [n, B, 24, C]
    };
    /// h [n, B, 24, C], step [B, 48], condition [n, 32].
    Output forward(const torch::Tensor& h, const torch::Tensor& step, const torch::Tensor& condition,
                   const RegionInputs& regions, torch::Tensor* share);

    nn::RelationalGraphConv spatial{nullptr};
    nn::TransformerBlock temporal{nullptr};
    Fusion fusion{nullptr};
    torch::nn::Linear step{nullptr}, query{nullptr}, middle{nullptr}, condition{nullptr}, output{nullptr};
    torch::Tensor learnedQuery;  ///< [C]; only without knowledge.

private:
    std::int64_t m_channels;
    bool m_useKnowledge;
};
TORCH_MODULE(DenoiserLayer);

}  // namespace vitrine::kstdiff
