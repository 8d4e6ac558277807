// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrations.h"

namespace vitrine::store {
namespace {

// Salvage tells the tables of a damaged file apart by the shapes of their rows (see salvage_rows.cpp), so every table
// with a rowid has a shape of its own. What stands in WITHOUT ROWID tables can be computed again from the others.
//
// metric_chunk.id = series << 36 | index of its first point: rows of a series lie together, in order, with no second
// index. run_details.row_copy holds the run's row once more, as a JSON array: one page holds up to 40 rows of runs, and
// its loss must not lose the runs. run_latest is keyed by name first: sorting runs by a metric reads one range.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE store_history(version INTEGER NOT NULL, time INTEGER NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL);
CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE experiments(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, method TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE runs(
    id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, experiment INTEGER NOT NULL REFERENCES experiments(id),
    method TEXT NOT NULL, method_version TEXT NOT NULL, title TEXT NOT NULL, state INTEGER NOT NULL, seed INTEGER NOT NULL,
    preset TEXT NOT NULL, device TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL, started INTEGER NOT NULL DEFAULT 0, ended INTEGER NOT NULL DEFAULT 0, heartbeat INTEGER NOT NULL DEFAULT 0,
    progress REAL NOT NULL DEFAULT 0, progress_text TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '', boot TEXT NOT NULL DEFAULT '', pid INTEGER NOT NULL DEFAULT 0, pid_start INTEGER NOT NULL DEFAULT 0,
    parent INTEGER, trashed INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', tags TEXT NOT NULL DEFAULT '[]');
CREATE TABLE run_details(
    run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE, parameters TEXT NOT NULL, data TEXT NOT NULL,
    weights TEXT NOT NULL DEFAULT 'null', environment TEXT NOT NULL DEFAULT 'null', schema_hash TEXT NOT NULL, threads INTEGER NOT NULL);
CREATE TABLE run_parameters(
    run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, key INTEGER NOT NULL, value,
    PRIMARY KEY(run, key)) WITHOUT ROWID;
CREATE TABLE metric_series(
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name INTEGER NOT NULL REFERENCES names(id),
    UNIQUE(run, name));
CREATE TABLE metric_chunk(
    id INTEGER PRIMARY KEY, n INTEGER NOT NULL, first_step INTEGER NOT NULL, last_step INTEGER NOT NULL, vmin REAL, vmax REAL,
    data BLOB NOT NULL);
CREATE TABLE run_latest(
    name INTEGER NOT NULL, run INTEGER NOT NULL, count INTEGER NOT NULL, last REAL, last_step INTEGER NOT NULL, min REAL, max REAL,
    sum REAL, numbers INTEGER NOT NULL, PRIMARY KEY(name, run)) WITHOUT ROWID;
CREATE TABLE artifacts(
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, name TEXT NOT NULL, kind TEXT NOT NULL,
    file TEXT NOT NULL, format TEXT NOT NULL, title TEXT NOT NULL, unit TEXT NOT NULL, meta TEXT NOT NULL, size INTEGER NOT NULL,
    sha256 TEXT NOT NULL, step INTEGER NOT NULL, created INTEGER NOT NULL, UNIQUE(run, name, step));
CREATE TABLE run_log(
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, time INTEGER NOT NULL, level TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE INDEX run_log_by_run ON run_log(run);
)sql";

constexpr const char* kVersion2 = R"sql(
ALTER TABLE runs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_details ADD COLUMN profile INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run_details ADD COLUMN row_copy TEXT NOT NULL DEFAULT '[]';
CREATE INDEX runs_queue ON runs(priority DESC, id) WHERE state = 0;
CREATE INDEX runs_live ON runs(state) WHERE state IN (1, 2);
CREATE INDEX runs_shown ON runs(trashed);
CREATE INDEX run_parameters_by_value ON run_parameters(key, value, run);
CREATE TABLE run_tags(
    tag TEXT NOT NULL, run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, PRIMARY KEY(tag, run)) WITHOUT ROWID;
CREATE INDEX run_tags_by_run ON run_tags(run);
INSERT INTO run_tags SELECT DISTINCT j.value, r.id FROM runs r, json_each(r.tags) j;
CREATE TABLE claims(
    id INTEGER PRIMARY KEY, method TEXT NOT NULL, claim TEXT NOT NULL, preset TEXT NOT NULL, verdict TEXT NOT NULL,
    created INTEGER NOT NULL, ended INTEGER NOT NULL, report TEXT NOT NULL, runs TEXT NOT NULL);
CREATE INDEX claims_by_method ON claims(method);
CREATE TABLE settings(key TEXT PRIMARY KEY, value TEXT NOT NULL, time INTEGER NOT NULL);
)sql";

}  // namespace

const char* const kRunRowColumns =
    "id, uuid, experiment, method, method_version, title, state, seed, preset, device, attempt, created, started, "
    "ended, heartbeat, "
    "progress, progress_text, error, host, boot, pid, pid_start, parent, trashed, note, tags, priority";

const char* migrationSql(int version) {
    return version == 1 ? kVersion1 : kVersion2;
}

const std::vector<std::string>& schemaTables() {
    static const std::vector<std::string> tables = {
        "store_history", "names",      "experiments", "runs",    "run_details", "run_parameters", "metric_series",
        "metric_chunk",  "run_latest", "artifacts",   "run_log", "run_tags",    "claims",         "settings"};
    return tables;
}

}  // namespace vitrine::store
