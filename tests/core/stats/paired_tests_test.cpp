// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/paired_tests.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/stats/draw.h"

namespace vitrine {
namespace {

/// Student's sleep data (Biometrika 1908): extra hours of sleep of ten patients under two drugs.
const std::vector<double> kSleep1 = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const std::vector<double> kSleep2 = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(PairedTTest, sleepData) {
    // R, ?sleep: t = -4.0621, df = 9, p-value = 0.002833.
    const auto result = pairedTTest(kSleep1, kSleep2);
    ASSERT_TRUE(result.ok());
    EXPECT_NEAR(result->statistic, -4.0621, 5e-5);
    EXPECT_NEAR(result->p, 0.002833, 5e-7);
    EXPECT_EQ(result->n, 10u);
}

TEST(PairedTTest, differencesWithoutSpread) {
    const std::vector<double> a = {1, 2, 3}, b = {0, 1, 2};
    EXPECT_EQ(pairedTTest(a, a)->p, 1);
    EXPECT_EQ(pairedTTest(a, b)->p, 0);
    EXPECT_TRUE(std::isinf(pairedTTest(a, b)->statistic));
    EXPECT_FALSE(pairedTTest({}, {}).ok());
    EXPECT_FALSE(pairedTTest(std::vector<double>{1}, std::vector<double>{2}).ok());
    EXPECT_FALSE(pairedTTest(a, std::vector<double>{1, NAN, 2}).ok());
}

TEST(Wilcoxon, darwinsMaize) {
    // Height differences of Darwin's cross- and self-fertilised maize (Fisher 1935); W = 24, exact p = 0.041259765625 =
    // 1352 / 2^15.
    const std::vector<double> differences = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75}, zero(15, 0.0);
    const auto result = wilcoxonSignedRank(differences, zero);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->statistic, 24);
    EXPECT_DOUBLE_EQ(result->p, 0.041259765625);
    EXPECT_TRUE(result->exact);
}

TEST(Wilcoxon, smallCasesByHand) {
    // Five positive differences: only +++++ and ----- are as extreme, 2/32. Zeros do not count.
    EXPECT_DOUBLE_EQ(wilcoxonSignedRank(std::vector<double>{1, 2, 3, 4, 5, 0}, std::vector<double>(6, 0.0))->p,
                     2.0 / 32);
    // Ties: ranks 1.5, 1.5, 3 with the first negative; sums <= 1.5: {}, {1.5}, {1.5} = 3 of 8, two-sided 6/8.
    EXPECT_DOUBLE_EQ(wilcoxonSignedRank(std::vector<double>{-1, 1, 2}, std::vector<double>(3, 0.0))->p, 6.0 / 8);
    EXPECT_EQ(wilcoxonSignedRank(kSleep1, kSleep1)->p, 1);
    EXPECT_FALSE(wilcoxonSignedRank({}, {}).ok());
}

TEST(Wilcoxon, approximationMeetsTheExactValueWhereTheySwitch) {
    Draw draw(8);
    std::vector<double> values(51), zero(51, 0.0);
    for (double& v : values) v = draw.uniform() - 0.4;
    const auto approximate = wilcoxonSignedRank(values, zero);
    EXPECT_FALSE(approximate->exact);
    values.pop_back();
    zero.pop_back();
    const auto exact = wilcoxonSignedRank(values, zero);
    EXPECT_TRUE(exact->exact);
    EXPECT_NEAR(approximate->p, exact->p, 0.25 * exact->p + 0.02);
}

TEST(McNemar, exactAndApproximate) {
    EXPECT_NEAR(mcnemar(1, 9)->p, 2 * (1 + 10) / 1024.0, 1e-15);
    EXPECT_TRUE(mcnemar(1, 9)->exact);
    EXPECT_EQ(mcnemar(0, 0)->p, 1);
    EXPECT_EQ(mcnemar(4, 4)->p, 1);
    // Approval ratings (Agresti 1990, p. 350): 150 and 86 changed their mind; exact binomial two-sided.
    EXPECT_NEAR(mcnemar(86, 150)->p, 3.716e-05, 1e-7);
    const auto large = mcnemar(600, 500);
    EXPECT_FALSE(large->exact);
    EXPECT_DOUBLE_EQ(large->statistic, 99.0 * 99 / 1100);
    EXPECT_NEAR(large->p, std::erfc(std::sqrt(99.0 * 99 / 1100 / 2)), 1e-15);
    EXPECT_FALSE(mcnemar(-1, 3).ok());
}

TEST(Holm, workedExample) {
    // p = .01 .04 .03 .005 times 3, 1, 2, 4 made monotone.
    const auto adjusted = holm(std::vector<double>{0.01, 0.04, 0.03, 0.005});
    ASSERT_TRUE(adjusted.ok());
    const std::vector<double> expected = {0.03, 0.06, 0.06, 0.02};
    for (int i = 0; i < 4; ++i) EXPECT_NEAR((*adjusted)[i], expected[i], 1e-15);
    EXPECT_EQ(holm(std::vector<double>{0.9, 0.8})->at(0), 1);
    EXPECT_FALSE(holm({}).ok());
    EXPECT_FALSE(holm(std::vector<double>{0.5, 1.5}).ok());
    EXPECT_FALSE(holm(std::vector<double>{NAN}).ok());
}

}  // namespace
}  // namespace vitrine
