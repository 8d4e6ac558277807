// SPDX-License-Identifier: GPL-3.0-or-later
// R17: two starts on one store at every distance from each other. One window remains and has what both were asked to
// open, or the second is a window that writes no session; a lock left behind by a killed window holds nobody up.
#include <csignal>

#include "app/shell/session_file.h"
#include "core/base/process.h"
#include "tests/window/whole_window.h"

namespace vitrine {
namespace {

constexpr int kFarthestMs = 1600;  // By then the first window is there.

class TwoWindows : public ::testing::Test {
protected:
    ~TwoWindows() override {
        for (ChildProcess& window : windows) window.terminate(5000);
    }
    void start(const std::string& address) {
        SpawnOptions options;
        options.arguments = {windowProgram(),           "--store", (root / "store").string(), "--state",
                             (root / "state").string(), address};
        options.quiet = true;
        auto process = ChildProcess::spawn(options);
        ASSERT_TRUE(process.ok()) << process.error().message();
        windows.push_back(*std::move(process));
    }
    int alive() {
        return static_cast<int>(
            std::count_if(windows.begin(), windows.end(), [](ChildProcess& window) { return !window.poll(); }));
    }
    int holder() const {
        const auto lock = readJsonFile(root / "state/session.lock");
        return lock.ok() ? static_cast<int>(numberOr(*lock, "pid", 0)) : 0;
    }
    bool holds(ChildProcess& window) const { return !window.poll() && holder() == window.pid(); }
    QStringList savedPages() const {
        QStringList pages;
        const auto blocks = SessionFile(root / "state/session.json").load();
        EXPECT_TRUE(blocks.ok()) << blocks.error().message();
        if (blocks.ok())
            for (const Json& page : blocks->value("pages", Json::array())) pages << qs(stringOr(page, "address"));
        return pages;
    }
    bool bothSaved() const {
        const QStringList pages = savedPages();
        return pages.contains("settings") && pages.contains("health");
    }

    testing::ScratchFolder folder;
    const std::filesystem::path root = ss(folder.path());
    std::vector<ChildProcess> windows;
};

TEST_F(TwoWindows, OneRemainsOrTheSecondIsClean) {
    const int rounds = qEnvironmentVariableIsSet("VITRINE_CRASH_FULL") ? 50 : 3;
    int joined = 0;
    for (int round = 0; round < rounds; ++round) {
        std::filesystem::remove(root / "state/session.json");
        std::filesystem::remove(root / "state/session.json.bak");
        start("settings");
        QTest::qWait(round * kFarthestMs / std::max(rounds - 1, 1));
        start("health");
        ASSERT_TRUE(testing::waitUntil([&] { return holds(windows[0]) || holds(windows[1]); }, 20'000))
            << "nobody has the lock in round " << round;
        // The second gives up after a second of asking; then it goes on beside the first and writes nothing.
        const bool one = testing::waitUntil([&] { return alive() == 1; }, 6'000);
        EXPECT_NE(holds(windows[0]), holds(windows[1]));
        if (one) {
            ++joined;
            ChildProcess& gone = windows[0].poll() ? windows[0] : windows[1];
            EXPECT_TRUE(gone.poll()->clean()) << gone.poll()->text();
            EXPECT_TRUE(testing::waitUntil([&] { return bothSaved(); }, 10'000))
                << "round " << round << ": " << ss(savedPages().join(", "));
        } else {
            EXPECT_EQ(alive(), 2);
            EXPECT_FALSE(bothSaved()) << "two windows write one session";
        }
        // Every other round leaves a lock behind whose holder is dead.
        for (ChildProcess& window : windows) {
            if (window.poll()) continue;
            window.signal(round % 2 ? SIGTERM : SIGKILL);
            const ExitState end = window.wait();
            EXPECT_TRUE(round % 2 ? end.clean() : end.signal == SIGKILL) << end.text();
        }
        EXPECT_EQ(std::filesystem::exists(root / "state/session.lock"), round % 2 == 0);
        windows.clear();
    }
    std::printf("%d of %d second starts joined the first window\n", joined, rounds);
    EXPECT_GT(joined, rounds / 3) << "the second start hardly ever finds the first";
}

}  // namespace
}  // namespace vitrine
