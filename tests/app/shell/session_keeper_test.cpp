// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QProcess>
#include <random>

#include "app/shell/command_palette.h"
#include "app/shell/message_bar.h"
#include "app/shell/page_actions.h"
#include "app/shell/session_keeper.h"
#include "app/shell/settings.h"
#include "core/base/clock.h"
#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

struct KeptBench : WindowBench {
    explicit KeptBench(std::filesystem::path stateFolder = {}) : WindowBench(3, std::move(stateFolder)), lock(state / "session.lock") {
        EXPECT_TRUE(lock.acquire());
        begin();
    }
    void begin() {
        window->add<CommandPalette>();
        keeper = window->add<SessionKeeper>(&lock);
    }
    /// The window ends without being asked, and starts again.
    void restart() {
        window.reset();
        open();
        begin();
        keeper->restore();
    }
    SessionLock lock;
    SessionKeeper* keeper = nullptr;
};

TEST(SessionKeeper, bringsBackPagesOrderAndState) {
    KeptBench bench;
    bench.counter("method/method_0")->setCount(5);
    bench.counter("method/method_1")->setCount(7);
    bench.window->tabs().moveTab(0, 1);
    bench.window->open("method/method_0");
    bench.window->resize(1000, 700);
    bench.keeper->saveNow();
    bench.restart();
    EXPECT_EQ(bench.window->addresses(), QStringList({"method/method_1", "method/method_0"}));
    ASSERT_TRUE(bench.window->currentPage());
    EXPECT_EQ(bench.window->currentPage()->address(), "method/method_0");
    EXPECT_EQ(bench.window->pages().size(), 1u) << "pages nobody looks at are not made";
    EXPECT_EQ(bench.window->size(), QSize(1000, 700));
    EXPECT_EQ(bench.counter("method/method_0")->count, 5);
    EXPECT_EQ(bench.counter("method/method_1")->count, 7);
    EXPECT_EQ(bench.window->workbench().recent().first(), "method/method_1");
}

TEST(SessionKeeper, savesSoonAfterATouchAndNotWithoutOne) {
    KeptBench bench;
    ASSERT_TRUE(bench.window->workbench().settings().set("autosave", 0.2).ok());
    auto* page = bench.counter("method/method_0");
    bench.keeper->saveNow();
    QSignalSpy saved(bench.keeper, &SessionKeeper::saved);
    QTest::qWait(400);
    saved.clear();
    QTest::qWait(500);
    EXPECT_EQ(saved.count(), 0) << "nothing changed, nothing is written";
    for (int i = 0; i < 8; ++i) {  // A stream of touches does not put the saving off.
        page->setCount(i);
        QTest::qWait(60);
    }
    EXPECT_GE(saved.count(), 1);
    EXPECT_TRUE(QTest::qWaitFor([&] { return SessionFile(bench.state / "session.json").load().value()["page:method/method_0"]["count"].get<int>() == 7; }, 2000));
}

TEST(SessionKeeper, aMethodThatIsAwayKeepsItsPage) {
    KeptBench bench;
    bench.counter("method/method_2")->setCount(9);
    bench.window->open("method/method_0");
    bench.keeper->saveNow();
    const auto before = SessionFile::cut(readText(bench.state / "session.json").value(), "");
    std::filesystem::rename(bench.root / "plugins/method_2", bench.root / "away");
    bench.restart();
    bench.counter("method/method_0")->setCount(1);
    bench.window->tabs().setCurrentIndex(0);  // Looking at it tells why it cannot be shown.
    EXPECT_EQ(bench.window->messages().count(), 1);
    bench.keeper->saveNow();
    const auto after = SessionFile::cut(readText(bench.state / "session.json").value(), "");
    EXPECT_EQ(before->at("page:method/method_2"), after->at("page:method/method_2"));
    std::filesystem::rename(bench.root / "away", bench.root / "plugins/method_2");
    bench.restart();
    EXPECT_EQ(bench.counter("method/method_2")->count, 9);
}

TEST(SessionKeeper, withoutTheLockNothingIsWritten) {
    KeptBench bench;
    bench.lock.release();
    bench.counter("method/method_0")->setCount(3);
    bench.keeper->saveNow();
    EXPECT_FALSE(std::filesystem::exists(bench.state / "session.json"));
}

/// The child of the test below: a window that counts as fast as it can and tells the time of every count.
TEST(SessionChild, DISABLED_counts) {
    KeptBench bench(ss(qEnvironmentVariable("VITRINE_CHILD_STATE")));
    ASSERT_TRUE(bench.window->workbench().settings().set("autosave", 0.3).ok());
    bench.keeper->restore();
    CounterPage* page = bench.counter("method/method_0");
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [page] {
        page->setCount(page->count + 1);
        std::printf("%d %lld\n", page->count, static_cast<long long>(wallMicros()));
        std::fflush(stdout);
    });
    timer.start(5);
    QTest::qWait(60'000);
}

/// A window killed at random moments: what it had shown up to two seconds before is there again.
TEST(SessionKeeper, aKilledWindowLosesAtMostTwoSeconds) {
    const int kills = qEnvironmentVariableIsSet("VITRINE_CRASH_FULL") ? 50 : 4;
    testing::ScratchFolder state;
    std::mt19937 random(3);
    for (int kill = 0; kill < kills; ++kill) {
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("VITRINE_CHILD_STATE", state.path());
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {"--gtest_filter=SessionChild.*", "--gtest_also_run_disabled_tests"});
        ASSERT_TRUE(child.waitForStarted());
        QByteArray output;
        while (output.count('\n') < 40 && child.waitForReadyRead(20'000)) output += child.readAllStandardOutput();
        QTest::qSleep(std::uniform_int_distribution<int>(0, 900)(random));
        ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
        const std::int64_t killed = wallMicros();
        child.waitForFinished();
        output += child.readAllStandardOutput();
        const Result<Json> blocks = SessionFile(std::filesystem::path(ss(state.path())) / "session.json").load();
        ASSERT_TRUE(blocks.ok()) << blocks.error().message();
        const int kept = static_cast<int>(numberOr((*blocks)["page:method/method_0"], "count", 0));
        int expected = 0;
        for (const QByteArray& line : output.split('\n')) {
            const QList<QByteArray> words = line.trimmed().split(' ');
            if (words.size() == 2 && words[1].toLongLong() > 0 && words[1].toLongLong() < killed - 2'000'000) expected = words[0].toInt();
        }
        EXPECT_GE(kept, expected) << "kill " << kill;
        EXPECT_GT(kept, 0);
    }
}

}  // namespace
}  // namespace vitrine
