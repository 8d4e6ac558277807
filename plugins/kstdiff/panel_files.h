// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "plugins/kstdiff/panel_city.h"

namespace vitrine::kstdiff_panel {

/// Drawn flow with what a file of it needs. Shared bytes: may be written on another thread.
struct FlowFile {
    std::vector<std::string> regions, days;
    Array flow;         ///< F32 [days, n, 24, 2].
    bool whole = true;  ///< All regions of the city.
};
FlowFile flowFileOf(const City& city, const Sample& sample);

/// The official format, {"YYYYMMDD": [R][24][2]} with the regions in the order of their ids; of some regions a day is {region: [24][2]}.
Status writeFlowJson(const std::filesystem::path& file, const FlowFile& flow);
/// A row for every day, region and hour.
Status writeFlowTable(const std::filesystem::path& file, const FlowFile& flow);

/// Flow of a recorded run: its file in the official format, with the ids of its regions.
Result<Sample> readRecordedFlow(const std::filesystem::path& file, const QStringList& ids, const City& city);

}  // namespace vitrine::kstdiff_panel
