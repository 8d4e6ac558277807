// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/descriptive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/stats/distributions.h"

namespace vitrine {
namespace {

const std::vector<double> kSample = {2, 4, 4, 4, 5, 5, 7, 9};

TEST(Descriptive, meanAndDeviationFollowTheirDefinitions) {
    EXPECT_DOUBLE_EQ(*mean(kSample), 5);
    EXPECT_DOUBLE_EQ(*standardDeviation(kSample), std::sqrt(32.0 / 7));
    EXPECT_DOUBLE_EQ(*standardError(kSample), std::sqrt(32.0 / 7 / 8));
}

TEST(Descriptive, aLargeOffsetCostsNoDigits) {
    std::vector<double> shifted;
    for (const double value : kSample) shifted.push_back(value + 1e9);
    EXPECT_DOUBLE_EQ(*standardDeviation(shifted), std::sqrt(32.0 / 7));
}

TEST(Descriptive, quantilesInterpolateAsNumpyAndR) {
    const std::vector<double> values = {4, 1, 3, 2};  // R: quantile(1:4) = 1.00 1.75 2.50 3.25 4.00
    EXPECT_DOUBLE_EQ(*quantile(values, 0), 1);
    EXPECT_DOUBLE_EQ(*quantile(values, 0.25), 1.75);
    EXPECT_DOUBLE_EQ(*quantile(values, 0.5), 2.5);
    EXPECT_DOUBLE_EQ(*quantile(values, 0.75), 3.25);
    EXPECT_DOUBLE_EQ(*quantile(values, 1), 4);
    EXPECT_DOUBLE_EQ(*quantile(std::vector<double>{7}, 0.3), 7);
}

TEST(Descriptive, studentIntervalMatchesTheTable) {
    // mean 3, sd sqrt(2.5), n = 5: half-width 2.776445 * sqrt(2.5 / 5) with t(0.975, 4) from the usual table.
    const auto interval = studentInterval(std::vector<double>{1, 2, 3, 4, 5});
    ASSERT_TRUE(interval.ok());
    EXPECT_NEAR(interval->high - 3, 2.7764451052 * std::sqrt(0.5), 1e-9);
    EXPECT_NEAR(3 - interval->low, 2.7764451052 * std::sqrt(0.5), 1e-9);
}

TEST(Descriptive, badInputIsAnErrorThatNamesThePlace) {
    EXPECT_FALSE(mean({}).ok());
    EXPECT_FALSE(standardDeviation(std::vector<double>{1}).ok());
    EXPECT_FALSE(studentInterval(kSample, 1.0).ok());
    EXPECT_FALSE(studentInterval(kSample, std::nan("")).ok());
    EXPECT_FALSE(quantile(kSample, 1.5).ok());
    EXPECT_FALSE(quantile(kSample, std::nan("")).ok());
    const auto result = mean(std::vector<double>{1, std::nan(""), 3});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(result.error().object.find("value 1 of 3"), std::string::npos) << result.error().message();
    EXPECT_FALSE(mean(std::vector<double>{std::numeric_limits<double>::infinity()}).ok());
}

TEST(Distributions, normalMatchesTheTable) {
    EXPECT_NEAR(normalCdf(1.96), 0.9750021048517795, 1e-15);
    EXPECT_NEAR(normalQuantile(0.975), 1.959963984540054, 1e-12);
    EXPECT_NEAR(normalQuantile(1e-10), -6.361340902404056, 1e-9);
    EXPECT_DOUBLE_EQ(normalQuantile(0.5), 0);
    EXPECT_TRUE(std::isinf(normalQuantile(0)));
    EXPECT_TRUE(std::isnan(normalQuantile(2)));
}

TEST(Distributions, studentMatchesTheTableAndClosedForms) {
    // Critical values of Student's t, two-sided 5 % (any printed table, here to more digits).
    EXPECT_NEAR(studentQuantile(0.975, 1), 12.706204736, 1e-8);
    EXPECT_NEAR(studentQuantile(0.975, 4), 2.776445105, 1e-8);
    EXPECT_NEAR(studentQuantile(0.975, 10), 2.228138852, 1e-8);
    EXPECT_NEAR(studentQuantile(0.995, 30), 2.749995654, 1e-8);
    EXPECT_NEAR(studentQuantile(0.025, 10), -2.228138852, 1e-8);
    for (const double t : {-3.0, -0.5, 0.0, 0.7, 40.0}) {
        EXPECT_NEAR(studentCdf(t, 1), 0.5 + std::atan(t) / M_PI, 1e-13);             // Cauchy
        EXPECT_NEAR(studentCdf(t, 2), 0.5 + t / (2 * std::sqrt(2 + t * t)), 1e-13);  // two degrees of freedom
    }
    EXPECT_NEAR(studentCdf(1.3, 1e7), normalCdf(1.3), 1e-7);
}

TEST(Distributions, incompleteBetaMatchesClosedForms) {
    for (const double x : {0.0, 0.01, 0.3, 0.5, 0.9, 1.0}) {
        EXPECT_NEAR(incompleteBeta(x, 3, 1), std::pow(x, 3), 1e-14);
        EXPECT_NEAR(incompleteBeta(x, 1, 4), 1 - std::pow(1 - x, 4), 1e-14);
        EXPECT_NEAR(incompleteBeta(x, 0.5, 0.5), 2 / M_PI * std::asin(std::sqrt(x)), 1e-13);  // arcsine law
        EXPECT_NEAR(incompleteBeta(x, 2.5, 7.25) + incompleteBeta(1 - x, 7.25, 2.5), 1, 1e-13);
    }
    EXPECT_NEAR(incompleteBeta(betaQuantile(0.3, 2.5, 7.25), 2.5, 7.25), 0.3, 1e-13);
}

}  // namespace
}  // namespace vitrine
