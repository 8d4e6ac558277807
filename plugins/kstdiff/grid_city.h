// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

/// NYCBike1 as a city (`flow.csv`: hour, cell, inflow, outflow; plain or gzip): 16 x 8 cells, row-major, hour 0 = 8 August 2014, 1 h. Full
/// weekdays only. No geography is published: centres are in cells (planar). Features are row, column and distance to the busiest train cell,
/// z-scored; cells that share an edge border each other, the 8 around a cell are near it; there are no places. A fifth of the cells is held out,
/// drawn by the seed.
Result<City> readGridCity(const std::filesystem::path& path, std::uint64_t seed);

}  // namespace vitrine::kstdiff
