// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "widgets/gl/array_statistics.h"

namespace vitrine {
namespace {

TEST(ArrayStatistics, agreesWithBruteForceAmongNanAndInf) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal(1e4f, 2.5f);   // Far from zero: cancellation would show.
    std::vector<float> values(10'007);
    for (float& value : values) value = normal(random);
    for (const std::size_t i : {17u, 4000u, 9999u}) values[i] = std::numeric_limits<float>::quiet_NaN();
    values[5] = std::numeric_limits<float>::infinity();
    values[6] = -std::numeric_limits<float>::infinity();
    values[7] = values[8] = 0;
    const ArrayStatistics found = statisticsOf(Array::of<float>(values));
    long double sum = 0, squares = 0;
    double least = INFINITY, largest = -INFINITY;
    std::int64_t finite = 0;
    for (const float value : values)
        if (std::isfinite(value)) sum += value, ++finite, least = std::min<double>(least, value), largest = std::max<double>(largest, value);
    const long double mean = sum / finite;
    for (const float value : values)
        if (std::isfinite(value)) squares += (value - mean) * (value - mean);
    EXPECT_EQ(found.count, 10'007);
    EXPECT_EQ(found.nan, 3);
    EXPECT_EQ(found.infinite, 2);
    EXPECT_EQ(found.zeros, 2);
    EXPECT_EQ(found.firstNan, 17);
    EXPECT_EQ(found.least, least);
    EXPECT_EQ(found.largest, largest);
    EXPECT_NEAR(found.mean, double(mean), 1e-6);
    EXPECT_NEAR(found.deviation, double(std::sqrt(squares / finite)), 1e-6);
    ASSERT_EQ(found.histogram.size(), 64u);
    EXPECT_EQ(std::accumulate(found.histogram.begin(), found.histogram.end(), 0.0), double(finite));
    EXPECT_EQ(found.histogram.front(), 2) << "the zeros lie alone at the lower end";
}

TEST(ArrayStatistics, everyTypeAndNothing) {
    EXPECT_EQ(statisticsOf(Array()).count, 0);
    EXPECT_TRUE(statisticsOf(Array::zeros(DType::F32, {0, 4})).histogram.empty());
    const ArrayStatistics nothing = statisticsOf(Array::of<float>(std::vector<float>(3, NAN)));
    EXPECT_EQ(nothing.nan, 3);
    EXPECT_TRUE(nothing.histogram.empty());
    for (const DType dtype : {DType::U8, DType::I8, DType::U16, DType::I16, DType::U32, DType::I32, DType::U64, DType::I64, DType::F16, DType::BF16,
                              DType::F64}) {
        const Array array = *Array::of<float>({1, 2, 3, 6}).as(dtype);
        const ArrayStatistics found = statisticsOf(array);
        EXPECT_DOUBLE_EQ(found.mean, 3) << name(dtype);
        EXPECT_EQ(found.histogram.front(), 1) << name(dtype);
        EXPECT_EQ(found.histogram.back(), 1) << name(dtype);
        EXPECT_DOUBLE_EQ(elementAt(array, 3), 6) << name(dtype);
    }
    Array complex = Array::zeros(DType::C64, {2});
    static_cast<float*>(complex.mutableBytes())[0] = 3;
    static_cast<float*>(complex.mutableBytes())[1] = -4;
    EXPECT_DOUBLE_EQ(statisticsOf(complex).largest, 5);
}

TEST(ArrayStatistics, theHuntGoesRound) {
    std::vector<float> values(100, 1);
    values[12] = NAN;
    values[80] = INFINITY;
    const Array array = Array::of<float>(std::span<const float>(values), {10, 10});
    EXPECT_EQ(nextUnusual(array, -1), 12);
    EXPECT_EQ(nextUnusual(array, 12), 80);
    EXPECT_EQ(nextUnusual(array, 80), 12);
    EXPECT_EQ(nextUnusual(array, 99), 12);
    EXPECT_FALSE(nextUnusual(Array::of<float>(std::vector<float>(5, 2)), -1).has_value());
    EXPECT_EQ(indexOf(array, 80), (std::vector<std::int64_t>{8, 0}));
}

TEST(ArrayStatistics, planesOfAnyTwoAxes) {
    std::vector<std::int32_t> values(2 * 3 * 4);
    std::iota(values.begin(), values.end(), 0);
    const Array array = Array::of<std::int32_t>(std::span<const std::int32_t>(values), {2, 3, 4});
    ArraySlice slice = ArraySlice::of(array);
    slice.index[0] = 1;
    EXPECT_EQ(planeOf(array, slice, 100).values.values<float>()[5], 12 + 5);
    slice.rowAxis = 2;   // Rows along the last axis, columns along the first, the middle one at 2.
    slice.columnAxis = 0;
    slice.index = {0, 2, 0};
    const ArrayPlane plane = planeOf(array, slice, 100);
    EXPECT_EQ(plane.values.shape(), (std::vector<std::int64_t>{4, 2}));
    EXPECT_EQ(plane.values.values<float>()[3 * 2 + 1], 1 * 12 + 2 * 4 + 3);
    const ArrayPlane coarse = planeOf(Array::zeros(DType::F32, {5000, 10}), ArraySlice::of(Array::zeros(DType::F32, {5000, 10})), 1000);
    EXPECT_EQ(coarse.step, 5);
    EXPECT_EQ(coarse.values.shape(), (std::vector<std::int64_t>{1000, 2}));
}

}  // namespace
}  // namespace vitrine
