// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/plugin/manifest.h"
#include "core/run/launcher.h"
#include "core/stats/bootstrap.h"
#include "core/stats/verdict.h"

namespace vitrine {

/// Method against one baseline over the same seeds.
struct ClaimComparison {
    std::string baseline, title;
    std::vector<std::uint64_t> seeds;
    std::vector<double> method, baselineValues;   ///< One value a seed.
    std::vector<std::int64_t> methodRuns, baselineRuns;
    PairedResult effect;                          ///< method - baseline, with its interval.
    Verdict verdict = Verdict::Fails;
};

struct ClaimReport {
    std::string method, claim, preset, statement, metric;
    bool higherIsBetter = true;
    double margin = 0, confidence = 0.95;
    std::vector<ClaimComparison> comparisons;
    Verdict verdict = Verdict::Fails;             ///< The weakest of the comparisons.
    double seconds = 0;
    Json toJson() const;
    std::string toText() const;                   ///< A table for the terminal and the plugin's README.
};

/// Executes one prepared run and returns its id; the caller decides where (local process, queue, in-process for tests).
using RunExecutor = std::function<Result<std::int64_t>(const RunRequest& request, const std::string& what)>;

/// Checks one claim: arms with equal parameters share their runs; each arm runs once a seed; results are paired by seed. A failed run ends
/// the check with its error; what had run stays in the store. The record is saved to the store.
Result<ClaimReport> checkClaim(const Manifest& manifest, const ClaimSpec& claim, const std::string& preset, const DatasetCatalog& data,
                               ExperimentStore& store, const RunExecutor& execute, const std::function<bool()>& cancelled = {});

}  // namespace vitrine
