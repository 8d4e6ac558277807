// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>

#include <SQLiteCpp/Backup.h>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/base/process.h"

namespace vitrine::store {
namespace {

constexpr const char* kOpening = "Cannot open the store";
constexpr int kMigrationWaitMs = 120'000;  ///< Others may migrate a large store right now.

Status flush(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return systemError("Cannot open the copy", file, errno);
    const int failed = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    if (failed) return systemError("Cannot flush the copy", file, failed);
    return {};
}

Status copyPages(Database& source, const std::filesystem::path& target) {
    VITRINE_TRY(const auto copy, Database::open(target, Database::Mode::ReadWrite, source.busyTimeout()));
    return copy->guard("Cannot copy the store", [&]() -> Status {
        // All pages in one step: one snapshot, however much others write meanwhile.
        SQLite::Backup backup(copy->connection(), source.connection());
        const int rest = backup.executeStep(-1);
        if (rest != SQLITE_DONE) throw SQLite::Exception("the copy did not come to its end", rest);
        return {};
    });
}

void removeDatabase(const std::filesystem::path& file) {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(file.string() + suffix, ignored);
}

/// Under the exclusive lock nobody writes; a second connection reads what is to be kept.
Status backupBefore(Database& database, int version) {
    VITRINE_TRY(const auto reader, Database::open(database.file(), Database::Mode::ReadOnly, kMigrationWaitMs));
    return copyDatabase(*reader, database.file().string() + ".bak-" + std::to_string(version));
}

Status migrateLocked(Database& database) {
    VITRINE_TRY(const int version, readVersion(database));
    if (version >= kSchemaVersion) return {};
    if (version > 0) VITRINE_CHECK(backupBefore(database, version));
    for (int next = version + 1; next <= kSchemaVersion; ++next) {
        database.execute(migrationSql(next));
        Query(database, "INSERT INTO store_history(version, time, host, pid) VALUES(?, ?, ?, ?)")
            .bind(next, wallMicros(), hostName(), int(::getpid()))
            .run();
    }
    copyRunRows(database, 0);
    database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
    database.execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion).c_str());
    return {};
}

}  // namespace

Result<int> readVersion(Database& database) {
    return database.guard(kOpening, [&]() -> Result<int> {
        // One statement, so one snapshot: another process may be creating the store.
        Query query(database,
                    "SELECT count(*), coalesce(sum(name IN ('runs', 'metric_chunk', 'run_details')), 0), "
                    "(SELECT user_version FROM pragma_user_version), "
                    "(SELECT application_id FROM pragma_application_id) FROM sqlite_schema",
                    Query::Keep::Once);
        query.step();
        const bool empty = query.integer(0) == 0;
        const std::int64_t ours = query.integer(1);
        const int version = static_cast<int>(query.integer(2));
        const bool marked = query.integer(3) == kApplicationId;
        if (empty && version == 0 && !marked) return 0;
        if (marked && !empty && version >= 1) return version;
        if (marked || ours == 3)
            return corruptError(kOpening, database.file().string(), "its header does not fit its content");
        return Error{ErrorCode::BadFormat, kOpening, database.file().string(), "it is the database of another program",
                     "Choose another folder for the store."};
    });
}

void copyRunRows(Database& database, std::int64_t run) {
    static const std::string all = fmt::format(
        "UPDATE run_details SET row_copy = (SELECT json_array({}) FROM runs WHERE id = run)", kRunRowColumns);
    static const std::string one = all + " WHERE run = ?";
    if (run)
        Query(database, one).bind(run).run();
    else
        Query(database, all).run();
}

Status migrate(Database& database) {
    const int usual = database.busyTimeout();
    database.setBusyTimeout(std::max(usual, kMigrationWaitMs));
    Status status =
        database.exclusively("Cannot bring the store to this version", [&] { return migrateLocked(database); });
    database.setBusyTimeout(usual);
    if (!status.ok() && status.error().code == ErrorCode::Internal)
        return corruptError(status.error().what, status.error().object,
                            "it is not what its version says: " + status.error().why);
    return status;
}

Status copyDatabase(Database& source, const std::filesystem::path& target) {
    if (target.has_parent_path()) VITRINE_CHECK(makeFolder(target.parent_path()));
    const std::filesystem::path temporary = target.string() + ".tmp-" + makeUuid().substr(0, 8);
    Status status = copyPages(source, temporary);
    if (status.ok()) status = flush(temporary);
    if (status.ok() && ::rename(temporary.c_str(), target.c_str()) != 0)
        status = systemError("Cannot name the copy", target, errno);
    removeDatabase(temporary);
    return status;
}

}  // namespace vitrine::store
