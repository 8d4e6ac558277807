// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/city_folder.h"

namespace vitrine::kstdiff {

/// Reads a city by what lies in the folder or zip archive: the official files, a user's own (user_city.h), or a grid's flow.csv (grid_city.h;
/// the file itself may be given as well). The seed draws the split where the files have none.
Result<City> readCity(const std::filesystem::path& path, std::uint64_t seed = 1);

/// The official format: region2info.json (the centre as a list or as JSON in a string), kg.txt, train_regs.json, test_regs.json; each may be
/// gzip (".gz"). Where present the flow (alldayflow.json or alldayflow_*.json), an embedding (region_kge.npy, E_pretrain.npy, ER.npz; rows of
/// the regions, or of all entities with the regions first) and outlines (*.geojson, by region id). A city without a flow file has no days.
/// Errors name file, place, reason and remedy: a region without features or unknown to the graph, an unknown relation, NaN features, test
/// regions inside train, an empty split, truncated JSON.
Result<City> readOfficialCity(const CityFolder& folder);

/// Writes all official files of a city into a folder (made when missing); `readCity` gives the same city back.
Status writeOfficialCity(const std::filesystem::path& folder, const City& city);

}  // namespace vitrine::kstdiff
