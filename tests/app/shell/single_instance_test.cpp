// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/single_instance.h"

#include <QProcess>

#include "app/shell/session_lock.h"
#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

/// The second start: a process that hands its arguments over, as main() does.
TEST(SecondStart, DISABLED_handsOver) {
    const QString server = SingleInstance::serverName(ss(qEnvironmentVariable("VITRINE_CHILD_STORE")));
    const bool handed = SingleInstance::handOver(server, {"method/method_1", qEnvironmentVariable("VITRINE_CHILD_FILE")});
    ASSERT_TRUE(handed);
}

TEST(SingleInstance, aSecondStartHandsItsArgumentsOverAndEnds) {
    WindowBench bench;
    bench.window->add<SingleInstance>();
    const QString file = bench.folder.filePath("data.csv");
    ASSERT_TRUE(writeAtomically(ss(file), "a,b\n1,2\n").ok());
    QSignalSpy received(bench.window->behaviour<SingleInstance>(), &SingleInstance::received);
    QSignalSpy dropped(&bench.window->workbench(), &Workbench::filesDropped);
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("VITRINE_CHILD_STORE", qs((bench.root / "store").string()));
    environment.insert("VITRINE_CHILD_FILE", file);
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {"--gtest_filter=SecondStart.*", "--gtest_also_run_disabled_tests"});
    EXPECT_TRUE(received.wait(20'000));
    EXPECT_TRUE(QTest::qWaitFor([&] { return child.state() == QProcess::NotRunning; }, 10'000));
    EXPECT_EQ(child.exitCode(), 0);
    ASSERT_TRUE(bench.window->currentPage());
    EXPECT_EQ(bench.window->currentPage()->address(), "method/method_1");
    ASSERT_EQ(dropped.count(), 1);
    EXPECT_EQ(dropped[0][0].toStringList(), QStringList{file});
}

TEST(SingleInstance, nobodyListeningIsKnownWithinASecond) {
    testing::ScratchFolder store;
    QElapsedTimer clock;
    clock.start();
    EXPECT_FALSE(SingleInstance::handOver(SingleInstance::serverName(ss(store.path())), {}, 300));
    EXPECT_LT(clock.elapsed(), 1000);
}

TEST(SingleInstance, listensAgainAfterAWindowThatWasKilled) {
    WindowBench bench;
    {  // A socket file without anybody behind it.
        QLocalServer left;
        QLocalServer::removeServer(SingleInstance::serverName(bench.root / "store"));
        ASSERT_TRUE(left.listen(SingleInstance::serverName(bench.root / "store")));
    }
    bench.window->add<SingleInstance>();
    EXPECT_TRUE(bench.window->behaviour<SingleInstance>()->listening());
    EXPECT_NE(SingleInstance::serverName("/a"), SingleInstance::serverName("/b"));
}

}  // namespace
}  // namespace vitrine
