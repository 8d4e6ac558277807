// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>
#include <unistd.h>

#include "core/store/folder_lock.h"
#include "core/store/migrations.h"
#include "core/store/reserve.h"
#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::block;
using testing::expectError;
using testing::request;
using testing::StoreTest;
using testing::take;
using testing::writeFile;

using StoreOpen = StoreTest;

TEST_F(StoreOpen, FreshStoreIsEmptyAndSound) {
    EXPECT_FALSE(store.readOnly());
    EXPECT_EQ(store.schemaVersion(), store::kSchemaVersion);
    EXPECT_TRUE(store.notices().empty());
    EXPECT_EQ(take(store.runs({})).total, 0);
    EXPECT_TRUE(take(store.check(true)).ok());
    EXPECT_EQ(std::filesystem::file_size(folder() / "reserve.bin"), store::DiskReserve::kBytes);
}

TEST_F(StoreOpen, OddPathsWork) {
    for (const char* name : {"with space", "ünï/cödé 日本", "a?b#c%41", "it's \"quoted\""}) {
        const std::filesystem::path path = m_folder.path() / name;
        std::int64_t id = 0;
        {
            ExperimentStore odd = take(ExperimentStore::open(path));
            id = take(odd.createRun(request()));
            take(odd.backup(m_folder.path() / (std::string(name) + " copy") / "b.db"));
        }
        ExperimentStore again = take(ExperimentStore::open(path, {.readOnly = true}));
        EXPECT_EQ(take(again.run(id)).row.id, id);
    }
}

TEST_F(StoreOpen, ReadOnlyReadsAndRefusesToWrite) {
    const std::int64_t id = take(store.createRun(request()));
    take(store.appendMetrics(id, {block("x", 0, 10)}));
    ExperimentStore reader = open({.readOnly = true});
    EXPECT_TRUE(reader.readOnly());
    EXPECT_EQ(take(reader.series(id, "x")).values.size(), 10u);
    take(store.appendMetrics(id, {block("x", 10, 10)}));
    EXPECT_EQ(take(reader.series(id, "x")).values.size(), 20u);
    expectError(reader.createRun(request()).error(), ErrorCode::Io);
    expectError(reader.appendMetrics(id, {block("x", 0, 1)}).error(), ErrorCode::Io);
    expectError(reader.endRun(id, RunState::Failed).error(), ErrorCode::Io);
    expectError(reader.checkpointWal().error(), ErrorCode::Io);
}

TEST_F(StoreOpen, ReadOnlyNeedsAStore) {
    expectError(ExperimentStore::open(m_folder.path() / "none", {.readOnly = true}).error(), ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(m_folder.path() / "none"));
    expectError(ExperimentStore::open("").error(), ErrorCode::InvalidArgument);
}

TEST_F(StoreOpen, FolderThatCannotBeMadeIsReported) {
    writeFile(m_folder.path() / "file", "x");
    EXPECT_FALSE(ExperimentStore::open(m_folder.path() / "file" / "store").ok());
}

TEST_F(StoreOpen, ReadOnlyFolderCanStillBeRead) {
    if (::geteuid() == 0) GTEST_SKIP() << "the super-user may write everywhere";
    const std::int64_t id = take(store.createRun(request()));
    { ExperimentStore closing = std::move(store); }
    ::chmod(folder().c_str(), 0555);
    const auto writable = ExperimentStore::open(folder());
    auto readable = ExperimentStore::open(folder(), {.readOnly = true});
    ::chmod(folder().c_str(), 0755);
    if (!writable.ok()) expectError(writable.error(), ErrorCode::Io);
    ASSERT_TRUE(readable.ok()) << readable.error().message();
    EXPECT_EQ(take(readable->run(id)).row.id, id);
}

TEST_F(StoreOpen, ForeignDatabasesAndFilesAreLeftAlone) {
    const std::filesystem::path other = m_folder.path() / "other";
    std::filesystem::create_directories(other);
    { SQLite::Database(other / "vitrine.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec("CREATE TABLE t(x)"); }
    const std::string before = take(readText(other / "vitrine.db"));
    expectError(ExperimentStore::open(other).error(), ErrorCode::BadFormat);
    EXPECT_EQ(take(readText(other / "vitrine.db")), before);

    const std::string text(5000, 'x');
    writeFile(m_folder.path() / "text" / "vitrine.db", text);
    expectError(ExperimentStore::open(m_folder.path() / "text").error(), ErrorCode::Corrupt);
    EXPECT_EQ(take(readText(m_folder.path() / "text" / "vitrine.db")), text);
}

TEST_F(StoreOpen, BackupIsACompleteStore) {
    const std::int64_t id = take(store.createRun(request()));
    take(store.appendMetrics(id, {block("x", 0, 5000)}));
    take(store.backup(m_folder.path() / "copy" / "vitrine.db"));
    ExperimentStore copy = take(ExperimentStore::open(m_folder.path() / "copy"));
    EXPECT_EQ(take(copy.series(id, "x")).values.size(), 5000u);
    EXPECT_TRUE(take(copy.check(true)).ok());
}

TEST_F(StoreOpen, CheckpointEmptiesTheLog) {
    const std::int64_t id = take(store.createRun(request()));
    take(store.appendMetrics(id, {block("x", 0, 50'000)}));
    EXPECT_GT(std::filesystem::file_size(folder() / "vitrine.db-wal"), 0u);
    take(store.checkpointWal());
    EXPECT_EQ(std::filesystem::file_size(folder() / "vitrine.db-wal"), 0u);
}

TEST_F(StoreOpen, ReserveIsGivenUpAndComesBack) {
    const store::DiskReserve reserve(folder());
    EXPECT_TRUE(reserve.release());
    EXPECT_FALSE(reserve.release());
    const std::int64_t id = take(store.createRun(request()));
    EXPECT_TRUE(std::filesystem::exists(reserve.file()));
    EXPECT_EQ(take(store.run(id)).row.state, RunState::Queued);
}

TEST_F(StoreOpen, AMissingTableIsDamage) {
    { ExperimentStore closing = std::move(store); }
    { SQLite::Database(folder() / "vitrine.db", SQLite::OPEN_READWRITE).exec("DROP TABLE artifacts"); }
    const auto opened = ExperimentStore::open(folder());
    ASSERT_FALSE(opened.ok());
    expectError(opened.error(), ErrorCode::Corrupt);
    EXPECT_NE(opened.error().next.find("vitrine-cli check --salvage"), std::string::npos);
}

TEST(NetworkFileSystem, IsToldByItsNumber) {
    EXPECT_EQ(store::networkFileSystemName(0x6969), "NFS");
    EXPECT_EQ(store::networkFileSystemName(static_cast<long>(0xFF534D42)), "SMB");
    EXPECT_EQ(store::networkFileSystemName(static_cast<long>(static_cast<int>(0xFE534D42))), "SMB");
    EXPECT_EQ(store::networkFileSystemName(0xEF53), "");
}

TEST(FolderLock, IsSharedOrAlone) {
    TemporaryFolder folder;
    store::FolderLock first(folder.path()), second(folder.path());
    EXPECT_TRUE(first.tryAlone());
    EXPECT_FALSE(second.tryAlone());
    first.share();
    second.share();
    EXPECT_FALSE(first.tryAlone());
    second.release();
    EXPECT_TRUE(first.tryAlone());
}

TEST(RunStates, NamesGoBothWays) {
    for (RunState state : {RunState::Queued, RunState::Running, RunState::Cancelling, RunState::Cancelled,
                           RunState::Finished, RunState::Failed, RunState::Interrupted})
        EXPECT_EQ(take(runStateFromName(name(state))), state);
    expectError(runStateFromName("done").error(), ErrorCode::InvalidArgument);
    EXPECT_FALSE(isEnded(RunState::Queued) || isEnded(RunState::Running) || isEnded(RunState::Cancelling));
    EXPECT_TRUE(isEnded(RunState::Interrupted) && isEnded(RunState::Finished));
}

}  // namespace
}  // namespace vitrine
