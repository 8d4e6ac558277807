// SPDX-License-Identifier: GPL-3.0-or-later
// R1: SIGKILL at random moments of a run that logs 10,000 points a second. Nothing but the last moment is lost, the store stays whole, and
// the resumed run ends with the very numbers of one that was never touched. VITRINE_CRASH_FULL=1: 200 kills of a 10 s run.
#include <algorithm>
#include <csignal>
#include <random>
#include <unistd.h>

#include "core/base/process.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::take;

class WorkerKillTest : public testing::RunTest {
protected:
    WorkerKillTest() : m_store(open()) {}

    std::int64_t create() {
        return take(m_store.createRun(request("fixture_counter", {{"points", m_full ? 100'000 : 20'000}, {"checkpoint_every", m_full ? 1.0 : 0.5}})));
    }

    /// Starts a worker, kills it `after` microseconds after it has claimed the run, and returns the wall time of the kill.
    std::int64_t killAfter(std::int64_t run, std::int64_t after) {
        SpawnOptions options;
        options.arguments = {commandLineProgram().string(), "worker", "--run", std::to_string(run), "--store", storeFolder().string()};
        options.quiet = true;
        ChildProcess worker = take(ChildProcess::spawn(options));
        while (take(m_store.run(run)).row.state == RunState::Queued) {
            if (const auto early = worker.poll()) throw std::runtime_error("the worker ended before it began: " + early->text());
            ::usleep(2000);
        }
        ::usleep(static_cast<useconds_t>(after));
        const std::int64_t time = wallMicros();
        worker.signal(SIGKILL);
        worker.wait();
        return time;
    }

    /// Seconds between the last stored point and the kill. Starting takes a moment: a run without points was killed in its first one.
    double lostSeconds(std::int64_t run, std::int64_t killed) {
        for (const MetricSummary& summary : take(m_store.summaries(run)))
            if (summary.name == "noise" && summary.count > 0)
                return static_cast<double>(killed - take(m_store.series(run, "noise")).times.back()) * 1e-6;
        return static_cast<double>(killed - take(m_store.run(run)).row.started) * 1e-6;
    }

    void expectWhole() {
        for (const std::string& problem : take(m_store.check(false)).problems) ADD_FAILURE() << problem;
    }

    /// After a kill the run's own folder may hold the one artifact that was being written, until the run resumes; nothing else may be wrong.
    void expectWholeButForTheArtifactInWork(std::int64_t run) {
        const std::string folder = "file without a row: runs/" + take(m_store.run(run)).row.uuid + "/artifacts/";
        const StoreCheck check = take(m_store.check(false));
        for (const std::string& problem : check.problems) EXPECT_TRUE(problem.starts_with(folder)) << problem;
        EXPECT_LE(check.problems.size(), 1u);
    }

    const bool m_full = std::getenv("VITRINE_CRASH_FULL") != nullptr;
    ExperimentStore m_store;
};

}  // namespace

TEST_F(WorkerKillTest, KilledRunsLoseNoMoreThanASecondAndResumeToTheSameNumbers) {
    const std::int64_t reference = create();
    const RunRow whole = take(launchAndWait(m_store, reference));
    ASSERT_EQ(whole.state, RunState::Finished) << whole.error;
    // A busy machine stretches the reference; kills after a run's own time would hit nothing.
    const std::int64_t duration = std::min<std::int64_t>(whole.ended - whole.started, m_full ? 10'000'000 : 2'000'000);
    std::mt19937_64 random(20261122);
    std::uniform_int_distribution<std::int64_t> moment(0, duration);
    const int kills = m_full ? 200 : 12;
    double worst = 0;
    int interrupted = 0;
    for (int i = 0; i < kills; ++i) {
        const std::int64_t run = create(), after = moment(random);
        SCOPED_TRACE(fmt::format("kill {} after {} us of {}", i, after, duration));
        const std::int64_t killed = killAfter(run, after);
        take(m_store.sweepInterrupted(0));
        expectWholeButForTheArtifactInWork(run);
        const RunState state = take(m_store.run(run)).row.state;
        if (state == RunState::Finished) continue;  // It was faster than the reference.
        ASSERT_EQ(state, RunState::Interrupted);
        ++interrupted;
        const double lost = lostSeconds(run, killed);
        EXPECT_LE(lost, 1.0);
        worst = std::max(worst, lost);
        take(m_store.requeue(run));
        const RunRow resumed = take(launchAndWait(m_store, run));
        ASSERT_EQ(resumed.state, RunState::Finished) << resumed.error;
        for (const RunDifference& difference : take(compareRuns(m_store, reference, run))) ADD_FAILURE() << difference.what << ": " << difference.detail;
        expectWhole();
    }
    std::printf("%d of %d runs interrupted; at most %.3f s of points lost\n", interrupted, kills, worst);
    EXPECT_GE(interrupted, kills / 2);
    expectWhole();
}

TEST_F(WorkerKillTest, KilledAgainAndAgainItStillArrives) {
    const std::int64_t reference = create(), run = create();
    ASSERT_EQ(take(launchAndWait(m_store, reference)).state, RunState::Finished);
    for (int i = 0; i < 3; ++i) {
        killAfter(run, 800'000);
        take(m_store.sweepInterrupted(0));
        if (take(m_store.run(run)).row.state == RunState::Finished) break;
        take(m_store.requeue(run));
    }
    EXPECT_EQ(take(launchAndWait(m_store, run)).state, RunState::Finished);
    for (const RunDifference& difference : take(compareRuns(m_store, reference, run))) ADD_FAILURE() << difference.what << ": " << difference.detail;
}

TEST_F(WorkerKillTest, AKillBehindTheLaunchersBackIsAnInterruption) {
    const std::int64_t run = create();
    LaunchCallbacks callbacks;
    bool killed = false;
    callbacks.message = [&](const Message& message) {
        if (message.type != "metrics" || killed) return;
        killed = ::kill(take(m_store.run(run)).worker.pid, SIGKILL) == 0;
    };
    const RunRow row = take(launchAndWait(m_store, run, callbacks));
    EXPECT_TRUE(killed);
    EXPECT_EQ(row.state, RunState::Interrupted);
    EXPECT_NE(row.error.find("killed from outside"), std::string::npos) << row.error;
}

}  // namespace vitrine
