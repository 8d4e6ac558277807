// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/store/migrations.h"
#include "core/store/run_rows.h"

namespace vitrine {
namespace store {

const char* const kRunColumns =
    "r.id, r.uuid, r.method, r.method_version, e.name, r.title, r.preset, r.device, r.error, r.host, r.state, r.seed, "
    "r.priority, r.attempt, "
    "r.created, r.started, r.ended, r.heartbeat, r.progress, r.progress_text, r.parent, r.trashed, r.note, r.tags";

Result<RunRow> runRowFrom(const Query& query, const ExperimentStore::Impl& impl) {
    RunRow row;
    row.id = query.integer(0);
    std::string* const texts[] = {&row.uuid,   &row.method, &row.methodVersion, &row.experiment, &row.title,
                                  &row.preset, &row.device, &row.error,         &row.host};
    for (int i = 0; i < 9; ++i) *texts[i] = query.text(1 + i);
    const std::int64_t state = query.integer(10);
    if (state < 0 || state > static_cast<int>(RunState::Interrupted))
        return corruptError("Cannot read a run", fmt::format("run {} of {}", row.id, impl.folder.string()),
                            fmt::format("there is no state {}", state));
    row.state = static_cast<RunState>(state);
    row.seed = static_cast<std::uint64_t>(query.integer(11));
    row.priority = static_cast<int>(query.integer(12));
    row.attempt = static_cast<int>(query.integer(13));
    std::int64_t* const times[] = {&row.created, &row.started, &row.ended, &row.heartbeat};
    for (int i = 0; i < 4; ++i) *times[i] = query.integer(14 + i);
    row.progress = query.real(18);
    row.progressText = query.text(19);
    if (!query.isNull(20)) row.parent = query.integer(20);
    row.trashed = query.integer(21) != 0;
    row.note = query.text(22);
    VITRINE_TRY(const Json tags, impl.parseStored(query.text(23), fmt::format("tags of run {}", row.id)));
    for (const Json& tag : tags)
        if (tag.is_string()) row.tags.push_back(tag.get<std::string>());
    return row;
}

Result<RunRow> loadRunRow(ExperimentStore::Impl& impl, const std::string& what, std::int64_t id) {
    static const std::string sql =
        fmt::format("SELECT {} FROM runs r JOIN experiments e ON e.id = r.experiment WHERE r.id = ?", kRunColumns);
    Query query(*impl.database, sql);
    if (!query.bind(id).step()) return impl.runNotFound(what, id);
    return runRowFrom(query, impl);
}

void indexParameters(ExperimentStore::Impl& impl, std::int64_t run, const Json& parameters) {
    if (!parameters.is_object()) return;
    for (const auto& [key, value] : parameters.items()) {
        if (value.is_null()) continue;  // Absent and null sort and filter alike.
        Query query(*impl.database, "INSERT OR REPLACE INTO run_parameters(run, key, value) VALUES(?, ?, ?)");
        query.bind(run, impl.nameId(key)).bindJson(value).run();
    }
}

void indexTags(ExperimentStore::Impl& impl, std::int64_t run, const Json& tags) {
    Query(*impl.database, "DELETE FROM run_tags WHERE run = ?").bind(run).run();
    for (const Json& tag : tags)
        if (tag.is_string())
            Query(*impl.database, "INSERT OR IGNORE INTO run_tags(tag, run) VALUES(?, ?)")
                .bind(tag.get_ref<const std::string&>(), run)
                .run();
}

bool isUuid(const std::string& text) {
    return text.size() == 36 && text.find_first_not_of("0123456789abcdef-") == std::string::npos;
}

Json tagList(std::vector<std::string> tags) {
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    return tags;
}

}  // namespace store

namespace {

using store::Query;

constexpr const char* kCreating = "Cannot create a run";

/// Id of an experiment by name, created on first use; a run without one joins its method's.
std::int64_t experimentId(store::Database& database, const RunRequest& request, std::int64_t now) {
    const std::string& name = request.experiment.empty() ? request.method : request.experiment;
    if (Query query(database, "SELECT id FROM experiments WHERE name = ?"); query.bind(name).step())
        return query.integer(0);
    Query(database, "INSERT INTO experiments(name, method, created) VALUES(?, ?, ?)")
        .bind(name, request.method, now)
        .run();
    return database.lastId();
}

std::int64_t insertRun(ExperimentStore::Impl& impl, const RunRequest& request) {
    store::Database& database = *impl.database;
    const std::int64_t now = wallMicros();
    const Json tags = store::tagList(request.tags);
    Query(database,
          "INSERT INTO runs(uuid, experiment, method, method_version, title, state, seed, preset, device, created, "
          "parent, tags, priority) "
          "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(makeUuid(), experimentId(database, request, now), request.method, request.methodVersion, request.title,
              int(RunState::Queued), request.seed, request.preset, request.device, now, request.parent, dumpJson(tags),
              request.priority)
        .run();
    const std::int64_t id = database.lastId();
    Query(database,
          "INSERT INTO run_details(run, parameters, data, schema_hash, threads, profile) VALUES(?, ?, ?, ?, ?, ?)")
        .bind(id, dumpJson(request.parameters), dumpJson(request.data), request.schemaHash, request.threads,
              request.profile.is_boolean() && request.profile.get<bool>())
        .run();
    store::indexParameters(impl, id, request.parameters);
    store::indexTags(impl, id, tags);
    store::copyRunRows(database, id);
    return id;
}

Status checkRequest(const RunRequest& request) {
    if (!isValidId(request.method))
        return Error{ErrorCode::InvalidArgument, kCreating, "method \"" + request.method + "\"",
                     "this is no id of a method", "List the methods with vitrine-cli list."};
    if (!request.parameters.is_object() || !request.data.is_object())
        return Error{ErrorCode::InvalidArgument, kCreating, "method " + request.method,
                     "parameters and data must be objects", "Give them by name."};
    return {};
}

}  // namespace

Result<std::int64_t> ExperimentStore::createRun(const RunRequest& request) {
    VITRINE_TRY(const std::vector<std::int64_t> ids, createRuns({request}));
    return ids.front();
}

Result<std::vector<std::int64_t>> ExperimentStore::createRuns(const std::vector<RunRequest>& requests) {
    for (const RunRequest& request : requests) VITRINE_CHECK(checkRequest(request));
    return m_impl->write(kCreating, [&]() -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> ids;
        for (const RunRequest& request : requests) ids.push_back(insertRun(*m_impl, request));
        return ids;
    });
}

Result<RunRecord> ExperimentStore::run(std::int64_t id) {
    const char* what = "Cannot read a run";
    return m_impl->read(what, [&]() -> Result<RunRecord> {
        RunRecord record;
        VITRINE_TRY(record.row, store::loadRunRow(*m_impl, what, id));
        Query query(*m_impl->database,
                    "SELECT d.parameters, d.data, d.weights, d.environment, d.schema_hash, d.threads, d.profile, "
                    "r.host, r.boot, "
                    "r.pid, r.pid_start FROM run_details d JOIN runs r ON r.id = d.run WHERE d.run = ?");
        if (!query.bind(id).step())
            return store::corruptError(what, fmt::format("run {} of {}", id, m_impl->folder.string()),
                                       "its parameters are gone");
        Json* const parts[] = {&record.parameters, &record.data, &record.weights, &record.environment};
        for (int i = 0; i < 4; ++i) {
            VITRINE_TRY(*parts[i], m_impl->parseStored(query.text(i), fmt::format("record of run {}", id)));
        }
        record.schemaHash = query.text(4);
        record.threads = static_cast<int>(query.integer(5));
        record.profile = query.integer(6) != 0;
        record.worker = {query.text(7), query.text(8), static_cast<int>(query.integer(9)),
                         static_cast<std::uint64_t>(query.integer(10))};
        return record;
    });
}

Status ExperimentStore::recordEnvironment(std::int64_t id, const Json& environment, const Json& weights) {
    const char* what = "Cannot record the environment of a run";
    return m_impl->write(what, [&]() -> Status {
        Query(*m_impl->database, "UPDATE run_details SET environment = ?, weights = ? WHERE run = ?")
            .bind(dumpJson(environment), dumpJson(weights), id)
            .run();
        if (m_impl->database->changes() == 0) return m_impl->runNotFound(what, id);
        return {};
    });
}

}  // namespace vitrine
