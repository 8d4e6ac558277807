// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <thread>
#include <vector>

namespace vitrine {
namespace {

namespace fs = std::filesystem;

TEST(Files, textRoundTripWithEveryByte) {
    const TemporaryFolder folder;
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i);
    ASSERT_TRUE(writeAtomically(folder.path() / "a", bytes).ok());
    EXPECT_EQ(*readText(folder.path() / "a"), bytes);
    ASSERT_TRUE(writeAtomically(folder.path() / "a", "").ok());
    EXPECT_EQ(*readText(folder.path() / "a"), "");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, readersSeeTheOldFileOrTheNewOne) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "a";
    const std::string first(200000, 'a'), second(300000, 'b');
    ASSERT_TRUE(writeAtomically(path, first).ok());
    std::thread writer([&] {
        for (int i = 0; i < 20; ++i) EXPECT_TRUE(writeAtomically(path, i % 2 ? first : second).ok());
    });
    for (int i = 0; i < 200; ++i) {
        const auto text = readText(path);
        ASSERT_TRUE(text.ok());
        ASSERT_TRUE(*text == first || *text == second);
    }
    writer.join();
}

TEST(Files, whatCannotBeReadIsAClearError) {
    const TemporaryFolder folder;
    EXPECT_EQ(readText(folder.path() / "none").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readText(folder.path()).error().code, ErrorCode::InvalidArgument);
    EXPECT_FALSE(readText("/dev/zero").ok());
    ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_FALSE(readText(folder.path() / "pipe").ok());  // And does not wait for a writer.
    EXPECT_FALSE(MappedFile::open(folder.path() / "pipe").ok());
    ASSERT_TRUE(writeAtomically(folder.path() / "a", "12345").ok());
    EXPECT_EQ(readText(folder.path() / "a", 4).error().code, ErrorCode::TooLarge);
    EXPECT_TRUE(readText(folder.path() / "a", 5).ok());
}

TEST(Files, failedWritesLeaveNothing) {
    const TemporaryFolder folder;
    EXPECT_EQ(writeAtomically(folder.path() / "no/such/a", "x").error().code, ErrorCode::NotFound);
    fs::create_directories(folder.path() / "taken/inside");
    EXPECT_FALSE(writeAtomically(folder.path() / "taken", "x").ok());  // A folder has that name.
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    const auto full = writeAtomically("/dev/full/x", "x");
    EXPECT_FALSE(full.ok());
}

TEST(Files, systemErrorsTellFullDisksAndPermissionsApart) {
    EXPECT_EQ(systemError("w", "p", ENOSPC).code, ErrorCode::NoSpace);
    EXPECT_EQ(systemError("w", "p", EDQUOT).code, ErrorCode::NoSpace);
    EXPECT_EQ(systemError("w", "p", ENOENT).code, ErrorCode::NotFound);
    EXPECT_EQ(systemError("w", "p", EACCES).code, ErrorCode::Io);
    const Error error = systemError("Cannot open", "file.bin", EACCES);
    EXPECT_EQ(error.object, "file.bin");
    EXPECT_NE(error.next.find("permission"), std::string::npos);
}

TEST(Files, foldersAreMadeWithTheirParents) {
    const TemporaryFolder folder;
    EXPECT_TRUE(makeFolder(folder.path() / "a/b/c").ok());
    EXPECT_TRUE(fs::is_directory(folder.path() / "a/b/c"));
    EXPECT_TRUE(makeFolder(folder.path() / "a/b/c").ok());
    ASSERT_TRUE(writeAtomically(folder.path() / "file", "x").ok());
    EXPECT_FALSE(makeFolder(folder.path() / "file/below").ok());
}

TEST(MappedFile, showsTheBytesAndMoves) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeAtomically(folder.path() / "a", "hello").ok());
    auto first = MappedFile::open(folder.path() / "a");
    ASSERT_TRUE(first.ok());
    MappedFile second = std::move(*first);
    EXPECT_EQ(second.text(), "hello");
    EXPECT_EQ(first->size(), 0u);
    ASSERT_TRUE(writeAtomically(folder.path() / "empty", "").ok());
    EXPECT_EQ(MappedFile::open(folder.path() / "empty")->size(), 0u);
    EXPECT_FALSE(MappedFile::open(folder.path() / "none").ok());
    EXPECT_FALSE(MappedFile::open(folder.path()).ok());
}

TEST(TemporaryFolder, goesWithTheObject) {
    fs::path path;
    {
        const TemporaryFolder folder;
        path = folder.path();
        ASSERT_TRUE(makeFolder(path / "a/b").ok());
        const TemporaryFolder other;
        EXPECT_NE(other.path(), path);
    }
    EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace vitrine
