// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>
#include <random>

#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::block;
using testing::expectError;
using testing::request;
using testing::take;

class MetricsTest : public testing::StoreTest {
protected:
    std::int64_t run = take(store.createRun(request()));
};

MetricBlock slice(const MetricBlock& all, std::size_t first, std::size_t count) {
    MetricBlock part;
    part.name = all.name;
    part.steps.assign(all.steps.begin() + first, all.steps.begin() + first + count);
    part.times.assign(all.times.begin() + first, all.times.begin() + first + count);
    part.values.assign(all.values.begin() + first, all.values.begin() + first + count);
    return part;
}

TEST_F(MetricsTest, BlocksOfEverySizeGiveTheSameSeriesAndSummary) {
    const MetricBlock all = block("whole", 0, 20'000);
    take(store.appendMetrics(run, {all}));
    std::mt19937 random(3);
    for (std::size_t limit : {3u, 100u, 600u, 4096u, 9000u}) {
        MetricBlock parts = all;
        parts.name = "parts " + std::to_string(limit);
        const std::size_t total = limit < 100 ? 5000 : 20'000;
        for (std::size_t at = 0; at < total;) {
            const std::size_t count = std::min<std::size_t>(total - at, limit == 4096 ? 4096 : 1 + random() % limit);
            take(store.appendMetrics(run, {slice(parts, at, count)}));
            at += count;
        }
        const MetricSeries series = take(store.series(run, parts.name));
        const MetricBlock expected = slice(all, 0, total);
        EXPECT_EQ(series.steps, expected.steps);
        EXPECT_EQ(series.times, expected.times);
        EXPECT_EQ(series.values, expected.values);
    }
    const auto summaries = take(store.summaries(run));
    ASSERT_EQ(summaries.size(), 6u);
    const MetricSummary& whole = summaries.back();
    for (const MetricSummary& summary : summaries) {
        if (summary.count != whole.count) continue;
        EXPECT_EQ(summary.mean, whole.mean) << summary.name;
        EXPECT_EQ(summary.max, whole.max);
    }
    EXPECT_TRUE(take(store.check(true)).ok());
}

TEST_F(MetricsTest, SummaryLeavesOutNanButKeepsItAsLast) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    take(store.appendMetrics(run, {{"a", {1, 2, 3, 4}, {0, 0, 0, 0}, {2.0, nan, 4.0, nan}},
                                   {"n", {0}, {0}, {nan}},
                                   {"i", {0, 1}, {0, 0}, {-inf, 1.0}}}));
    const auto summaries = take(store.summaries(run));
    ASSERT_EQ(summaries.size(), 3u);
    EXPECT_EQ(summaries[0].name, "a");
    EXPECT_TRUE(std::isnan(summaries[0].last));
    EXPECT_EQ(summaries[0].min, 2.0);
    EXPECT_EQ(summaries[0].max, 4.0);
    EXPECT_EQ(summaries[0].mean, 3.0);
    EXPECT_EQ(summaries[0].lastStep, 4);
    EXPECT_EQ(summaries[0].count, 4);
    EXPECT_EQ(summaries[1].min, -inf);
    EXPECT_EQ(summaries[1].last, 1.0);
    EXPECT_TRUE(std::isnan(summaries[2].min) && std::isnan(summaries[2].mean));
    EXPECT_TRUE(std::isnan(take(store.series(run, "a")).values[1]));
}

TEST_F(MetricsTest, TailsAreReadFromAnyPoint) {
    const MetricBlock all = block("x", 0, 9500);
    for (std::size_t at = 0; at < 9500; at += 190) take(store.appendMetrics(run, {slice(all, at, 190)}));
    for (std::int64_t from : {0, 1, 4095, 4096, 4097, 8192, 9000, 9499}) {
        const MetricSeries tail = take(store.seriesFrom(run, "x", from));
        ASSERT_EQ(std::int64_t(tail.values.size()), 9500 - from);
        EXPECT_EQ(tail.steps.front(), from);
        EXPECT_EQ(tail.values.back(), all.values.back());
    }
    EXPECT_TRUE(take(store.seriesFrom(run, "x", 9500)).values.empty());
    EXPECT_TRUE(take(store.seriesFrom(run, "x", 1'000'000)).values.empty());
}

TEST_F(MetricsTest, TruncatedRunContinuesAsIfNothingHadBeenBeyond) {
    const MetricBlock all = block("x", 0, 12'000);
    for (std::int64_t cut : {1, 500, 4096, 5000, 8191, 8192, 11'999}) {
        const std::int64_t id = take(store.createRun(request()));
        for (std::size_t at = 0; at < 12'000; at += 750)
            take(store.appendMetrics(id, {slice(all, at, 750), block("y", at, 750)}));
        take(store.truncateMetrics(id, {{"x", cut}}));
        EXPECT_EQ(take(store.metricNames(id)), std::vector<std::string>{"x"});
        EXPECT_EQ(take(store.series(id, "x")).values, slice(all, 0, cut).values);
        take(store.appendMetrics(id, {slice(all, cut, 12'000 - cut)}));
        EXPECT_EQ(take(store.series(id, "x")).values, all.values);
        take(store.appendMetrics(run, {}));
        const MetricSummary summary = take(store.summaries(id)).front();
        double sum = 0;
        for (double value : all.values) sum += value;
        EXPECT_EQ(summary.mean, sum / 12'000);
        EXPECT_EQ(summary.count, 12'000);
    }
    EXPECT_TRUE(take(store.check(false)).ok());
}

TEST_F(MetricsTest, TruncatingToMoreThanThereIsChangesNothing) {
    take(store.appendMetrics(run, {block("x", 0, 10)}));
    take(store.truncateMetrics(run, {{"x", 99}, {"other", 5}}));
    EXPECT_EQ(take(store.series(run, "x")).values.size(), 10u);
}

TEST_F(MetricsTest, BadBlocksAreRefusedWhole) {
    const Status uneven = store.appendMetrics(run, {block("fine", 0, 5), {"bad", {1, 2}, {1, 2}, {1.0}}});
    expectError(uneven.error(), ErrorCode::InvalidArgument);
    expectError(store.appendMetrics(run, {block("", 0, 1)}).error(), ErrorCode::InvalidArgument);
    expectError(store.appendMetrics(99, {block("x", 0, 1)}).error(), ErrorCode::NotFound);
    expectError(store.series(run, "none").error(), ErrorCode::NotFound);
    expectError(store.summaries(99).error(), ErrorCode::NotFound);
    EXPECT_TRUE(take(store.metricNames(run)).empty());
}

TEST_F(MetricsTest, ThousandsOfSeriesListQuickly) {
    std::vector<MetricBlock> blocks;
    for (int i = 0; i < 12'345; ++i) blocks.push_back(block("layer/" + std::to_string(i), i, 1));
    take(store.appendMetrics(run, blocks));
    EXPECT_EQ(take(store.summaries(run)).size(), 12'345u);
}

}  // namespace
}  // namespace vitrine
