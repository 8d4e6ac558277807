// SPDX-License-Identifier: GPL-3.0-or-later
// Runs as the window starts, follows and stops them, with real workers and fixture methods.
#include "app/run/run_service.h"

#include <QSignalSpy>
#include <QTest>
#include <csignal>
#include <gtest/gtest.h>

#include "app/run/pace_meter.h"
#include "core/base/clock.h"
#include "core/base/files.h"

namespace vitrine {
namespace {

class RunServiceTest : public ::testing::Test {
protected:
    RunServiceTest() {
        const std::filesystem::path build = VITRINE_BINARY_DIR;
        qputenv("VITRINE_CLI", (build / "bin/worker_host").c_str());
        qputenv("VITRINE_PLUGINS", (build / "fixtures/plugins").c_str());
        m_plugins = PluginCatalog::scan({build / "fixtures/plugins"});
        m_store.emplace(*ExperimentStore::open(m_folder.path() / "store"));
        m_service.emplace(*m_store, nullptr);
    }

    Result<std::int64_t> start(const std::string& method, Json parameters) {
        RunOrder order;
        order.method = method;
        order.parameters = std::move(parameters);
        std::optional<Result<std::int64_t>> run;
        m_service->start(order, **m_plugins.require(method), &m_owner, [&](Result<std::int64_t> started) { run = started; });
        if (!wait([&] { return run.has_value(); })) return Error{ErrorCode::Internal, "never started", "", "", ""};
        return *run;
    }
    static bool wait(const std::function<bool()>& done, int milliseconds = 15'000) { return QTest::qWaitFor(done, milliseconds); }
    RunRow row(std::int64_t run) { return m_store->run(run)->row; }
    RunRow waitForEnd(std::int64_t run) {
        wait([&] { return isEnded(row(run).state); });
        return row(run);
    }

    TemporaryFolder m_folder;
    PluginCatalog m_plugins;
    std::optional<ExperimentStore> m_store;
    std::optional<RunService> m_service;
    QObject m_owner;
};

}  // namespace

TEST_F(RunServiceTest, ARunIsFollowedFromStartToEnd) {
    QSignalSpy added(&*m_service, &RunService::runAdded), changed(&*m_service, &RunService::runChanged), ended(&*m_service, &RunService::runEnded);
    const auto run = start("fixture_counter", {{"points", 20'000}, {"rate", 10'000}});
    ASSERT_TRUE(run.ok()) << run.error().message();
    ASSERT_EQ(added.size(), 1);
    EXPECT_EQ(added[0][0].toLongLong(), *run);
    ASSERT_EQ(m_service->active().size(), 1u);
    double left = -1;
    const std::int64_t before = steadyMicros();
    wait([&] {
        if (left < 0) left = m_service->pace(*run).secondsLeft;
        return !ended.isEmpty();
    });
    ASSERT_EQ(ended.size(), 1);
    EXPECT_EQ(row(*run).state, RunState::Finished) << row(*run).error;
    EXPECT_TRUE(m_service->active().empty());
    EXPECT_GT(left, 0.1) << "the time that is left was told while it ran";
    EXPECT_LT(left, 30) << "the first guess about a run of 2 s";
    const double seconds = static_cast<double>(steadyMicros() - before) * 1e-6;
    EXPECT_GE(changed.size(), 3);
    EXPECT_LE(changed.size(), static_cast<int>(seconds * 4) + 6) << "at most four times a second, and the steps of its life";
}

TEST_F(RunServiceTest, DataThatIsMissingIsToldAndNothingIsRecorded) {
    RunOrder order;
    order.method = "fixture_counter";
    order.data["table"] = {"/no/such/table.csv"};
    std::optional<Result<std::int64_t>> run;
    m_service->start(order, **m_plugins.require("fixture_counter"), &m_owner, [&](Result<std::int64_t> started) { run = started; });
    ASSERT_TRUE(wait([&] { return run.has_value(); }));
    ASSERT_FALSE(run->ok());
    EXPECT_NE(run->error().message().find("table.csv"), std::string::npos);
    EXPECT_TRUE(m_store->runs({})->rows.empty());
    qputenv("VITRINE_CLI", "/no/such/program");
    EXPECT_FALSE(start("fixture_counter", Json::object()).ok());
    EXPECT_TRUE(wait([&] { return m_service->active().empty(); })) << "a run that nobody will take does not wait for ever";
}

TEST_F(RunServiceTest, CancelStopsEvenAMethodThatDoesNotListen) {
    const auto polite = start("fixture_counter", {{"points", 10'000'000}}), deaf = start("fixture_misbehave", {{"mode", "ignore_cancel"}});
    ASSERT_TRUE(polite.ok() && deaf.ok());
    ASSERT_TRUE(wait([&] { return row(*polite).state == RunState::Running && row(*deaf).state == RunState::Running; }));
    const std::int64_t wish = steadyMicros();
    m_service->cancel(*polite);
    m_service->cancel(*deaf);
    EXPECT_EQ(waitForEnd(*polite).state, RunState::Cancelled);
    EXPECT_LT(steadyMicros() - wish, 3'000'000);
    EXPECT_EQ(waitForEnd(*deaf).state, RunState::Cancelled);
    EXPECT_LT(steadyMicros() - wish, 6'000'000);
}

TEST_F(RunServiceTest, ACrashIsConcludedWithItsCause) {
    QSignalSpy ended(&*m_service, &RunService::runEnded);
    const std::int64_t before = steadyMicros();
    const auto run = start("fixture_misbehave", {{"mode", "segfault"}});
    ASSERT_TRUE(run.ok());
    ASSERT_TRUE(wait([&] { return !ended.isEmpty(); }));
    EXPECT_LT(steadyMicros() - before, 3'000'000);
    EXPECT_EQ(row(*run).state, RunState::Failed);
    EXPECT_NE(row(*run).error.find("signal 11"), std::string::npos) << row(*run).error;
}

TEST_F(RunServiceTest, ARunOutlivesTheServiceAndTheNextOneFindsIt) {
    const auto run = start("fixture_counter", {{"points", 15'000}, {"rate", 10'000}});
    ASSERT_TRUE(run.ok());
    ASSERT_TRUE(wait([&] { return row(*run).state == RunState::Running; }));
    m_service.reset();
    m_service.emplace(*m_store, nullptr);
    ASSERT_EQ(m_service->active().size(), 1u);
    EXPECT_EQ(m_service->active()[0].id, *run);
    QSignalSpy ended(&*m_service, &RunService::runEnded), added(&*m_service, &RunService::runAdded);
    ASSERT_TRUE(wait([&] { return !ended.isEmpty(); }));
    EXPECT_TRUE(added.isEmpty()) << "it is not new";
    EXPECT_EQ(row(*run).state, RunState::Finished);
    EXPECT_EQ(m_store->series(*run, "noise")->values.size(), 15'000u);
}

TEST_F(RunServiceTest, ARunThatWasKilledIsSweptAndGoesOn) {
    const auto run = start("fixture_counter", {{"points", 20'000}, {"rate", 10'000}});
    ASSERT_TRUE(run.ok());
    ASSERT_TRUE(wait([&] { return row(*run).state == RunState::Running && m_store->run(*run)->worker.pid > 0; }));
    QTest::qWait(700);
    ::kill(m_store->run(*run)->worker.pid, SIGKILL);
    EXPECT_EQ(waitForEnd(*run).state, RunState::Interrupted);
    ASSERT_TRUE(wait([&] { return m_service->active().empty(); }));
    const Status resumed = m_service->resume(*run);
    ASSERT_TRUE(resumed.ok()) << resumed.error().message();
    EXPECT_EQ(m_service->active().size(), 1u);
    EXPECT_EQ(waitForEnd(*run).state, RunState::Finished);
    EXPECT_EQ(m_store->series(*run, "noise")->values.size(), 20'000u);
    EXPECT_FALSE(m_service->resume(*run).ok()) << "a finished run does not start again";
}

TEST_F(RunServiceTest, PreviewsArriveAndASlowWindowSkipsSome) {
    int previews = 0;
    std::string name;
    QObject::connect(&*m_service, &RunService::preview, &m_owner, [&](qint64, const ArtifactSpec& spec, const Array& data) {
        ++previews;
        name = spec.name;
        EXPECT_GT(data.byteSize(), 0u);
    });
    const auto run = start("fixture_misbehave", {{"mode", "big_preview"}, {"amount", 2}});
    ASSERT_TRUE(run.ok());
    EXPECT_TRUE(wait([&] { return previews > 0; }));
    EXPECT_EQ(name, "big");
    waitForEnd(*run);
}

TEST(PaceMeterTest, FollowsAChangeOfSpeedAndAStandstill) {
    PaceMeter pace;
    EXPECT_EQ(pace.secondsLeft(0), -1);
    for (int second = 0; second <= 10; ++second) pace.add(second * 1'000'000LL, 0.01 * second);
    EXPECT_NEAR(pace.perSecond(10'000'000), 0.01, 1e-6);
    EXPECT_NEAR(pace.secondsLeft(10'000'000), 90, 0.01);
    for (int second = 11; second <= 60; ++second) pace.add(second * 1'000'000LL, 0.1 + 0.002 * (second - 10));
    EXPECT_NEAR(pace.perSecond(60'000'000), 0.002, 1e-4) << "the first phase is forgotten";
    EXPECT_LT(pace.perSecond(200'000'000), 0.001);
    pace.add(201'000'000, 0.0);
    EXPECT_EQ(pace.perSecond(201'000'000), 0) << "a new attempt starts from nothing";
}

}  // namespace vitrine
