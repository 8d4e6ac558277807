// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <torch/torch.h>

#include "core/base/result.h"
#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

/// Stage 1, the embedding of the knowledge graph. Score of (h, r, .): e_h (W x_1 r) against all entities at once.
/// Source: Balazevic, Allen, Hospedales, "TuckER: Tensor Factorization for Knowledge Graph Completion", EMNLP 2019,
/// arXiv 1901.09590.
class TuckerImpl : public torch::nn::Module {
public:
    static constexpr std::int64_t kWidth = 32;  ///< Of entities and relations.

    /// Weights are drawn from the generator alone.
    TuckerImpl(std::int64_t entities, std::int64_t relations, at::Generator generator);
    /// heads, relations I64 [N] -> logits [N, entities]. `keep` draws the dropout while training.
    torch::Tensor forward(const torch::Tensor& heads, const torch::Tensor& relations, at::Generator keep);

    torch::Tensor entities, relations, core;  ///< [E, 32], [K, 32], [32, 32, 32]

private:
    torch::Tensor dropped(const torch::Tensor& x, double rate, at::Generator& keep) const;
    torch::nn::BatchNorm1d m_norm0{nullptr}, m_norm1{nullptr};
};
TORCH_MODULE(Tucker);

struct TuckerOptions {
    std::int64_t epochs = 300;
    std::int64_t batch = 1024;  ///< Pairs (h, r) a step.
    double learningRate = 1e-3, decay = 0.995;
    std::uint64_t seed = 0;
    std::function<bool(std::int64_t epoch, double loss)> onEpoch;  ///< False stops with ErrorCode::Cancelled.
    std::function<bool()> cancelled;                               ///< Asked before every step.
};

/// Trains on all triples and gives the rows of the regions, F32 [R, 32]. Same seed, same embedding.
Result<torch::Tensor> embedRegions(const City& city, const TuckerOptions& options);

}  // namespace vitrine::kstdiff
