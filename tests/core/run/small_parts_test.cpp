// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts of core/run: cached files, previews, the ring of points, the environment record, the context in memory.
#include <atomic>
#include <thread>

#include "core/run/cached_file.h"
#include "core/run/environment.h"
#include "core/run/memory_context.h"
#include "core/run/metric_ring.h"
#include "core/run/preview.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {

using testing::expectError;
using testing::take;

TEST(CachedFileTest, MadeOnceSharedAfterwards) {
    const TemporaryFolder folder;
    std::atomic<int> made = 0;
    const auto make = [&](const std::filesystem::path& file) {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        return writeAtomically(file, "model");
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] { EXPECT_EQ(take(readText(take(cachedFile(folder.path(), "net-1.pt", make, {})))), "model"); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
}

TEST(CachedFileTest, FailureAndOddKeysLeaveNothing) {
    const TemporaryFolder folder;
    const auto fail = [](const std::filesystem::path&) -> Status { return cancelledError(); };
    EXPECT_EQ(cachedFile(folder.path(), "a", fail, {}).error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "a"));
    for (const char* key : {"", "../a", "a/b", ".a", "a b"}) expectError(cachedFile(folder.path(), key, fail, {}).error(), ErrorCode::InvalidArgument);
}

TEST(PreviewTest, ThinnedUntilItFits) {
    Array ramp = Array::zeros(DType::F32, {100, 40, 3});
    for (std::size_t i = 0; i < 12'000; ++i) ramp.mutableValues<float>()[i] = static_cast<float>(i);
    EXPECT_EQ(thinned(ramp, 48'000).bytes(), ramp.bytes()) << "what fits is not copied";
    const Array small = thinned(ramp, 13'000);
    EXPECT_EQ(small.shape(), (std::vector<std::int64_t>{25, 40, 3}));
    EXPECT_EQ(small.values<float>()[120], 480.0f) << "row 1 of the result is row 4 of the ramp";
    EXPECT_EQ(thinned(ramp, 6'000).shape(), (std::vector<std::int64_t>{25, 20, 3}));
}

TEST(MetricRingTest, NothingIsLostBetweenThreads) {
    MetricRing ring(1024);
    constexpr int kThreads = 3;
    constexpr std::int64_t kEach = 200'000;
    std::vector<std::thread> producers;
    for (int t = 0; t < kThreads; ++t)
        producers.emplace_back([&, t] {
            std::uint64_t position = 0;
            for (std::int64_t i = 0; i < kEach; ++i)
                while (!ring.push({i, 0, 0.5, t}, position)) std::this_thread::yield();
        });
    std::int64_t next[kThreads] = {};
    MetricPoint point;
    for (std::int64_t popped = 0; popped < kThreads * kEach;) {
        if (!ring.pop(point)) continue;
        ASSERT_EQ(point.step, next[point.metric]++) << "points of one thread stay in order";
        ++popped;
    }
    for (std::thread& producer : producers) producer.join();
    EXPECT_FALSE(ring.pop(point));
    EXPECT_EQ(ring.pushed(), ring.popped());
}

TEST(MetricRingTest, FullRingRefuses) {
    MetricRing ring(4);
    std::uint64_t position = 0;
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(ring.push({i, 0, 0, 0}, position));
    EXPECT_FALSE(ring.push({4, 0, 0, 0}, position));
    MetricPoint point;
    EXPECT_TRUE(ring.pop(point));
    EXPECT_TRUE(ring.push({4, 0, 0, 0}, position));
}

TEST(EnvironmentTest, RecordsWhatChangesNumbers) {
    ::setenv("OMP_NUM_THREADS", "2", 1);
    ::setenv("SECRET_TOKEN", "x", 1);
    const Json record = describeEnvironment("cpu", 2, {});
    EXPECT_EQ(record["device"], "cpu");
    EXPECT_EQ(record["threads"], 2);
    EXPECT_EQ(record["variables"]["OMP_NUM_THREADS"], "2");
    EXPECT_FALSE(record["variables"].contains("SECRET_TOKEN"));
    EXPECT_EQ(record["build"]["executable"].get<std::string>().size(), 64u);
    EXPECT_TRUE(record["build"].contains("libvitrine_run.so"));
    EXPECT_FALSE(record["processor"].get<std::string>().empty() && record["host"].get<std::string>().empty());
    ::unsetenv("OMP_NUM_THREADS");
}

TEST(MemoryRunContextTest, KeepsEverythingAndGoesBackToTheCheckpoint) {
    MemoryRunContext context({}, {}, 3);
    EXPECT_EQ(context.seed(), 3u);
    EXPECT_FALSE(context.file("images"));
    EXPECT_FALSE(take(context.restore()));
    context.metric("loss", 0, 1.0);
    take(context.checkpoint([] { return Checkpoint{5, {}, {{"a", 1}}, {}}; }, 1.0, false));
    context.metric("loss", 1, 0.5);
    context.metric("late", 1, 0.5);
    const auto restored = take(context.restore());
    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->step, 5);
    EXPECT_EQ(context.metrics.at("loss").values, std::vector<double>{1.0});
    EXPECT_FALSE(context.metrics.contains("late"));

    take(context.artifact({"map", "heatmap", "", "", 2, Json::object()}, Array::zeros(DType::F32, {2, 2})));
    EXPECT_TRUE(context.artifacts.contains("map@2"));
    context.log(LogLevel::Warning, "hm");
    EXPECT_EQ(context.logLines.front(), "warning: hm");
    context.stopAfter = 2;
    context.progress(1, 10, "");
    EXPECT_FALSE(context.cancelled());
    context.progress(2, 10, "");
    EXPECT_TRUE(context.cancelled());
}

}  // namespace vitrine
