// SPDX-License-Identifier: GPL-3.0-or-later
// R15: whatever a method does, the run ends in its record with the cause, soon, and the launching program lives on.
#include <algorithm>

#include "core/base/process.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::take;

class WorkerMisbehaveTest : public testing::RunTest {
protected:
    WorkerMisbehaveTest() : m_store(open()) {}
    ~WorkerMisbehaveTest() override { ::unsetenv("VITRINE_MEMORY_LIMIT_MB"); }

    std::int64_t create(const std::string& mode, std::int64_t amount = 0) {
        return take(m_store.createRun(request("fixture_misbehave", {{"mode", mode}, {"amount", amount}})));
    }
    /// Launches and measures; the launcher must be able to go on with a good run afterwards.
    RunRow launch(std::int64_t run, const LaunchCallbacks& callbacks = {}) {
        const std::int64_t start = steadyMicros();
        const RunRow row = take(launchAndWait(m_store, run, callbacks));
        m_seconds = static_cast<double>(steadyMicros() - start) * 1e-6;
        const std::int64_t good = take(m_store.createRun(request("fixture_counter", {{"points", 10}, {"rate", 0}})));
        EXPECT_EQ(take(launchAndWait(m_store, good)).state, RunState::Finished);
        return row;
    }
    void expectFailure(const std::string& mode, const std::string& cause, std::int64_t amount = 0) {
        SCOPED_TRACE(mode);
        const RunRow row = launch(create(mode, amount));
        EXPECT_EQ(row.state, RunState::Failed);
        EXPECT_NE(row.error.find(cause), std::string::npos) << row.error;
        EXPECT_LT(m_seconds, 3.0);
    }

    ExperimentStore m_store;
    double m_seconds = 0;
};

}  // namespace

TEST_F(WorkerMisbehaveTest, ErrorsAndExceptionsAreTheCause) {
    expectFailure("return_error", "a.bin, byte 12");
    expectFailure("throw", "a tensor of shape [3, 4] does not fit");
    expectFailure("throw_other", "no std::exception");
    expectFailure("undeclared_parameter", "no_such");
    expectFailure("false_cancel", "stopped");
}

TEST_F(WorkerMisbehaveTest, CrashesAreTheCause) {
    expectFailure("abort", "signal 6");
    expectFailure("segfault", "signal 11");
    expectFailure("stack_overflow", "signal 11");
    expectFailure("exit", "ended its process");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(WorkerMisbehaveTest, TenGigabytesAreRefusedAtTheLimit) {
    ::setenv("VITRINE_MEMORY_LIMIT_MB", "512", 1);
    expectFailure("allocate", "more memory than the 512 MB", 10'240);
}
#endif

TEST_F(WorkerMisbehaveTest, OneThatDoesNotListenIsKilled) {
    std::int64_t wish = 0;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) {
        if (message.type == "progress" && wish == 0) wish = steadyMicros();
    };
    callbacks.cancelled = [&] { return wish != 0; };
    const std::int64_t run = create("ignore_cancel");
    const RunRow row = take(launchAndWait(m_store, run, callbacks));
    EXPECT_EQ(row.state, RunState::Cancelled);
    EXPECT_LT(static_cast<double>(steadyMicros() - wish) * 1e-6, 3.5) << "3 s of grace and the kill";
    EXPECT_NE(row.error.find("killed"), std::string::npos) << row.error;
}

TEST_F(WorkerMisbehaveTest, AWishInTheStoreKillsItAsWell) {
    const std::int64_t run = create("ignore_cancel");
    std::int64_t wish = 0;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) {
        if (message.type != "progress" || wish != 0) return;
        take(m_store.requestCancel(run));
        wish = steadyMicros();
    };
    EXPECT_EQ(take(launchAndWait(m_store, run, callbacks, 1000)).state, RunState::Cancelled);
    EXPECT_LT(static_cast<double>(steadyMicros() - wish) * 1e-6, 3.0);
}

TEST_F(WorkerMisbehaveTest, AMillionLogLinesAreCut) {
    const std::int64_t run = create("log_flood", 1'000'000);
    EXPECT_EQ(launch(run).state, RunState::Finished);
    EXPECT_LT(take(m_store.log(run)).size(), 120'000u);
    EXPECT_LT(m_seconds, 10.0);
}

TEST_F(WorkerMisbehaveTest, FloodsOfPrintsLeaveTheirLastLines) {
    const std::int64_t run = create("print_flood", 100'000);
    int unreadable = 0;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) { unreadable += message.type.empty(); };
    EXPECT_EQ(launch(run, callbacks).state, RunState::Finished) << "prints do not disturb the stream";
    EXPECT_EQ(unreadable, 0);
    const auto log = take(m_store.log(run));
    EXPECT_LE(log.size(), 220u);
    EXPECT_TRUE(std::any_of(log.begin(), log.end(), [](const LogRow& row) { return row.text.find("error line 99999") != std::string::npos; }));
}

TEST_F(WorkerMisbehaveTest, HugePreviewsArriveSmallAndHugeArtifactsOnDisk) {
    std::size_t largest = 0;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) {
        for (const auto& [name, array] : message.arrays) largest = std::max(largest, array.byteSize());
    };
    EXPECT_EQ(launch(create("big_preview", 256), callbacks).state, RunState::Finished);
    EXPECT_GT(largest, 0u);
    EXPECT_LE(largest, std::size_t(1) << 20);
    const std::int64_t run = create("big_artifact", 16);
    EXPECT_EQ(launch(run).state, RunState::Finished);
    EXPECT_GT(take(m_store.artifact(run, "big")).size, std::uint64_t(16) << 20);
}

TEST_F(WorkerMisbehaveTest, ForgottenChildrenEndWithTheRun) {
    const std::int64_t run = create("children", 5);
    EXPECT_EQ(launch(run).state, RunState::Finished);
    const MetricSeries pids = take(m_store.series(run, "child_pid"));
    ASSERT_EQ(pids.values.size(), 5u);
    for (const double pid : pids.values) EXPECT_EQ(processStartTime(static_cast<int>(pid)), 0u) << "process " << pid << " still lives";
    EXPECT_LT(m_seconds, 5.0);
}

}  // namespace vitrine
