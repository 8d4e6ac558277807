// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "core/base/build_info.h"
#include "core/base/crash_report.h"
#include "core/base/files.h"

namespace vitrine {
namespace {

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/// Runs `crash` in a child that reports; how the child ended.
int crashed(const std::filesystem::path& folder, const std::function<void()>& crash) {
    const pid_t child = ::fork();
    if (child == 0) {
        installCrashReport({"victim", folder / "log.txt", folder / "note.txt"});
        crash();
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

std::string logOf(const TemporaryFolder& folder) {
    return readText(folder.path() / "log.txt").valueOr("");
}

__attribute__((noinline)) void writeToNowhere() {
    volatile int* nowhere = nullptr;
    *nowhere = 1;
}

__attribute__((noinline)) int callForEver(int depth) {
    volatile char room[4096];
    room[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : callForEver(depth + 1) + room[0];
}

TEST(CrashReport, EverySignalIsWrittenAndEndsTheProcess) {
    for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) {
        const TemporaryFolder folder;
        EXPECT_EQ(crashed(folder.path(), [signal] { ::raise(signal); }), signal);
        EXPECT_NE(logOf(folder).find("victim 0.1.0, build " + buildId() + " ended by signal " + std::to_string(signal)),
                  std::string::npos)
            << logOf(folder);
        EXPECT_NE(logOf(folder).find("libvitrine_base.so"), std::string::npos) << "no calls:\n" << logOf(folder);
    }
}

TEST(CrashReport, AnAccessSaysWhereAndTheLogOfBeforeStays) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "log.txt") << "earlier\n";
    EXPECT_EQ(crashed(folder.path(), writeToNowhere), SIGSEGV);
    EXPECT_TRUE(logOf(folder).starts_with("earlier\n"));
    EXPECT_NE(logOf(folder).find("at address 0x0"), std::string::npos) << logOf(folder);
}

TEST(CrashReport, AnOverflowOfTheStackIsReportedFromAStackOfItsOwn) {
    const TemporaryFolder folder;
    EXPECT_EQ(crashed(folder.path(), [] { callForEver(1); }), SIGSEGV);
    EXPECT_NE(logOf(folder).find("signal 11"), std::string::npos);
}

TEST(CrashReport, AnUncaughtExceptionIsWrittenWithItsText) {
    const TemporaryFolder folder;
    EXPECT_EQ(crashed(folder.path(), [] { std::thread([] { throw std::runtime_error("the fuse blew"); }).join(); }),
              SIGABRT);
    EXPECT_NE(logOf(folder).find("the fuse blew"), std::string::npos) << logOf(folder);
}

TEST(CrashReport, TheNoteIsTakenOnce) {
    const TemporaryFolder folder;
    EXPECT_FALSE(takeCrashNote(folder.path() / "note.txt"));
    EXPECT_EQ(crashed(folder.path(), writeToNowhere), SIGSEGV);
    const auto note = takeCrashNote(folder.path() / "note.txt");
    ASSERT_TRUE(note);
    EXPECT_EQ(note->signal, "signal 11 (Segmentation fault)");
    EXPECT_EQ(note->log, folder.path() / "log.txt");
    EXPECT_EQ(note->time.size(), std::string("2026-11-24T18:20:01Z").size());
    EXPECT_FALSE(takeCrashNote(folder.path() / "note.txt"));
}

TEST(CrashReport, WhoLooksForLastWordsPassesOverIt) {
    const TemporaryFolder folder;
    crashed(folder.path(), writeToNowhere);
    std::istringstream lines(logOf(folder));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(isCrashLine(line)) << line;
    EXPECT_GT(count, 3);
    EXPECT_FALSE(isCrashLine("the method said [this]"));
}

#endif

TEST(BuildInfo, NamesTheBuild) {
    EXPECT_EQ(buildId().size(), 12u) << buildId();
    EXPECT_EQ(buildId(), buildId());
    EXPECT_NE(versionText("vitrine").find("vitrine 0.1.0 (build " + buildId()), std::string::npos);
}

}  // namespace
}  // namespace vitrine
