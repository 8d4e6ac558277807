// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/row_store.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <sqlite3.h>

namespace vitrine::bench {

const char* const kRowLayout = R"(
CREATE TABLE IF NOT EXISTS runs(run_uuid VARCHAR(32) NOT NULL, name VARCHAR(250), source_type VARCHAR(20), source_name VARCHAR(500),
    entry_point_name VARCHAR(50), user_id VARCHAR(256), status VARCHAR(9), start_time BIGINT, end_time BIGINT, deleted_time BIGINT,
    source_version VARCHAR(50), lifecycle_stage VARCHAR(20), artifact_uri VARCHAR(200), experiment_id INTEGER,
    CONSTRAINT run_pk PRIMARY KEY (run_uuid));
CREATE TABLE IF NOT EXISTS metrics(key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL, run_uuid VARCHAR(32) NOT NULL,
    step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL,
    CONSTRAINT metric_pk PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan),
    FOREIGN KEY(run_uuid) REFERENCES runs(run_uuid), CHECK (is_nan IN (0, 1)));
CREATE INDEX IF NOT EXISTS index_metrics_run_uuid ON metrics(run_uuid);
CREATE TABLE IF NOT EXISTS latest_metrics(key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL,
    is_nan BOOLEAN NOT NULL, run_uuid VARCHAR(32) NOT NULL, CONSTRAINT latest_metric_pk PRIMARY KEY (key, run_uuid),
    FOREIGN KEY(run_uuid) REFERENCES runs(run_uuid), CHECK (is_nan IN (0, 1)));
CREATE INDEX IF NOT EXISTS index_latest_metrics_run_uuid ON latest_metrics(run_uuid);
CREATE TABLE IF NOT EXISTS params(key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL,
    CONSTRAINT param_pk PRIMARY KEY (key, run_uuid), FOREIGN KEY(run_uuid) REFERENCES runs(run_uuid));
CREATE INDEX IF NOT EXISTS index_params_run_uuid ON params(run_uuid);
CREATE TABLE IF NOT EXISTS tags(key VARCHAR(250) NOT NULL, value VARCHAR(8000), run_uuid VARCHAR(32) NOT NULL,
    CONSTRAINT tag_pk PRIMARY KEY (key, run_uuid), FOREIGN KEY(run_uuid) REFERENCES runs(run_uuid));
CREATE INDEX IF NOT EXISTS index_tags_run_uuid ON tags(run_uuid);
)";

namespace {

SQLite::Database opened(const std::string& file, RowMode mode) {
    SQLite::Database database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
    database.exec("PRAGMA foreign_keys = ON");
    if (mode == RowMode::SameDurability) database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    database.exec(kRowLayout);
    return database;
}

std::string list(const std::vector<std::string>& runs) {
    std::string text;
    for (const std::string& run : runs) text += (text.empty() ? "'" : ",'") + run + "'";
    return "(" + text + ")";
}

}  // namespace

RowStore::RowStore(const std::string& file, RowMode mode)
    : m_database(opened(file, mode)),
      m_insert(m_database,
               "INSERT INTO metrics(key, value, timestamp, run_uuid, step, is_nan) VALUES(?, ?, ?, ?, ?, 0)"),
      m_upsert(m_database,
               "INSERT OR REPLACE INTO latest_metrics(key, value, timestamp, step, is_nan, run_uuid) VALUES(?, ?, ?, "
               "?, 0, ?)"),
      m_run(m_database, "SELECT * FROM runs WHERE run_uuid = ?"),
      m_latest(m_database, "SELECT * FROM latest_metrics WHERE run_uuid = ? AND key IN (?)") {}

void RowStore::createRun(const std::string& run, std::int64_t startTime) {
    SQLite::Statement insert(m_database,
                             "INSERT INTO runs VALUES(?, ?, 'LOCAL', 'train.py', '', 'user', 'FINISHED', ?, ?, NULL, "
                             "'', 'active', 's3://x', 0)");
    insert.bind(1, run);
    insert.bind(2, "run " + run);
    insert.bind(3, startTime);
    insert.bind(4, startTime + 1000);
    insert.exec();
}

void RowStore::logBatch(const std::string& run, const std::string& key, const RowPoint* points, std::size_t count) {
    m_run.bind(1, run);
    m_run.executeStep();
    m_run.reset();
    // Python's sqlite3 begins at the first statement that writes, which takes the lock at once.
    SQLite::Transaction transaction(m_database, SQLite::TransactionBehavior::IMMEDIATE);
    for (std::size_t i = 0; i < count; ++i) {
        m_insert.bindNoCopy(1, key);
        m_insert.bind(2, points[i].value);
        m_insert.bind(3, points[i].milliseconds);
        m_insert.bindNoCopy(4, run);
        m_insert.bind(5, points[i].step);
        m_insert.exec();
        m_insert.reset();
    }
    m_latest.bind(1, run);
    m_latest.bind(2, key);
    m_latest.executeStep();
    m_latest.reset();
    const RowPoint& last = points[count - 1];
    m_upsert.bind(1, key);
    m_upsert.bind(2, last.value);
    m_upsert.bind(3, last.milliseconds);
    m_upsert.bind(4, last.step);
    m_upsert.bind(5, run);
    m_upsert.exec();
    m_upsert.reset();
    transaction.commit();
}

void RowStore::addParameter(const std::string& run, const std::string& key, const std::string& value) {
    SQLite::Statement insert(m_database, "INSERT INTO params(key, value, run_uuid) VALUES(?, ?, ?)");
    insert.bind(1, key);
    insert.bind(2, value);
    insert.bind(3, run);
    insert.exec();
}

void RowStore::addLatest(const std::string& run, const std::string& key, double value) {
    m_upsert.bind(1, key);
    m_upsert.bind(2, value);
    m_upsert.bind(3, std::int64_t(0));
    m_upsert.bind(4, std::int64_t(0));
    m_upsert.bind(5, run);
    m_upsert.exec();
    m_upsert.reset();
}

std::optional<std::int64_t> RowStore::search(const Search& search, double atMostSeconds) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                        std::chrono::duration<double>(std::min(atMostSeconds, 1e6)));
    auto late = [](void* limit) { return Clock::now() > *static_cast<const Clock::time_point*>(limit) ? 1 : 0; };
    sqlite3_progress_handler(m_database.getHandle(), 100'000, late, const_cast<Clock::time_point*>(&end));
    std::optional<std::int64_t> values;
    try {
        values = readPage(search);
    } catch (const SQLite::Exception& stopped) {
        if (stopped.getErrorCode() != SQLITE_INTERRUPT) throw;
    }
    sqlite3_progress_handler(m_database.getHandle(), 0, nullptr, nullptr);
    return values;
}

std::int64_t RowStore::readPage(const Search& search) {
    std::string columns = "runs.*", joins, order;
    if (!search.filterTable.empty())
        joins +=
            fmt::format(" JOIN (SELECT * FROM {} WHERE key = '{}' AND value {}) AS f ON runs.run_uuid = f.run_uuid",
                        search.filterTable, search.filterKey, search.filterCondition);
    if (!search.sortTable.empty()) {
        joins += fmt::format(" LEFT OUTER JOIN (SELECT * FROM {} WHERE key = '{}') AS s ON runs.run_uuid = s.run_uuid",
                             search.sortTable, search.sortKey);
        const bool metric = search.sortTable == "latest_metrics";
        columns += fmt::format(", CASE {} WHEN (s.value IS NULL) THEN {} ELSE 0 END AS clause_1, s.value",
                               metric ? "WHEN (s.is_nan = 1) THEN 1" : "", metric ? 2 : 1);
        order = search.descending ? "clause_1, s.value DESC, " : "clause_1, s.value, ";
    }
    SQLite::Statement page(
        m_database,
        fmt::format("SELECT {} {} FROM runs{} WHERE runs.experiment_id IN (0) AND runs.lifecycle_stage IN ('active') "
                    "ORDER BY {}runs.start_time DESC, runs.run_uuid LIMIT {} OFFSET 0",
                    search.distinct ? "DISTINCT" : "", columns, joins, order, search.limit));
    std::vector<std::string> runs;
    while (page.executeStep()) runs.push_back(page.getColumn(0).getString());
    std::int64_t values = 0;
    for (const char* table : {"latest_metrics", "params", "tags"}) {  // The eager "selectinload" of a page.
        SQLite::Statement rows(m_database,
                               fmt::format("SELECT * FROM {0} WHERE {0}.run_uuid IN {1}", table, list(runs)));
        while (rows.executeStep())
            values += rows.getColumn(0).getString().size() > 0 && rows.getColumn(1).getString().size() > 0;
    }
    return values + static_cast<std::int64_t>(runs.size());
}

std::vector<RowPoint> RowStore::history(const std::string& run, const std::string& key) {
    SQLite::Statement rows(m_database, "SELECT step, timestamp, value FROM metrics WHERE run_uuid = ? AND key = ?");
    rows.bind(1, run);
    rows.bind(2, key);
    std::vector<RowPoint> points;
    while (rows.executeStep())
        points.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getInt64(), rows.getColumn(2).getDouble()});
    return points;
}

}  // namespace vitrine::bench
