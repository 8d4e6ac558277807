// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <sqlite3.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/clock.h"

namespace vitrine::store {
namespace {

constexpr const char* kFreeSpace = "Free some space on that disk and try again.";
constexpr const char* kSalvage = "Run vitrine-cli check --salvage.";

bool isSpaceErrno(int code) {
    return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

/// A path as the URI that asks for an immutable file; every byte that could mean something in a URI is escaped.
std::string immutableUri(const std::filesystem::path& file) {
    std::string uri = "file:";
    for (unsigned char c : std::filesystem::absolute(file).string())
        uri += std::isalnum(c) || c == '/' || c == '.' || c == '-' || c == '_' ? std::string(1, char(c))
                                                                               : fmt::format("%{:02X}", c);
    return uri + "?immutable=1";
}

std::string openName(const std::filesystem::path& file, Database::Mode mode) {
    return mode == Database::Mode::Immutable ? immutableUri(file) : file.string();
}

int openFlags(Database::Mode mode) {
    if (mode == Database::Mode::ReadWrite) return SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX;
    return SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX | (mode == Database::Mode::Immutable ? SQLite::OPEN_URI : 0);
}

}  // namespace

Error corruptError(const std::string& what, const std::string& object, const std::string& why) {
    return {ErrorCode::Corrupt, what, object, why, kSalvage};
}

Error databaseError(const std::string& what, const std::string& object, const SQLite::Exception& exception,
                    int systemErrno) {
    std::string why = exception.what();
    if (systemErrno) why += fmt::format(" ({})", std::strerror(systemErrno));
    const auto error = [&](ErrorCode code, const char* next) { return Error{code, what, object, why, next}; };
    switch (exception.getErrorCode() & 0xff) {
        case SQLITE_FULL:
            return error(ErrorCode::NoSpace, kFreeSpace);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return error(ErrorCode::Busy, "Another program is writing for long; wait and try again.");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return error(ErrorCode::Corrupt, kSalvage);
        case SQLITE_READONLY:
            return error(ErrorCode::Io,
                         "Give yourself write permission to the folder and its files, or open it read-only.");
        case SQLITE_IOERR:
            if (isSpaceErrno(systemErrno)) return error(ErrorCode::NoSpace, kFreeSpace);
            return error(ErrorCode::Io, "Check the disk (system log, cable, mount) and try again.");
        case SQLITE_CANTOPEN:
            if (isSpaceErrno(systemErrno)) return error(ErrorCode::NoSpace, kFreeSpace);
            return error(ErrorCode::Io, "Check that the folder exists and that you may write to it.");
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return error(ErrorCode::Io, "Check the permissions of the folder and its files.");
        case SQLITE_NOMEM:
        case SQLITE_TOOBIG:
            return error(ErrorCode::TooLarge, "Store less in one go, or close other programs.");
        case SQLITE_CONSTRAINT:
            return error(ErrorCode::Conflict, "Read the store again: it changed, or the run is gone.");
        case SQLITE_INTERRUPT:
            return error(ErrorCode::Cancelled, "Try again without interrupting.");
        default:
            break;
    }
    for (const char* sign : {"no such table", "no such column", "unsupported file format"})
        if (why.find(sign) != std::string::npos) return error(ErrorCode::Corrupt, kSalvage);
    return error(ErrorCode::Internal, "Report this with the log.");
}

Database::Database(const std::filesystem::path& file, Mode mode, int busyTimeoutMs)
    : m_file(file), m_busyTimeoutMs(busyTimeoutMs), m_connection(openName(file, mode), openFlags(mode)) {
    sqlite3* handle = m_connection.getHandle();
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_handler(handle, &Database::onBusy, this);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Mode mode, int busyTimeoutMs) {
    errno = 0;
    try {
        return std::make_unique<Database>(file, mode, busyTimeoutMs);
    } catch (const SQLite::Exception& exception) {
        return databaseError("Cannot open the store", file.string(), exception, errno);
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, "Cannot open the store", file.string(), exception.what(),
                     "Report this with the log."};
    }
}

/// Short, growing, uneven sleeps: the library's own steps (up to 100 ms) starve one of eight writers.
int Database::onBusy(void* self, int count) {
    auto& database = *static_cast<Database*>(self);
    const std::int64_t now = steadyMicros();
    if (count == 0) database.m_busySince = now;
    if (now - database.m_busySince > database.m_busyTimeoutMs * 1000LL) return 0;
    const unsigned step = 200u << std::min(count, 5);
    ::usleep(step / 2 + static_cast<unsigned>(now) % step);
    return 1;
}

Error Database::errorOf(const std::string& what, const SQLite::Exception& exception, int lastErrno) {
    const int code = exception.getErrorCode() & 0xff;
    if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN) return databaseError(what, m_file.string(), exception, 0);
    // The library forgets the system's code when a flush fails at the end of a transaction; what `guard` left in errno
    // tells then.
    int system = sqlite3_system_errno(m_connection.getHandle());
    if (system == 0 && (isSpaceErrno(lastErrno) || lastErrno == EIO || lastErrno == EROFS)) system = lastErrno;
    return databaseError(what, m_file.string(), exception, system);
}

void Database::rollback() {
    // After a full disk or failed read the library may have rolled back by itself; a second try would only add an
    // error.
    if (!sqlite3_get_autocommit(m_connection.getHandle())) (void)m_connection.tryExec("ROLLBACK");
}

Query::Query(Database& database, const std::string& sql, Keep keep) {
    if (keep == Keep::Once) {
        m_statement = &m_own.emplace(database.m_connection, sql);
        return;
    }
    auto found = database.m_statements.find(sql);
    if (found == database.m_statements.end())
        found = database.m_statements.emplace(sql, SQLite::Statement(database.m_connection, sql)).first;
    m_statement = &found->second;
}

Query::~Query() {
    // The error of the last step was already thrown there; reset repeats it.
    (void)m_statement->tryReset();
    try {
        m_statement->clearBindings();
    } catch (const SQLite::Exception&) {  // Cannot fail on a statement that was reset.
    }
}

Query& Query::bindJson(const Json& value) {
    switch (value.type()) {
        case Json::value_t::null:
            bindOne(nullptr);
            break;
        case Json::value_t::boolean:
            bindOne(int(value.get<bool>()));
            break;
        case Json::value_t::number_integer:
            bindOne(value.get<std::int64_t>());
            break;
        case Json::value_t::number_unsigned:
            // Beyond 63 bits only a real can hold it in order.
            if (value.get<std::uint64_t>() > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
                bindOne(value.get<double>());
            else
                bindOne(value.get<std::int64_t>());
            break;
        case Json::value_t::number_float:
            bindOne(value.get<double>());
            break;
        case Json::value_t::string:
            bindOne(value.get_ref<const std::string&>());
            break;
        default:
            bindOne(dumpJson(value));
            break;
    }
    return *this;
}

double Query::real(int column) const {
    return isNull(column) ? std::numeric_limits<double>::quiet_NaN() : m_statement->getColumn(column).getDouble();
}

std::string_view Query::blob(int column) const {
    const SQLite::Column value = m_statement->getColumn(column);
    const void* bytes = value.getBlob();
    return {static_cast<const char*>(bytes), bytes ? static_cast<std::size_t>(value.getBytes()) : 0};
}

Json Query::json(int column) const {
    const SQLite::Column value = m_statement->getColumn(column);
    if (value.isInteger()) return value.getInt64();
    if (value.isFloat()) return value.getDouble();
    if (value.isText()) return value.getString();
    return nullptr;
}

}  // namespace vitrine::store
