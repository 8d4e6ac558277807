// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/lrp.h"

namespace vitrine::lrp {
namespace {

torch::Tensor sumPerImage(const torch::Tensor& R) {
    return R.flatten(1).sum(1, false, torch::kFloat64);
}

Trace::Block recordBlock(nn::ResidualBlockImpl& block, torch::Tensor& x) {
    Trace::Block trace;
    torch::Tensor activation = x;
    for (std::size_t layer = 0; layer < block.main.size(); ++layer) {
        if (layer > 0) activation = torch::relu(activation);
        trace.a.push_back(activation);
        activation = block.main[layer].forward(activation);
    }
    trace.F = activation;
    trace.S = block.shortcut.forward(x);
    x = torch::relu(trace.F + trace.S);
    return trace;
}

/// Shares of R that enter F and S. They sum to 1 except under Duplicate.
struct Shares {
    torch::Tensor main, skip;
};

Shares sharesOf(BlockRule rule, const torch::Tensor& rho) {
    const auto constant = [&](double value) { return torch::full_like(rho, value); };
    switch (rule) {
        case BlockRule::Ratio: return {rho, 1 - rho};
        case BlockRule::Half: return {constant(0.5), constant(0.5)};
        case BlockRule::Main: return {constant(1), constant(0)};
        case BlockRule::Skip: return {constant(0), constant(1)};
        case BlockRule::Duplicate: return {constant(1), constant(1)};
    }
    return {rho, 1 - rho};
}

/// On the zero channels of option A nothing can flow through S: all goes to F.
void closePadding(const nn::Shortcut& shortcut, Shares& shares) {
    if (shortcut.kind != nn::ShortcutKind::OptionA) return;
    const std::int64_t channels = shares.main.size(1), behind = channels - shortcut.channelsAfter;
    for (const auto& [first, last] : {std::pair{std::int64_t(0), shortcut.channelsBefore}, std::pair{behind, channels}}) {
        shares.main.slice(1, first, last).fill_(1);
        shares.skip.slice(1, first, last).fill_(0);
    }
}

std::int64_t strideOf(const nn::ConvBn& layer) { return layer.conv->options.stride()->front(); }

}  // namespace

Trace record(nn::ResnetImpl& network, const torch::Tensor& normalised) {
    const torch::NoGradGuard noGrad;
    network.eval();
    Trace trace;
    trace.x = normalised;
    trace.stem = torch::relu(network.stem.forward(normalised));
    torch::Tensor x = network.stemPool ? torch::max_pool2d(trace.stem, 3, 2, 1) : trace.stem;
    for (nn::ResidualBlock& block : network.blocks) trace.blocks.push_back(recordBlock(*block, x));
    trace.features = x;
    trace.pooled = x.mean({2, 3});
    trace.logits = network.head->forward(trace.pooled);
    trace.probabilities = trace.logits.softmax(1);
    return trace;
}

torch::Tensor Explanation::conservationErrors() const {
    const torch::Tensor start = sums.slice(1, 0, 1);
    return (sums - start).abs() / start;
}

Lrp::Lrp(nn::Resnet network, LrpOptions options, nn::Normalisation normalisation)
    : m_network(std::move(network)), m_options(std::move(options)), m_normalisation(normalisation) {
    const torch::NoGradGuard noGrad;
    TORCH_INTERNAL_ASSERT(m_options.rules.size() == m_network->blocks.size());
    m_stem = positive(m_network->stem);
    m_head = m_network->head->weight.clamp_min(0);
    for (const nn::ResidualBlock& block : m_network->blocks) {
        BlockWeights weights;
        for (const nn::ConvBn& layer : block->main) weights.main.push_back(positive(layer));
        if (block->shortcut.kind == nn::ShortcutKind::Projection) weights.projection = positive(block->shortcut.projection);
        m_blocks.push_back(std::move(weights));
    }
}

torch::Tensor Lrp::positive(const nn::ConvBn& layer) const {
    torch::Tensor w = layer.conv->weight;
    if (m_options.foldBatchNorm) {
        const torch::Tensor scale = layer.bn->weight / (layer.bn->running_var + layer.bn->options.eps()).sqrt();
        w = w * scale.view({-1, 1, 1, 1});
    }
    return w.clamp_min(0);  // A new tensor: the live weights stay.
}

torch::Tensor Lrp::throughShortcut(std::size_t index, const torch::Tensor& x, const torch::Tensor& R_S) const {
    const nn::Shortcut& shortcut = m_network->blocks[index]->shortcut;
    switch (shortcut.kind) {
        case nn::ShortcutKind::Identity: return R_S;
        case nn::ShortcutKind::OptionA: return scatterOptionA(shortcut, R_S, x.sizes());
        case nn::ShortcutKind::Projection:
            return zPlusConv(x, m_blocks[index].projection, filtered(R_S), strideOf(shortcut.projection), m_options.epsilon);
    }
    return R_S;
}

torch::Tensor Lrp::throughBlock(std::size_t index, const Trace::Block& trace, const torch::Tensor& R, BlockRelevance& record) const {
    const nn::ResidualBlock& block = m_network->blocks[index];
    record.R = R;
    record.rho = splitRatio(trace.F, trace.S);
    Shares shares = sharesOf(m_options.rules[index], record.rho.clone());
    if (m_options.closePadding) closePadding(block->shortcut, shares);
    torch::Tensor R_F = shares.main * R;
    const torch::Tensor R_S = shares.skip * R;
    record.main = sumPerImage(R_F);
    record.skip = sumPerImage(R_S);
    // Batch norm and ReLU pass relevance unchanged, so that F is a chain of convolutions.
    for (std::size_t layer = block->main.size(); layer-- > 0;)
        R_F = zPlusConv(trace.a[layer], m_blocks[index].main[layer], filtered(R_F), strideOf(block->main[layer]), m_options.epsilon);
    return R_F + throughShortcut(index, trace.a.front(), R_S);
}

torch::Tensor Lrp::throughStem(const Trace& trace, torch::Tensor R) const {
    const std::int64_t stride = strideOf(m_network->stem);
    if (m_options.firstLayer == FirstLayerRule::Ones)
        return zPlusConv(torch::ones_like(trace.x), m_stem, filtered(R), stride, m_options.epsilon);
    // x = (pixels - mean) / std: the z+ rule of w / std on pixels, which are >= 0; the shift is a bias and dropped like one.
    const torch::Tensor std = torch::tensor({m_normalisation.std[0], m_normalisation.std[1], m_normalisation.std[2]}, m_stem.options());
    return zPlusConv(m_normalisation.invert(trace.x).clamp_min(0), m_stem / std.view({1, 3, 1, 1}), filtered(R), stride, m_options.epsilon);
}

Explanation Lrp::explain(const Trace& trace, const torch::Tensor& targets) const {
    const torch::NoGradGuard noGrad;
    Explanation result;
    std::vector<torch::Tensor> sums;
    const auto boundary = [&](const std::string& name, const torch::Tensor& R) {
        result.boundaries.push_back(name);
        sums.push_back(sumPerImage(R));
    };
    const torch::Tensor place = targets.to(trace.probabilities.device()).unsqueeze(1);
    torch::Tensor R = torch::zeros_like(trace.probabilities).scatter(1, place, trace.probabilities.gather(1, place));
    boundary("output", R);
    R = zPlusLinear(trace.pooled, m_head, filtered(R), m_options.epsilon);
    boundary("head", R);
    R = globalPoolShare(trace.features, filtered(R), m_options.epsilon);
    boundary("pool", R);
    result.blocks.resize(trace.blocks.size());
    for (std::size_t index = trace.blocks.size(); index-- > 0;) {
        R = throughBlock(index, trace.blocks[index], R, result.blocks[index]);
        boundary(m_network->blocks[index]->name, R);
    }
    if (m_network->stemPool) {
        R = maxPoolShare(trace.stem, filtered(R), m_options.epsilon);
        boundary("stem pool", R);
    }
    R = throughStem(trace, R);
    boundary("input", R);
    result.map = R.sum(1);
    result.sums = torch::stack(sums, 1);
    return result;
}

}  // namespace vitrine::lrp
