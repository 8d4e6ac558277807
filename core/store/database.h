// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <SQLiteCpp/SQLiteCpp.h>

#include "core/base/json.h"

namespace vitrine::store {

/// What the database library threw, as one of our errors: disk full, locked, damaged, read-only and I/O told apart.
/// `systemErrno` is the operating system's code behind it, or 0.
Error databaseError(const std::string& what, const std::string& object, const SQLite::Exception& exception,
                    int systemErrno);
Error corruptError(const std::string& what, const std::string& object, const std::string& why);

/// One connection: prepared statements kept for re-use, a fair busy handler, and the one place where the library's
/// exceptions become errors. Belongs to one thread at a time.
class Database {
public:
    enum class Mode {
        ReadWrite,
        ReadOnly,
        Immutable
    };  ///< Immutable: a read-only medium; the log beside the file is not read.

    /// Throws SQLite::Exception; `open` does not.
    Database(const std::filesystem::path& file, Mode mode, int busyTimeoutMs);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, Mode mode, int busyTimeoutMs);

    /// Runs `work` (returning a Result) and turns exceptions of the library into its error.
    template <class Work>
    auto guard(const std::string& what, Work&& work) -> std::invoke_result_t<Work>;
    /// `guard` inside a read transaction: all its statements see one state.
    template <class Work>
    auto read(const std::string& what, Work&& work) -> std::invoke_result_t<Work> {
        return inside("BEGIN", what, std::forward<Work>(work));
    }
    /// `guard` inside a write transaction, committed when `work` succeeds and rolled back otherwise.
    template <class Work>
    auto write(const std::string& what, Work&& work) -> std::invoke_result_t<Work> {
        return inside("BEGIN IMMEDIATE", what, std::forward<Work>(work));
    }
    /// `write` that also keeps readers of a rollback-journal file out: for migrations.
    template <class Work>
    auto exclusively(const std::string& what, Work&& work) -> std::invoke_result_t<Work> {
        return inside("BEGIN EXCLUSIVE", what, std::forward<Work>(work));
    }

    /// Throw SQLite::Exception.
    void execute(const char* sql) { m_connection.exec(sql); }
    std::int64_t integer(const char* sql) { return m_connection.execAndGet(sql).getInt64(); }
    std::int64_t lastId() const { return m_connection.getLastInsertRowid(); }
    int changes() const { return m_connection.getChanges(); }

    void setBusyTimeout(int milliseconds) { m_busyTimeoutMs = milliseconds; }
    int busyTimeout() const { return m_busyTimeoutMs; }
    SQLite::Database& connection() { return m_connection; }
    const std::filesystem::path& file() const { return m_file; }

private:
    friend class Query;
    template <class Work>
    auto inside(const char* begin, const std::string& what, Work&& work) -> std::invoke_result_t<Work>;
    Error errorOf(const std::string& what, const SQLite::Exception& exception, int lastErrno);
    void rollback();
    static int onBusy(void* self, int count);

    std::filesystem::path m_file;
    int m_busyTimeoutMs;
    std::int64_t m_busySince = 0;
    SQLite::Database m_connection;
    std::map<std::string, SQLite::Statement, std::less<>> m_statements;
};

/// One use of a statement: prepared once and kept, or (`Once`) made for texts that change, such as filters. Two queries
/// of the same kept text must not be open at a time. Blobs bound must live as long as the query.
class Query {
public:
    enum class Keep { Prepared, Once };
    Query(Database& database, const std::string& sql, Keep keep = Keep::Prepared);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    template <class... Values>
    Query& bind(const Values&... values) {
        (bindOne(values), ...);
        return *this;
    }
    /// A JSON scalar as its database value (bool as 0/1); arrays and objects as their text.
    Query& bindJson(const Json& value);
    bool step() { return m_statement->executeStep(); }
    void run() {
        while (step()) {
        }
    }

    bool isNull(int column) const { return m_statement->isColumnNull(column); }
    std::int64_t integer(int column) const { return m_statement->getColumn(column).getInt64(); }
    double real(int column) const;  ///< NULL is NaN: the database keeps no NaN.
    std::string text(int column) const { return m_statement->getColumn(column).getString(); }
    std::string_view blob(int column) const;
    Json json(int column) const;  ///< The value of a scalar column.

private:
    void bindOne(std::int64_t value) { m_statement->bind(++m_index, static_cast<int64_t>(value)); }
    void bindOne(int value) { m_statement->bind(++m_index, value); }
    void bindOne(std::uint64_t value) { bindOne(static_cast<std::int64_t>(value)); }
    void bindOne(bool value) { bindOne(int(value)); }
    void bindOne(double value) { m_statement->bind(++m_index, value); }
    void bindOne(const std::string& value) { m_statement->bind(++m_index, value); }
    void bindOne(const char* value) { m_statement->bind(++m_index, value); }
    void bindOne(std::string_view bytes) {
        m_statement->bindNoCopy(++m_index, bytes.data(), static_cast<int>(bytes.size()));
    }
    void bindOne(std::nullptr_t) { m_statement->bind(++m_index); }
    void bindOne(const std::optional<std::int64_t>& value) {
        if (value.has_value())
            bindOne(*value);
        else
            bindOne(nullptr);
    }

    std::optional<SQLite::Statement> m_own;
    SQLite::Statement* m_statement;
    int m_index = 0;
};

template <class Work>
auto Database::guard(const std::string& what, Work&& work) -> std::invoke_result_t<Work> {
    errno = 0;
    try {
        return work();
    } catch (const SQLite::Exception& exception) {
        return errorOf(what, exception, errno);
    } catch (const std::exception& exception) {
        return Error{ErrorCode::Internal, what, m_file.string(), exception.what(),
                     "Close other programs if memory is short, and report this."};
    }
}

template <class Work>
auto Database::inside(const char* begin, const std::string& what, Work&& work) -> std::invoke_result_t<Work> {
    auto result = guard(what, [&]() -> std::invoke_result_t<Work> {
        Query(*this, begin).run();
        auto inner = work();
        if (inner.ok()) Query(*this, "COMMIT").run();
        return inner;
    });
    if (!result.ok()) rollback();
    return result;
}

}  // namespace vitrine::store
