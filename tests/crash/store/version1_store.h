// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine::testing {

/// A store as version 1 wrote it, frozen here: it must not change when the program's own statements do. Three runs (one
/// in the trash), parameters, tags, a metric of three points (0.5, 0.25, 0.125 at steps 0, 1, 2), a log line.
inline constexpr const char* kVersion1Store = R"sql(
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
INSERT INTO store_history VALUES(1, 1700000000000000, 'old-host', 1);
INSERT INTO names VALUES(1, 'eps'), (2, 'loss');
INSERT INTO experiments VALUES(1, 'lrp_resnet', 'lrp_resnet', 1700000000000000);
INSERT INTO runs(id, uuid, experiment, method, method_version, title, state, seed, preset, device, created, trashed, tags, note) VALUES
    (1, '11111111-1111-4111-8111-111111111111', 1, 'lrp_resnet', '1.0', 'first', 4, -1, 'smoke', 'cpu', 1700000000000000, 0, '["a","b"]', 'a note'),
    (2, '22222222-2222-4222-8222-222222222222', 1, 'lrp_resnet', '1.0', 'second', 0, 2, 'smoke', 'cpu', 1700000001000000, 0, '["b"]', ''),
    (5, '55555555-5555-4555-8555-555555555555', 1, 'lrp_resnet', '1.0', 'third', 5, 3, 'desk', 'cpu', 1700000002000000, 1, '[]', '');
INSERT INTO run_details(run, parameters, data, schema_hash, threads) VALUES
    (1, '{"eps":0.5}', '{}', 'h', 2), (2, '{"eps":0.25}', '{}', 'h', 2), (5, '{}', '{}', 'h', 2);
INSERT INTO run_parameters VALUES(1, 1, 0.5), (2, 1, 0.25);
INSERT INTO metric_series VALUES(1, 1, 2);
INSERT INTO metric_chunk VALUES(1 << 36, 3, 0, 2, 0.125, 0.5, X'0D79AEE76203000200020000003F0000803E0000003E');
INSERT INTO run_latest VALUES(2, 1, 3, 0.125, 2, 0.125, 0.5, 0.875, 3);
INSERT INTO run_log VALUES(1, 1, 1700000000000000, 'info', 'an old line');
PRAGMA application_id = 1447646290;
PRAGMA user_version = 1;
)sql";

}  // namespace vitrine::testing
