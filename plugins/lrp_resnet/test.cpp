// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of section 3 of the paper against worked cases and against LRP by automatic differentiation.
#include <gtest/gtest.h>

#include "core/compute/seed.h"
#include "core/metrics/insertion_deletion.h"
#include "core/nn/cifar_resnet.h"
#include "plugins/lrp_resnet/lrp.h"

namespace vitrine::lrp {
namespace {

at::Generator dice(const char* purpose) { return namedGenerator(5, purpose); }

bool close(const torch::Tensor& a, const torch::Tensor& b, double relative = 1e-4) { return torch::allclose(a, b, relative, 1e-7); }

/// R_i = a_i dz/da_i (R / z) by automatic differentiation: the form of the paper's code.
template <class Layer>
torch::Tensor byAutograd(const torch::Tensor& a, const torch::Tensor& R, double epsilon, Layer layer) {
    const torch::Tensor leaf = a.detach().clone().set_requires_grad(true);
    const torch::Tensor z = layer(leaf) + epsilon;
    return a * torch::autograd::grad({(z * (R / z).detach()).sum()}, {leaf}).front();
}

torch::Tensor convByAutograd(const torch::Tensor& a, const nn::ConvBn& layer, const torch::Tensor& R, double epsilon = 1e-5) {
    const torch::Tensor w = layer.conv->weight.detach().clamp_min(0);
    return byAutograd(a, R, epsilon, [&](const torch::Tensor& x) { return torch::conv2d(x, w, {}, layer.conv->options.stride(), w.size(2) / 2); });
}

/// A network with both kinds of skip that change the shape, and running statistics that are not 0 and 1.
nn::Resnet randomNetwork(bool optionA, std::int64_t blocks = 2) {
    nn::ResnetConfig config = nn::smallResnet({4, 8}, blocks, 3, 12);
    config.optionA = optionA;
    nn::Resnet network(config);
    nn::initialise(*network, dice("weights"));
    const torch::NoGradGuard noGrad;
    auto generator = dice("statistics");
    for (auto& item : network->named_buffers()) {
        if (item.key().ends_with("running_mean")) item.value().copy_(0.3 * torch::randn(item.value().sizes(), generator));
        if (item.key().ends_with("running_var")) item.value().copy_(0.5 + torch::rand(item.value().sizes(), generator));
    }
    network->eval();
    return network;
}

torch::Tensor randomImages(std::int64_t count = 2) { return torch::randn({count, 3, 12, 12}, dice("images")); }

Explanation explainWith(const nn::Resnet& network, SplitRule split, const std::string& overrides = "", LrpOptions options = {}) {
    nn::Resnet copy = network;
    auto rules = blockRules(split, overrides, *network);
    EXPECT_TRUE(rules.ok()) << rules.error().message();
    options.rules = *rules;
    return Lrp(copy, options).explain(record(*copy, randomImages()), torch::tensor({0, 2}));
}

/// The whole of LRP by automatic differentiation, for split by ratio.
torch::Tensor referenceMap(nn::Resnet network, const torch::Tensor& x, std::int64_t target) {
    torch::Tensor stem = torch::relu(network->stem.forward(x));
    std::vector<torch::Tensor> inputs{stem};
    for (auto& block : network->blocks) inputs.push_back(block->forward(inputs.back()));
    const torch::Tensor pooled = inputs.back().mean({2, 3});
    const torch::Tensor p = network->head->forward(pooled).softmax(1);
    torch::Tensor R = torch::zeros_like(p);
    R[0][target] = p[0][target];
    const torch::Tensor w = network->head->weight.detach().clamp_min(0);
    R = byAutograd(pooled, R, 1e-5, [&](const torch::Tensor& a) { return torch::linear(a, w); });
    R = byAutograd(inputs.back(), R, 1e-5, [](const torch::Tensor& a) { return a.mean({2, 3}); });
    for (std::size_t b = network->blocks.size(); b-- > 0;) {
        auto& block = network->blocks[b];
        const torch::Tensor main = block->branch(inputs[b]), skip = block->skip(inputs[b]);
        const torch::Tensor rho = torch::nan_to_num(main.abs() / (main.abs() + skip.abs()), 1.0);
        const torch::Tensor hidden = torch::relu(block->main[0].forward(inputs[b])).detach();
        torch::Tensor R_F = convByAutograd(hidden, block->main[1], rho * R);
        R_F = convByAutograd(inputs[b].detach(), block->main[0], R_F);
        torch::Tensor R_S = (1 - rho) * R;
        if (block->shortcut.kind == nn::ShortcutKind::Projection) R_S = convByAutograd(inputs[b].detach(), block->shortcut.projection, R_S);
        if (block->shortcut.kind == nn::ShortcutKind::OptionA)  // The transpose of the shortcut, which is linear.
            R_S = byAutograd(torch::ones_like(inputs[b]), R_S, 0, [&](const torch::Tensor& a) { return block->skip(a) + 1e-30; });
        R = (R_F + R_S).detach();
    }
    return convByAutograd(torch::ones_like(x), network->stem, R).sum(1).detach();
}

}  // namespace

TEST(LrpRules, ZPlusOfALinearLayerWorkedByHand) {
    const torch::Tensor a = torch::tensor({{1.0, 2.0}}), w = torch::tensor({{1.0, -1.0}, {3.0, 1.0}}), R = torch::tensor({{1.0, 1.0}});
    // z = (1, 5); R_1 = 1 (1/1 + 3/5) = 1.6, R_2 = 2 (0 + 1/5) = 0.4
    EXPECT_TRUE(close(zPlusLinear(a, w.clamp_min(0), R, 0), torch::tensor({{1.6, 0.4}})));
}

TEST(LrpRules, ZPlusOfAConvolutionIsAutogradsForEveryStrideAndKernel) {
    for (const std::int64_t kernel : {1, 3, 7}) {
        for (const std::int64_t stride : {1, 2}) {
            for (const std::int64_t side : {8, 9}) {
                auto generator = dice("convolution");
                const torch::Tensor a = torch::rand({2, 3, side, side}, generator), w = torch::randn({5, 3, kernel, kernel}, generator).clamp_min(0);
                const auto layer = [&](const torch::Tensor& x) { return torch::conv2d(x, w, {}, stride, kernel / 2); };
                const torch::Tensor R = torch::rand(layer(a).sizes(), generator);
                EXPECT_TRUE(close(zPlusConv(a, w, R, stride, 1e-5), byAutograd(a, R, 1e-5, layer))) << kernel << " " << stride << " " << side;
            }
        }
    }
}

TEST(LrpRules, GlobalPoolSharesInProportionToTheActivation) {
    const torch::Tensor a = torch::tensor({1.0, 2.0, 3.0, 4.0}).view({1, 1, 2, 2});
    EXPECT_TRUE(close(globalPoolShare(a, torch::tensor({{10.0}}), 0), a));
    // With eps: z = 2.5 + eps, R_i = a_i 10 / 4 / z.
    EXPECT_TRUE(close(globalPoolShare(a, torch::tensor({{10.0}}), 0.5), a * (10.0 / 4 / 3.0)));
}

TEST(LrpRules, MaxPoolSharesLikeATwoByTwoAverage) {
    const torch::Tensor a = torch::tensor({1.0, 2.0, 3.0, 4.0}).view({1, 1, 2, 2});
    EXPECT_TRUE(close(maxPoolShare(a, torch::full({1, 1, 1, 1}, 10.0), 0), a));
    const torch::Tensor odd = torch::rand({1, 2, 5, 5}, dice("pool")) + 0.1, R = torch::rand({1, 2, 3, 3}, dice("relevance"));
    EXPECT_EQ(maxPoolShare(odd, R, 0).sizes(), odd.sizes());
    EXPECT_NEAR(maxPoolShare(odd, R, 0).sum().item<double>(), R.sum().item<double>(), 1e-5);
}

TEST(LrpRules, FirstLayerWithOnesSharesByWeightAlone) {
    const torch::Tensor ones = torch::ones({1, 1, 5, 5}), w = torch::ones({1, 1, 3, 3});
    torch::Tensor R = torch::zeros({1, 1, 5, 5}), expected = torch::zeros({1, 1, 5, 5});
    R[0][0][2][2] = 9;  // Nine neighbours share it ...
    R[0][0][0][0] = 4;  // ... and four in the corner.
    expected[0][0].slice(0, 1, 4).slice(1, 1, 4) += 1;
    expected[0][0].slice(0, 0, 2).slice(1, 0, 2) += 1;
    EXPECT_TRUE(close(zPlusConv(ones, w, R, 1, 0), expected));
}

TEST(LrpRules, RatioIsOneWhereBothBranchesAreZero) {
    const torch::Tensor F = torch::tensor({3.0, -3.0, 0.0, 0.0}), S = torch::tensor({1.0, 1.0, 2.0, 0.0});
    EXPECT_TRUE(torch::equal(splitRatio(F, S), torch::tensor({0.75, 0.75, 0.0, 1.0})));
}

TEST(LrpRules, OptionAScattersToEverySecondPixelAndDropsTheZeroChannels) {
    nn::Shortcut shortcut;
    shortcut.kind = nn::ShortcutKind::OptionA;
    shortcut.stride = 2;
    shortcut.channelsBefore = shortcut.channelsAfter = 1;
    const torch::Tensor R_S = torch::arange(16.0).view({1, 4, 2, 2}), R_x = scatterOptionA(shortcut, R_S, {1, 2, 4, 4});
    EXPECT_EQ(R_x[0][0][0][0].item<float>(), 4);
    EXPECT_EQ(R_x[0][0][2][2].item<float>(), 7);
    EXPECT_EQ(R_x[0][1][0][2].item<float>(), 9);
    EXPECT_EQ(R_x[0][1][1][1].item<float>(), 0);
    EXPECT_EQ(R_x.sum().item<float>(), R_S.slice(1, 1, 3).sum().item<float>());
}

TEST(LrpRules, TopShareOfEachImageIsKept) {
    const torch::Tensor R = torch::tensor({4.0, 1.0, 3.0, 2.0, 0.1, 0.4, 0.3, 0.2}).view({2, 1, 2, 2});
    const torch::Tensor half = torch::tensor({4.0, 0.0, 3.0, 0.0, 0.0, 0.4, 0.3, 0.0}).view({2, 1, 2, 2});
    EXPECT_TRUE(torch::equal(keepTop(R, 0.5), half));
    EXPECT_TRUE(torch::equal(keepTop(R, 1.0), R));
    EXPECT_EQ((keepTop(R, 0.01) != 0).sum().item<int>(), 2) << "at least one element an image";
}

TEST(LrpRules, QuantisedMapsTakeTheLowerEdgeOfTheirBin) {
    const torch::Tensor map = torch::tensor({0.0, 0.5, 6.9, 7.0}).view({1, 2, 2});
    EXPECT_TRUE(torch::equal(quantise(map, 8), torch::tensor({0.0, 0.0, 6.0, 7.0}).view({1, 2, 2})));
    const torch::Tensor flat = torch::full({1, 2, 2}, 3.0);
    EXPECT_TRUE(torch::equal(quantise(flat, 8), flat));
    const torch::Tensor noise = quantise(torch::rand({3, 32, 32}, dice("noise")), 8);
    EXPECT_LE(std::get<0>(at::_unique(noise[0])).numel(), 8);
}

TEST(LrpNetwork, RatioIsTheReferenceByAutogradOnBothKindsOfSkip) {
    for (const bool optionA : {true, false}) {
        const nn::Resnet network = randomNetwork(optionA);
        const Explanation explanation = explainWith(network, SplitRule::Ratio);
        EXPECT_TRUE(close(explanation.map[0], referenceMap(network, randomImages().slice(0, 0, 1), 0)[0], 1e-3)) << optionA;
        EXPECT_TRUE(close(explanation.map[1], referenceMap(network, randomImages().slice(0, 1, 2), 2)[0], 1e-3)) << optionA;
    }
}

TEST(LrpNetwork, StartsFromTheProbabilityAndLeavesTheWeightsAlone) {
    nn::Resnet network = randomNetwork(true);
    const torch::Tensor before = network->stem.conv->weight.detach().clone();
    const Explanation explanation = explainWith(network, SplitRule::Ratio);
    const torch::Tensor p = network->forward(randomImages()).softmax(1);
    EXPECT_NEAR(explanation.sums[0][0].item<double>(), p[0][0].item<double>(), 1e-6);
    EXPECT_NEAR(explanation.sums[1][0].item<double>(), p[1][2].item<double>(), 1e-6);
    EXPECT_EQ(explanation.boundaries.front(), "output");
    EXPECT_EQ(explanation.boundaries.back(), "input");
    EXPECT_NEAR(explanation.map[0].sum().item<double>(), explanation.sums[0][-1].item<double>(), 1e-6);
    EXPECT_TRUE(torch::equal(before, network->stem.conv->weight));
}

TEST(LrpNetwork, OverridesOfAllBlocksAreTheVariants) {
    const nn::Resnet network = randomNetwork(true);
    const auto everywhere = [](const std::string& rule) {
        return fmt::format("layer1.0={0}, layer1.1={0},layer2.0={0},layer2.1={0}", rule);
    };
    const std::pair<SplitRule, const char*> pairs[] = {{SplitRule::Symmetric, "half"}, {SplitRule::MainOnly, "main"}, {SplitRule::Duplicate, "duplicate"}};
    for (const auto& [split, rule] : pairs) {
        const torch::Tensor map = explainWith(network, split).map;
        EXPECT_TRUE(torch::equal(map, explainWith(network, SplitRule::Ratio, everywhere(rule)).map)) << rule;
        EXPECT_FALSE(torch::equal(map, explainWith(network, SplitRule::Ratio).map)) << rule;
    }
    const torch::Tensor latest = explainWith(network, SplitRule::RatioAtProjections).map;
    EXPECT_TRUE(torch::equal(latest, explainWith(network, SplitRule::Ratio, "layer1.0=main,layer1.1=main,layer2.1=main").map));
    const torch::Tensor simple = explainWith(network, SplitRule::HalfAtProjections).map;
    EXPECT_TRUE(torch::equal(simple, explainWith(network, SplitRule::MainOnly, "layer2.0=half").map));
}

TEST(LrpNetwork, WrongOverridesAreExplained) {
    const nn::Resnet network = randomNetwork(true);
    for (const char* text : {"layer9.0=main", "layer1.0=mian", "layer1.0", "=,="}) {
        const auto rules = blockRules(SplitRule::Ratio, text, *network);
        ASSERT_FALSE(rules.ok()) << text;
        EXPECT_EQ(rules.error().code, ErrorCode::InvalidArgument);
        EXPECT_FALSE(rules.error().next.empty());
    }
    EXPECT_NE(blockRules(SplitRule::Ratio, "layer1.0=mian", *network).error().next.find("\"main\""), std::string::npos);
}

TEST(LrpNetwork, SkipOnlyPassesTheIdentityAndClosedPaddingLosesNothing) {
    const nn::Resnet network = randomNetwork(true, 1);
    const Explanation skip = explainWith(network, SplitRule::Ratio, "layer1.0=skip");
    EXPECT_NEAR(skip.sums[0][-2].item<double>(), skip.sums[0][-3].item<double>(), 1e-6) << "an identity skip conserves";
    EXPECT_EQ(skip.blocks[0].main[0].item<double>(), 0);
    // Under half-and-half option A sends half of its zero channels' relevance nowhere; closed, all that it gets arrives.
    const auto lost = [&](bool closed) {
        LrpOptions options;
        options.closePadding = closed;
        const Explanation explanation = explainWith(network, SplitRule::Ratio, "layer2.0=half", options);
        const torch::Tensor R = explanation.blocks[1].R[0], padded = torch::cat({R.slice(0, 0, 2), R.slice(0, 6, 8)});
        return std::pair{explanation.blocks[1].skip[0].item<double>(), padded.sum().item<double>() / 2};
    };
    const auto [open, share] = lost(false);
    EXPECT_GT(share, 0);
    EXPECT_NEAR(lost(true).first, open - share, 1e-6);
}

TEST(LrpNetwork, BatchedIsOneByOne) {
    nn::Resnet network = randomNetwork(false);
    const Explanation both = explainWith(network, SplitRule::Ratio);
    LrpOptions options;
    options.rules = *blockRules(SplitRule::Ratio, "", *network);
    const Explanation second = Lrp(network, options).explain(record(*network, randomImages().slice(0, 1, 2)), torch::tensor({2}));
    EXPECT_TRUE(close(both.map[1], second.map[0], 1e-3));
}

TEST(LrpMetric, CurveAreaAndTieRulesWorkedByHand) {
    EXPECT_DOUBLE_EQ(metrics::curveAuc({0.0, 0.5, 1.0}), 0.5);  // (1.5 - 0 - 0.5) / 2
    EXPECT_DOUBLE_EQ(metrics::curveAuc({0.2, 0.2, 0.8, 0.8}), 0.5);
    // Eight of sixteen pixels share the greatest value: four a step under the rank rule, all at once under the threshold rule.
    const torch::Tensor map = torch::cat({torch::ones({2, 4}), torch::zeros({2, 4})});
    const auto rank = metrics::pixelSteps(map, 4, metrics::TieRule::Rank, dice("ties"));
    const auto threshold = metrics::pixelSteps(map, 4, metrics::TieRule::Threshold, {});
    EXPECT_EQ(rank->changed, (std::vector<std::int64_t>{4, 8, 12, 15}));
    EXPECT_EQ(threshold->changed.front(), 8);
    EXPECT_TRUE((threshold->entersAt.slice(0, 0, 2) == 0).all().item<bool>());
}

}  // namespace vitrine::lrp
