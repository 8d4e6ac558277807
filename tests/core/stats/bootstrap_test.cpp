// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/stats/draw.h"

namespace vitrine {
namespace {

/// Spatial test data, column A of 26 neurologically impaired children (Efron and Tibshirani 1993, table 14.1).
const std::vector<double> kSpatialA = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                                       0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};

double plugInVariance(std::span<const double> values) {
    const double n = static_cast<double>(values.size());
    return detail::varianceOf(values) * (n - 1) / n;
}

TEST(Draw, isTheEngineOfTheStandardAndUnbiased) {
    // The C++ standard fixes the 10,000th output of the default-seeded engine ([rand.predef]).
    Draw standard(5489);
    std::uint64_t last = 0;
    for (int i = 0; i < 10000; ++i) last = standard.bits();
    EXPECT_EQ(last, 9981545732273789042u);

    Draw draw(3);
    std::vector<int> seen(6);
    for (int i = 0; i < 60000; ++i) ++seen.at(draw.below(6));
    for (const int count : seen) EXPECT_NEAR(count, 10000, 400);  // 4.4 standard deviations
    for (int i = 0; i < 1000; ++i) {
        const double u = draw.uniform();
        EXPECT_TRUE(u >= 0 && u < 1);
        EXPECT_EQ(draw.below(1), 0u);
    }
}

TEST(Bootstrap, reproducesTheWorkedExampleOfTheBook) {
    // Efron and Tibshirani 1993, table 14.2: variance 171.5, 90 % percentile (100.8, 233.9), BCa (115.8, 259.6), from
    // 2,000 resamples; their own sampling error is a few units.
    BootstrapOptions options{20000, 0.90, 1, BootstrapInterval::Percentile};
    const auto percentile = bootstrap(kSpatialA, plugInVariance, options);
    options.interval = BootstrapInterval::Bca;
    const auto bca = bootstrap(kSpatialA, plugInVariance, options);
    ASSERT_TRUE(percentile.ok() && bca.ok());
    EXPECT_NEAR(percentile->estimate, 171.5, 0.05);
    EXPECT_NEAR(percentile->low, 100.8, 4);
    EXPECT_NEAR(percentile->high, 233.9, 4);
    EXPECT_NEAR(bca->low, 115.8, 5);
    EXPECT_NEAR(bca->high, 259.6, 5);
}

TEST(Bootstrap, errorOfTheMeanApproachesItsClosedForm) {
    // The ideal bootstrap's standard error of a mean is the plug-in deviation over sqrt(n).
    const auto result = bootstrap(kSpatialA, detail::meanOf, {40000, 0.95, 7});
    ASSERT_TRUE(result.ok());
    const double ideal = std::sqrt(plugInVariance(kSpatialA) / 26);
    EXPECT_NEAR(result->error, ideal, 0.02 * ideal);
    EXPECT_NEAR(result->high - result->low, 2 * 1.96 * ideal, 0.05 * ideal * 4);
}

TEST(Bootstrap, seedDecidesEverything) {
    const auto a = bootstrap(kSpatialA, detail::meanOf, {1000, 0.95, 11}),
               b = bootstrap(kSpatialA, detail::meanOf, {1000, 0.95, 11});
    const auto c = bootstrap(kSpatialA, detail::meanOf, {1000, 0.95, 12});
    EXPECT_EQ(a->low, b->low);
    EXPECT_EQ(a->high, b->high);
    EXPECT_TRUE(a->low != c->low || a->high != c->high);
}

TEST(Bootstrap, degenerateAndBadInput) {
    const auto flat = bootstrap(std::vector<double>{3, 3, 3}, detail::meanOf, {1000, 0.95, 1, BootstrapInterval::Bca});
    ASSERT_TRUE(flat.ok());
    EXPECT_EQ(flat->low, 3);
    EXPECT_EQ(flat->high, 3);
    EXPECT_FALSE(bootstrap({}, detail::meanOf).ok());
    EXPECT_FALSE(bootstrap(std::vector<double>{1}, detail::meanOf).ok());
    EXPECT_FALSE(bootstrap(std::vector<double>{1, NAN}, detail::meanOf).ok());
    EXPECT_FALSE(bootstrap(kSpatialA, detail::meanOf, {5}).ok());
    EXPECT_FALSE(bootstrap(kSpatialA, detail::meanOf, {1000, 1.5}).ok());
    EXPECT_FALSE(bootstrap(kSpatialA, [](std::span<const double>) { return std::nan(""); }).ok());
}

TEST(ClusterBootstrap, sameValuesInClustersWidenTheInterval) {
    // 6 clusters of 10 equal values: the information is that of 6 values, so the interval must be that of the 6.
    std::vector<double> values, centers;
    std::vector<std::int64_t> cluster;
    for (int c = 0; c < 6; ++c) {
        centers.push_back(c);
        for (int k = 0; k < 10; ++k) {
            values.push_back(c);
            cluster.push_back(100 - c);
        }
    }
    const BootstrapOptions options{20000, 0.95, 5};
    const auto clustered = clusterBootstrap(values, cluster, options),
               hierarchical = clusterBootstrap(values, cluster, options, true);
    const auto naive = bootstrap(values, detail::meanOf, options),
               ofCenters = bootstrap(centers, detail::meanOf, options);
    ASSERT_TRUE(clustered.ok() && hierarchical.ok() && naive.ok() && ofCenters.ok());
    EXPECT_EQ(clustered->n, 6u);
    EXPECT_DOUBLE_EQ(clustered->estimate, 2.5);
    EXPECT_NEAR(clustered->error, ofCenters->error, 0.03);
    EXPECT_NEAR(hierarchical->error, ofCenters->error, 0.03);
    EXPECT_GT(clustered->error, 2.5 * naive->error);
}

TEST(ClusterBootstrap, withinClustersAddsTheirSpread) {
    const std::vector<double> values = {0, 4, 0, 4, 0, 4, 0, 4};
    const std::vector<std::int64_t> cluster = {1, 1, 2, 2, 3, 3, 4, 4};
    EXPECT_EQ(clusterBootstrap(values, cluster)->error, 0);  // Every cluster has mean 2.
    EXPECT_NEAR(clusterBootstrap(values, cluster, {20000}, true)->error, 2 / std::sqrt(8.0), 0.02);
}

TEST(ClusterBootstrap, badInput) {
    const std::vector<double> values = {1, 2, 3};
    EXPECT_FALSE(clusterBootstrap(values, std::vector<std::int64_t>{1, 2}).ok());
    EXPECT_FALSE(clusterBootstrap(values, std::vector<std::int64_t>{1, 1, 1}).ok());
    EXPECT_FALSE(clusterBootstrap({}, {}).ok());
    EXPECT_FALSE(
        clusterBootstrap(values, std::vector<std::int64_t>{1, 2, 3}, {1000, 0.95, 0, BootstrapInterval::Bca}).ok());
}

TEST(PairedBootstrap, smallCaseByHand) {
    // Differences 1, 2, 3: mean 2, sd 1, d_z 2; of 8 sign patterns only +++ and --- reach |sum| = 6, so p = 2/8.
    const std::vector<double> method = {11, 12, 13}, baseline = {10, 10, 10};
    const auto result = pairedBootstrap(method, baseline, {10000, 0.95, 4});
    ASSERT_TRUE(result.ok());
    EXPECT_DOUBLE_EQ(result->meanDifference, 2);
    EXPECT_DOUBLE_EQ(result->effectSize, 2);
    EXPECT_DOUBLE_EQ(result->p, 0.25);
    EXPECT_TRUE(result->exactP);
    EXPECT_EQ(result->n, 3u);
    // All of one value has probability 1/27 > 2.5 %: the ends are the extreme values.
    EXPECT_DOUBLE_EQ(result->low, 1);
    EXPECT_DOUBLE_EQ(result->high, 3);
}

TEST(PairedBootstrap, tiesOfSumsAreCountedInSpiteOfRounding) {
    // 0.1 + 0.2 - 0.3 is not zero in binary: the sums of +++ 0.6 and permutations must still compare as equal to
    // themselves.
    const std::vector<double> differences = {0.1, 0.2, -0.3, 0.4}, zero(4, 0.0);
    // |sum| = 0.4; patterns (of 16) with |+-.1+-.2+-.3+-.4| >= 0.4: totals 1.0, .8, .6, .4, .4 and their negatives
    // = 10.
    EXPECT_DOUBLE_EQ(pairedBootstrap(differences, zero)->p, 10.0 / 16);
}

TEST(PairedBootstrap, sampledPermutationsAgreeWithTheNormalLimit) {
    // 21 differences: 16 of +1 and 5 of -1. |sum| >= 11 means at most 5 of one sign: two-sided sign test p = 2 P(B(21,
    // 1/2) <= 5).
    std::vector<double> differences(21, 1.0), zero(21, 0.0);
    for (int i = 0; i < 5; ++i) differences[i] = -1;
    const auto result = pairedBootstrap(differences, zero, {100000, 0.95, 2});
    ASSERT_TRUE(result.ok());
    EXPECT_FALSE(result->exactP);
    EXPECT_NEAR(result->p, 2 * (1 + 21 + 210 + 1330 + 5985 + 20349) / 2097152.0, 0.002);
}

TEST(PairedBootstrap, equalDifferencesAndBadInput) {
    const std::vector<double> a = {1, 2, 3}, b = {0, 1, 2};
    EXPECT_TRUE(std::isinf(pairedBootstrap(a, b)->effectSize));
    EXPECT_EQ(pairedBootstrap(a, a)->effectSize, 0);
    EXPECT_EQ(pairedBootstrap(a, a)->p, 1);
    EXPECT_FALSE(pairedBootstrap({}, {}).ok());
    EXPECT_FALSE(pairedBootstrap(a, std::vector<double>{1, 2}).ok());
    EXPECT_FALSE(pairedBootstrap(a, std::vector<double>{1, 2, NAN}).ok());
    EXPECT_FALSE(pairedBootstrap(std::vector<double>{1e308, 1}, std::vector<double>{-1e308, 1})
                     .ok());  // The difference overflows.
}

TEST(PairedBootstrap, percentileCoverageIsAsDocumented) {
    // The header says "about 83 %" for n = 5; a wrong figure there would mislead.
    Draw draw(99);
    int covered = 0;
    constexpr int kTrials = 2000;
    for (int trial = 0; trial < kTrials; ++trial) {
        std::vector<double> values(5);
        for (double& v : values) {  // Sum of 12 uniforms - 6: nearly standard normal.
            v = -6;
            for (int i = 0; i < 12; ++i) v += draw.uniform();
        }
        const auto result = bootstrap(values, detail::meanOf, {500, 0.95, draw.bits()});
        covered += result->low <= 0 && 0 <= result->high;
    }
    EXPECT_NEAR(covered / double(kTrials), 0.83, 0.03);
}

}  // namespace
}  // namespace vitrine
