// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/clock.h"
#include "core/store/metric_writer.h"
#include "core/store/migrations.h"
#include "core/store/run_rows.h"

namespace vitrine {
namespace {

using store::Query;

/// Sets one column of a run. `sql` ends in "WHERE id = ?".
template <class Value>
Status updateRun(ExperimentStore::Impl& impl, const char* what, const char* sql, std::int64_t run, const Value& value) {
    return impl.write(what, [&]() -> Status {
        Query(*impl.database, sql).bind(value, run).run();
        if (impl.database->changes() == 0) return impl.runNotFound(what, run);
        store::copyRunRows(*impl.database, run);
        return {};
    });
}

/// Removes a run's rows; its details, artifacts, log and tags go with the run by their foreign keys. Throws.
void deleteRun(store::Database& database, std::int64_t run) {
    Query(database,
          "DELETE FROM metric_chunk WHERE id IN (SELECT c.id FROM metric_series s JOIN metric_chunk c "
          "ON c.id >= s.id << 36 AND c.id < (s.id + 1) << 36 WHERE s.run = ?)")
        .bind(run)
        .run();
    Query(database, "DELETE FROM run_latest WHERE run = ? AND name IN (SELECT name FROM metric_series WHERE run = ?)")
        .bind(run, run)
        .run();
    Query(database, "DELETE FROM runs WHERE id = ?").bind(run).run();
}
static_assert(store::kIndexBits == 36, "deleteRun has the number in its text");

}  // namespace

Status ExperimentStore::appendLog(std::int64_t run, const std::vector<LogRow>& lines) {
    const char* what = "Cannot store log lines";
    return m_impl->write(
        what,
        [&]() -> Status {
            VITRINE_CHECK(m_impl->requireRun(what, run));
            for (const LogRow& line : lines)
                Query(*m_impl->database, "INSERT INTO run_log(run, time, level, text) VALUES(?, ?, ?, ?)")
                    .bind(run, line.time, line.level, line.text)
                    .run();
            return {};
        },
        Need::Essential);
}

Result<std::vector<LogRow>> ExperimentStore::log(std::int64_t run, std::int64_t lastLines) {
    const char* what = "Cannot read the log of a run";
    return m_impl->read(what, [&]() -> Result<std::vector<LogRow>> {
        VITRINE_CHECK(m_impl->requireRun(what, run));
        std::vector<LogRow> lines;
        Query query(*m_impl->database, "SELECT time, level, text FROM run_log WHERE run = ? ORDER BY id DESC LIMIT ?");
        query.bind(run, lastLines);
        while (query.step()) lines.push_back({query.integer(0), query.text(1), query.text(2)});
        std::reverse(lines.begin(), lines.end());
        return lines;
    });
}

Status ExperimentStore::setTags(std::int64_t run, const std::vector<std::string>& tags) {
    const char* what = "Cannot set the tags of a run";
    return m_impl->write(what, [&]() -> Status {
        const Json list = store::tagList(tags);
        Query(*m_impl->database, "UPDATE runs SET tags = ? WHERE id = ?").bind(dumpJson(list), run).run();
        if (m_impl->database->changes() == 0) return m_impl->runNotFound(what, run);
        store::indexTags(*m_impl, run, list);
        store::copyRunRows(*m_impl->database, run);
        return {};
    });
}

Status ExperimentStore::setNote(std::int64_t run, const std::string& note) {
    return updateRun(*m_impl, "Cannot set the note of a run", "UPDATE runs SET note = ? WHERE id = ?", run, note);
}

Status ExperimentStore::setTitle(std::int64_t run, const std::string& title) {
    return updateRun(*m_impl, "Cannot set the title of a run", "UPDATE runs SET title = ? WHERE id = ?", run, title);
}

Status ExperimentStore::setTrashed(std::int64_t run, bool trashed) {
    const char* what = "Cannot move a run to the trash";
    return m_impl->write(what, [&]() -> Status {
        VITRINE_TRY(const RunRow row, store::loadRunRow(*m_impl, what, run));
        if (trashed && (row.state == RunState::Running || row.state == RunState::Cancelling))
            return Error{ErrorCode::Conflict, what, fmt::format("run {}", run),
                         fmt::format("it is {}", name(row.state)), "Cancel it and wait for its end."};
        Query(*m_impl->database, "UPDATE runs SET trashed = ? WHERE id = ?").bind(trashed, run).run();
        store::copyRunRows(*m_impl->database, run);
        return {};
    });
}

Status ExperimentStore::emptyTrash() {
    const char* what = "Cannot empty the trash";
    std::vector<std::string> removed;
    VITRINE_CHECK(m_impl->write(what, [&]() -> Status {
        std::vector<std::int64_t> ids;
        Query query(*m_impl->database, "SELECT id, uuid FROM runs WHERE trashed = 1");
        while (query.step()) {
            ids.push_back(query.integer(0));
            removed.push_back(query.text(1));
        }
        for (std::int64_t id : ids) deleteRun(*m_impl->database, id);
        return {};
    }));
    std::error_code ignored;
    for (const std::string& uuid : removed)
        if (store::isUuid(uuid)) std::filesystem::remove_all(runFolder(uuid), ignored);
    return {};
}

Result<std::int64_t> ExperimentStore::saveClaim(const ClaimRecord& record) {
    const char* what = "Cannot store a claim check";
    return m_impl->write(what, [&]() -> Result<std::int64_t> {
        store::Database& database = *m_impl->database;
        std::optional<std::int64_t> id;  // None: the database gives one.
        if (record.id) id = record.id;
        Query(database,
              "INSERT OR REPLACE INTO claims(id, method, claim, preset, verdict, created, ended, report, runs) "
              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .bind(id, record.method, record.claim, record.preset, record.verdict,
                  record.created ? record.created : wallMicros(), record.ended, dumpJson(record.report),
                  dumpJson(Json(record.runs)))
            .run();
        return record.id ? record.id : database.lastId();
    });
}

Result<std::vector<ClaimRecord>> ExperimentStore::claims(const std::string& method) {
    return m_impl->read("Cannot read claim checks", [&]() -> Result<std::vector<ClaimRecord>> {
        std::vector<ClaimRecord> records;
        Query query(*m_impl->database,
                    "SELECT id, method, claim, preset, verdict, created, ended, report, runs FROM claims "
                    "WHERE ?1 = '' OR method = ?1 ORDER BY id DESC");
        query.bind(method);
        while (query.step()) {
            ClaimRecord record{query.integer(0),
                               query.text(1),
                               query.text(2),
                               query.text(3),
                               query.text(4),
                               query.integer(5),
                               query.integer(6),
                               {},
                               {}};
            VITRINE_TRY(record.report, m_impl->parseStored(query.text(7), fmt::format("claim check {}", record.id)));
            VITRINE_TRY(const Json runs, m_impl->parseStored(query.text(8), fmt::format("claim check {}", record.id)));
            for (const Json& run : runs)
                if (run.is_number_integer()) record.runs.push_back(run.get<std::int64_t>());
            records.push_back(std::move(record));
        }
        return records;
    });
}

Status ExperimentStore::setSetting(const std::string& key, const Json& value) {
    return m_impl->write("Cannot store a setting", [&]() -> Status {
        Query(*m_impl->database, "INSERT OR REPLACE INTO settings(key, value, time) VALUES(?, ?, ?)")
            .bind(key, dumpJson(value), wallMicros())
            .run();
        return {};
    });
}

Result<Json> ExperimentStore::setting(const std::string& key) {
    return m_impl->read("Cannot read a setting", [&]() -> Result<Json> {
        Query query(*m_impl->database, "SELECT value FROM settings WHERE key = ?");
        if (!query.bind(key).step()) return Json(nullptr);
        return m_impl->parseStored(query.text(0), "setting " + key);
    });
}

}  // namespace vitrine
