// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/store/experiment_store.h"

namespace vitrine {

/// The documents that --json and `export` write about runs. Times are ISO texts (null: not yet) and microseconds since
/// 1970 (`..._us`).
Json rowJson(const RunRow& row);
Json recordJson(const RunRecord& record);
Json summaryJson(const MetricSummary& summary);
Json artifactJson(const ArtifactRow& artifact, const std::filesystem::path& storeFolder);
Json logJson(const std::vector<LogRow>& lines);

/// Seconds from start to end (or now, while it runs); negative when it has not started.
double runSeconds(const RunRow& row);

/// "2026-11-22 03:27" in UTC, "" for 0.
std::string shortTime(std::int64_t wallMicros);

/// A number as short as it can be without losing what a person reads: "0.8312", "1.25e-07".
std::string numberText(double value);

}  // namespace vitrine
