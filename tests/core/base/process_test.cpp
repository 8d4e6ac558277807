// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/process.h"

#include <gtest/gtest.h>

#include <unistd.h>
#include <csignal>
#include <cstdlib>

#include "core/base/clock.h"
#include "core/base/files.h"

namespace vitrine {
namespace {

SpawnOptions shell(const std::string& script) {
    SpawnOptions options;
    options.arguments = {"sh", "-c", script};
    return options;
}

std::string readAll(int fd) {
    std::string text;
    char block[4096];
    for (ssize_t got; (got = ::read(fd, block, sizeof block)) > 0;) text.append(block, static_cast<std::size_t>(got));
    return text;
}

/// Waits until the file exists (the child is ready), at most five seconds.
bool waitFor(const std::filesystem::path& path) {
    for (int i = 0; i < 1000 && !std::filesystem::exists(path); ++i) ::usleep(5000);
    return std::filesystem::exists(path);
}

TEST(Process, exitStatusAndSignal) {
    auto failed = ChildProcess::spawn(shell("exit 3"));
    ASSERT_TRUE(failed.ok());
    const ExitState state = failed->wait();
    EXPECT_EQ(state.exitCode, 3);
    EXPECT_FALSE(state.clean());
    EXPECT_EQ(state.text(), "exit status 3");
    EXPECT_EQ(failed->wait().exitCode, 3);  // Asked again: the same answer.

    auto killed = ChildProcess::spawn(shell("kill -KILL $$"));
    ASSERT_TRUE(killed.ok());
    EXPECT_EQ(killed->wait().signal, SIGKILL);
    EXPECT_EQ(killed->wait().text(), "signal 9 (Killed)");
    EXPECT_TRUE(ChildProcess::spawn(shell("true"))->wait().clean());
}

TEST(Process, pipesCarryBytesBothWays) {
    SpawnOptions options = shell("cat; echo oops >&2");
    options.pipeIn = options.pipeOut = options.pipeError = true;
    auto child = ChildProcess::spawn(options);
    ASSERT_TRUE(child.ok());
    ASSERT_EQ(::write(child->in(), "hello", 5), 5);
    child->closeIn();
    EXPECT_EQ(child->in(), -1);
    EXPECT_EQ(readAll(child->out()), "hello");
    EXPECT_EQ(readAll(child->error()), "oops\n");
    EXPECT_TRUE(child->wait().clean());
}

TEST(Process, environmentIsOursPlusTheGiven) {
    ::setenv("VITRINE_TEST_KEPT", "kept", 1);
    ::setenv("VITRINE_TEST_REPLACED", "old", 1);
    SpawnOptions options = shell("echo $VITRINE_TEST_KEPT $VITRINE_TEST_REPLACED $VITRINE_TEST_NEW");
    options.environment = {"VITRINE_TEST_REPLACED=new", "VITRINE_TEST_NEW=a=b"};
    options.pipeOut = true;
    auto child = ChildProcess::spawn(options);
    ASSERT_TRUE(child.ok());
    EXPECT_EQ(readAll(child->out()), "kept new a=b\n");
    EXPECT_STREQ(std::getenv("VITRINE_TEST_REPLACED"), "old");
    ::unsetenv("VITRINE_TEST_KEPT");
    ::unsetenv("VITRINE_TEST_REPLACED");
}

TEST(Process, aMissingProgramIsAnErrorOfSpawn) {
    SpawnOptions options;
    options.arguments = {"/no/such/program"};
    const auto missing = ChildProcess::spawn(options);
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(missing.error().object, "/no/such/program");
    options.arguments = {"/"};
    EXPECT_FALSE(ChildProcess::spawn(options).ok());
    options.arguments = {};
    const auto nothing = ChildProcess::spawn(options);
    ASSERT_FALSE(nothing.ok());
    EXPECT_EQ(nothing.error().code, ErrorCode::InvalidArgument);
}

TEST(Process, pollDoesNotWait) {
    auto child = ChildProcess::spawn(shell("sleep 30"));
    ASSERT_TRUE(child.ok());
    const std::int64_t before = steadyMicros();
    EXPECT_FALSE(child->poll().has_value());
    EXPECT_LT(steadyMicros() - before, 1'000'000);
    EXPECT_EQ(child->terminate(5000).signal, SIGTERM);
    EXPECT_TRUE(child->poll().has_value());
}

TEST(Process, terminateKillsWhatIgnoresIt) {
    const TemporaryFolder folder;
    const auto ready = folder.path() / "ready";
    auto child = ChildProcess::spawn(shell("trap '' TERM; : > " + ready.string() + "; while :; do sleep 0.05; done"));
    ASSERT_TRUE(child.ok());
    ASSERT_TRUE(waitFor(ready));
    EXPECT_EQ(child->terminate(150).signal, SIGKILL);
}

TEST(Process, aSignalReachesTheWholeGroup) {
    const TemporaryFolder folder;
    const auto ready = folder.path() / "ready";
    auto child = ChildProcess::spawn(shell("sleep 60 & echo $! > " + ready.string() + ".new; mv " + ready.string() +
                                           ".new " + ready.string() + "; wait"));
    ASSERT_TRUE(child.ok());
    ASSERT_TRUE(waitFor(ready));
    const int grandchild = std::stoi(*readText(ready));
    const std::uint64_t started = processStartTime(grandchild);
    ASSERT_TRUE(processAlive(grandchild, started));
    child->terminate(5000);
    for (int i = 0; i < 400 && processAlive(grandchild, started); ++i) ::usleep(5000);
    EXPECT_FALSE(processAlive(grandchild, started));
}

TEST(Process, theDestructorLeavesTheChildRunning) {
    int pid = 0;
    std::uint64_t started = 0;
    {
        auto child = ChildProcess::spawn(shell("sleep 30"));
        ASSERT_TRUE(child.ok());
        pid = child->pid();
        started = processStartTime(pid);
    }
    EXPECT_TRUE(processAlive(pid, started));
    ::kill(-pid, SIGKILL);
    for (int i = 0; i < 400 && processAlive(pid, started); ++i) ::usleep(5000);
    EXPECT_FALSE(processAlive(pid, started));  // A zombie counts as dead.
}

TEST(Process, identity) {
    EXPECT_GT(processStartTime(::getpid()), 0u);
    EXPECT_TRUE(processAlive(::getpid(), processStartTime(::getpid())));
    EXPECT_FALSE(processAlive(::getpid(), processStartTime(::getpid()) + 1));  // Another process had that pid.
    EXPECT_FALSE(processAlive(0, 1));
    EXPECT_FALSE(processAlive(-5, 1));
    EXPECT_EQ(processStartTime(1 << 30), 0u);
    EXPECT_FALSE(hostName().empty());
    EXPECT_EQ(bootId().size(), 36u);
    EXPECT_EQ(bootId(), bootId());
}

TEST(Process, quietAndNice) {
    SpawnOptions options = shell("echo unseen; nice");
    options.quiet = true;
    EXPECT_TRUE(ChildProcess::spawn(options)->wait().clean());
    options = shell("nice");
    options.pipeOut = true;
    options.niceness = 5;
    auto child = ChildProcess::spawn(options);
    ASSERT_TRUE(child.ok());
    EXPECT_EQ(std::stoi(readAll(child->out())), std::min(19, ::nice(0) + 5));
}

}  // namespace
}  // namespace vitrine
