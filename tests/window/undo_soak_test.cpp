// SPDX-License-Identifier: GPL-3.0-or-later
// R18: thousands of random commands on the whole window; every edit can be undone and done again to the same state,
// nothing else touches the edits, nothing throws or warns, and the memory stays where it is. VITRINE_SOAK_SEED=7 does
// that seed alone, VITRINE_SOAK_TRACE=1 names every command before it is done.
#include <QDesktopServices>
#include <QTextBrowser>

#include "core/base/log.h"
#include "tests/window/soak.h"

namespace vitrine {
namespace {

constexpr double kMostGrowth =
    100e6;                         // Bytes that thousands of commands may add to a warm window, as the anchor has it.
constexpr int kWarmUp = 125;       // Commands after which every page has been open.
constexpr double kMostLeft = 4e6;  // Bytes that a closed window may leave behind, beyond the first.

/// Errors that are logged while it lives fail the test: an exception that the window has caught is one that should not
/// have been.
class LogWatch {
public:
    LogWatch()
        : m_before(setLogSink([](LogLevel level, std::string_view text) {
              if (level == LogLevel::Error) ADD_FAILURE() << "logged: " << text;
          })) {}
    ~LogWatch() { setLogSink(m_before); }
    LogWatch(const LogWatch&) = delete;
    LogWatch& operator=(const LogWatch&) = delete;

private:
    LogSink m_before;
};

/// Takes links and files that would be opened in other programs. Tests have no meta-objects of their own: a browser has
/// the slot that is asked for.
class NoDesktop final : public QTextBrowser {
public:
    NoDesktop() {
        for (const char* scheme : kSchemes) QDesktopServices::setUrlHandler(scheme, this, "setSource");
    }
    ~NoDesktop() override {
        for (const char* scheme : kSchemes) QDesktopServices::unsetUrlHandler(scheme);
    }

protected:
    void doSetSource(const QUrl&, QTextDocument::ResourceType) override {}

private:
    static constexpr const char* kSchemes[] = {"file", "http", "https"};
};

TEST(UndoSoak, RandomCommandsAreUndoneAndDoneAgain) {
    const bool full = qEnvironmentVariableIsSet("VITRINE_CRASH_FULL");
    const int seeds = full ? 20 : 3, commands = full ? 5000 : 200;
    const LogWatch watch;
    const NoDesktop desktop;
    std::size_t afterFirst = 0;
    const int only = qEnvironmentVariableIntValue("VITRINE_SOAK_SEED");
    for (int seed = std::max(1, only); seed <= (only ? only : seeds) && !::testing::Test::HasFailure(); ++seed) {
        QElapsedTimer clock;
        clock.start();
        {
            WholeWindow whole;
            Soak soak(whole, static_cast<std::uint64_t>(seed));
            soak.run(kWarmUp);
            const std::size_t warm = testing::heapInUse();
            soak.run(commands - kWarmUp);
            soak.undoAndRedoAll();
            const double grown = static_cast<double>(testing::heapInUse()) - static_cast<double>(warm);
            EXPECT_LT(grown, kMostGrowth);
            std::printf("seed %d: %d edits among %d commands, %.1f s, %.1f MB more; %s\n", seed, soak.edits(), commands,
                        static_cast<double>(clock.elapsed()) / 1000, grown / 1e6, qPrintable(soak.costs()));
            std::fflush(stdout);
        }
        testing::waitUntil([] { return false; }, 50);
        if (seed == std::max(1, only)) afterFirst = testing::heapInUse();
    }
    EXPECT_LT(static_cast<double>(testing::heapInUse()) - static_cast<double>(afterFirst), kMostLeft * (seeds - 1))
        << "windows that were closed are still there";
}

}  // namespace
}  // namespace vitrine
