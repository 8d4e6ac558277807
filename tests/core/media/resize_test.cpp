// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/resize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/core/media/media_support.h"

namespace vitrine {
namespace {

Array row(std::vector<float> values) {
    const auto n = static_cast<std::int64_t>(values.size());
    return Array::of<float>(values).reshaped({1, n}).value();
}

std::vector<float> resized(const Array& image, std::int64_t width, Resampling method) {
    const auto result = resizeImage(image, 1, width, method);
    EXPECT_TRUE(result.ok());
    return {result->values<float>().begin(), result->values<float>().end()};
}

TEST(Resize, areaIsTheMeanOfWhatItCovers) {
    EXPECT_EQ(resized(row({1, 3, 5, 9}), 2, Resampling::Area), (std::vector<float>{2, 7}));
    const auto thirds = resized(row({0, 3, 6}), 2, Resampling::Area);  // (0 + 3/2) / 1.5, (3/2 + 6) / 1.5
    EXPECT_NEAR(thirds[0], 1, 1e-6);
    EXPECT_NEAR(thirds[1], 5, 1e-6);
}

TEST(Resize, nearestPicksTheCentre) {
    EXPECT_EQ(resized(row({1, 2, 3, 4, 5, 6}), 2, Resampling::Nearest), (std::vector<float>{2, 5}));
    EXPECT_EQ(resized(row({1, 2}), 4, Resampling::Nearest), (std::vector<float>{1, 1, 2, 2}));
}

TEST(Resize, bilinearByHand) {
    // Doubling: centres at -0.25 (clamped), 0.25, 0.75, 1.25 of the source grid.
    const auto up = resized(row({0, 4}), 4, Resampling::Bilinear);
    const std::vector<float> expected = {0, 1, 3, 4};
    for (int i = 0; i < 4; ++i) EXPECT_NEAR(up[i], expected[i], 1e-6);
    // Halving: triangle of half-width 2 around 1: weights .25 .75 .75 .25 over 4, at the border renormalised without
    // the lost tap.
    const auto down = resized(row({0, 0, 8, 8}), 2, Resampling::Bilinear);
    EXPECT_NEAR(down[0], 8 * 0.25 / 1.75, 1e-6);
    EXPECT_NEAR(down[1], 8 * 1.5 / 1.75, 1e-6);
}

TEST(Resize, bicubicByHand) {
    // Position 1.25 of an impulse at 1: Keys' kernel with a = -0.5 at 0.25 and at 0.75 from the other side.
    const auto up = resized(row({0, 0, 1, 0, 0}), 10, Resampling::Bicubic);
    const double near = (1.5 * 0.25 - 2.5) * 0.0625 + 1;
    EXPECT_NEAR(up[4], near, 1e-6);
    EXPECT_NEAR(up[5], near, 1e-6);
    double sum = 0;
    for (const float v : up) sum += v;
    EXPECT_NEAR(sum, 2, 0.05);
}

TEST(Resize, constantsAndIdentityStay) {
    for (const auto method : {Resampling::Nearest, Resampling::Area, Resampling::Bilinear, Resampling::Bicubic}) {
        Array flat = Array::zeros(DType::U8, {7, 5, 3});
        for (auto& v : flat.mutableValues<std::uint8_t>()) v = 77;
        for (const auto& [h, w] : {std::pair{3, 11}, std::pair{20, 2}, std::pair{1, 1}}) {
            const auto result = resizeImage(flat, h, w, method);
            ASSERT_TRUE(result.ok());
            for (const auto v : result->values<std::uint8_t>()) EXPECT_EQ(v, 77);
        }
        const Array image = test::testPicture(13, 17);
        EXPECT_EQ(test::meanDifference(image, *resizeImage(image, 13, 17, method)), 0);
    }
}

TEST(Resize, integersRoundAndClamp) {
    // Bicubic overshoots at a step: it must saturate, not wrap.
    Array step = Array::zeros(DType::U8, {1, 8});
    for (std::size_t i = 4; i < 8; ++i) step.mutableValues<std::uint8_t>()[i] = 255;
    const auto result = resizeImage(step, 1, 32, Resampling::Bicubic);
    const auto values = result->values<std::uint8_t>();
    for (std::size_t i = 1; i < values.size(); ++i) EXPECT_GE(int(values[i]), int(values[i - 1]) - 20);
    EXPECT_EQ(values[0], 0);
    EXPECT_EQ(values[31], 255);
}

TEST(Resize, refusesWhatMakesNoSense) {
    const Array image = test::testPicture(4, 4);
    EXPECT_FALSE(resizeImage(image, 0, 4).ok());
    EXPECT_FALSE(resizeImage(image, 4, -1).ok());
    EXPECT_FALSE(resizeImage(Array(), 4, 4).ok());
    EXPECT_FALSE(resizeImage(Array::zeros(DType::I64, {4, 4}), 2, 2).ok());
    const auto huge = resizeImage(image, 65535, 65535);
    ASSERT_FALSE(huge.ok());
    EXPECT_EQ(huge.error().code, ErrorCode::TooLarge);
    test::expectFullError(huge.error());
}

TEST(CentreCrop, takesTheMiddle) {
    const Array image =
        Array::of<float>(std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}).reshaped({3, 4}).value();
    const auto crop = centreCrop(image, 1, 2);
    ASSERT_TRUE(crop.ok());
    EXPECT_EQ((std::vector<float>(crop->values<float>().begin(), crop->values<float>().end())),
              (std::vector<float>{5, 6}));
    EXPECT_FALSE(centreCrop(image, 4, 2).ok());
    EXPECT_FALSE(centreCrop(image, 0, 2).ok());
}

}  // namespace
}  // namespace vitrine
