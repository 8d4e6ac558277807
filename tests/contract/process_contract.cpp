// SPDX-License-Identifier: GPL-3.0-or-later
// What a run in a worker process promises: recorded, repeatable to the bit, and unkillable.
#include <csignal>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/process.h"
#include "tests/contract/contract.h"

namespace vitrine {
namespace {

/// Starts a worker for the run and leaves it going.
Result<ChildProcess> startWorker(const ExperimentStore& store, std::int64_t run) {
    SpawnOptions options;
    options.arguments = {commandLineProgram().string(), "worker", "--run", std::to_string(run), "--store", store.folder().string()};
    options.quiet = true;
    return ChildProcess::spawn(options);
}

}  // namespace

TEST_F(Contract, RecordedRunRepeatsToTheBit) {
    const TemporaryFolder folder;
    auto store = ExperimentStore::open(folder.path());
    CONTRACT_OK(store);
    auto order = request("smoke");
    CONTRACT_OK(order);
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 2; ++i) {
        auto id = store->createRun(*order);
        CONTRACT_OK(id);
        auto row = launchAndWait(*store, *id);
        CONTRACT_OK(row);
        ASSERT_EQ(row->state, RunState::Finished) << row->error;
        ids.push_back(*id);
    }
    auto differences = compareRuns(*store, ids[0], ids[1]);
    CONTRACT_OK(differences);
    if (m_manifest.nondeterministic.empty()) {
        EXPECT_TRUE(differences->empty()) << differences->front().what << ": " << differences->front().detail;
    }
    auto check = store->check(true);
    CONTRACT_OK(check);
    EXPECT_TRUE(check->ok()) << check->problems.front();
    auto record = store->run(ids[0]);
    CONTRACT_OK(record);
    EXPECT_TRUE(record->environment.is_object() && !record->environment.empty()) << "the environment is recorded";
}

TEST_F(Contract, KilledWorkerResumesToTheSameNumbers) {
    if (!m_manifest.resumable) GTEST_SKIP() << "not declared resumable";
    const TemporaryFolder folder;
    auto store = ExperimentStore::open(folder.path());
    CONTRACT_OK(store);
    auto order = request("smoke");
    CONTRACT_OK(order);
    auto whole = store->createRun(*order);
    CONTRACT_OK(whole);
    auto reference = launchAndWait(*store, *whole);
    CONTRACT_OK(reference);
    ASSERT_EQ(reference->state, RunState::Finished) << reference->error;

    auto killed = store->createRun(*order);
    CONTRACT_OK(killed);
    auto worker = startWorker(*store, *killed);
    CONTRACT_OK(worker);
    // Kill in the middle: once half of the reference's running time has passed since the run was claimed.
    const std::int64_t half = (reference->ended - reference->started) / 2;
    const std::int64_t deadline = steadyMicros() + 60'000'000;
    while (steadyMicros() < deadline && store->run(*killed)->row.state == RunState::Queued) ::usleep(5'000);
    ::usleep(static_cast<useconds_t>(half));
    worker->signal(SIGKILL);
    worker->wait();
    CONTRACT_OK(store->sweepInterrupted(0));
    auto row = store->run(*killed);
    CONTRACT_OK(row);
    if (row->row.state == RunState::Finished) GTEST_SKIP() << "the run was over before the kill";
    ASSERT_EQ(row->row.state, RunState::Interrupted);
    CONTRACT_OK(store->requeue(*killed));
    auto resumed = launchAndWait(*store, *killed);
    CONTRACT_OK(resumed);
    ASSERT_EQ(resumed->state, RunState::Finished) << resumed->error;
    auto differences = compareRuns(*store, *whole, *killed);
    CONTRACT_OK(differences);
    EXPECT_TRUE(differences->empty()) << differences->front().what << ": " << differences->front().detail;
}

TEST_F(Contract, CancelFromOutsideEndsTheWorkerWithinThreeSeconds) {
    const TemporaryFolder folder;
    auto store = ExperimentStore::open(folder.path());
    CONTRACT_OK(store);
    auto order = request("desk");
    CONTRACT_OK(order);
    auto id = store->createRun(*order);
    CONTRACT_OK(id);
    std::int64_t wish = 0;
    LaunchCallbacks callbacks;
    callbacks.message = [&](const Message& message) {
        if (message.type == "progress" && wish == 0) wish = steadyMicros();
    };
    callbacks.cancelled = [&] { return wish != 0; };
    auto row = launchAndWait(*store, *id, callbacks);
    CONTRACT_OK(row);
    if (row->state == RunState::Finished) GTEST_SKIP() << "the desk run was over before the wish";
    EXPECT_EQ(row->state, RunState::Cancelled) << row->error;
    EXPECT_LE(static_cast<double>(steadyMicros() - wish) * 1e-6, 4.0) << "3 s of grace and the kill";
}

}  // namespace vitrine
