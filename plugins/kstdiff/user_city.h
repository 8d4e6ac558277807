// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/city_folder.h"
#include "plugins/kstdiff/city_graph.h"

namespace vitrine::kstdiff {

/// A city from a user's own files, plain or gzip, in a folder or zip archive:
///   regions.geojson           polygons with ids;
///   pois.csv or pois.geojson  places: longitude, latitude (or points), category; an id where there is one;
///   features.csv              a row for each region: its id, then numbers (any scale: they become z-scores);
///   train_regs.json, test_regs.json, alldayflow.json or flow.csv, region_kge.npy   as in the official format, each optional.
/// The graph is built by the rules (GraphRules). One of places and features may be absent: without features the number of places and the share
/// of each category stand in. Without a split a fifth of the regions is held out, drawn by the seed. Places outside of all regions are left out
/// and noted.
Result<City> readUserCity(const CityFolder& folder, std::uint64_t seed, const GraphRules& rules = {});

/// The first file of a user's city, by which one is recognised.
inline constexpr const char* kRegionsFile = "regions.geojson";
inline constexpr double kTestShare = 0.2;  ///< Of the regions, where no split is given.

}  // namespace vitrine::kstdiff
