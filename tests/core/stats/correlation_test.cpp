// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/correlation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vitrine {
namespace {

TEST(Pearson, anscombesFirstSet) {
    // Anscombe, "Graphs in Statistical Analysis", 1973: r = 0.81642; p = 0.00217 (R, ?anscombe).
    const std::vector<double> x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    const std::vector<double> y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    const auto result = pearson(x, y);
    ASSERT_TRUE(result.ok());
    EXPECT_NEAR(result->r, 0.81642051634484, 1e-13);
    EXPECT_NEAR(result->p, 0.00217, 5e-6);
    EXPECT_EQ(result->n, 11u);
}

TEST(Pearson, exactLinesAndBadInput) {
    const std::vector<double> x = {1, 2, 3, 4};
    EXPECT_DOUBLE_EQ(pearson(x, std::vector<double>{8, 6, 4, 2})->r, -1);
    EXPECT_NEAR(pearson(x, std::vector<double>{8, 6, 4, 2})->p, 0, 1e-12);
    EXPECT_FALSE(pearson(x, std::vector<double>{5, 5, 5, 5}).ok());
    EXPECT_FALSE(pearson(x, std::vector<double>{1, 2, 3}).ok());
    EXPECT_FALSE(pearson({}, {}).ok());
    EXPECT_FALSE(pearson(x, std::vector<double>{1, NAN, 3, 4}).ok());
}

TEST(Spearman, iqAndTelevision) {
    // The worked example of the encyclopaedias: rho = 1 - 6 * 194 / 990 = -29/165.
    const std::vector<double> iq = {106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    const std::vector<double> hours = {7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    const auto result = spearman(iq, hours);
    ASSERT_TRUE(result.ok());
    EXPECT_NEAR(result->r, -29.0 / 165, 1e-14);
    EXPECT_NEAR(result->p, 0.627188, 1e-6);
}

TEST(Spearman, monotoneIsOneAndTiesShareRanks) {
    EXPECT_DOUBLE_EQ(spearman(std::vector<double>{1, 2, 3, 4}, std::vector<double>{1, 10, 100, 1e6})->r, 1);
    EXPECT_EQ(midRanks(std::vector<double>{5, 1, 5, 3}), (std::vector<double>{3.5, 1, 3.5, 2}));
    EXPECT_FALSE(spearman(std::vector<double>{1, 2, NAN}, std::vector<double>{1, 2, 3}).ok());
}

}  // namespace
}  // namespace vitrine
