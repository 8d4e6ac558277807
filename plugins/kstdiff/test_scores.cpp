// SPDX-License-Identifier: GPL-3.0-or-later
// Scaling, metrics and the baseline FeatProfile against worked cases and plain loops.
#include <cmath>

#include <gtest/gtest.h>

#include "core/compute/seed.h"
#include "plugins/kstdiff/feat_profile.h"
#include "plugins/kstdiff/flow_scores.h"
#include "plugins/kstdiff/generator.h"
#include "plugins/kstdiff/scaling.h"

namespace vitrine::kstdiff {
namespace {

torch::Tensor randomFlow(std::int64_t days, std::int64_t regions, const char* purpose) {
    return torch::poisson(5 * torch::rand({days, regions, kHours, kChannels}, namedGenerator(3, purpose)), namedGenerator(4, purpose));
}

/// The MMD of one region as the formula has it, pair by pair.
double plainMmd(const torch::Tensor& real, const torch::Tensor& generated) {
    const torch::Tensor all = torch::cat({real, generated}).to(torch::kFloat64);
    const std::int64_t n = all.size(0), split = real.size(0);
    const auto squared = [&](std::int64_t i, std::int64_t j) { return (all[i] - all[j]).square().sum().item<double>(); };
    double sum = 0;
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j) sum += squared(i, j);
    const double base = sum / static_cast<double>(n * n - n) / 4;
    double xx = 0, yy = 0, xy = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t j = 0; j < n; ++j) {
            double kernel = 0;
            for (int k = 0; k < 5; ++k) kernel += std::exp(-squared(i, j) / (base * std::pow(2.0, k)));
            (i < split && j < split ? xx : i >= split && j >= split ? yy : xy) += kernel;
        }
    }
    const double a = static_cast<double>(split), b = static_cast<double>(n - split);
    return xx / (a * a) + yy / (b * b) - xy / (a * b);  // xy holds both orders: twice the mean.
}

}  // namespace

TEST(FlowScaling, MapsTheRangeOfTheAskedRegionsToMinusOneToOne) {
    torch::Tensor flow = torch::zeros({1, 3, kHours, kChannels});
    flow[0][0] = 10, flow[0][1] = 30, flow[0][2] = 90;
    const auto global = FlowScaling::fit(flow, {0, 1}, ScalingRange::Global, ScalingCurve::Linear);
    ASSERT_TRUE(global.ok());
    EXPECT_FLOAT_EQ(global->apply(flow)[0][1][0][0].item<float>(), -0.5f);  // (2 * 30 - 10 - 90) / 80
    const auto strict = FlowScaling::fit(flow, {0, 1}, ScalingRange::TrainOnly, ScalingCurve::Linear);
    EXPECT_FLOAT_EQ(strict->apply(flow)[0][2][0][0].item<float>(), 7);  // The test region lies outside, and is not hidden.
    const auto curved = FlowScaling::fit(flow, {0, 1}, ScalingRange::Global, ScalingCurve::Log1p);
    EXPECT_NEAR(curved->apply(flow)[0][1][0][0].item<double>(), (2 * std::log(31.0) - std::log(11.0) - std::log(91.0)) / std::log(91.0 / 11),
                1e-5);
    for (const FlowScaling& scaling : {*global, *strict, *curved}) EXPECT_TRUE(torch::allclose(scaling.undo(scaling.apply(flow)), flow, 1e-4));
    const auto constant = FlowScaling::fit(torch::ones_like(flow), {0, 1}, ScalingRange::Global, ScalingCurve::Linear);
    ASSERT_FALSE(constant.ok());
    EXPECT_NE(constant.error().why.find("equal"), std::string::npos);
}

TEST(FlowScores, WorkedByHand) {
    // One day, two regions: 4 everywhere against 2 everywhere, and 0 against 0.
    torch::Tensor real = torch::zeros({1, 2, kHours, kChannels}), generated = real.clone();
    real[0][0] = 4, generated[0][0] = 2;
    const auto scores = evaluate(real, generated);
    ASSERT_TRUE(scores.ok());
    EXPECT_DOUBLE_EQ(scores->mae, 1);
    EXPECT_DOUBLE_EQ(scores->rmse, std::sqrt(2.0));
    EXPECT_NEAR(scores->smape, 1.0 / 3, 1e-8);  // |4 - 2| / 3 in one half, 0 in the other.
    EXPECT_NEAR(scores->shapeDistance, 0, 1e-12);
    EXPECT_NEAR(scores->volumeCorrelation, 1, 1e-12);
    EXPECT_DOUBLE_EQ(scores->regionMae[0].item<double>(), 2);
    // Two days that differ by d: b0 = d^2 / 4, so that the kernel of the pair is exp(-4) + exp(-2) + exp(-1) + exp(-1/2) + exp(-1/4).
    double pair = 0;
    for (const double power : {4.0, 2.0, 1.0, 0.5, 0.25}) pair += std::exp(-power);
    EXPECT_NEAR(scores->regionMmd[0].item<double>(), 10 - 2 * pair, 1e-9);
    EXPECT_EQ(scores->regionMmd[1].item<double>(), 0);  // No difference at all: not 0 / 0.
}

TEST(FlowScores, AMovedPeakIsAShapeAndNoVolume) {
    torch::Tensor real = torch::zeros({1, 1, kHours, kChannels}), generated = real.clone();
    real[0][0][8][0] = 6, generated[0][0][18][0] = 6;
    const auto scores = evaluate(real, generated);
    EXPECT_DOUBLE_EQ(scores->shapeDistance, 2);
    EXPECT_NEAR(scores->smape, 2.0 * 2 / 48, 1e-8);
    EXPECT_TRUE(std::isnan(scores->volumeCorrelation));  // One region correlates with nothing.
}

TEST(FlowScores, DiscrepancyIsThatOfAPlainLoop) {
    const torch::Tensor real = randomFlow(7, 5, "real"), generated = 1.3 * randomFlow(4, 5, "generated");
    const torch::Tensor batched = maximumMeanDiscrepancy(real.flatten(2), generated.flatten(2));
    for (std::int64_t r = 0; r < 5; ++r)
        EXPECT_NEAR(batched[r].item<double>(), plainMmd(real.select(1, r).flatten(1), generated.select(1, r).flatten(1)), 1e-9) << r;
}

TEST(FlowScores, OtherRegionsAreRefused) {
    EXPECT_FALSE(evaluate(randomFlow(2, 3, "a"), randomFlow(2, 4, "b")).ok());
    EXPECT_FALSE(evaluate(randomFlow(2, 3, "a"), torch::zeros({0, 3, kHours, kChannels})).ok());
    EXPECT_TRUE(evaluate(randomFlow(2, 3, "a"), randomFlow(9, 3, "b")).ok());
}

namespace {

/// log volume = 3 + f, shapes by the sign of f: FeatProfile can know all of it.
City knownCity() {
    City city;
    const std::int64_t regions = 24, days = 6;
    city.features = torch::linspace(-1, 1, regions).unsqueeze(1);
    const torch::Tensor volume = (3 + city.features.squeeze(1)).exp();
    const torch::Tensor shapes = archetypes();
    city.flow = torch::zeros({days, regions, kHours, kChannels});
    for (std::int64_t r = 0; r < regions; ++r) {
        city.regions.push_back(fmt::format("{:02}", r));
        (r % 4 == 1 ? city.test : city.train).push_back(r);
        for (std::int64_t d = 0; d < days; ++d) city.flow[d][r] = volume[r] * shapes[r < regions / 2 ? 0 : 1] * (d < days / 2 ? 0.8 : 1.2);
    }
    return city;
}

}  // namespace

TEST(FeatProfile, RecoversVolumeShapeAndTheNoiseOfDays) {
    const City city = knownCity();
    const FeatProfile profile(city, {.ridge = 1e-6});
    const torch::Tensor test = torch::tensor(city.test), features = city.features.index_select(0, test);
    const torch::Tensor real = city.flow.index_select(1, test);
    EXPECT_TRUE(torch::allclose(profile.volume(features), real.mean({0, 2, 3}), 1e-3));
    const torch::Tensor day = profile.meanDay(features);
    EXPECT_TRUE(torch::allclose(day[0], real.mean(0)[0], 1e-3));  // Far from the border between the shapes.
    EXPECT_TRUE(torch::allclose(day[-1], real.mean(0)[-1], 1e-3));
    const torch::Tensor sampled = profile.sample(features, 400, namedGenerator(1, "days"));
    EXPECT_EQ(sampled.sizes(), (std::vector<std::int64_t>{400, static_cast<std::int64_t>(city.test.size()), kHours, kChannels}));
    // Every day is 0.8 or 1.2 times the mean, about as often.
    const torch::Tensor factors = sampled.select(1, 0).mean({1, 2}) / day[0].mean();
    EXPECT_TRUE((((factors - 0.8).abs() < 1e-3) | ((factors - 1.2).abs() < 1e-3)).all().item<bool>());
    EXPECT_NEAR(factors.mean().item<double>(), 1, 0.03);
}

TEST(FeatProfile, LearnsFromTrainRegionsOnly) {
    City city = knownCity();
    const torch::Tensor features = city.features.index_select(0, torch::tensor(city.test));
    const torch::Tensor before = FeatProfile(city).meanDay(features);
    for (const std::int64_t r : city.test) city.flow.select(1, r).fill_(1e6);
    EXPECT_TRUE(torch::equal(FeatProfile(city).meanDay(features), before));
}

TEST(FeatProfile, RegionsWithoutAnyCountAreNoInfinity) {
    City city = knownCity();
    city.flow.select(1, 0).zero_();
    const FeatProfile profile(city);
    EXPECT_TRUE(torch::isfinite(profile.sample(city.features, 3, namedGenerator(1, "days"))).all().item<bool>());
}

}  // namespace vitrine::kstdiff
