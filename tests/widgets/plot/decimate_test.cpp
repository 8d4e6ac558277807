// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "widgets/plot/column_spans.h"
#include "widgets/plot/decimate.h"

namespace vitrine {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Points {
    std::vector<double> x, y;
};

/// Uneven x with repeated values, y with NaN and repeated values.
Points randomPoints(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    Points made;
    double x = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (random() % 5 != 0) x += static_cast<double>(random() % 1000) / 1000;
        made.x.push_back(x);
        made.y.push_back(random() % 17 == 0 ? kNaN : static_cast<double>(static_cast<int>(random() % 200)) - 100);
    }
    return made;
}

/// What M4 must keep of one column.
struct PixelColumn {
    double first = kNaN, last = kNaN, low = kNaN, high = kNaN;
    bool any = false;
    void take(double y) {
        if (!any) first = y;
        any = true;
        last = y;
        if (!std::isnan(y)) low = std::isnan(low) ? y : std::min(low, y), high = std::isnan(high) ? y : std::max(high, y);
    }
};

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

std::map<int, PixelColumn> columnsOf(const std::vector<double>& x, const std::vector<double>& y, const ColumnAxis& axis) {
    std::map<int, PixelColumn> columns;
    int c = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (x[i] < axis.low || x[i] > axis.high) continue;
        while (c + 1 < axis.columns && x[i] >= axis.edge(c + 1)) ++c;
        columns[c].take(y[i]);
    }
    return columns;
}

TEST(Decimate, KeepsFirstLastSmallestAndLargestOfEveryColumn) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        const Points points = randomPoints(20'000, seed);
        MinMaxPyramid pyramid;
        pyramid.append(points.y);
        const double end = points.x.back();
        for (const bool logarithmic : {false, true}) {
            const ColumnAxis axis{end * (0.05 + 0.01 * seed), end * (0.95 - 0.02 * seed), 100 + static_cast<int>(seed) * 37, logarithmic};
            const Decimated plain = decimateM4(points.x, points.y, axis.low, axis.high, axis.columns, nullptr, logarithmic);
            const Decimated fast = decimateM4(points.x, points.y, axis.low, axis.high, axis.columns, &pyramid, logarithmic);
            ASSERT_LE(plain.x.size(), 4u * static_cast<unsigned>(axis.columns) + 2);
            ASSERT_EQ(plain.x, fast.x) << "seed " << seed;
            for (std::size_t i = 0; i < plain.y.size(); ++i) ASSERT_TRUE(same(plain.y[i], fast.y[i]));
            ASSERT_TRUE(std::is_sorted(plain.x.begin(), plain.x.end()));
            EXPECT_LT(plain.x.front(), axis.low);      // One neighbour on each side: the line leaves the picture.
            EXPECT_GT(plain.x.back(), axis.high);
            const auto all = columnsOf(points.x, points.y, axis), kept = columnsOf(plain.x, plain.y, axis);
            for (const auto& [c, column] : all) {
                const auto found = kept.find(c);
                if (found == kept.end()) {             // Only NaN, said already by the column before.
                    EXPECT_TRUE(std::isnan(column.low));
                    continue;
                }
                EXPECT_TRUE(same(column.low, found->second.low) && same(column.high, found->second.high)) << "column " << c;
                // A NaN at the edge may have been said by the column before: what is left still begins with it or with the extremes.
                if (!std::isnan(column.first)) {
                    EXPECT_EQ(column.first, found->second.first) << "column " << c;
                }
                EXPECT_TRUE(same(column.last, found->second.last)) << "column " << c;
            }
        }
    }
}

TEST(Decimate, FewPointsStayAsTheyAreAndNaNIsKeptOnce) {
    const std::vector<double> x{0, 1, 2, 3, 4, 5, 6}, y{1, kNaN, kNaN, 2, 3, kNaN, 4};
    const Decimated kept = decimateM4(x, y, 0, 6, 100);
    EXPECT_EQ(kept.x, (std::vector<double>{0, 1, 3, 4, 5, 6}));
    EXPECT_TRUE(decimateM4({}, {}, 0, 1, 10).x.empty());
    EXPECT_TRUE(decimateM4(x, y, 3, 3, 10).x.empty());
}

TEST(Pyramid, AgreesWithBruteForceWhileItGrows) {
    std::mt19937 random(7);
    std::vector<double> y;
    MinMaxPyramid pyramid;
    for (int step = 0; step < 40; ++step) {
        for (unsigned i = 0, count = random() % 700; i < count; ++i)
            y.push_back(random() % 9 == 0 ? kNaN : static_cast<double>(random() % 50));
        pyramid.append(y);
        for (int look = 0; look < 50; ++look) {
            std::size_t begin = random() % (y.size() + 1), end = random() % (y.size() + 1);
            if (begin > end) std::swap(begin, end);
            std::size_t least = begin, largest = begin;
            bool any = false;
            for (std::size_t i = begin; i < end; ++i) {
                if (std::isnan(y[i])) continue;
                if (!any || y[i] < y[least]) least = i;
                if (!any || y[i] > y[largest]) largest = i;
                any = true;
            }
            ASSERT_EQ(pyramid.extremes(y, begin, end), std::pair(least, largest)) << begin << " to " << end << " of " << y.size();
            const auto [low, high] = pyramid.range(y, begin, end);
            ASSERT_EQ(low <= high, any);
            if (any) {
                ASSERT_EQ(std::pair(low, high), std::pair(y[least], y[largest]));
            }
        }
    }
}

/// The line through all points, walked in steps far finer than a column.
TEST(Spans, CoverWhatTheLineOfAllPointsCovers) {
    Points points = randomPoints(3'000, 3);
    for (std::size_t i = 1; i < points.x.size(); ++i)  // A line has one value at each x but for jumps; here none.
        if (points.x[i] <= points.x[i - 1]) points.x[i] = points.x[i - 1] + 1e-3;
    MinMaxPyramid pyramid;
    pyramid.append(points.y);
    for (const int columns : {50, 9'000}) {            // Many points a column, and many columns a point.
        const ColumnAxis axis{points.x[100], points.x[2'900], columns, false};
        const ColumnSpans spans = columnSpans(points.y, pyramid, columnBounds(points.x, axis), false, false);
        std::vector<double> low(spans.low.size(), 1e300), high(spans.low.size(), -1e300);
        const auto reach = [&](double x, double y) {
            const int c = static_cast<int>(std::floor((x - axis.low) / (axis.high - axis.low) * columns));
            if (c < 0 || c >= columns || std::isnan(y)) return;
            low[static_cast<std::size_t>(c)] = std::min(low[static_cast<std::size_t>(c)], y);
            high[static_cast<std::size_t>(c)] = std::max(high[static_cast<std::size_t>(c)], y);
        };
        for (std::size_t i = 0; i < points.x.size(); ++i) reach(points.x[i], points.y[i]);   // A point between two NaN is a dot.
        for (std::size_t i = 1; i < points.x.size(); ++i)
            for (int part = 0; part <= 400; ++part)
                reach(points.x[i - 1] + (points.x[i] - points.x[i - 1]) * part / 400, points.y[i - 1] + (points.y[i] - points.y[i - 1]) * part / 400);
        for (std::size_t c = 1; c + 1 < spans.low.size(); ++c) {
            if (low[c] > high[c]) {
                EXPECT_GT(spans.low[c], spans.high[c]) << "column " << c;
                continue;
            }
            EXPECT_NEAR(spans.low[c], low[c], 1.5) << "column " << c << " of " << columns;
            EXPECT_NEAR(spans.high[c], high[c], 1.5) << "column " << c << " of " << columns;
        }
    }
}

/// A million points in a thousand columns: every extreme is shown, at most half a block from its place, and neighbours touch.
TEST(Spans, OfManyPointsShowEveryExtremeWithoutReadingThePoints) {
    std::mt19937 random(11);
    std::vector<double> x, y;
    for (int i = 0; i < 1'000'000; ++i) {
        x.push_back(i);
        y.push_back(std::sin(i * 1e-5) + static_cast<double>(random() % 1000) * 1e-5 + (random() % 5'000 == 0 ? 3 : 0));
    }
    for (std::size_t i = 400'000; i < 410'000; ++i) y[i] = kNaN;
    MinMaxPyramid pyramid;
    pyramid.append(y);
    const ColumnAxis axis{1'234, 987'654, 1'000, false};
    ColumnBounds bounds = columnBounds(x, axis);
    const ColumnBounds exact = bounds;
    alignToBlocks(bounds, x.size());
    EXPECT_LE(bounds.first.front(), exact.first.front());
    EXPECT_GE(bounds.first.back(), exact.first.back());
    for (std::size_t c = 1; c + 1 < exact.first.size(); ++c) {
        EXPECT_EQ(bounds.first[c] % MinMaxPyramid::kBlock, 0u);
        EXPECT_LE(std::abs(static_cast<int>(bounds.first[c]) - static_cast<int>(exact.first[c])), static_cast<int>(MinMaxPyramid::kBlock / 2));
    }
    const ColumnSpans spans = columnSpans(y, pyramid, bounds, false, false);
    for (std::size_t c = 0; c < spans.low.size(); ++c) {
        double low = std::numeric_limits<double>::infinity(), high = -low;
        for (std::size_t i = bounds.first[c]; i < bounds.first[c + 1]; ++i) low = y[i] < low ? y[i] : low, high = y[i] > high ? y[i] : high;
        if (low > high) {
            EXPECT_GT(spans.low[c], spans.high[c]) << "only NaN in column " << c;
            continue;
        }
        EXPECT_LE(spans.low[c], low) << "column " << c;
        EXPECT_GE(spans.high[c], high) << "column " << c;
        EXPECT_LT(low - spans.low[c] + spans.high[c] - high, 3.1) << "column " << c;
        const bool gap = c == 0 || spans.low[c - 1] > spans.high[c - 1];
        EXPECT_TRUE(gap || (spans.low[c] <= spans.high[c - 1] && spans.low[c - 1] <= spans.high[c])) << "column " << c << " does not touch the one before";
    }
}

}  // namespace
}  // namespace vitrine
