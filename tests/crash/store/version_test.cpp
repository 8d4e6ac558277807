// SPDX-License-Identifier: GPL-3.0-or-later
// R8: stores of older versions are brought up to date with a backup, newer ones are opened read-only.
// R9: twenty processes start at once on an old store: one migrates, all go on.
#include "core/store/migrations.h"
#include "tests/crash/store/crash_support.h"
#include "tests/crash/store/version1_store.h"

namespace vitrine {
namespace {

using testing::forkChild;
using testing::take;
using testing::waitChild;

std::int64_t askInteger(const std::filesystem::path& file, const char* sql) {
    return SQLite::Database(file, SQLite::OPEN_READONLY).execAndGet(sql).getInt64();
}

class VersionTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder);
        SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(testing::kVersion1Store);
    }
    TemporaryFolder m_temporary;
    const std::filesystem::path folder = m_temporary.path() / "old store", file = folder / "vitrine.db",
                                backup = folder / "vitrine.db.bak-1";
};

TEST_F(VersionTest, OldStoreIsMigratedWithABackup) {
    ExperimentStore store = take(ExperimentStore::open(folder));
    EXPECT_EQ(store.schemaVersion(), store::kSchemaVersion);
    EXPECT_FALSE(store.readOnly());
    const RunPage page = take(store.runs({"tag == 'b' and param.eps > 0", "param.eps", 10, false, {}}));
    ASSERT_EQ(page.rows.size(), 2u);
    EXPECT_EQ(page.rows[0].id, 2);
    EXPECT_EQ(page.rows[1].note, "a note");
    EXPECT_EQ(page.rows[1].seed, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(take(store.runs({"", "-id", 10, true, {}})).rows.at(0).id, 5);
    EXPECT_EQ(take(store.series(1, "loss")).values, (std::vector<double>{0.5, 0.25, 0.125}));
    EXPECT_EQ(take(store.run(1)).parameters["eps"], 0.5);
    EXPECT_FALSE(take(store.run(1)).profile);
    EXPECT_EQ(take(store.log(1)).at(0).text, "an old line");
    EXPECT_EQ(take(store.claimRun(WorkerIdentity::ofThisProcess())), 2);
    EXPECT_EQ(take(store.createRun(testing::request())), 6);
    const StoreCheck check = take(store.check(true));
    EXPECT_TRUE(check.ok()) << check.problems.front();

    EXPECT_EQ(askInteger(backup, "PRAGMA user_version"), 1);
    EXPECT_EQ(askInteger(backup, "SELECT count(*) FROM runs"), 3);
    EXPECT_EQ(SQLite::Database(backup, SQLite::OPEN_READONLY).execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(VersionTest, OldStoreIsNotMigratedReadOnly) {
    const std::string before = take(readText(file));
    const auto opened = ExperimentStore::open(folder, {.readOnly = true});
    ASSERT_FALSE(opened.ok());
    testing::expectError(opened.error(), ErrorCode::Conflict);
    EXPECT_EQ(take(readText(file)), before);
}

TEST_F(VersionTest, FailedMigrationChangesNothing) {
    // A table of a later version is in the way.
    SQLite::Database(file, SQLite::OPEN_READWRITE).exec("CREATE TABLE claims(x)");
    const auto opened = ExperimentStore::open(folder);
    ASSERT_FALSE(opened.ok());
    testing::expectError(opened.error(), ErrorCode::Corrupt);
    EXPECT_EQ(askInteger(file, "PRAGMA user_version"), 1);
    EXPECT_EQ(askInteger(file, "SELECT count(*) FROM sqlite_schema WHERE name = 'run_tags'"), 0);
}

TEST_F(VersionTest, NewerStoreIsOpenedReadOnlyWithANotice) {
    { ExperimentStore store = take(ExperimentStore::open(folder)); }
    SQLite::Database(file, SQLite::OPEN_READWRITE)
        .exec("ALTER TABLE runs ADD COLUMN future TEXT; CREATE TABLE future(x); PRAGMA user_version = 9999");
    const std::string before = take(readText(file));
    {
        ExperimentStore store = take(ExperimentStore::open(folder));
        EXPECT_TRUE(store.readOnly());
        EXPECT_EQ(store.schemaVersion(), 9999);
        ASSERT_EQ(store.notices().size(), 1u);
        EXPECT_NE(store.notices()[0].find("9999"), std::string::npos);
        EXPECT_EQ(take(store.runs({})).total, 2);
        EXPECT_EQ(take(store.series(1, "loss")).values.size(), 3u);
        testing::expectError(store.createRun(testing::request()).error(), ErrorCode::Conflict);
    }
    EXPECT_EQ(take(readText(file)), before);
}

TEST_F(VersionTest, TwentyProcessesMigrateOnce) {
    for (int round = 0; round < (testing::fullCounts() ? 10 : 2); ++round) {
        if (round) {
            std::filesystem::remove_all(folder);
            SetUp();
        }
        testing::Pipe start;
        std::vector<pid_t> children;
        for (int i = 0; i < 20; ++i)
            children.push_back(forkChild([&] {
                ::close(start.write);
                char ignored;
                (void)!::read(start.read, &ignored, 1);  // Ends for all at once, when the parent closes its end.
                auto store = ExperimentStore::open(folder);
                if (!store.ok()) {
                    std::fprintf(stderr, "%s\n", store.error().message().c_str());
                    return 1;
                }
                return store->createRun(testing::request()).ok() ? 0 : 2;
            }));
        start.closeWrite();
        for (pid_t child : children) EXPECT_EQ(waitChild(child), 0);
        EXPECT_EQ(askInteger(file, "SELECT count(*) FROM store_history WHERE version = 2"), 1)
            << "exactly one migration";
        EXPECT_EQ(askInteger(file, "SELECT count(*) FROM runs"), 23);
        EXPECT_EQ(askInteger(backup, "PRAGMA user_version"), 1);
        EXPECT_EQ(askInteger(backup, "SELECT count(*) FROM runs"), 3);
    }
}

TEST(FreshStore, TwentyProcessesCreateItOnce) {
    for (int round = 0; round < (testing::fullCounts() ? 200 : 10); ++round) {
        TemporaryFolder folder;
        std::vector<pid_t> children;
        for (int i = 0; i < 20; ++i)
            children.push_back(forkChild([&] {
                return take(ExperimentStore::open(folder.path() / "new")).createRun(testing::request()).ok() ? 0 : 1;
            }));
        for (pid_t child : children) EXPECT_EQ(waitChild(child), 0);
        EXPECT_EQ(askInteger(folder.path() / "new" / "vitrine.db", "SELECT count(*) FROM store_history"), 2);
        EXPECT_EQ(askInteger(folder.path() / "new" / "vitrine.db", "SELECT count(*) FROM runs"), 20);
    }
}

}  // namespace
}  // namespace vitrine
