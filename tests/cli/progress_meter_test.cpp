// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/progress_meter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/cli/terminal.h"

namespace vitrine {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

ProgressMeter halfDone() {
    ProgressMeter meter;
    for (int i = 0; i <= 5; ++i) meter.report(i * 10, 100, "training", kSecond * (1 + i));
    return meter;
}

}  // namespace

TEST(ProgressMeter, TellsPercentRateAndTimeLeft) {
    const ProgressMeter meter = halfDone();
    EXPECT_NEAR(meter.secondsLeft(6 * kSecond), 5, 0.1);
    EXPECT_NEAR(meter.secondsLeft(8 * kSecond), 3, 0.1) << "counts down between reports";
    const std::string line = meter.line(100, 6 * kSecond);
    for (const char* part : {"50 %", "10/s", "5.0 s left", "training", "[=========>          ]"})
        EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
}

TEST(ProgressMeter, FitsIntoAnyWidth) {
    ProgressMeter meter = halfDone();
    meter.metric("loss", 0.125);
    for (std::size_t width = 8; width < 120; ++width) EXPECT_LE(displayWidth(meter.line(width, 6 * kSecond)), width);
    EXPECT_NE(meter.line(100, 6 * kSecond).find("loss 0.125"), std::string::npos);
}

TEST(ProgressMeter, ANewPhaseStartsItsOwnRate) {
    ProgressMeter meter = halfDone();
    meter.report(0, 10, "testing", 7 * kSecond);
    EXPECT_LT(meter.secondsLeft(7 * kSecond), 0) << "nothing is known of the new phase yet";
    meter.report(1, 10, "testing", 8 * kSecond);
    EXPECT_NEAR(meter.secondsLeft(8 * kSecond), 9, 0.1);
}

TEST(ProgressMeter, SurvivesNonsense) {
    ProgressMeter meter;
    EXPECT_EQ(meter.line(40, kSecond), "working");
    meter.report(std::nan(""), 10, "x", kSecond);
    meter.report(5, 0, "no total", 2 * kSecond);
    meter.report(20, 10, "too much", 3 * kSecond);
    EXPECT_NE(meter.line(80, 3 * kSecond).find("100 %"), std::string::npos);
    meter.report(1, std::numeric_limits<double>::infinity(), "x\ny\033[2J", 4 * kSecond);
    EXPECT_EQ(meter.line(80, 4 * kSecond).find('\033'), std::string::npos);
}

}  // namespace vitrine
