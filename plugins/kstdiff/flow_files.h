// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

/// Reads flow into a city with known regions, and replaces what it has; weekend days are left out (the method is one of weekdays) and noted.
/// JSON (official, plain or gzip): {"YYYYMMDD": [R][24][2]}, regions in the order of their sorted ids; beyond the official form a day may be an
/// object {region id: [24][2]}, and a member "regions" may list the ids, which must then be the city's in their order.
/// CSV (plain or gzip): day, region, hour, inflow, outflow; rows that are absent count 0, rows that repeat add up.
/// Refused with the place: another number or order of regions, hours or channels, counts that are negative or no numbers, no weekday.
Status readFlow(const std::filesystem::path& path, City& city);

/// Writes [D, R, 24, 2] in the official format; it reads back bit-equal (F32).
Status writeFlow(const std::filesystem::path& path, const std::vector<std::string>& days, const torch::Tensor& flow);
/// The same as CSV, all rows; `regions` are the ids of the flow's regions, which may be some of the city's.
Status writeFlowCsv(const std::filesystem::path& path, const std::vector<std::string>& days, const std::vector<std::string>& regions,
                    const torch::Tensor& flow);

}  // namespace vitrine::kstdiff
