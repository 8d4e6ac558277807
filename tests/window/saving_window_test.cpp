// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window killed while it saves again and again: its session is always whole, and nothing older than two
// seconds is lost.
#include <QProcess>
#include <csignal>
#include <random>

#include "app/shell/session_file.h"
#include "app/shell/settings.h"
#include "core/base/clock.h"
#include "tests/window/whole_window.h"

namespace vitrine {
namespace {

constexpr std::int64_t kMayBeLostMicros = 2'000'000;

/// The child of the test below: a window in which somebody edits without pause. Every edit is told with its time.
TEST(SavingChild, DISABLED_Edits) {
    WholeWindow whole(ss(qEnvironmentVariable("VITRINE_CHILD_ROOT")));
    ASSERT_TRUE(whole.window().workbench().settings().set("autosave", 0.2).ok());
    auto* page = qobject_cast<MethodPage*>(whole.window().open("method/fixture_counter"));
    ASSERT_TRUE(page);
    const std::uint64_t first = page->draft().seed();
    QTimer hand;
    QObject::connect(&hand, &QTimer::timeout, page, [page] {
        page->draft().setSeed(page->draft().seed() + 1);
        std::printf("%llu %lld\n", static_cast<unsigned long long>(page->draft().seed()),
                    static_cast<long long>(wallMicros()));
        std::fflush(stdout);
    });
    hand.start(5);
    QTest::qWait(60'000);
    EXPECT_GT(page->draft().seed(), first);
}

TEST(SavingWindow, IsKilledAndLosesAtMostTwoSeconds) {
    const int kills = qEnvironmentVariableIsSet("VITRINE_CRASH_FULL") ? 200 : 3;
    testing::ScratchFolder root;
    std::mt19937 random(5);
    std::uint64_t newest = 0;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("VITRINE_CHILD_ROOT", root.path());
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(),
                    {"--gtest_filter=SavingChild.*", "--gtest_also_run_disabled_tests"});
        ASSERT_TRUE(child.waitForStarted());
        QByteArray output;
        while (output.count('\n') < 60 && child.waitForReadyRead(30'000)) output += child.readAllStandardOutput();
        QTest::qSleep(std::uniform_int_distribution<int>(0, 800)(random));
        ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
        const std::int64_t killed = wallMicros();
        ASSERT_TRUE(child.waitForFinished());
        output += child.readAllStandardOutput();
        const auto blocks = SessionFile(std::filesystem::path(ss(root.path())) / "state/session.json").load();
        ASSERT_TRUE(blocks.ok()) << blocks.error().message();
        const Json page = blocks->value("page:method/fixture_counter", Json::object());
        const auto kept = static_cast<std::uint64_t>(numberOr(page.value("draft", Json::object()), "seed", 0));
        std::uint64_t expected = newest;
        for (const QByteArray& line : output.split('\n')) {
            const QList<QByteArray> words = line.trimmed().split(' ');
            if (words.size() != 2 || words[1].toLongLong() <= 0) continue;
            if (words[1].toLongLong() < killed - kMayBeLostMicros)
                expected = std::max<std::uint64_t>(expected, words[0].toULongLong());
        }
        EXPECT_GE(kept, expected) << "kill " << kill;
        if (kill > 0) {  // From the second on the window saves after 0.2 s from its start.
            EXPECT_GT(kept, newest) << "it does not go on where the last one was";
        }
        newest = kept;
    }
}

}  // namespace
}  // namespace vitrine
