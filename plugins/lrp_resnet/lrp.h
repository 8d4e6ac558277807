// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/nn/normalisation.h"
#include "core/nn/resnet.h"
#include "plugins/lrp_resnet/split_rules.h"

/// Layer-wise relevance propagation with relevance splitting. Source: Otsuki et al., "Layer-Wise Relevance Propagation with
/// Conservation Property for ResNet", ECCV 2024, arXiv 2407.09115. Names as there: a are a layer's inputs, R relevance, w+ = max(w, 0),
/// rho the share of the main branch F at an addition with the skip branch S.
namespace vitrine::lrp {

enum class FirstLayerRule {
    Ones,  ///< a replaced by ones: R_i = sum_j w+_ij R_j / (sum_i w+_ij + eps). The paper's code.
    ZPlus  ///< The z+ rule on pixels in [0, 1], normalisation folded into w (our completion: normalised pixels can be negative).
};

struct LrpOptions {
    std::vector<BlockRule> rules;  ///< One a block, from `blockRules`.
    double epsilon = 1e-5;
    double topK = 1.0;             ///< Share of the elements that keep their relevance in front of each layer rule; 1: all.
    bool foldBatchNorm = false;    ///< w of the z+ rule is scaled by its batch norm (our completion; the paper skips the norm).
    bool closePadding = false;     ///< rho := 1 on option A's zero channels under every block rule (our completion).
    FirstLayerRule firstLayer = FirstLayerRule::Ones;
};

// The rules of single layers; R in, R out, batched over images, no autograd graph.

/// z_j = sum_i a_i w+_ij + eps; R_i = a_i sum_j w+_ij R_j / z_j. a [N, I], wPlus [J, I], R [N, J].
torch::Tensor zPlusLinear(const torch::Tensor& a, const torch::Tensor& wPlus, const torch::Tensor& R, double epsilon);
/// The same for a convolution with padding k / 2 (all of a ResNet's). a [N, I, H, W], wPlus [J, I, k, k], R [N, J, H', W'].
torch::Tensor zPlusConv(const torch::Tensor& a, const torch::Tensor& wPlus, const torch::Tensor& R, std::int64_t stride, double epsilon);
/// z = mean(a) + eps; R_i = a_i R / (HW z). a [N, C, H, W], R [N, C].
torch::Tensor globalPoolShare(const torch::Tensor& a, const torch::Tensor& R, double epsilon);
/// The stem's 3x3 max pool with stride 2, treated as a 2x2 average pool with stride 2. a [N, C, H, W], R [N, C, ceil(H/2), ceil(W/2)].
torch::Tensor maxPoolShare(const torch::Tensor& a, const torch::Tensor& R, double epsilon);
/// rho = |F| / (|F| + |S|), 1 where both are 0 (an epsilon in the denominator alone would leak relevance).
torch::Tensor splitRatio(const torch::Tensor& F, const torch::Tensor& S);
/// Relevance of an option A shortcut: R_S without the zero channels, back at positions [::stride, ::stride] of x.
torch::Tensor scatterOptionA(const nn::Shortcut& shortcut, const torch::Tensor& R_S, at::IntArrayRef shapeOfX);
/// Keeps the largest max(1, floor(share * elements)) of each image's relevance, 0 elsewhere.
torch::Tensor keepTop(const torch::Tensor& R, double share);
/// Heat quantisation: bins linspace(min, max, levels); a value in [bin_i, bin_i+1) becomes bin_i, the maximum stays. maps [N, H, W].
torch::Tensor quantise(const torch::Tensor& maps, std::int64_t levels);

/// What the forward pass of one batch leaves behind.
struct Trace {
    struct Block {
        std::vector<torch::Tensor> a;  ///< Input of each convolution of F; a[0] is x.
        torch::Tensor F, S;            ///< The two summands.
    };
    torch::Tensor x;           ///< Normalised images [N, 3, H, W].
    torch::Tensor stem;        ///< After stem and ReLU, in front of the pool.
    std::vector<Block> blocks;
    torch::Tensor features;    ///< After the last block [N, C, H', W'].
    torch::Tensor pooled;      ///< [N, C]
    torch::Tensor logits;      ///< [N, classes]
    torch::Tensor probabilities;
};
Trace record(nn::ResnetImpl& network, const torch::Tensor& normalised);

/// Relevance at one block's addition.
struct BlockRelevance {
    torch::Tensor R;           ///< At the block's output [N, C, H, W].
    torch::Tensor rho;         ///< |F| / (|F| + |S|), whatever rule was used, same shape.
    torch::Tensor main, skip;  ///< Sums over the image that entered F and S [N].
};

struct Explanation {
    torch::Tensor map;                    ///< R_in summed over channels [N, H, W].
    std::vector<std::string> boundaries;  ///< Where the sums were taken, output first: "output", "head", "layer3.2", ..., "input".
    torch::Tensor sums;                   ///< Relevance at each boundary, F64 [N, boundaries].
    std::vector<BlockRelevance> blocks;   ///< In the network's order.

    /// |sum R - R_out| / R_out at each boundary, F64 [N, boundaries].
    torch::Tensor conservationErrors() const;
};

/// Explains one class of each image of a recorded batch.
class Lrp {
public:
    /// Copies the positive parts of the weights; the network itself is never changed. `rules` must have one entry a block.
    Lrp(nn::Resnet network, LrpOptions options, nn::Normalisation normalisation = nn::kImageNet);
    /// `targets` [N] I64 are the classes; R_out is one-hot * p[target] (the paper: the predicted class).
    Explanation explain(const Trace& trace, const torch::Tensor& targets) const;

private:
    struct BlockWeights {
        std::vector<torch::Tensor> main;
        torch::Tensor projection;
    };
    torch::Tensor positive(const nn::ConvBn& layer) const;
    torch::Tensor filtered(const torch::Tensor& R) const { return keepTop(R, m_options.topK); }
    torch::Tensor throughBlock(std::size_t index, const Trace::Block& trace, const torch::Tensor& R, BlockRelevance& record) const;
    torch::Tensor throughShortcut(std::size_t index, const torch::Tensor& x, const torch::Tensor& R_S) const;
    torch::Tensor throughStem(const Trace& trace, torch::Tensor R) const;

    nn::Resnet m_network;
    LrpOptions m_options;
    nn::Normalisation m_normalisation;
    torch::Tensor m_stem, m_head;
    std::vector<BlockWeights> m_blocks;
};

}  // namespace vitrine::lrp
