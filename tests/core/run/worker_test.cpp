// SPDX-License-Identifier: GPL-3.0-or-later
// Workers in processes of their own, from launch to the recorded end.
#include "core/run/worker.h"

#include <algorithm>
#include <csignal>
#include <thread>
#include <unistd.h>

#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;

class WorkerTest : public testing::RunTest {
protected:
    WorkerTest() : m_store(open()) {}

    RunRow launch(std::int64_t run, const LaunchCallbacks& callbacks = {}, int graceMs = 3000) {
        return take(launchAndWait(m_store, run, callbacks, graceMs));
    }
    std::int64_t create(const std::string& method, Json parameters) { return take(m_store.createRun(request(method, std::move(parameters)))); }
    std::string logText(std::int64_t run) {
        std::string text;
        for (const LogRow& row : take(m_store.log(run))) text += row.level + ": " + row.text + "\n";
        return text;
    }
    /// Waits until the run is in one of the ended states, as one who only sees the store.
    RunRow waitForEnd(std::int64_t run) {
        const std::int64_t deadline = steadyMicros() + 20'000'000;
        RunRow row = take(m_store.run(run)).row;
        while (!isEnded(row.state) && steadyMicros() < deadline) {
            ::usleep(20'000);
            row = take(m_store.run(run)).row;
        }
        return row;
    }

    ExperimentStore m_store;
};

}  // namespace

TEST_F(WorkerTest, ARunIsRecordedWhole) {
    const std::int64_t run = create("fixture_counter", {{"points", 5000}, {"rate", 20000}});
    std::map<std::string, int> messages;
    std::vector<std::string> states;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) {
        ++messages[message.type];
        if (message.type == "state") states.push_back(message.body["state"]);
    };
    const RunRow row = launch(run, callbacks);
    EXPECT_EQ(row.state, RunState::Finished) << row.error;
    EXPECT_EQ(row.progress, 1.0);
    EXPECT_EQ(states, (std::vector<std::string>{"running", "finished"}));
    for (const char* type : {"progress", "metrics", "artifact"}) EXPECT_GT(messages[type], 0) << type;
    EXPECT_EQ(take(m_store.series(run, "noise")).values.size(), 5000u);
    EXPECT_EQ(take(m_store.series(run, "sum")).values.size(), 500u);
    const RunRecord record = take(m_store.run(run));
    EXPECT_EQ(record.environment["device"], "cpu");
    EXPECT_GE(record.environment["threads"].get<int>(), 1);
    EXPECT_TRUE(record.environment["build"].contains("fixture_counter_method.so"));
    const StoreCheck check = take(m_store.check(true));
    EXPECT_TRUE(check.ok()) << (check.problems.empty() ? "" : check.problems.front());
}

TEST_F(WorkerTest, TheSameOrderGivesTheSameBits) {
    const std::int64_t first = create("fixture_counter", {{"points", 3000}, {"rate", 0}});
    launch(first);
    const RunOrder order = orderOf(take(m_store.run(first)));
    const std::int64_t second = take(m_store.createRun(take(prepareRun(order, manifest("fixture_counter"), noData()))));
    launch(second);
    EXPECT_TRUE(take(compareRuns(m_store, first, second)).empty());

    RunOrder other = order;
    other.seed = 8;
    other.parameters["points"] = 3001;
    const std::int64_t third = take(m_store.createRun(take(prepareRun(other, manifest("fixture_counter"), noData()))));
    launch(third);
    std::string found;
    for (const RunDifference& difference : take(compareRuns(m_store, first, third))) found += difference.what + ": " + difference.detail + "\n";
    for (const char* expected : {"seed: 7 against 8", "parameters", "metric noise: point 0", "metric score", "artifact last_values"})
        EXPECT_NE(found.find(expected), std::string::npos) << expected << "\n" << found;
}

TEST_F(WorkerTest, CancelFromTheLauncherKeepsWhatWasDone) {
    const std::int64_t run = create("fixture_counter", {{"points", 1000000}});
    std::int64_t wish = 0;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) {
        if (message.type == "metrics" && wish == 0) wish = steadyMicros();
    };
    callbacks.cancelled = [&] { return wish != 0; };
    const RunRow row = launch(run, callbacks);
    EXPECT_EQ(row.state, RunState::Cancelled);
    EXPECT_LT(steadyMicros() - wish, 3'000'000);
    EXPECT_GT(take(m_store.series(run, "noise")).values.size(), 100u);
}

TEST_F(WorkerTest, CancelThroughTheStoreStopsAWorkerThatWasStartedElsewhere) {
    const std::int64_t run = create("fixture_counter", {{"points", 1000000}});
    take(launchDetached(storeFolder()));
    while (take(m_store.run(run)).row.state == RunState::Queued) ::usleep(10'000);
    ::usleep(300'000);
    const std::int64_t wish = steadyMicros();
    EXPECT_EQ(take(m_store.requestCancel(run)), RunState::Cancelling);
    EXPECT_EQ(waitForEnd(run).state, RunState::Cancelled);
    EXPECT_LT(steadyMicros() - wish, 3'000'000);
}

TEST_F(WorkerTest, TheQueueIsDrainedByPriorityAndACrashEndsOneRunOnly) {
    const std::int64_t crash = create("fixture_misbehave", {{"mode", "segfault"}});
    const std::int64_t first = create("fixture_counter", {{"points", 100}, {"rate", 0}});
    RunRequest urgent = request("fixture_counter", {{"points", 200}, {"rate", 0}});
    urgent.priority = 5;
    const std::int64_t second = take(m_store.createRun(urgent));
    take(launchDetached(storeFolder()));
    EXPECT_EQ(waitForEnd(crash).state, RunState::Failed);
    EXPECT_EQ(waitForEnd(first).state, RunState::Finished);
    EXPECT_EQ(waitForEnd(second).state, RunState::Finished);
    EXPECT_LT(waitForEnd(second).ended, waitForEnd(crash).ended) << "the urgent one came first";
    EXPECT_NE(waitForEnd(crash).error.find("signal 11"), std::string::npos) << waitForEnd(crash).error;
}

TEST_F(WorkerTest, WhatKeepsARunFromStartingIsInItsRecord) {
    RunRequest unknown = request("fixture_counter");
    unknown.method = "no_such_method";
    const std::int64_t missing = take(m_store.createRun(unknown));
    RunRow row = launch(missing);
    EXPECT_EQ(row.state, RunState::Failed);
    EXPECT_NE(row.error.find("no_such_method"), std::string::npos) << row.error;

    row = launch(create("fixture_wrong_abi", Json::object()));
    EXPECT_EQ(row.state, RunState::Failed);
    EXPECT_NE(row.error.find("vitrine-method-9999"), std::string::npos) << row.error;

    RunRequest gpu = request("fixture_counter");
    gpu.device = "cuda";
    row = launch(take(m_store.createRun(gpu)));
    EXPECT_EQ(row.state, RunState::Failed);
    EXPECT_NE(row.error.find("cuda"), std::string::npos) << row.error;
}

TEST_F(WorkerTest, DataThatChangedSinceIsRefused) {
    const auto file = m_folder.path() / "table.csv";
    take(writeAtomically(file, "a\n1\n"));
    RunOrder order;
    order.method = "fixture_counter";
    order.parameters = {{"points", 10}};
    order.data["table"] = {file.string()};
    const RunRequest request = take(prepareRun(order, manifest("fixture_counter"), noData()));
    EXPECT_EQ(launch(take(m_store.createRun(request))).state, RunState::Finished);
    const std::int64_t run = take(m_store.createRun(request));
    take(writeAtomically(file, "a\n2\n"));
    const RunRow row = launch(run);
    EXPECT_EQ(row.state, RunState::Failed);
    EXPECT_NE(row.error.find("has changed"), std::string::npos) << row.error;
}

TEST_F(WorkerTest, ARunThatIsNotQueuedIsNotStarted) {
    const std::int64_t run = create("fixture_counter", {{"points", 10}, {"rate", 0}});
    EXPECT_EQ(launch(run).state, RunState::Finished);
    const RunRow again = launch(run);
    EXPECT_EQ(again.state, RunState::Finished);
    EXPECT_EQ(again.attempt, take(m_store.run(run)).row.attempt);
    EXPECT_FALSE(launchAndWait(m_store, 9999).ok());
    ::setenv("VITRINE_CLI", "/no/such/program", 1);
    const auto noProgram = launchAndWait(m_store, create("fixture_counter", Json::object()));
    ASSERT_FALSE(noProgram.ok());
    expectError(noProgram.error(), ErrorCode::NotFound);
}

TEST_F(WorkerTest, ParametersThatHadNoEffectAreTold) {
    const std::int64_t run = create("fixture_misbehave", {{"mode", "unread"}});
    EXPECT_EQ(launch(run).state, RunState::Finished);
    EXPECT_NE(logText(run).find("\"amount\" had no effect"), std::string::npos) << logText(run);
    EXPECT_EQ(logText(run).find("\"mode\" had"), std::string::npos);
}

}  // namespace vitrine
