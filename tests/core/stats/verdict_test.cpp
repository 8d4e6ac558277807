// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/verdict.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vitrine {
namespace {

TEST(Verdict, threeOutcomesWhereHigherIsBetter) {
    EXPECT_EQ(judge(0.1, 0.5, 0.3, true, 0), Verdict::Holds);
    EXPECT_EQ(judge(-0.1, 0.5, 0.2, true, 0), Verdict::Leans);
    EXPECT_EQ(judge(0.0, 0.5, 0.2, true, 0), Verdict::Leans);  // An interval that ends at zero includes it.
    EXPECT_EQ(judge(-0.5, 0.1, -0.2, true, 0), Verdict::Fails);
    EXPECT_EQ(judge(0, 0, 0, true, 0), Verdict::Fails);
}

TEST(Verdict, mirrorsWhereLowerIsBetter) {
    EXPECT_EQ(judge(-0.5, -0.1, -0.3, false, 0), Verdict::Holds);
    EXPECT_EQ(judge(-0.5, 0.1, -0.2, false, 0), Verdict::Leans);
    EXPECT_EQ(judge(0.1, 0.5, 0.3, false, 0), Verdict::Fails);
}

TEST(Verdict, marginMovesTheBar) {
    EXPECT_EQ(judge(0.1, 0.5, 0.3, true, 0.05), Verdict::Holds);
    EXPECT_EQ(judge(0.1, 0.5, 0.3, true, 0.2), Verdict::Leans);
    EXPECT_EQ(judge(0.1, 0.5, 0.3, true, 0.4), Verdict::Fails);
    EXPECT_EQ(judge(-0.5, -0.1, -0.3, false, 0.2), Verdict::Leans);
}

TEST(Verdict, nanNeverHolds) {
    EXPECT_EQ(judge(NAN, 1, 0.5, true, 0), Verdict::Fails);
    EXPECT_EQ(judge(0.1, 1, NAN, true, 0), Verdict::Fails);
    EXPECT_EQ(judge(0.1, 1, 0.5, true, NAN), Verdict::Fails);
    EXPECT_STREQ(name(Verdict::Holds), "holds");
    EXPECT_STREQ(name(Verdict::Leans), "leans");
    EXPECT_STREQ(name(Verdict::Fails), "fails");
}

}  // namespace
}  // namespace vitrine
