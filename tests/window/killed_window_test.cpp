// SPDX-License-Identifier: GPL-3.0-or-later
// R2: the window is killed again and again while runs are in progress. The runs go on to their end; the next start has the session back.
#include <csignal>

#include "core/base/process.h"
#include "tests/window/whole_window.h"

namespace vitrine {
namespace {

Result<ChildProcess> startWindow(const std::filesystem::path& root) {
    SpawnOptions options;
    options.arguments = {windowProgram(), "--store", (root / "store").string(), "--state", (root / "state").string()};
    options.quiet = true;
    return ChildProcess::spawn(options);
}

TEST(KilledWindow, RunsGoOnAndTheSessionComesBack) {
    const int kills = qEnvironmentVariableIsSet("VITRINE_CRASH_FULL") ? 50 : 6;
    WholeWindow whole;
    whole.window().open("method/fixture_counter");
    ASSERT_TRUE(whole.method());
    ASSERT_TRUE(testing::waitUntil([&] { return whole.method()->panel() != nullptr; }, 30'000));
    ASSERT_TRUE(whole.method()->draft().set("points", 15'000 * kills + 100'000).ok());   // Runs through all kills.
    std::vector<std::int64_t> runs;
    for (int i = 0; i < 2; ++i) {
        whole.method()->draft().setSeed(static_cast<std::uint64_t>(i));
        whole.action("run.start")->trigger();
        ASSERT_TRUE(testing::waitUntil([&] { return whole.method()->shownRun() && (runs.empty() || *whole.method()->shownRun() != runs.back()); }));
        runs.push_back(*whole.method()->shownRun());
    }
    for (const std::int64_t run : runs) ASSERT_TRUE(testing::waitUntil([&] { return whole.stateOf(run) == RunState::Running; }, 30'000));
    const Json draft = whole.method()->draft().saveState();
    QTest::qWait(2200);   // At most 2 s of edits may be lost; these are older.
    whole.stop();

    for (int kill = 0; kill < kills; ++kill) {
        auto process = startWindow(whole.root());
        ASSERT_TRUE(process.ok()) << process.error().message();
        QTest::qWait(300 + 337 * kill % 1800);
        process->signal(SIGKILL);
        EXPECT_EQ(process->wait().signal, SIGKILL) << "it ended by itself";
    }

    whole.start();
    ASSERT_TRUE(whole.method());
    EXPECT_EQ(whole.method()->address(), "method/fixture_counter");
    EXPECT_EQ(whole.method()->draft().saveState(), draft);
    EXPECT_EQ(whole.method()->shownRun(), runs.back());
    const auto follows = [&] {   // The new window follows the runs that the old one started.
        const auto& active = whole.window().workbench().runs().active();
        return std::count_if(active.begin(), active.end(), [&](const RunRow& row) { return row.id == runs[0] || row.id == runs[1]; }) == 2;
    };
    EXPECT_TRUE(testing::waitUntil(follows, 2000));
    for (const std::int64_t run : runs) {
        ASSERT_TRUE(testing::waitUntil([&] { const auto state = whole.stateOf(run); return state && isEnded(*state); }, 120'000));
        EXPECT_EQ(whole.stateOf(run), RunState::Finished);
    }
    EXPECT_TRUE(whole.window().workbench().store().check(true)->ok());
}

}  // namespace
}  // namespace vitrine
