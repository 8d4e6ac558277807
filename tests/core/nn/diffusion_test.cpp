// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>

#include "core/compute/seed.h"
#include "core/nn/diffusion_sampler.h"
#include "core/nn/step_embedding.h"

namespace vitrine::nn {
namespace {

/// A normal distribution of one number.
struct Gauss {
    double mean, variance;
};

/// p(a | b) for a ~ prior and b = slope a + offset + N(0, noise): Bayes by completing the square.
Gauss conditional(const Gauss& prior, double slope, double offset, double noise, double b) {
    const double precision = 1 / prior.variance + slope * slope / noise;
    return {(prior.mean / prior.variance + slope * (b - offset) / noise) / precision, 1 / precision};
}

torch::Tensor at(std::int64_t t, std::int64_t count) {
    return torch::full({count, 1}, t, torch::kInt64);
}

/// The noise of a distribution that is one point: exact, so that samplers have nothing to be blamed for but themselves.
NoiseEstimator exactNoise(const GuidedDiffusion& diffusion, const torch::Tensor& clean, const torch::Tensor& prior) {
    return [&diffusion, clean, prior](const torch::Tensor& noisy, std::int64_t t) {
        return diffusion.noiseFrom(noisy, prior, clean, t);
    };
}

}  // namespace

TEST(DiffusionSchedule, CosineFollowsItsClosedFormAndCapsTheLastStep) {
    const DiffusionSchedule schedule = cosineSchedule(1000);
    const auto level = [](double t) { return std::pow(std::cos((t / 1000 + 0.008) / 1.008 * std::acos(-1.0) / 2), 2); };
    for (const std::int64_t t : {0, 10, 500, 900})
        EXPECT_NEAR(schedule.kept(t), level(static_cast<double>(t) + 1) / level(0), 1e-9) << t;
    EXPECT_DOUBLE_EQ(schedule.beta.back(), 0.999);
    EXPECT_DOUBLE_EQ(schedule.kept(-1), 1);
}

TEST(DiffusionSchedule, LinearAddsTheSameNoiseInFewerSteps) {
    EXPECT_NEAR(linearSchedule(1000).beta.front(), 1e-4, 1e-12);
    EXPECT_NEAR(linearSchedule(1000).beta.back(), 0.02, 1e-12);
    EXPECT_NEAR(std::log(linearSchedule(200).alphaBar.back()), std::log(linearSchedule(1000).alphaBar.back()), 0.7);
}

TEST(GuidedDiffusion, PosteriorIsBayesOfTheForwardProcess) {
    const GuidedDiffusion diffusion(cosineSchedule(50));
    const double x0 = 0.7, f = -0.4;
    for (const std::int64_t t : {1, 7, 25, 49}) {
        // One step of the process: x_t = sqrt(alpha) x_{t-1} + (1 - sqrt(alpha)) f + N(0, beta).
        const double before = diffusion.schedule().kept(t - 1), alpha = diffusion.schedule().alpha(t),
                     root = std::sqrt(alpha);
        const Gauss previous{std::sqrt(before) * x0 + (1 - std::sqrt(before)) * f, 1 - before};
        for (const double xt : {-1.3, 0.2}) {
            const Gauss expected = conditional(previous, root, (1 - root) * f, 1 - alpha, xt);
            const PosteriorCoefficients c = diffusion.posterior(t);
            EXPECT_NEAR(c.clean * x0 + c.noisy * xt + c.prior * f, expected.mean, 1e-9) << t;
            EXPECT_NEAR(c.deviation * c.deviation, expected.variance, 1e-9) << t;
        }
    }
}

TEST(GuidedDiffusion, StepsOfTheChainHaveTheMarginalInClosedForm) {
    const GuidedDiffusion diffusion(cosineSchedule(20));
    at::Generator generator = namedGenerator(1, "chain");
    const double x0 = 0.6, f = -0.8;
    torch::Tensor chain = torch::full({200'000}, x0);
    for (std::int64_t t = 0; t <= 12; ++t) {
        const double root = std::sqrt(diffusion.schedule().alpha(t));
        chain = root * chain + (1 - root) * f + std::sqrt(1 - root * root) * torch::randn({200'000}, generator);
    }
    const torch::Tensor direct = diffusion.noised(torch::full({200'000, 1}, x0), torch::full({1}, f),
                                                  torch::randn({200'000, 1}, generator), at(12, 1));
    const double signal = std::sqrt(diffusion.schedule().kept(12)), mean = signal * x0 + (1 - signal) * f,
                 deviation = std::sqrt(1 - signal * signal);
    for (const torch::Tensor& draw : {chain, direct}) {
        EXPECT_NEAR(draw.mean().item<double>(), mean, 5 * deviation / std::sqrt(200'000.0));
        EXPECT_NEAR(draw.std().item<double>(), deviation, 0.005);
    }
}

TEST(GuidedDiffusion, WithoutPriorItIsThePlainProcess) {
    const GuidedDiffusion diffusion(linearSchedule(100));
    const torch::Tensor clean = torch::randn({4, 3}, namedGenerator(2, "x")),
                        noise = torch::randn({4, 3}, namedGenerator(3, "x")), none;
    const torch::Tensor steps = torch::tensor({{0}, {10}, {50}, {99}});
    const torch::Tensor noisy = diffusion.noised(clean, none, noise, steps);
    EXPECT_TRUE(torch::allclose(noisy, diffusion.noised(clean, torch::zeros({1}), noise, steps)));
    for (std::int64_t i = 0; i < 4; ++i) {
        const std::int64_t t = steps[i].item<std::int64_t>();
        EXPECT_TRUE(torch::allclose(diffusion.cleanFrom(noisy[i], none, noise[i], t), clean[i], 1e-3, 1e-4)) << t;
        EXPECT_TRUE(torch::allclose(diffusion.noiseFrom(noisy[i], none, clean[i], t), noise[i], 1e-3, 1e-3)) << t;
    }
}

TEST(DiffusionSampler, EveryStrideWithExactNoiseEndsAtTheData) {
    const GuidedDiffusion diffusion(cosineSchedule(100));
    const torch::Tensor clean = torch::rand({5, 4}, namedGenerator(4, "x")) * 1.8 - 0.9,
                        prior = torch::full({5, 1}, 0.3);
    for (const std::int64_t steps : {100, 20, 7, 1}) {
        for (const double eta : {0.0, 0.5, 1.0}) {
            SamplerOptions options{steps, eta, 1, namedGenerator(5, "noise"), {}};
            const auto drawn = drawSample(diffusion, {5, 4}, prior, exactNoise(diffusion, clean, prior), options);
            ASSERT_TRUE(drawn.ok());
            EXPECT_LT((*drawn - clean).abs().max().item<double>(), 2e-3) << steps << " steps, eta " << eta;
        }
    }
}

TEST(DiffusionSampler, AncestralIsTheStridedSamplerThatVisitsEveryStep) {
    // A network that is wrong in a known way, so that the two paths could part.
    const GuidedDiffusion diffusion(cosineSchedule(40));
    const torch::Tensor prior = torch::full({6, 1}, -0.2);
    const auto estimate = [](const torch::Tensor& noisy, std::int64_t t) {
        return torch::tanh(noisy * 0.7 + 0.01 * static_cast<double>(t));
    };
    SamplerOptions ancestral{0, 1, 1, namedGenerator(6, "noise"), {}},
        strided{40, 1 - 1e-9, 1, namedGenerator(6, "noise"), {}};
    const torch::Tensor first = drawSample(diffusion, {6, 5}, prior, estimate, ancestral).value();
    EXPECT_LT((first - drawSample(diffusion, {6, 5}, prior, estimate, strided).value()).abs().max().item<double>(),
              1e-3);
}

TEST(DiffusionSampler, DrawsTheDistributionItsNetworkKnows) {
    // Data N(0.2, 0.3^2) around prior 0.5: the best noise estimate is linear and known.
    const GuidedDiffusion diffusion(cosineSchedule(200));
    const double mean = 0.2, variance = 0.09, f = 0.5;
    const auto estimate = [&](const torch::Tensor& noisy, std::int64_t t) {
        const double kept = diffusion.schedule().kept(t), signal = std::sqrt(kept);
        return std::sqrt(1 - kept) * (noisy - signal * mean - (1 - signal) * f) / (kept * variance + 1 - kept);
    };
    // Strides narrow the distribution: each takes one guess of x_0 for sure.
    for (const auto& [steps, narrower] : {std::pair<std::int64_t, double>{0, 0.0}, {50, 0.03}}) {
        SamplerOptions options{steps, 1, 0, namedGenerator(7, "noise"), {}};
        const torch::Tensor drawn = drawSample(diffusion, {20'000}, torch::full({1}, f), estimate, options).value();
        EXPECT_NEAR(drawn.mean().item<double>(), mean, 0.015) << steps;
        EXPECT_NEAR(drawn.std().item<double>(), 0.3 - narrower, 0.015) << steps;
    }
}

TEST(DiffusionSampler, VisitsBothEndsEvenlyAndStopsWhenTold) {
    EXPECT_EQ(sampledSteps(10, 4), (std::vector<std::int64_t>{9, 6, 3, 0}));
    EXPECT_EQ(sampledSteps(10, 0).size(), 10u);
    EXPECT_EQ(sampledSteps(10, 50).size(), 10u);
    const GuidedDiffusion diffusion(cosineSchedule(10));
    std::int64_t seen = 0;
    SamplerOptions options{0, 1, 1, namedGenerator(8, "noise"), [&](const SamplerStep& step) {
                               seen = step.number;
                               return step.number < 3;
                           }};
    const auto drawn = drawSample(
        diffusion, {2}, {}, [](const torch::Tensor& x, std::int64_t) { return x; }, options);
    ASSERT_FALSE(drawn.ok());
    EXPECT_EQ(drawn.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(seen, 3);
}

TEST(StepEmbedding, SinesThenCosinesFromFrequencyOneDown) {
    const torch::Tensor embedding = sinusoidalEmbedding(torch::tensor({0, 3}), 8);
    EXPECT_TRUE(torch::allclose(embedding[0], torch::tensor({0.F, 0.F, 0.F, 0.F, 1.F, 1.F, 1.F, 1.F})));
    EXPECT_NEAR(embedding[1][0].item<double>(), std::sin(3.0), 1e-6);
    EXPECT_NEAR(embedding[1][7].item<double>(), std::cos(3e-4), 1e-6);
}

}  // namespace vitrine::nn
