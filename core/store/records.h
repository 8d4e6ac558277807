// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// Queued -> Running -> Finished | Failed | Cancelled (through Cancelling) | Interrupted (heartbeat gone). Interrupted, failed and
/// cancelled runs can be queued again to resume from their last checkpoint.
enum class RunState { Queued, Running, Cancelling, Cancelled, Finished, Failed, Interrupted };
const char* name(RunState state);
Result<RunState> runStateFromName(const std::string& name);
bool isEnded(RunState state);

/// Who executes a run: enough to tell a live worker from a dead one, also after its pid was used again.
struct WorkerIdentity {
    std::string host, bootId;
    int pid = 0;
    std::uint64_t startTime = 0;  ///< See processStartTime().
    static WorkerIdentity ofThisProcess();
};

/// What a new run is made of.
struct RunRequest {
    std::string method, methodVersion;
    std::string experiment;      ///< Empty: the default experiment of the method.
    std::string title;
    Json parameters = Json::object();  ///< Complete, as resolved by the schema.
    std::string schemaHash;
    Json data = Json::object();  ///< role -> {"text", "path", "dataset", "sha256"}.
    std::uint64_t seed = 0;
    std::string preset, device = "auto";
    int threads = 0;             ///< 0: decided by the worker.
    int priority = 0;
    std::vector<std::string> tags;
    std::optional<std::int64_t> parent;  ///< The run this one repeats (rerun) or belongs to.
    Json profile = nullptr;      ///< True: record the operator timeline.
};

/// One row of the run list.
struct RunRow {
    std::int64_t id = 0;
    std::string uuid, method, methodVersion, experiment, title, preset, device, error, host;
    RunState state = RunState::Queued;
    std::uint64_t seed = 0;
    int priority = 0, attempt = 0;
    std::int64_t created = 0, started = 0, ended = 0, heartbeat = 0;  ///< Wall microseconds, 0 = not yet.
    double progress = 0;         ///< 0..1.
    std::string progressText;
    std::optional<std::int64_t> parent;
    bool trashed = false;
    std::vector<std::string> tags;
    std::string note;
};

/// Everything about one run, except points and files.
struct RunRecord {
    RunRow row;
    Json parameters, data, weights, environment;  ///< `environment`: build id, library versions, device, threads, host, variables.
    std::string schemaHash;
    WorkerIdentity worker;
    bool profile = false;
    int threads = 0;
};

/// Last, smallest, largest, mean value of a series, kept by the writer.
struct MetricSummary {
    std::string name;
    double last = 0, min = 0, max = 0, mean = 0;
    std::int64_t lastStep = 0, count = 0;
};

/// Points of one metric; steps and wall times go with the values.
struct MetricSeries {
    std::string name;
    std::vector<std::int64_t> steps;
    std::vector<double> values;
    std::vector<std::int64_t> times;  ///< Wall microseconds.
};

/// One block for `appendMetrics`: points of one series in order.
struct MetricBlock {
    std::string name;
    std::vector<std::int64_t> steps, times;
    std::vector<double> values;
};

/// A named, typed output of a run. `kind` picks the default view.
struct ArtifactRow {
    std::int64_t id = 0, run = 0;
    std::string name, kind;       ///< scalar series image heatmap mask video audio table matrix graph map volume points text tokens weights timeline json
    std::string file;             ///< Relative to the store's folder.
    std::string format;           ///< png, npy, safetensors, json, csv, ...
    std::string title, unit;
    Json meta = Json::object();
    std::uint64_t size = 0;
    std::string sha256;
    std::int64_t step = 0, created = 0;
};

struct LogRow {
    std::int64_t time = 0;
    std::string level, text;
};

/// One claim check: method against baselines over the same seeds (core/run/claim.h gives the meaning of the json).
struct ClaimRecord {
    std::int64_t id = 0;
    std::string method, claim, preset, verdict;
    std::int64_t created = 0, ended = 0;
    Json report;                      ///< Effects, intervals, pairs, by baseline.
    std::vector<std::int64_t> runs;
};

/// A page of the run list. Paging is by key, never by offset.
struct RunQuery {
    std::string where;      ///< Filter expression, see core/store/filter.h. Empty: all.
    std::string sort = "-id";  ///< "id", "created", "param.lr", "metric.loss" (last), "metric.loss.min"; '-' = descending.
    std::int64_t limit = 200;
    bool trashed = false;   ///< True: the trash instead of the list.
    std::optional<std::pair<Json, std::int64_t>> after;  ///< Sort key and id of the last row of the previous page.
};

struct RunPage {
    std::vector<RunRow> rows;
    std::optional<std::pair<Json, std::int64_t>> next;  ///< For `RunQuery::after`.
    std::int64_t total = 0;
};

}  // namespace vitrine
