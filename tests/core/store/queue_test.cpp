// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>
#include <thread>

#include "core/base/process.h"
#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::request;
using testing::take;

class QueueTest : public testing::StoreTest {
protected:
    const WorkerIdentity self = WorkerIdentity::ofThisProcess();
    RunState state(std::int64_t id) { return take(store.run(id)).row.state; }

    /// The identity of a process that lived on this machine and is gone.
    static WorkerIdentity deadWorker() {
        SpawnOptions options;
        options.arguments = {"sleep", "60"};
        ChildProcess child = take(ChildProcess::spawn(options));
        WorkerIdentity identity = WorkerIdentity::ofThisProcess();
        identity.pid = child.pid();
        identity.startTime = processStartTime(child.pid());
        child.signal(9);
        child.wait();
        return identity;
    }
};

TEST_F(QueueTest, HighestPriorityThenOldestIsTaken) {
    RunRequest urgent = request();
    urgent.priority = 5;
    const std::int64_t first = take(store.createRun(request())), second = take(store.createRun(request())),
                       hot = take(store.createRun(urgent));
    EXPECT_EQ(take(store.claimRun(self)), hot);
    EXPECT_EQ(take(store.claimRun(self, second)), second);
    EXPECT_EQ(take(store.claimRun(self, second)), std::nullopt);
    EXPECT_EQ(take(store.claimRun(self)), first);
    EXPECT_EQ(take(store.claimRun(self)), std::nullopt);
    const RunRecord record = take(store.run(first));
    EXPECT_EQ(record.row.state, RunState::Running);
    EXPECT_GT(record.row.started, 0);
    EXPECT_EQ(record.worker.pid, self.pid);
    EXPECT_EQ(record.worker.startTime, self.startTime);
    EXPECT_EQ(record.row.host, self.host);
}

TEST_F(QueueTest, NoRunIsTakenTwice) {
    for (int i = 0; i < 60; ++i) (void)take(store.createRun(request()));
    std::vector<std::vector<std::int64_t>> taken(4);
    std::vector<std::thread> workers;
    for (auto& mine : taken)
        workers.emplace_back([&] {
            ExperimentStore own = open();
            while (const auto id = take(own.claimRun(self))) mine.push_back(*id);
        });
    for (std::thread& worker : workers) worker.join();
    std::set<std::int64_t> all;
    std::size_t count = 0;
    for (const auto& mine : taken) {
        all.insert(mine.begin(), mine.end());
        count += mine.size();
    }
    EXPECT_EQ(all.size(), 60u);
    EXPECT_EQ(count, 60u);
}

TEST_F(QueueTest, HeartbeatTellsOfCancellingAndEndsWithTheRun) {
    const std::int64_t id = take(store.createRun(request()));
    expectError(store.heartbeat(id, self, 0, "").error(), ErrorCode::Conflict);
    (void)take(store.claimRun(self));
    EXPECT_EQ(take(store.heartbeat(id, self, 0.25, "epoch 1")), RunState::Running);
    EXPECT_EQ(take(store.run(id)).row.progressText, "epoch 1");
    EXPECT_EQ(take(store.requestCancel(id)), RunState::Cancelling);
    EXPECT_EQ(take(store.heartbeat(id, self, 0.5, "")), RunState::Cancelling);
    WorkerIdentity other = self;
    other.pid += 1;
    expectError(store.heartbeat(id, other, 0.5, "").error(), ErrorCode::Conflict);
    take(store.endRun(id, RunState::Cancelled, "asked to stop"));
    EXPECT_EQ(take(store.run(id)).row.error, "asked to stop");
    expectError(store.heartbeat(id, self, 0.6, "").error(), ErrorCode::Conflict);
    expectError(store.endRun(id, RunState::Finished).error(), ErrorCode::Conflict);
    expectError(store.endRun(id, RunState::Running).error(), ErrorCode::InvalidArgument);
    expectError(store.heartbeat(77, self, 0, "").error(), ErrorCode::NotFound);
    EXPECT_EQ(take(store.requestCancel(id)), RunState::Cancelled);
}

TEST_F(QueueTest, QueuedRunIsCancelledAtOnceAndQueuedAgain) {
    const std::int64_t id = take(store.createRun(request()));
    expectError(store.requeue(id).error(), ErrorCode::Conflict);
    EXPECT_EQ(take(store.requestCancel(id)), RunState::Cancelled);
    EXPECT_EQ(take(store.claimRun(self)), std::nullopt);
    take(store.requeue(id));
    EXPECT_EQ(take(store.run(id)).row.attempt, 1);
    EXPECT_EQ(take(store.claimRun(self)), id);
    take(store.endRun(id, RunState::Finished));
    EXPECT_EQ(take(store.run(id)).row.progress, 1.0);
    expectError(store.requeue(id).error(), ErrorCode::Conflict);
    take(store.requeue(id, true));
    EXPECT_EQ(state(id), RunState::Queued);
    EXPECT_EQ(take(store.run(id)).row.attempt, 2);
}

TEST_F(QueueTest, SweepTakesOnlyRunsOfDeadWorkers) {
    const std::int64_t lost = take(store.createRun(request())), alive = take(store.createRun(request())),
                       foreign = take(store.createRun(request()));
    WorkerIdentity elsewhere = self;
    elsewhere.host = "another-host";
    (void)take(store.claimRun(deadWorker(), lost));
    (void)take(store.claimRun(self, alive));
    (void)take(store.claimRun(elsewhere, foreign));
    EXPECT_TRUE(take(store.sweepInterrupted(60'000)).empty());
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_EQ(take(store.sweepInterrupted(20)), std::vector<std::int64_t>{lost});
    EXPECT_EQ(state(lost), RunState::Interrupted);
    EXPECT_FALSE(take(store.run(lost)).row.error.empty());
    EXPECT_EQ(state(alive), RunState::Running);
    EXPECT_EQ(take(store.sweepInterrupted(1)), std::vector<std::int64_t>{foreign});
    take(store.requeue(lost));
    EXPECT_EQ(take(store.claimRun(self)), lost);
}

TEST_F(QueueTest, ReplacedWorkerCannotEndTheRunOfItsSuccessor) {
    const std::int64_t id = take(store.createRun(request()));
    ExperimentStore first = open();
    (void)take(first.claimRun(deadWorker(), id));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    (void)take(store.sweepInterrupted(1));
    take(store.requeue(id));
    (void)take(store.claimRun(self, id));
    expectError(first.endRun(id, RunState::Failed, "too late").error(), ErrorCode::Conflict);
    take(store.endRun(id, RunState::Finished));
}

}  // namespace
}  // namespace vitrine
