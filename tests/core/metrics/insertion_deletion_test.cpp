// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <limits>

#include "core/compute/seed.h"
#include "core/metrics/insertion_deletion.h"

namespace vitrine::metrics {
namespace {

/// Stands for a network: the mean of the first channel.
torch::Tensor meanOfFirstChannel(const torch::Tensor& batch) {
    return batch.select(1, 0).mean({1, 2});
}

InsertionDeletionOptions withStep(std::int64_t step, TieRule ties = TieRule::Rank) {
    InsertionDeletionOptions options;
    options.step = step;
    options.ties = ties;
    options.generator = namedGenerator(1, "ties");
    return options;
}

PixelSteps stepsOf(const torch::Tensor& map, std::int64_t step, TieRule ties) {
    return pixelSteps(map, step, ties, namedGenerator(1, "ties")).value();
}

TEST(PixelSteps, RankRuleFollowsTheValues) {
    const PixelSteps steps = stepsOf(torch::tensor({{0.9f, 0.1f, 0.5f}, {0.3f, 0.8f, 0.2f}}), 2, TieRule::Rank);
    // Falling order: 0.9 0.8 | 0.5 0.3 | 0.2, and 0.1 never: the last step changes HW - 1 pixels.
    EXPECT_TRUE(steps.entersAt.equal(torch::tensor({{0, 3, 1}, {1, 0, 2}})));
    EXPECT_EQ(steps.changed, (std::vector<std::int64_t>{2, 4, 5}));
}

// The mask of step s in the code of the paper: A >= A of the pixel at position min(step (s + 1), HW - 1) of the falling
// order.
TEST(PixelSteps, ThresholdRuleIsThePapersMask) {
    const torch::Tensor map = torch::randint(0, 5, {7, 9}, namedGenerator(3, "map")).to(torch::kFloat);
    for (const std::int64_t step : {1, 4, 16, 100}) {
        const PixelSteps steps = stepsOf(map, step, TieRule::Threshold);
        const torch::Tensor falling = std::get<0>(map.flatten().sort(0, /*descending=*/true));
        ASSERT_EQ(steps.steps(), (63 + step - 1) / step);
        for (std::int64_t s = 0; s < steps.steps(); ++s) {
            const torch::Tensor mask = map >= falling[std::min<std::int64_t>(step * (s + 1), 62)];
            EXPECT_TRUE(mask.equal(steps.entersAt <= s)) << "step " << step << ", s " << s;
            EXPECT_EQ(mask.sum().item<std::int64_t>(), steps.changed[s]);
        }
    }
}

TEST(PixelSteps, TiesAreBrokenBySeedUnderTheRankRuleOnly) {
    const torch::Tensor flat = torch::zeros({8, 8});
    const PixelSteps a = pixelSteps(flat, 4, TieRule::Rank, namedGenerator(1, "t")).value();
    const PixelSteps b = pixelSteps(flat, 4, TieRule::Rank, namedGenerator(1, "t")).value();
    const PixelSteps c = pixelSteps(flat, 4, TieRule::Rank, namedGenerator(2, "t")).value();
    EXPECT_TRUE(a.entersAt.equal(b.entersAt));
    EXPECT_FALSE(a.entersAt.equal(c.entersAt));
    EXPECT_EQ(a.changed.front(), 4);
    EXPECT_EQ(a.changed.back(), 63);
    EXPECT_EQ(stepsOf(flat, 4, TieRule::Threshold).changed.front(), 64);
}

TEST(PixelSteps, PapersNumberOfSteps) {
    EXPECT_EQ(stepsOf(torch::rand({224, 224}), 500, TieRule::Rank).steps(), 101);
    EXPECT_EQ(stepsOf(torch::rand({32, 32}), 16, TieRule::Rank).steps(), 64);
}

TEST(CurveAuc, IsTheTrapeziumRule) {
    EXPECT_DOUBLE_EQ(curveAuc({0, 1}), 0.5);
    EXPECT_DOUBLE_EQ(curveAuc({0.2, 0.4, 1.0}), (0.3 + 0.7) / 2);
    EXPECT_DOUBLE_EQ(curveAuc({0.3}), 0.3);
}

TEST(InsertionDeletion, WorkedCase) {
    // 2 x 2, values 4 3 2 1 in the order of the map; p is their mean over what is shown.
    const torch::Tensor image = torch::tensor({{{4.f, 3.f}, {2.f, 1.f}}});
    const torch::Tensor map = torch::tensor({{0.4f, 0.3f}, {0.2f, 0.1f}});
    const auto result = insertionDeletion(image, map, meanOfFirstChannel, withStep(1));
    ASSERT_TRUE(result.ok()) << result.error().message();
    EXPECT_EQ(result->insertion, (std::vector<double>{1, 1.75, 2.25, 2.25}));
    EXPECT_EQ(result->deletion, (std::vector<double>{1.5, 0.75, 0.25, 0.25}));
    EXPECT_DOUBLE_EQ(result->insertionAuc, (7.25 - 0.5 - 1.125) / 3);
    EXPECT_DOUBLE_EQ(result->score(), result->insertionAuc - result->deletionAuc);
}

TEST(InsertionDeletion, ChunksDoNotChangeTheCurves) {
    const torch::Tensor image = torch::rand({3, 6, 5}, namedGenerator(2, "image")),
                        map = torch::rand({6, 5}, namedGenerator(2, "map"));
    for (const auto replacement : {Replacement::Black, Replacement::Mean, Replacement::Blur}) {
        std::vector<std::vector<double>> curves;
        for (const std::int64_t batch : {1, 7, 128}) {
            InsertionDeletionOptions options = withStep(4);
            options.batch = batch;
            options.replacement = replacement;
            const auto result = insertionDeletion(image, map, meanOfFirstChannel, options).value();
            curves.push_back(result.insertion);
            curves.back().insert(curves.back().end(), result.deletion.begin(), result.deletion.end());
        }
        EXPECT_EQ(curves[0], curves[1]);
        EXPECT_EQ(curves[0], curves[2]);
    }
}

TEST(InsertionDeletion, Replacements) {
    const torch::Tensor image = torch::rand({3, 32, 24}, namedGenerator(4, "image"));
    EXPECT_EQ(replacementFor(image, Replacement::Black).abs().max().item<float>(), 0);
    const torch::Tensor mean = replacementFor(image, Replacement::Mean);
    EXPECT_TRUE(mean.select(2, 5).allclose(image.mean({1, 2}).unsqueeze(1).expand({3, 32})));
    const torch::Tensor blur = replacementFor(image, Replacement::Blur);
    EXPECT_EQ(blur.sizes(), image.sizes());
    EXPECT_LT(blur.std().item<float>(), 0.5f * image.std().item<float>());
    EXPECT_TRUE(replacementFor(torch::full({3, 8, 8}, 0.4f), Replacement::Blur).allclose(torch::full({3, 8, 8}, 0.4f)));
}

TEST(InsertionDeletion, RefusesAndStops) {
    const torch::Tensor image = torch::rand({3, 4, 4});
    const torch::Tensor map = torch::rand({4, 4});
    const auto codeOf = [&](const torch::Tensor& m, const InsertionDeletionOptions& options,
                            const std::function<torch::Tensor(const torch::Tensor&)>& p = meanOfFirstChannel) {
        const auto result = insertionDeletion(image, m, p, options);
        return result.ok() ? ErrorCode::Internal : result.error().code;
    };
    EXPECT_EQ(codeOf(torch::rand({4, 5}), withStep(1)), ErrorCode::InvalidArgument);
    EXPECT_EQ(codeOf(torch::full({4, 4}, std::numeric_limits<float>::quiet_NaN()), withStep(1)),
              ErrorCode::InvalidArgument);
    EXPECT_EQ(codeOf(map, withStep(0)), ErrorCode::InvalidArgument);
    EXPECT_EQ(codeOf(map, InsertionDeletionOptions{}), ErrorCode::InvalidArgument);  // No generator.
    EXPECT_EQ(codeOf(map, withStep(1), [](const torch::Tensor& b) { return b; }), ErrorCode::InvalidArgument);
    EXPECT_EQ(codeOf(map, withStep(1), [](const torch::Tensor& b) { return torch::full({b.size(0)}, NAN); }),
              ErrorCode::MethodFailed);
    EXPECT_EQ(codeOf(map, withStep(1), [](const torch::Tensor& b) { return torch::mm(b, b); }),
              ErrorCode::MethodFailed);
    InsertionDeletionOptions stopped = withStep(1);
    stopped.cancelled = [] { return true; };
    EXPECT_EQ(codeOf(map, stopped), ErrorCode::Cancelled);
}

}  // namespace
}  // namespace vitrine::metrics
