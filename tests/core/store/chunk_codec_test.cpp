// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk_codec.h"

#include <bit>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace vitrine::store {
namespace {

MetricSeries roundTrip(const MetricSeries& series) {
    MetricSeries result;
    EXPECT_TRUE(decodeChunk(encodeChunk(pointsOf(series)), result).ok());
    return result;
}

void expectSameBits(const MetricSeries& a, const MetricSeries& b) {
    EXPECT_EQ(a.steps, b.steps);
    EXPECT_EQ(a.times, b.times);
    ASSERT_EQ(a.values.size(), b.values.size());
    for (std::size_t i = 0; i < a.values.size(); ++i)
        EXPECT_EQ(std::bit_cast<std::uint64_t>(a.values[i]), std::bit_cast<std::uint64_t>(b.values[i])) << i;
}

TEST(ChunkCodec, KeepsEveryBitOfOddNumbers) {
    const std::int64_t low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
    MetricSeries series;
    series.steps = {0, -1, high, low, 5, 5};
    series.times = {low, high, 0, 1, 2, -7};
    series.values = {-0.0,
                     std::bit_cast<double>(std::uint64_t(0x7ff80000deadbeef)),
                     std::bit_cast<double>(std::uint64_t(0x7ff0000000000001)),
                     -std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::denorm_min(),
                     1e308};
    expectSameBits(roundTrip(series), series);
}

TEST(ChunkCodec, KeepsRandomSeries) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        MetricSeries series;
        const std::size_t count = 1 + random() % kChunkPoints;
        const int kind = static_cast<int>(random() % 4);
        for (std::size_t i = 0; i < count; ++i) {
            series.steps.push_back(kind ? std::int64_t(i) * kind : static_cast<std::int64_t>(random()));
            series.times.push_back(static_cast<std::int64_t>(1e15) + std::int64_t(i * 1000 + random() % 99));
            series.values.push_back(kind == 1 ? 0.1f * float(i) : kind == 2 ? 42.0 : std::bit_cast<double>(random()));
        }
        expectSameBits(roundTrip(series), series);
    }
}

TEST(ChunkCodec, PacksRegularFloatsSmall) {
    MetricSeries series;
    for (int i = 0; i < kChunkPoints; ++i) {
        series.steps.push_back(10 * i);
        series.times.push_back(1'700'000'000'000'000 + 900 * std::int64_t(i) + i % 50);
        series.values.push_back(static_cast<double>(std::sqrt(float(i))));
    }
    EXPECT_LT(encodeChunk(pointsOf(series)).size(), std::size_t(kChunkPoints) * 7);
    series.values.assign(kChunkPoints, 0.1);
    EXPECT_LT(encodeChunk(pointsOf(series)).size(), std::size_t(kChunkPoints) * 3);
}

TEST(ChunkCodec, RefusesEveryFlippedBitAndEveryTruncation) {
    MetricSeries series;
    for (int i = 0; i < 20; ++i) {
        series.steps.push_back(i * i);
        series.times.push_back(i);
        series.values.push_back(i / 7.0);
    }
    const std::string bytes = encodeChunk(pointsOf(series));
    MetricSeries result;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string damaged = bytes;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
        EXPECT_FALSE(decodeChunk(damaged, result).ok()) << "bit " << bit;
    }
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decodeChunk(std::string_view(bytes).substr(0, size), result).ok());
    EXPECT_TRUE(result.values.empty() && result.steps.empty() && result.times.empty());
}

}  // namespace
}  // namespace vitrine::store
