// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/plugin/plugin_catalog.h"
#include "core/run/message.h"
#include "core/store/experiment_store.h"

namespace vitrine {

struct WorkerOptions {
    std::filesystem::path storeFolder;
    std::optional<std::int64_t> run;  ///< Only this one; empty: the next queued.
    bool drain = false;               ///< Go on until the queue is empty.
    MessageChannel* stream = nullptr; ///< Progress, previews, metrics and log lines go there too ("progress", "preview", "metrics", "log", "state").
};

/// Executes queued runs in this process: claims, loads the method, runs it, writes everything to the store with a heartbeat each
/// second. SIGTERM and SIGINT cancel cooperatively. Returns the number of runs executed; the runs' own failures are in the store.
Result<int> runWorker(const WorkerOptions& options, const PluginCatalog& catalog);

/// True after SIGTERM/SIGINT; `installCancelSignals` sets the handlers.
void installCancelSignals();
bool cancelSignalled();

}  // namespace vitrine
