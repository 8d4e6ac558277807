// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>

#include "core/compute/seed.h"
#include "core/nn/adam.h"
#include "core/nn/attention.h"
#include "core/nn/relational_graph_conv.h"
#include "core/nn/short_attention.h"
#include "core/nn/sparse_product.h"
#include "core/nn/transformer_block.h"

namespace vitrine::nn {
namespace {

torch::Tensor draw(at::IntArrayRef shape, const char* purpose) {
    return torch::randn(shape, namedGenerator(11, purpose));
}

/// Self-attention by its formula, place by place.
torch::Tensor attentionByHand(const torch::Tensor& projected, std::int64_t heads) {
    const std::int64_t width = projected.size(2) / 3, each = width / heads;
    torch::Tensor out = torch::zeros({projected.size(0), projected.size(1), width}, projected.options());
    for (std::int64_t n = 0; n < projected.size(0); ++n)
        for (std::int64_t h = 0; h < heads; ++h) {
            const auto part = [&](std::int64_t i) {
                return projected[n].slice(1, i * width + h * each, i * width + (h + 1) * each);
            };
            for (std::int64_t i = 0; i < projected.size(1); ++i) {
                const torch::Tensor scores = torch::mv(part(1), part(0)[i]) / std::sqrt(static_cast<double>(each));
                const torch::Tensor powers = (scores - scores.max()).exp(), shares = powers / powers.sum();
                out[n][i].slice(0, h * each, (h + 1) * each).copy_(torch::mv(part(2).t(), shares));
            }
        }
    return out;
}

/// Largest difference between the analytic gradient of sum(weights * f(x)) and central differences at some entries (in
/// F64 where f allows).
double gradientError(const std::function<torch::Tensor(const torch::Tensor&)>& f, const torch::Tensor& at,
                     double step) {
    torch::Tensor x = at.clone().set_requires_grad(true);
    const torch::Tensor y = f(x), weights = torch::randn(y.sizes(), namedGenerator(12, "weights")).to(y.scalar_type());
    (y * weights).sum().backward();
    const torch::Tensor flat = at.reshape({-1}), gradient = x.grad().reshape({-1});
    const torch::NoGradGuard noGraph;
    double worst = 0;
    for (std::int64_t i = 0; i < flat.numel(); i += std::max<std::int64_t>(1, flat.numel() / 40)) {
        const auto moved = [&](double by) {
            torch::Tensor copy = flat.clone();
            copy[i] += by;
            return (f(copy.view(at.sizes())) * weights).sum().item<double>();
        };
        worst = std::max(worst, std::abs((moved(step) - moved(-step)) / (2 * step) - gradient[i].item<double>()));
    }
    return worst;
}

}  // namespace

TEST(Attention, FollowsItsFormulaForEveryWidthOfHeadAndLength) {
    for (const auto& [width, heads, length] :
         {std::tuple{8, 2, 24}, {16, 2, 24}, {16, 4, 7}, {32, 2, 33}, {16, 1, 64}, {12, 2, 5}, {16, 2, 90}}) {
        const torch::Tensor projected = draw({3, length, 3 * width}, "projected");
        EXPECT_EQ(shortAttentionFits(projected, heads), width / heads != 6 && length <= 64);
        EXPECT_LT((selfAttention(projected, heads) - attentionByHand(projected, heads)).abs().max().item<double>(),
                  2e-6)
            << width << " " << heads << " " << length;
    }
}

TEST(Attention, ShortKernelHasTheGradientOfTheFormula) {
    const auto general = [](const torch::Tensor& x) {
        const auto part = [&](std::int64_t i) {
            return x.slice(2, i * 16, (i + 1) * 16).reshape({5, 21, 2, 8}).transpose(1, 2);
        };
        return scaledDotProduct(part(0), part(1), part(2)).transpose(1, 2).reshape({5, 21, 16});
    };
    torch::Tensor a = draw({5, 21, 48}, "a").set_requires_grad(true), b = a.detach().clone().set_requires_grad(true);
    const torch::Tensor weights = draw({5, 21, 16}, "weights");
    (shortAttention(a, 2) * weights).sum().backward();
    (general(b) * weights).sum().backward();
    EXPECT_LT((a.grad() - b.grad()).abs().max().item<double>(), 1e-5);
}

TEST(Attention, LargeScoresNeitherOverflowNorVanish) {
    torch::Tensor projected = draw({2, 24, 48}, "large") * 60;
    const torch::Tensor out = selfAttention(projected, 2);
    EXPECT_TRUE(out.isfinite().all().item<bool>());
    EXPECT_LT((out - attentionByHand(projected.to(torch::kFloat64), 2)).abs().max().item<double>(), 2e-3);
}

TEST(Attention, AttendingToItselfIsSelfAttention) {
    MultiheadAttention attention(16, 4);
    const torch::Tensor x = draw({3, 9, 16}, "x");
    torch::Tensor weights;
    EXPECT_TRUE(torch::allclose(attention->forward(x), attention->attend(x, x, &weights), 1e-4, 1e-5));
    EXPECT_TRUE(torch::allclose(weights.sum(-1), torch::ones({3, 4, 9})));
}

TEST(TransformerBlock, GradientsAgreeWithDifferencesForBothNorms) {
    for (const NormKind norm : {NormKind::Layer, NormKind::Unbiased}) {
        TransformerBlock block(TransformerBlockOptions{8, 2, 12, norm});
        block->to(torch::kFloat64);
        EXPECT_LT(gradientError([&](const torch::Tensor& x) { return block->forward(x); },
                                draw({2, 5, 8}, "x").to(torch::kFloat64), 1e-5),
                  1e-6);
    }
}

TEST(UnbiasedNorm, DividesByTheUnbiasedDeviationAndSurvivesConstants) {
    UnbiasedNorm norm(4);
    const torch::Tensor y = norm->forward(torch::tensor({{1.F, 2.F, 3.F, 6.F}}));
    EXPECT_NEAR(y[0][3].item<double>(), 3 / (std::sqrt(14.0 / 3) + 1e-6), 1e-5);
    torch::Tensor flat = torch::ones({1, 4}).set_requires_grad(true);
    norm->forward(flat).sum().backward();
    EXPECT_TRUE(flat.grad().isfinite().all().item<bool>());
}

TEST(RelationalGraphConv, IsTheSumOverNodesAndRelationsOfItsDefinition) {
    const std::int64_t nodes = 9, relations = 3;
    RelationalGraphConv layer(4, 5, relations);
    const torch::Tensor adjacency =
        (torch::rand({relations, nodes, nodes}, namedGenerator(13, "edges")) < 0.3).to(torch::kFloat32);
    adjacency[1][2].zero_();  // A node without neighbours of a kind.
    const torch::Tensor x = draw({nodes, 2, 3, 4}, "x"), y = layer->forward(x, RelationGraph(adjacency, torch::kCPU));
    for (std::int64_t i = 0; i < nodes; ++i)
        for (std::int64_t day = 0; day < 2; ++day)
            for (std::int64_t hour = 0; hour < 3; ++hour) {
                torch::Tensor expected = torch::matmul(x[i][day][hour], layer->root) + layer->bias;
                for (std::int64_t r = 0; r < relations; ++r) {
                    torch::Tensor sum = torch::zeros({5});
                    std::int64_t neighbours = 0;
                    for (std::int64_t j = 0; j < nodes; ++j)
                        if (adjacency[r][i][j].item<float>() > 0) {
                            sum += torch::matmul(x[j][day][hour], layer->weight[r]);
                            ++neighbours;
                        }
                    if (neighbours > 0) expected += sum / neighbours;
                }
                ASSERT_LT((y[i][day][hour] - expected).abs().max().item<double>(), 1e-5)
                    << i << " " << day << " " << hour;
            }
    EXPECT_TRUE(torch::allclose(layer->forward(x, {}), torch::matmul(x, layer->root) + layer->bias, 1e-4, 1e-6));
}

TEST(SparseProduct, IsTheDenseProductAndSoIsItsGradient) {
    for (const auto& [rows, width, count] : {std::tuple{12, 7, 100}, {5, 9, 3}, {3, 4, 64}}) {
        torch::Tensor dense = draw({rows, width}, "dense");
        dense.masked_fill_(torch::rand({rows, width}, namedGenerator(14, "holes")) < 0.7, 0);
        dense[0].zero_();
        torch::Tensor a = draw({width, count}, "x").set_requires_grad(true),
                      b = a.detach().clone().set_requires_grad(true);
        const torch::Tensor weights = draw({rows, count}, "weights"), y = sparseProduct(SparseMatrix::of(dense), a);
        EXPECT_LT((y - torch::mm(dense, b)).abs().max().item<double>(), 1e-5);
        (y * weights).sum().backward();
        (torch::mm(dense, b) * weights).sum().backward();
        EXPECT_LT((a.grad() - b.grad()).abs().max().item<double>(), 1e-5);
    }
}

TEST(FlatAdam, OptimiserOfAPartLeavesTheRestAlone) {
    torch::nn::Linear net(2, 2);
    FlatParameters flat(net->parameters());
    FlatAdam part(flat.slice(0, 4), 0.1);  // The weight comes first, then the bias.
    const torch::Tensor bias = net->bias.detach().clone(), weight = net->weight.detach().clone();
    part.zeroGradients();
    net->forward(torch::ones({1, 2})).sum().backward();
    part.step();
    EXPECT_TRUE(torch::equal(net->bias, bias));
    EXPECT_LT((net->weight - weight + 0.1).abs().max().item<double>(), 1e-5);
}

TEST(FlatAdam, StepsLikeTheLibrarysAdamAndGoesOnFromItsState) {
    const auto loss = [](torch::nn::Linear& net) {
        return (net->forward(draw({6, 3}, "in")) - draw({6, 2}, "out")).pow(2).mean();
    };
    torch::nn::Linear ours(3, 2), theirs(3, 2), resumed(3, 2);
    {
        const torch::NoGradGuard noGraph;
        for (auto& net : {theirs, resumed}) {
            net->weight.copy_(ours->weight);
            net->bias.copy_(ours->bias);
        }
    }
    FlatParameters flat(ours->parameters());
    FlatAdam adam(flat, 0.01);
    torch::optim::Adam reference(theirs->parameters(), torch::optim::AdamOptions(0.01));
    NamedArrays state;
    const auto stepOurs = [&](FlatAdam& optimizer, torch::nn::Linear& net) {
        optimizer.zeroGradients();
        loss(net).backward();
        optimizer.step();
    };
    for (int i = 0; i < 20; ++i) {
        stepOurs(adam, ours);
        reference.zero_grad();
        loss(theirs).backward();
        reference.step();
        if (i != 9) continue;
        adam.save("adam.", state);
        const torch::NoGradGuard noGraph;
        resumed->weight.copy_(ours->weight);
        resumed->bias.copy_(ours->bias);
    }
    EXPECT_LT((ours->weight - theirs->weight).abs().max().item<double>(), 1e-5);
    FlatParameters other(resumed->parameters());
    FlatAdam second(other, 0.01);
    ASSERT_TRUE(second.restore("adam.", state).ok());
    for (int i = 0; i < 10; ++i) stepOurs(second, resumed);
    EXPECT_TRUE(torch::equal(resumed->weight, ours->weight));
    EXPECT_FALSE(second.restore("other.", state).ok());
}

}  // namespace vitrine::nn
