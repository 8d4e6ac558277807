// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>

#include "plugins/@ID@/model.h"

namespace vitrine::@ID@ {

TEST(@CLASS@, NoiseIsStandardNormal) {
    double sum = 0, squares = 0;
    constexpr int kCount = 200'000;
    for (int i = 0; i < kCount; ++i) {
        const double value = noise(7, i);
        sum += value;
        squares += value * value;
    }
    EXPECT_NEAR(sum / kCount, 0, 0.01);
    EXPECT_NEAR(squares / kCount, 1, 0.01);
    EXPECT_NE(noise(7, 0), noise(8, 0));
}

TEST(@CLASS@, SettlesAtTheVarianceOfTheTheory) {
    const Walk walk{0.05, 1};
    double position = 0, squares = 0;
    constexpr int kCount = 2'000'000;
    for (int i = 0; i < kCount; ++i) {
        position = walk.next(position, noise(3, i));
        squares += position * position;
    }
    EXPECT_NEAR(squares / kCount, walk.settledVariance(), 0.03 * walk.settledVariance());
}

TEST(@CLASS@, WithoutPullItIsTheSumOfItsSteps) {
    const Walk walk{0, 2};
    EXPECT_DOUBLE_EQ(walk.next(walk.next(0, 0.5), -1.5), -2);
}

}  // namespace vitrine::@ID@
