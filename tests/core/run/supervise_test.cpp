// SPDX-License-Identifier: GPL-3.0-or-later
// `worker --supervise`: what the window starts for each run, and leaves running when it goes.
#include <csignal>
#include <unistd.h>

#include "core/base/process.h"
#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::take;

class SuperviseTest : public testing::RunTest {
protected:
    SuperviseTest() : m_store(open()) {}

    ChildProcess supervise(std::int64_t run) {
        SpawnOptions options;
        options.arguments = {commandLineProgram().string(), "worker", "--run", std::to_string(run), "--supervise", "--stream", "--store",
                             storeFolder().string()};
        options.pipeOut = options.quiet = true;
        return take(ChildProcess::spawn(options));
    }
    std::int64_t create(const std::string& method, Json parameters) { return take(m_store.createRun(request(method, std::move(parameters)))); }
    RunRow waitFor(std::int64_t run, const std::function<bool(const RunRecord&)>& done) {
        const std::int64_t deadline = steadyMicros() + 20'000'000;
        while (!done(take(m_store.run(run))) && steadyMicros() < deadline) ::usleep(10'000);
        return take(m_store.run(run)).row;
    }
    RunRow waitForEnd(std::int64_t run) {
        return waitFor(run, [](const RunRecord& record) { return isEnded(record.row.state); });
    }

    ExperimentStore m_store;
};

}  // namespace

TEST_F(SuperviseTest, PassesTheMessagesOfTheRunOn) {
    const std::int64_t run = create("fixture_counter", {{"points", 2000}, {"rate", 10000}});
    ChildProcess supervisor = supervise(run);
    MessageChannel channel(supervisor.out(), -1);
    std::map<std::string, int> messages;
    std::string state;
    while (true) {
        const auto message = take(channel.receive());
        if (!message) break;
        ++messages[message->type];
        if (message->type == "state") state = message->body["state"];
    }
    EXPECT_TRUE(supervisor.wait().clean());
    EXPECT_EQ(state, "finished");
    EXPECT_GT(messages["progress"], 0);
    EXPECT_GT(messages["metrics"], 0);
}

TEST_F(SuperviseTest, ACrashIsConcludedAlthoughNobodyListens) {
    const std::int64_t run = create("fixture_misbehave", {{"mode", "segfault"}});
    { const ChildProcess forgotten = supervise(run); }  // Its stream is closed at once, as by a window that was killed.
    const RunRow row = waitForEnd(run);
    EXPECT_EQ(row.state, RunState::Failed);
    EXPECT_NE(row.error.find("signal 11"), std::string::npos) << row.error;
}

TEST_F(SuperviseTest, AStreamThatNobodyReadsNeitherEndsNorSlowsTheRun) {
    const std::int64_t run = create("fixture_counter", {{"points", 100'000}, {"rate", 50'000}});
    ChildProcess supervisor = supervise(run);  // Its stream stays open and fills up.
    const RunRow row = waitForEnd(run);
    EXPECT_EQ(row.state, RunState::Finished) << row.error;
    EXPECT_LT(row.ended - row.started, 8'000'000) << "two seconds of counting";
    EXPECT_EQ(take(m_store.series(run, "noise")).values.size(), 100'000u);
    EXPECT_TRUE(supervisor.wait().clean());
}

TEST_F(SuperviseTest, TheRunIsStoppedThroughTheStoreAndByASignal) {
    const std::int64_t first = create("fixture_counter", {{"points", 10'000'000}}), second = create("fixture_counter", {{"points", 10'000'000}});
    ChildProcess one = supervise(first), other = supervise(second);
    const auto running = [](const RunRecord& record) { return record.row.state == RunState::Running && record.row.heartbeat > 0; };
    waitFor(first, running);
    waitFor(second, running);
    take(m_store.requestCancel(first));
    ::kill(other.pid(), SIGTERM);
    EXPECT_EQ(waitForEnd(first).state, RunState::Cancelled);
    EXPECT_EQ(waitForEnd(second).state, RunState::Cancelled);
    EXPECT_TRUE(one.wait().clean());
    EXPECT_TRUE(other.wait().clean());
}

}  // namespace vitrine
