// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "app/shell/file_writer.h"
#include "app/shell/session_file.h"
#include "app/shell/session_lock.h"
#include "core/base/process.h"
#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

/// Text of a block that this build would never write so: order of keys, spaces, long numbers, escapes.
constexpr const char* kForeign = R"({ "z":1.50, "a":[1e5 ,12345678901234567890123], "s":"\u0041\/ }{\"", "n":{ } })";

TEST(SessionFile, unknownAndUnchangedBlocksStayByteEqual) {
    TemporaryFolder folder;
    const auto path = folder.path() / "session.json";
    const std::string text =
        std::string("{\"known\": {\"b\":2,\"a\":1.0},\n \"plugin:gone\": ") + kForeign + ",\n\"page:method/gone\": " + kForeign + "}";
    ASSERT_TRUE(writeAtomically(path, text).ok());
    SessionFile file(path);
    Result<Json> blocks = file.load();
    ASSERT_TRUE(blocks.ok()) << blocks.error().message();
    Json next = {{"known", (*blocks)["known"]}, {"page:method/gone", (*blocks)["page:method/gone"]}, {"new", 5}};
    const std::string written = file.compose(next);
    ASSERT_TRUE(parseJson(written, "written").ok()) << written;
    const auto cut = SessionFile::cut(written, "written");
    ASSERT_TRUE(cut.ok());
    EXPECT_EQ(cut->at("plugin:gone"), kForeign);
    EXPECT_EQ(cut->at("page:method/gone"), kForeign);
    EXPECT_EQ(cut->at("known"), R"({"b":2,"a":1.0})");
    EXPECT_EQ(cut->at("new"), "5");
    next["known"]["a"] = 3;
    next.erase("page:method/gone");  // Closed by the user.
    const auto changed = SessionFile::cut(file.compose(next), "written");
    EXPECT_EQ(changed->at("known"), R"({"a":3,"b":2})");
    EXPECT_FALSE(changed->contains("page:method/gone"));
}

TEST(SessionFile, aDamagedFileGivesWayToTheOneBefore) {
    TemporaryFolder folder;
    const auto path = folder.path() / "session.json";
    ASSERT_TRUE(FileWriter::writeNow(path, R"({"n": 1})", FileWriter::Previous::Keep).ok());
    ASSERT_TRUE(FileWriter::writeNow(path, R"({"n": 2})", FileWriter::Previous::Keep).ok());
    EXPECT_EQ(SessionFile(path).load().value()["n"], 2);
    ASSERT_TRUE(writeAtomically(path, R"({"n": 3)").ok());
    EXPECT_EQ(SessionFile(path).load().value()["n"], 1);
    ASSERT_TRUE(writeAtomically(path.string() + ".bak", "[]").ok());
    const Result<Json> none = SessionFile(path).load();
    ASSERT_FALSE(none.ok());
    EXPECT_FALSE(none.error().next.empty());
}

/// SIGKILL at random moments of a process that does nothing but write: at every moment a whole file is there, and never an older one than
/// the writer had finished.
TEST(SessionFile, survivesKillsAtRandomMoments) {
    const int kills = qEnvironmentVariableIsSet("VITRINE_CRASH_FULL") ? 500 : 60;
    std::mt19937 random(7);
    for (int kill = 0; kill < kills; ++kill) {
        TemporaryFolder folder;
        const auto path = folder.path() / "session.json";
        int line[2];
        ASSERT_EQ(::pipe(line), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            for (int n = 1;; ++n) {
                const std::string text =
                    Json{{"n", n}, {"ballast", std::string(static_cast<std::size_t>(20'000 + n % 7 * 3000), 'x')}}.dump();
                if (!FileWriter::writeNow(path, text, FileWriter::Previous::Keep).ok()) ::_exit(3);
                if (::write(line[1], &n, sizeof n) != sizeof n) ::_exit(4);
            }
        }
        ::close(line[1]);
        ::usleep(std::uniform_int_distribution<int>(2'000, 40'000)(random));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        int told = 0, n = 0;
        while (::read(line[0], &n, sizeof n) == sizeof n) told = n;
        ::close(line[0]);
        const Result<Json> blocks = SessionFile(path).load();
        ASSERT_TRUE(blocks.ok()) << blocks.error().message();
        const int found = blocks->empty() ? 0 : (*blocks)["n"].get<int>();
        ASSERT_GE(found, told) << "kill " << kill;
        ASSERT_LE(found, told + 1) << "kill " << kill;
    }
}

TEST(SessionLock, isHeldOnceAndAStaleOneIsTakenOver) {
    TemporaryFolder folder;
    const auto path = folder.path() / "session.lock";
    {
        SessionLock first(path, "here"), second(path);
        ASSERT_TRUE(first.acquire());
        EXPECT_FALSE(second.acquire());
        EXPECT_EQ(stringOr(second.holder(), "server"), "here");
    }
    EXPECT_FALSE(std::filesystem::exists(path)) << "released with its object";

    const pid_t child = ::fork();
    if (child == 0) {  // Dies with the lock in its hands.
        static SessionLock lock(path);
        ::_exit(lock.acquire() ? 0 : 1);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    ASSERT_EQ(status, 0);
    ASSERT_TRUE(std::filesystem::exists(path));
    SessionLock heir(path);
    EXPECT_TRUE(heir.acquire());
}

TEST(SessionLock, tellsHostsAndBootsApart) {
    TemporaryFolder folder;
    const auto path = folder.path() / "session.lock";
    const auto write = [&](const Json& holder) { ASSERT_TRUE(writeAtomically(path, holder.dump()).ok()); };
    const Json self = {{"pid", ::getpid()}, {"start", processStartTime(::getpid())}, {"host", hostName()}, {"boot", bootId()}};
    write(self);
    EXPECT_FALSE(SessionLock(path).acquire()) << "we live";
    Json other = self;
    other["boot"] = "an earlier one";
    write(other);
    EXPECT_TRUE(SessionLock(path).acquire());
    other = self;
    other["start"] = 1;
    write(other);
    EXPECT_TRUE(SessionLock(path).acquire()) << "the pid belongs to another process now";
    other = self;
    other["host"] = "elsewhere";
    write(other);
    EXPECT_FALSE(SessionLock(path).acquire()) << "another host gave a sign of life just now";
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::minutes(5));
    EXPECT_TRUE(SessionLock(path).acquire());
    write(self);
    ASSERT_TRUE(writeAtomically(path, "no json").ok());
    EXPECT_TRUE(SessionLock(path).acquire()) << "a damaged lock locks nobody out";
}

/// 40 pairs of starts at once: exactly one of each pair may write.
TEST(SessionLock, twoStartsAtOnceHaveOneWriter) {
    for (int round = 0; round < 40; ++round) {
        TemporaryFolder folder;
        const auto path = folder.path() / "session.lock";
        int gate[2], answers[2];
        ASSERT_EQ(::pipe(gate), 0);
        ASSERT_EQ(::pipe(answers), 0);
        pid_t children[2];
        for (pid_t& child : children) {
            child = ::fork();
            if (child != 0) continue;
            char byte = 0;
            if (::read(gate[0], &byte, 1) != 1) ::_exit(2);
            SessionLock lock(path);
            byte = lock.acquire() ? 'y' : 'n';
            if (::write(answers[1], &byte, 1) != 1) ::_exit(2);
            ::pause();
        }
        ASSERT_EQ(::write(gate[1], "gg", 2), 2);
        char answer[2];
        for (char& one : answer) ASSERT_EQ(::read(answers[0], &one, 1), 1);
        for (const pid_t child : children) ::kill(child, SIGKILL), ::waitpid(child, nullptr, 0);
        for (const int end : {gate[0], gate[1], answers[0], answers[1]}) ::close(end);
        ASSERT_NE(answer[0], answer[1]) << "round " << round;
    }
}

}  // namespace
}  // namespace vitrine
