// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/proportion.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vitrine {
namespace {

TEST(ClopperPearson, closedFormsAtTheEnds) {
    EXPECT_EQ(clopperPearson(0, 20)->low, 0);
    EXPECT_NEAR(clopperPearson(0, 20)->high, 1 - std::pow(0.025, 1 / 20.0), 1e-13);
    EXPECT_EQ(clopperPearson(20, 20)->high, 1);
    EXPECT_NEAR(clopperPearson(20, 20)->low, std::pow(0.025, 1 / 20.0), 1e-13);
}

TEST(ClopperPearson, endsSolveTheirDefinition) {
    // Each end is the p at which the observation is just in the 2.5 % tail.
    const auto interval = clopperPearson(5, 20);
    ASSERT_TRUE(interval.ok());
    EXPECT_NEAR(interval->low, 0.0866, 5e-5);  // Printed table of binomial limits, n = 20, x = 5: 0.0866 - 0.4910.
    EXPECT_NEAR(interval->high, 0.4910, 5e-5);
    EXPECT_NEAR(binomialCdf(5, 20, interval->high), 0.025, 1e-12);
    EXPECT_NEAR(1 - binomialCdf(4, 20, interval->low), 0.025, 1e-12);
}

TEST(ClopperPearson, badInput) {
    EXPECT_FALSE(clopperPearson(1, 0).ok());
    EXPECT_FALSE(clopperPearson(-1, 5).ok());
    EXPECT_FALSE(clopperPearson(6, 5).ok());
    EXPECT_FALSE(clopperPearson(1, 5, 0).ok());
}

TEST(Binomial, sumsOfCoefficients) {
    EXPECT_NEAR(binomialCdf(2, 10, 0.5), (1 + 10 + 45) / 1024.0, 1e-15);
    EXPECT_NEAR(binomialCdf(0, 3, 0.25), 27.0 / 64, 1e-15);
    EXPECT_EQ(binomialCdf(-1, 3, 0.25), 0);
    EXPECT_EQ(binomialCdf(3, 3, 0.25), 1);
}

}  // namespace
}  // namespace vitrine
