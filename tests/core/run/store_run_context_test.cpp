// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/store_run_context.h"

#include <algorithm>
#include <thread>
#include <unistd.h>

#include "core/run/checkpoint_file.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;

class StoreRunContextTest : public testing::RunTest {
protected:
    StoreRunContextTest() : m_store(open()), m_run(take(m_store.createRun(request("fixture_counter")))) { claim(); }

    void claim() { ASSERT_TRUE(take(m_store.claimRun(m_worker, m_run))); }

    std::unique_ptr<StoreRunContext> context(bool resumable = true, EventStream* stream = nullptr) {
        StoreRunOptions options;
        options.storeFolder = storeFolder();
        options.record = take(m_store.run(m_run));
        options.worker = m_worker;
        options.resumable = resumable;
        options.stream = stream;
        options.cancelled = [this] { return m_cancelled.load(); };
        return take(StoreRunContext::open(std::move(options)));
    }

    /// A new attempt after the death of the worker.
    void interrupt() {
        take(m_store.endRun(m_run, RunState::Interrupted, "killed"));
        take(m_store.requeue(m_run));
        claim();
    }

    std::filesystem::path runFolder() { return m_store.runFolder(take(m_store.run(m_run)).row.uuid); }

    const WorkerIdentity m_worker = WorkerIdentity::ofThisProcess();
    ExperimentStore m_store;
    std::int64_t m_run;
    std::atomic<bool> m_cancelled = false;
};

}  // namespace

TEST_F(StoreRunContextTest, PointsOfManyThreadsAllArriveInOrder) {
    auto run = context();
    constexpr int kThreads = 4;
    constexpr std::int64_t kEach = 60'000;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            const MetricId id = run->metricId(fmt::format("thread/{}", t));
            for (std::int64_t i = 0; i < kEach; ++i) run->metric(id, i, static_cast<double>(i) * (t + 1));
        });
    for (std::thread& thread : threads) thread.join();
    take(run->close(true));
    for (int t = 0; t < kThreads; ++t) {
        const MetricSeries series = take(m_store.series(m_run, fmt::format("thread/{}", t)));
        ASSERT_EQ(series.values.size(), static_cast<std::size_t>(kEach));
        for (std::int64_t i = 0; i < kEach; ++i) {
            ASSERT_EQ(series.steps[i], i);
            ASSERT_EQ(series.values[i], static_cast<double>(i) * (t + 1));
        }
        EXPECT_TRUE(std::is_sorted(series.times.begin(), series.times.end()));
    }
}

TEST_F(StoreRunContextTest, PointsAreInTheStoreWithinASecondWithoutAnyFlush) {
    auto run = context();
    run->metric("loss", 0, 1.0);
    run->log(LogLevel::Info, "hello");
    run->progress(1, 4, "training");
    const std::int64_t deadline = steadyMicros() + 3'000'000;
    bool seen = false;
    while (!seen && steadyMicros() < deadline) {
        ::usleep(20'000);
        seen = !take(m_store.summaries(m_run)).empty() && !take(m_store.log(m_run)).empty() && take(m_store.run(m_run)).row.progress == 0.25;
    }
    EXPECT_TRUE(seen);
    EXPECT_EQ(take(m_store.run(m_run)).row.progressText, "training");
    take(run->close(false));
}

TEST_F(StoreRunContextTest, APointCostsLittle) {
    auto run = context();
    const MetricId id = run->metricId("loss");
    std::vector<double> nanoseconds;
    std::int64_t step = 0;
    for (int batch = 0; batch < 300; ++batch) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < 100; ++i) run->metric(id, step++, 0.5);
        nanoseconds.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() / 100);
        ::usleep(100);
    }
    take(run->close(false));
    std::nth_element(nanoseconds.begin(), nanoseconds.begin() + 150, nanoseconds.end());
    RecordProperty("median_ns", std::to_string(nanoseconds[150]));
    std::printf("metric(): median %.0f ns\n", nanoseconds[150]);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LE(nanoseconds[150], 400) << "promised are 200 ns on an idle machine; twice that for a shared one";
#endif
}

TEST_F(StoreRunContextTest, ResumeGoesOnFromTheCheckpointAsIfNothingHadHappened) {
    auto run = context();
    for (int i = 0; i < 5000; ++i) run->metric("loss", i, i);
    take(run->checkpoint([] { return Checkpoint{5000, {{"w", Array::of(std::vector<float>{1, 2})}}, {{"lr", 0.5}}, {}}; }, 0, true));
    for (int i = 5000; i < 6000; ++i) run->metric("loss", i, -1);
    run->metric("late", 0, 1);
    take(run->artifact({"kept", "text", "", "", 0, Json::object()}, std::string("x")));
    take(writeAtomically(runFolder() / "artifacts/half.npy.tmp-1234", "killed while writing"));
    take(run->close(false));
    interrupt();

    run = context();
    const auto restored = take(run->restore());
    ASSERT_TRUE(restored);
    EXPECT_EQ(restored->step, 5000);
    EXPECT_EQ(restored->values["lr"], 0.5);
    EXPECT_EQ(restored->arrays.at("w").values<float>()[1], 2);
    run->metric("loss", 5000, 5000);
    take(run->close(true));
    const MetricSeries series = take(m_store.series(m_run, "loss"));
    ASSERT_EQ(series.values.size(), 5001u);
    for (int i = 0; i <= 5000; ++i) ASSERT_EQ(series.values[i], i);
    for (const MetricSummary& summary : take(m_store.summaries(m_run)))
        EXPECT_TRUE(summary.name == "loss" || summary.count == 0) << summary.name << " was logged after the checkpoint";
    EXPECT_FALSE(take(loadCheckpoint(runFolder()))) << "a finished run keeps no checkpoint";
    EXPECT_EQ(take(m_store.artifacts(m_run)).size(), 1u);
    const StoreCheck check = take(m_store.check(true));
    EXPECT_TRUE(check.ok()) << (check.problems.empty() ? "" : check.problems.front());
}

TEST_F(StoreRunContextTest, WithoutCheckpointItStartsFromNothing) {
    auto run = context();
    run->metric("loss", 0, 1);
    take(run->artifact({"note", "text", "", "", 0, Json::object()}, std::string("old")));
    take(writeAtomically(runFolder() / "artifacts/orphan.txt", "a kill left this without a row"));
    take(run->close(false));
    interrupt();
    run = context();
    EXPECT_FALSE(take(run->restore()));
    take(run->close(true));
    for (const MetricSummary& summary : take(m_store.summaries(m_run))) EXPECT_EQ(summary.count, 0);
    EXPECT_TRUE(take(m_store.artifacts(m_run)).empty());
    EXPECT_FALSE(std::filesystem::exists(runFolder() / "artifacts/orphan.txt"));
}

TEST_F(StoreRunContextTest, ADamagedCheckpointIsToldAndNotUsed) {
    auto run = context();
    run->metric("loss", 0, 1);
    take(run->checkpoint([] { return Checkpoint{1, {}, Json::object(), {}}; }, 0, true));
    take(run->close(false));
    take(writeAtomically(runFolder() / "checkpoint.json", "{"));
    interrupt();
    run = context();
    EXPECT_FALSE(take(run->restore()));
    take(run->close(true));
    const auto log = take(m_store.log(m_run));
    EXPECT_TRUE(std::any_of(log.begin(), log.end(), [](const LogRow& row) { return row.text.find("starting from nothing") != std::string::npos; }));
}

TEST_F(StoreRunContextTest, CheckpointsComeNoOftenerThanAsked) {
    auto run = context();
    int made = 0;
    for (int i = 0; i < 100; ++i) take(run->checkpoint([&] { return ++made, Checkpoint{}; }, 60, false));
    EXPECT_EQ(made, 0);
    take(run->checkpoint([&] { return ++made, Checkpoint{}; }, 60, true));
    EXPECT_EQ(made, 1);
    take(run->close(false));
}

TEST_F(StoreRunContextTest, ArtifactsGetTheirRowsAndReplaceEachOther) {
    auto run = context();
    take(run->artifact({"curve/a", "series", "A curve", "mm", 0, {{"x", "depth"}}}, Array::of(std::vector<double>{1, 2})));
    take(run->artifact({"curve/a", "series", "A curve", "mm", 0, {{"x", "depth"}}}, Array::of(std::vector<double>{3})));
    take(run->artifact({"curve/a", "series", "", "", 1, Json::object()}, Array::of(std::vector<double>{4})));
    EXPECT_FALSE(run->artifact({"", "text", "", "", 0, Json::object()}, std::string("x")).ok());
    take(run->close(true));
    const auto rows = take(m_store.artifacts(m_run));
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].unit, "mm");
    EXPECT_EQ(rows[0].meta["x"], "depth");
    EXPECT_TRUE(std::filesystem::exists(storeFolder() / rows[0].file));
    const StoreCheck check = take(m_store.check(true));
    EXPECT_TRUE(check.ok()) << (check.problems.empty() ? "" : check.problems.front());
}

TEST_F(StoreRunContextTest, AWishInTheStoreReachesTheMethod) {
    auto run = context();
    EXPECT_FALSE(run->cancelled());
    take(m_store.requestCancel(m_run));
    const std::int64_t start = steadyMicros();
    while (!run->cancelled() && steadyMicros() - start < 5'000'000) ::usleep(10'000);
    EXPECT_TRUE(run->cancelled());
    EXPECT_LT(steadyMicros() - start, 2'000'000) << "seen with the next heartbeat";
    run->metric("last", 0, 1);
    take(run->close(false));
    EXPECT_EQ(take(m_store.summaries(m_run)).size(), 1u) << "what was done is kept";
}

TEST_F(StoreRunContextTest, ARunTakenAwayStopsAndSaysWhy) {
    auto run = context();
    take(open().endRun(m_run, RunState::Interrupted, "taken for dead"));
    const std::int64_t start = steadyMicros();
    while (!run->cancelled() && steadyMicros() - start < 5'000'000) ::usleep(10'000);
    ASSERT_TRUE(run->failure());
    expectError(*run->failure(), ErrorCode::Conflict);
    EXPECT_FALSE(run->close(false).ok());
}

TEST_F(StoreRunContextTest, AFloodOfLinesIsCutAndTold) {
    auto run = context();
    for (int i = 0; i < 300'000; ++i) run->log(LogLevel::Info, "again");
    run->log(LogLevel::Info, std::string(1 << 20, 'x'));
    take(run->close(false));
    const auto log = take(m_store.log(m_run));
    EXPECT_LT(log.size(), 50'000u);
    EXPECT_TRUE(std::any_of(log.begin(), log.end(), [](const LogRow& row) { return row.text.find("lines were left out") != std::string::npos; }));
    EXPECT_TRUE(std::all_of(log.begin(), log.end(), [](const LogRow& row) { return row.text.size() <= 8192; }));
}

TEST_F(StoreRunContextTest, AnIdThatNobodyGaveIsTheMethodsBug) {
    auto run = context();
    EXPECT_THROW(run->metric(MetricId{}, 0, 1), std::logic_error);
    EXPECT_THROW(run->metric(MetricId{99}, 0, 1), std::logic_error);
    take(run->close(false));
}

TEST_F(StoreRunContextTest, TheStreamTellsAboutEverythingAndNeverHoldsTheRunUp) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    MessageChannel channel(ends[0], ends[1]);
    {
        EventStream stream(channel);
        auto run = context(true, &stream);
        run->progress(2, 8, "looking");
        for (int i = 0; i < 3000; ++i) run->metric("loss", i, i);
        run->log(LogLevel::Warning, "careful");
        run->preview({"view", "image", "", "", 3, Json::object()}, Array::zeros(DType::U8, {2000, 2000, 3}));
        std::map<std::string, Message> last;
        while (last.size() < 4) {
            ASSERT_TRUE(channel.waitReadable(3000)) << "got only " << last.size() << " kinds";
            auto message = take(channel.receive());
            last[message->type] = std::move(*message);
        }
        EXPECT_EQ(last["progress"].body["total"], 8);
        EXPECT_EQ(last["metrics"].body["points"]["loss"], 3000);
        EXPECT_EQ(last["metrics"].arrays.at("loss/values").values<double>().back(), 2999);
        EXPECT_EQ(last["log"].body["lines"][0]["text"], "careful");
        EXPECT_EQ(last["preview"].body["step"], 3);
        EXPECT_LE(last["preview"].arrays.at("data").byteSize(), std::size_t(1) << 20);

        const std::int64_t first = steadyMicros();
        for (int i = 0; i < 1000; ++i) run->preview({"view", "image", "", "", i, Json::object()}, Array::zeros(DType::U8, {2, 2, 3}));
        const std::int64_t allowed = 2 + (steadyMicros() - first) * 30 / 1'000'000;
        std::int64_t previews = 0;
        while (channel.waitReadable(200)) previews += take(channel.receive())->type == "preview";
        EXPECT_LE(previews, allowed) << "at most 30 a second";

        // From here on nobody reads.
        const std::int64_t start = steadyMicros();
        for (int i = 0; i < 60; ++i) {
            run->metric("loss", i, i);
            run->preview({"view", "image", "", "", i, Json::object()}, Array::zeros(DType::U8, {1000, 1000}));
            ::usleep(10'000);
        }
        take(run->close(true));
        EXPECT_LT(steadyMicros() - start, 3'000'000);
    }
    ::close(ends[0]);
    ::close(ends[1]);
    EXPECT_EQ(take(m_store.series(m_run, "loss")).values.size(), 3060u);
}

}  // namespace vitrine
