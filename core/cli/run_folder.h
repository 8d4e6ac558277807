// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/store/experiment_store.h"

namespace vitrine {

/// A run as a folder of its own, for other machines and other programs:
///   run.json      {"format": "vitrine-run", "version": 1, "run": full record, "metrics": summaries, "artifacts":
///   [...], "log": [...]} metrics.csv   metric,step,time_us,value: every point, values to the last bit artifacts/ the
///   files, with size and SHA-256 in run.json
struct RunFolder {
    Json document;  ///< run.json, checked.
    std::filesystem::path folder;
    std::vector<MetricBlock> metrics;
    std::vector<ArtifactRow> artifacts;  ///< `file` is relative to the folder and lies inside it.
};

/// Writes the folder (it must not exist, or be empty): complete or not at all.
Status writeRunFolder(ExperimentStore& store, std::int64_t run, const std::filesystem::path& folder);

/// Reads a folder and checks all of it: format, sizes, hashes, and that no path leaves the folder.
Result<RunFolder> readRunFolder(const std::filesystem::path& folder);

/// Takes a checked folder into the store as a new, ended run and returns its number. A run that the store has already
/// (by uuid) is refused unless `copy`. Where it came from stands in its environment under "imported".
Result<std::int64_t> importRunFolder(ExperimentStore& store, const RunFolder& source, bool copy);

}  // namespace vitrine
