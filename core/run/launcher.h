// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "core/plugin/plugin_catalog.h"
#include "core/run/message.h"
#include "core/run/run_context.h"
#include "core/store/experiment_store.h"

namespace vitrine {

/// What a person asks for when starting a run; references and names are still as typed.
struct RunOrder {
    std::string method, preset, device = "auto", experiment, title;
    Json parameters = Json::object();             ///< On top of the preset.
    std::map<std::string, std::vector<std::string>> data;  ///< role -> references; the reference "none" asks for the generator.
    std::uint64_t seed = 0;
    int threads = 0, priority = 0;
    bool profile = false;
    std::vector<std::string> tags;
    std::optional<std::int64_t> parent;
};

/// An order as one JSON object and back: how programs pass it to `vitrine-cli serve --order`.
Json toJson(const RunOrder& order);
Result<RunOrder> orderFromJson(const Json& json);

/// Resolves an order against manifest and catalogue (defaults, preset, overrides; data found and hashed, accepted formats checked) into
/// a complete request.
Result<RunRequest> prepareRun(const RunOrder& order, const Manifest& manifest, const DatasetCatalog& data);

/// The order that repeats a recorded run.
RunOrder orderOf(const RunRecord& record);

struct LaunchCallbacks {
    std::function<void(const Message&)> message;   ///< From the worker's stream.
    std::function<bool()> cancelled;               ///< Asked every 50 ms; true: SIGTERM, after `graceMs` SIGKILL.
};

/// Starts `vitrine-cli worker --run N --stream` for a queued run in a process of its own and waits until it has ended. The run's final
/// state is in the store, also when the process was killed (then Interrupted, Cancelled after our own kill, or Failed with the signal).
Result<RunRow> launchAndWait(ExperimentStore& store, std::int64_t run, const LaunchCallbacks& callbacks = {}, int graceMs = 3000);

/// Starts a detached worker that drains the queue.
Result<int> launchDetached(const std::filesystem::path& storeFolder);

/// The vitrine-cli executable beside the running one ($VITRINE_CLI overrides).
std::filesystem::path commandLineProgram();

/// One difference between two runs that should be equal.
struct RunDifference {
    std::string what;  ///< "metric id_score", "artifact heatmap/0".
    std::string detail;
};
/// Compares metrics point by point and artifacts by hash; empty: bit-equal. Artifacts whose meta has "volatile": true (timings) and metrics
/// whose name starts with "time/" are left out.
Result<std::vector<RunDifference>> compareRuns(ExperimentStore& store, std::int64_t first, std::int64_t second);

}  // namespace vitrine
