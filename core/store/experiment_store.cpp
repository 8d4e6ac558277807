// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/experiment_store.h"

#include <sqlite3.h>
#include <unistd.h>
#include <algorithm>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/store/migrations.h"
#include "core/store/store_impl.h"

namespace vitrine {
namespace {

using store::Database;
using store::Query;

constexpr const char* kOpening = "Cannot open the store";
constexpr std::uintmax_t kSmallFile = std::uintmax_t(64)
                                      << 20;      ///< Up to this size every first opening checks the whole file.
constexpr std::int64_t kCheckMicros = 3'000'000;  ///< Larger ones after an unclean end only, and so long.

std::uintmax_t sizeOf(const std::filesystem::path& file) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

int pastDeadline(void* deadline) {
    return steadyMicros() > *static_cast<std::int64_t*>(deadline);
}

/// First problem that a quick check finds. A check that runs out of time counts as passed, with a notice.
Status quickCheck(Database& database, std::vector<std::string>& notices) {
    std::int64_t deadline = steadyMicros() + kCheckMicros;
    sqlite3* handle = database.connection().getHandle();
    sqlite3_progress_handler(handle, 10'000, pastDeadline, &deadline);
    Status status = database.guard(kOpening, [&]() -> Status {
        Query check(database, "PRAGMA quick_check(1)");
        if (check.step() && check.text(0) != "ok")
            return store::corruptError(kOpening, database.file().string(), check.text(0));
        return {};
    });
    sqlite3_progress_handler(handle, 0, nullptr, nullptr);
    if (!status.ok() && status.error().code == ErrorCode::Cancelled) {
        notices.push_back(
            "The store was not closed properly and is too large to check at once: run vitrine-cli check.");
        return {};
    }
    return status;
}

Status requireTables(Database& database) {
    return database.guard(kOpening, [&]() -> Status {
        for (const std::string& table : store::schemaTables()) {
            Query query(database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
            if (!query.bind(table).step())
                return store::corruptError(kOpening, database.file().string(), "the table " + table + " is gone");
        }
        return {};
    });
}

/// Settings of a connection. Secure deletion is limited to what costs no extra writes.
Status configure(Database& database, bool readOnly) {
    return database.guard(kOpening, [&]() -> Status {
        database.execute(
            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = "
            "OFF;");
        if (!readOnly)
            database.execute(
                "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = FAST; PRAGMA journal_size_limit = 67108864;"
                "PRAGMA wal_autocheckpoint = 4000;");
        return {};
    });
}

/// Before the first page is written only. Salvage relies on it, as a damaged header may tell anything.
Status usePageSize(Database& database) {
    return database.guard(kOpening, [&]() -> Status {
        database.execute(fmt::format("PRAGMA page_size = {}", store::kPageSize).c_str());
        return {};
    });
}

/// Changing the journal mode answers "locked" at once instead of asking the busy handler, so the waiting is done here.
Status useWal(Database& database) {
    const std::int64_t deadline = steadyMicros() + std::max(database.busyTimeout(), 60'000) * 1000LL;
    while (true) {
        Status status = database.guard(kOpening, [&]() -> Status {
            database.execute("PRAGMA journal_mode = WAL");
            return {};
        });
        if (status.ok() || status.error().code != ErrorCode::Busy || steadyMicros() > deadline) return status;
        ::usleep(2000 + static_cast<unsigned>(steadyMicros()) % 8000);
    }
}

/// While a file is not known to be sound, closing it must not copy its log into it: a damaged store is left as it is.
void keepLogOnClose(Database& database, bool keep) {
    sqlite3_db_config(database.connection().getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(keep), nullptr);
}

Result<std::unique_ptr<Database>> openReadOnly(const std::filesystem::path& file, int busyTimeoutMs,
                                               std::vector<std::string>& notices) {
    if (!std::filesystem::exists(file))
        return Error{ErrorCode::NotFound, kOpening, file.string(), "there is no store",
                     "Check the folder, or open it for writing to create a store."};
    VITRINE_TRY(auto database, Database::open(file, Database::Mode::ReadOnly, busyTimeoutMs));
    const auto probe = [](Database& opened) {
        return opened.guard(
            kOpening, [&]() -> Result<std::int64_t> { return opened.integer("SELECT count(*) FROM sqlite_schema"); });
    };
    const Result<std::int64_t> first = probe(*database);
    if (first.ok() || first.error().code == ErrorCode::Corrupt || ::access(file.parent_path().c_str(), W_OK) == 0)
        return database;
    // A read-only medium has no room for the log's index: read the file as it stands.
    if (sizeOf(file.string() + "-wal") > 0)
        notices.push_back("The newest entries stand in a log that cannot be read on a read-only medium.");
    return Database::open(file, Database::Mode::Immutable, busyTimeoutMs);
}

}  // namespace

/// The steps of ExperimentStore::open.
struct StoreOpener {
    ExperimentStore::Impl& impl;
    const StoreOptions& options;
    std::filesystem::path file = impl.folder / "vitrine.db";

    Status openWritable() {
        const bool alone = impl.lock.tryAlone();
        const bool unclean = alone && sizeOf(file.string() + "-wal") > 0;
        VITRINE_TRY(impl.database, Database::open(file, Database::Mode::ReadWrite, options.busyTimeoutMs));
        keepLogOnClose(*impl.database, true);
        Status status = inspect(alone && (unclean || sizeOf(file) < kSmallFile));
        impl.lock.share();
        VITRINE_CHECK(std::move(status));
        if (impl.version > store::kSchemaVersion) return openNewer();
        if (impl.version == 0) VITRINE_CHECK(usePageSize(*impl.database));
        VITRINE_CHECK(useWal(*impl.database));
        VITRINE_CHECK(configure(*impl.database, false));
        if (impl.version < store::kSchemaVersion) VITRINE_CHECK(store::migrate(*impl.database));
        impl.version = store::kSchemaVersion;
        VITRINE_CHECK(requireTables(*impl.database));
        keepLogOnClose(*impl.database, false);
        if (Status room = impl.reserve.ensure(); !room.ok()) impl.notices.push_back(room.error().message());
        return {};
    }

    Status inspect(bool wholeFile) {
        VITRINE_TRY(impl.version, store::readVersion(*impl.database));
        if (impl.version > 0 && wholeFile) return quickCheck(*impl.database, impl.notices);
        return {};
    }

    Status openNewer() {
        impl.notices.push_back(
            fmt::format("The store has version {}, newer than this program's {}: it is opened read-only.", impl.version,
                        store::kSchemaVersion));
        impl.database.reset();
        return openForReading();
    }

    Status openForReading() {
        impl.readOnly = true;
        VITRINE_TRY(impl.database, openReadOnly(file, options.busyTimeoutMs, impl.notices));
        VITRINE_TRY(impl.version, store::readVersion(*impl.database));
        VITRINE_CHECK(configure(*impl.database, true));
        if (impl.version < store::kSchemaVersion)
            return Error{
                ErrorCode::Conflict, kOpening, file.string(),
                fmt::format("it has the older version {} and cannot be brought up to date read-only", impl.version),
                "Open it once for writing; a backup is kept."};
        return impl.version == store::kSchemaVersion ? requireTables(*impl.database) : Status();
    }
};

Result<ExperimentStore> ExperimentStore::open(const std::filesystem::path& folder, const StoreOptions& options) {
    if (folder.empty())
        return Error{ErrorCode::InvalidArgument, kOpening, "\"\"", "no folder is given",
                     "Name the folder of the store."};
    if (!options.readOnly) VITRINE_CHECK(makeFolder(folder));
    auto impl = std::make_unique<Impl>(folder);
    if (const std::string network = store::networkFileSystem(folder); !network.empty())
        impl->notices.push_back(
            network + " is a network file system: use this store from one computer only, or keep it on a local disk.");
    StoreOpener opener{*impl, options};
    if (options.readOnly) impl->lock.share();
    VITRINE_CHECK(options.readOnly ? opener.openForReading() : opener.openWritable());
    return ExperimentStore(std::move(impl));
}

ExperimentStore::ExperimentStore(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ExperimentStore::ExperimentStore(ExperimentStore&&) noexcept = default;
ExperimentStore& ExperimentStore::operator=(ExperimentStore&&) noexcept = default;
ExperimentStore::~ExperimentStore() = default;

const std::filesystem::path& ExperimentStore::folder() const {
    return m_impl->folder;
}
bool ExperimentStore::readOnly() const {
    return m_impl->readOnly;
}
int ExperimentStore::schemaVersion() const {
    return m_impl->version;
}
const std::vector<std::string>& ExperimentStore::notices() const {
    return m_impl->notices;
}
std::filesystem::path ExperimentStore::runFolder(const std::string& uuid) const {
    return m_impl->folder / "runs" / uuid;
}
std::filesystem::path ExperimentStore::cacheFolder() const {
    return m_impl->folder / "cache";
}

std::int64_t ExperimentStore::dataVersion() {
    return m_impl->database
        ->guard("Cannot ask for changes",
                [&]() -> Result<std::int64_t> {
                    Query query(*m_impl->database, "PRAGMA data_version");
                    return query.step() ? query.integer(0) : -1;
                })
        .valueOr(-1);
}

Error ExperimentStore::Impl::readOnlyError(const std::string& what) const {
    if (version > store::kSchemaVersion)
        return {ErrorCode::Conflict, what, folder.string(),
                "a newer version of the program made this store, so it is read-only here", "Update this program."};
    return {ErrorCode::Io, what, folder.string(), "the store was opened read-only", "Open it for writing."};
}

Error ExperimentStore::Impl::runNotFound(const std::string& what, std::int64_t run) const {
    return {ErrorCode::NotFound, what, fmt::format("run {} of {}", run, folder.string()), "there is no such run",
            "List the runs with vitrine-cli runs."};
}

Status ExperimentStore::Impl::requireRun(const std::string& what, std::int64_t run) {
    Query query(*database, "SELECT 1 FROM runs WHERE id = ?");
    if (!query.bind(run).step()) return runNotFound(what, run);
    return {};
}

std::int64_t ExperimentStore::Impl::nameId(const std::string& name) {
    if (const auto found = names.find(name); found != names.end()) return found->second;
    std::int64_t id = 0;
    if (Query query(*database, "SELECT id FROM names WHERE name = ?"); query.bind(name).step()) id = query.integer(0);
    if (id == 0) {
        Query(*database, "INSERT INTO names(name) VALUES(?)").bind(name).run();
        id = database->lastId();
    }
    return names[name] = id;
}

Result<Json> ExperimentStore::Impl::parseStored(const std::string& text, const std::string& object) const {
    Result<Json> parsed = parseJson(text, object);
    if (!parsed.ok())
        return store::corruptError("Cannot read a stored value", object + " of " + folder.string(), parsed.error().why);
    return parsed;
}

}  // namespace vitrine
