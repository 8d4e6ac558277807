// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <gtest/gtest.h>

#include <unistd.h>
#include <cmath>
#include <ctime>

namespace vitrine {
namespace {

TEST(Clock, wallIsUnixTimeAndSteadyMovesOn) {
    EXPECT_NEAR(static_cast<double>(wallMicros()) / 1e6, static_cast<double>(std::time(nullptr)), 2);
    const std::int64_t before = steadyMicros();
    ::usleep(3000);
    EXPECT_GE(steadyMicros() - before, 3000);
    EXPECT_LT(steadyMicros() - before, 5'000'000);
}

TEST(Clock, isoTimeIsUtc) {
    EXPECT_EQ(isoTime(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(isoTime(1'000'000'000'999'999), "2001-09-09T01:46:40Z");
    EXPECT_EQ(isoTime(951'782'400'000'000), "2000-02-29T00:00:00Z");
}

TEST(Clock, durationsForPeople) {
    EXPECT_EQ(durationText(0.85), "850 ms");
    EXPECT_EQ(durationText(0.99996), "1.0 s");
    EXPECT_EQ(durationText(12.41), "12.4 s");
    EXPECT_EQ(durationText(59.97), "1 min 00 s");
    EXPECT_EQ(durationText(200), "3 min 20 s");
    EXPECT_EQ(durationText(3599.7), "1 h 00 min");
    EXPECT_EQ(durationText(7500), "2 h 05 min");
    EXPECT_EQ(durationText(-1), "unknown");
    EXPECT_EQ(durationText(std::nan("")), "unknown");
    EXPECT_EQ(durationText(INFINITY), "unknown");
}

}  // namespace
}  // namespace vitrine
