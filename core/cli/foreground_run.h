// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/cli/command.h"

namespace vitrine {

/// Executes a queued run in a worker process and waits, with progress on standard error. Ctrl-C cancels it and keeps
/// what was done; a second one kills it. Wants an InterruptGuard around. `label` stands before the progress.
Result<RunRow> runInForeground(CommandContext& context, ExperimentStore& store, std::int64_t run,
                               const std::string& label = {});

/// Tells how a run ended (state, time, metrics, files, what to type next) and gives its document and exit status.
Result<Outcome> reportRun(CommandContext& context, ExperimentStore& store, const RunRow& row);

/// Why a run did not finish, as an error about the run.
Error runError(const RunRow& row);

/// "vitrine-cli rerun 12 --store /data/store": a command about a run as the person would type it here.
std::string commandFor(const CommandContext& context, const std::string& command, std::int64_t run);

/// Copies the artifacts of a run into a folder under their own names.
Status copyArtifacts(ExperimentStore& store, std::int64_t run, const std::filesystem::path& folder);

}  // namespace vitrine
