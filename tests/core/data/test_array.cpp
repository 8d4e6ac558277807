// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/array.h"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace vitrine {
namespace {

template <class T>
std::vector<T> list(const Array& array) {
    return {array.values<T>().begin(), array.values<T>().end()};
}

TEST(Array, RowsAndReshapesShareBytes) {
    Array array = *Array::of<float>({1, 2, 3, 4, 5, 6}).reshaped({2, 3});
    EXPECT_EQ(array.describe(), "f32 [2, 3]");
    EXPECT_EQ(list<float>(array.row(1)), (std::vector<float>{4, 5, 6}));
    EXPECT_EQ(array.row(1).owner(), array.owner());
    EXPECT_FALSE(array.reshaped({4, 2}).ok());
    EXPECT_FALSE(array.reshaped({-2, -3}).ok());
    EXPECT_EQ(Array::zeros(DType::F32, {}).count(), 1);
}

TEST(Array, ImpossibleShapesAreErrors) {
    constexpr std::int64_t kHuge = std::int64_t{1} << 62;
    EXPECT_FALSE(checkedBytes(DType::F32, {kHuge, 4}, "x").ok());
    EXPECT_FALSE(checkedBytes(DType::F32, {3, -1}, "x").ok());
    EXPECT_FALSE(checkedBytes(DType::U8, std::vector<std::int64_t>(17, 1), "x").ok());
    EXPECT_EQ(*checkedBytes(DType::F32, {1000, 0}, "x"), 0u);
    EXPECT_EQ(Array::zeros(DType::F32, {1 << 30, 1 << 30, 0}).count(), 0);
}

TEST(Array, ConversionsAreDefinedAtTheEdges) {
    const Array edges = Array::of<double>({0.5, -1, 300, std::nan(""), 1e300});
    EXPECT_EQ(list<std::uint8_t>(*edges.as(DType::U8)), (std::vector<std::uint8_t>{0, 0, 255, 0, 255}));
    const Array truths = *edges.as(DType::Bool);
    const auto* bits = static_cast<const std::uint8_t*>(truths.bytes());
    EXPECT_EQ(std::vector<std::uint8_t>(bits, bits + 5), (std::vector<std::uint8_t>{1, 1, 1, 1, 1}));
    const std::int64_t large = std::numeric_limits<std::int64_t>::max() - 1;
    EXPECT_EQ(list<std::int64_t>(*Array::of<std::int64_t>({large}).as(DType::I64)), std::vector<std::int64_t>{large});
    EXPECT_FALSE(Array::zeros(DType::C64, {1}).as(DType::F32).ok());
}

TEST(Array, HalfPrecisionRoundsAndReturns) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = halfToFloat(half);
        if (value == value)
            ASSERT_EQ(floatToHalf(value), half);
        else
            ASSERT_TRUE(std::isnan(halfToFloat(floatToHalf(value))));
    }
    EXPECT_EQ(floatToHalf(65520), 0x7c00);  // rounds to infinity
    EXPECT_EQ(floatToHalf(2049), 0x6800);   // ties to even
    const Array brain = *Array::of<float>({1, -2.5f, std::bit_cast<float>(0x7fffffffu)}).as(DType::BF16);
    const auto back = list<float>(*brain.as(DType::F32));
    EXPECT_EQ(back[1], -2.5f);
    EXPECT_TRUE(std::isnan(back[2]));
}

TEST(Array, NamesOfTypesRoundTrip) {
    for (int i = 0; i <= static_cast<int>(DType::C64); ++i) {
        const auto dtype = static_cast<DType>(i);
        EXPECT_EQ(*dtypeFromName(name(dtype)), dtype);
    }
    EXPECT_FALSE(dtypeFromName("f128").ok());
}

}  // namespace
}  // namespace vitrine
