// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/paths.h"
#include "core/run/launcher.h"

namespace vitrine {

/// `vitrine-cli worker [--run N] [--drain] [--supervise] [--stream] --store DIR`
struct WorkerCommandOptions {
    std::filesystem::path storeFolder = defaultStoreFolder();
    std::optional<std::int64_t> run;  ///< Only this run; empty: the next queued one.
    bool drain = false;               ///< Until the queue is empty, each run in a process of its own: a crash ends one run, not the queue.
    /// With `run`: the run in a process of its own, so that a crash is concluded in the store even when whoever started this one is gone.
    bool supervise = false;
    bool stream = false;              ///< Messages (core/run/message.h) on standard output; prints of a method go to standard error then.
};

/// Executes queued runs; returns the exit status: 0 also when runs failed (their state is in the store), 1 when the worker itself could not work.
int workerCommand(const WorkerCommandOptions& options);

/// `vitrine-cli serve <method> [--param id=value]... [--data role=REF]... [--preset P] [--seed N] [--device D] [--threads N] --store DIR` or, for
/// programs, `vitrine-cli serve --order JSON --store DIR` (orderFromJson in core/run/launcher.h): a live session over standard input and output
/// until either closes. The store only lends its cache folder. Returns the exit status; a failure to open is also told on the stream.
int serveCommand(const RunOrder& order, const std::filesystem::path& storeFolder = defaultStoreFolder());

}  // namespace vitrine
