// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/geo.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/city_folder.h"

/// Parts that official cities and a user's own read alike.
namespace vitrine::kstdiff {

/// train_regs.json and test_regs.json: lists of ids, disjoint, neither empty.
Status readSplit(const CityFolder& folder, City& city);

/// The embedding where there is one: F32 [R, 32] from rows of the regions, or of all entities with the regions first (the order of the released
/// code).
Status readEmbedding(const CityFolder& folder, City& city);

/// The flow (alldayflow.json, flow.csv, alldayflow_*.json: the first that is there), or none.
Status readFlowOf(const CityFolder& folder, City& city);

/// Outlines of regions from GeoJSON polygons, each with its id (the feature's, or a property that is called like one), in order of id.
Result<GeoFeatures> readRegionOutlines(const std::filesystem::path& path);
/// The same as the polygons of a city whose regions are known; polygons of other regions are passed over.
Status readOutlines(const std::filesystem::path& path, City& city);

/// Refuses cities of more regions than dense graphs allow (kMaxRegions).
Status checkRegionCount(std::size_t count, const std::filesystem::path& path);

/// True for names under which files keep the id of a region ("region", "GEOID", ...).
bool isIdName(const std::string& name);

}  // namespace vitrine::kstdiff
