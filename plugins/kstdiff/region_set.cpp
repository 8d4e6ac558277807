// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/region_set.h"

#include <algorithm>
#include <cmath>

namespace vitrine::kstdiff {
namespace {

torch::Tensor rows(const torch::Tensor& table, const std::vector<std::int64_t>& indices) {
    return table.index_select(0, torch::tensor(indices, torch::kInt64));
}

/// A whole number of a region, or nothing.
std::optional<std::int64_t> regionOf(const Json& value, const City& city) {
    if (!value.is_number_integer()) return std::nullopt;
    const auto region = value.get<std::int64_t>();
    return region >= 0 && region < city.size() ? std::optional(region) : std::nullopt;
}

std::int64_t relationIndex(const Json& value) {
    const auto found = value.is_string()
                           ? std::find(kRegionRelations.begin(), kRegionRelations.end(), value.get<std::string>())
                           : kRegionRelations.end();
    return found == kRegionRelations.end() ? -1 : found - kRegionRelations.begin();
}

std::string regionRange(const City& city) {
    return fmt::format("Give whole numbers from 0 to {}, places in the list of regions.", city.size() - 1);
}

/// Index of a feature by name or number, or -1.
std::int64_t featureIndex(const std::string& key, const City& city) {
    const auto named = std::find(city.featureNames.begin(), city.featureNames.end(), key);
    if (named != city.featureNames.end()) return named - city.featureNames.begin();
    if (key.empty() || key.size() > 6 ||
        !std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return -1;
    const std::int64_t index = std::stoll(key);
    return index < city.features.size(1) ? index : -1;
}

void readFeatures(ObjectReader& reader, const Json& object, const City& city, Change& change) {
    for (const auto& [key, value] : object.items()) {
        const std::int64_t index = featureIndex(key, city);
        if (index < 0)
            return reader.fail("features", inQuotes(key) + " is no feature",
                               fmt::format("Use one of {}.", fmt::join(city.featureNames, ", ")));
        if (!value.is_number() || !std::isfinite(value.get<double>()) || std::abs(value.get<double>()) > 100)
            return reader.fail("features", shown(value) + " is no z-score", "Give a number between -100 and 100.");
        change.features.emplace_back(index, value.get<double>());
    }
}

void readEdges(ObjectReader& reader, const City& city, Change& change) {
    for (const Json& entry : reader.array("edges")) {
        Change::Edge edge;
        edge.relation = entry.is_object() ? relationIndex(entry.value("relation", Json())) : -1;
        if (edge.relation < 0)
            return reader.fail("edges", "an entry names no known relation",
                               fmt::format("Use one of {}.", fmt::join(kRegionRelations, ", ")));
        const auto other = regionOf(entry.value("other", Json()), city);
        if (!other || *other == change.region)
            return reader.fail("edges", "\"other\" is no other region", regionRange(city));
        edge.other = *other;
        edge.add = entry.value("add", Json(true)) != Json(false);
        change.edges.push_back(edge);
    }
}

void readNewRegion(ObjectReader& reader, const City& city, Change& change) {
    const Json& painted = reader.object("new_region");
    const Json neighbours = painted.value("neighbours", Json::object());
    if (!neighbours.is_object())
        return reader.fail("new_region", "\"neighbours\" is no object", "Give {\"NearBy\": [regions], ...}.");
    for (const auto& [name, list] : neighbours.items()) {
        const std::int64_t relation = relationIndex(name);
        if (relation < 0 || !list.is_array() || list.size() > 1000)
            return reader.fail("new_region", inQuotes(name) + " is no relation with a list",
                               fmt::format("Use {}.", fmt::join(kRegionRelations, ", ")));
        for (const Json& value : list) {
            const auto other = regionOf(value, city);
            if (!other) return reader.fail("new_region", shown(value) + " is no region", regionRange(city));
            change.edges.push_back({relation, *other, true});
        }
    }
}

/// Rows of the new region's NearBy neighbours, else of all.
std::vector<std::int64_t> lenders(const Change& change, const RegionSet& set) {
    std::vector<std::int64_t> found;
    for (const Change::Edge& edge : change.edges)
        if (const std::int64_t row = set.row(edge.other); edge.relation == 0 && row >= 0) found.push_back(row);
    if (found.empty())
        for (std::int64_t i = 0; i < set.size(); ++i) found.push_back(i);
    return found;
}

void appendRegion(const Change& change, RegionSet& set) {
    const auto mean = [&](const torch::Tensor& table) { return rows(table, lenders(change, set)).mean(0, true); };
    const torch::Tensor features = mean(set.features), knowledge = mean(set.knowledge);
    set.features = torch::cat({set.features, features});
    set.knowledge = torch::cat({set.knowledge, knowledge});
    set.edges = torch::constant_pad_nd(set.edges, {0, 1, 0, 1});
    set.regions.push_back(-1);
}

}  // namespace

RegionSet RegionSet::of(const City& city, std::vector<std::int64_t> regions) {
    RegionSet set;
    set.features = rows(city.features, regions);
    set.knowledge = rows(*city.embedding, regions);
    set.edges = adjacency(city, regions);
    set.regions = std::move(regions);
    return set;
}

std::int64_t RegionSet::row(std::int64_t region) const {
    const auto found = std::find(regions.begin(), regions.end(), region);
    return found == regions.end() ? -1 : found - regions.begin();
}

RegionInputs RegionSet::inputs(torch::Device device) const {
    return {features.to(device), knowledge.to(device), nn::RelationGraph(edges, device)};
}

Change readChange(ObjectReader& reader, const City& city) {
    Change change;
    if (reader.has("new_region")) {
        change.region = -1;
        readNewRegion(reader, city, change);
    } else {
        change.region = reader.integer("region", 0, 0, city.size() - 1);
    }
    readFeatures(reader, reader.object("features"), city, change);
    readEdges(reader, city, change);
    return change;
}

Changed applied(const Change& change, const City& city, RegionSet set) {
    if (change.region < 0) appendRegion(change, set);
    Changed result{set, set, change.region < 0 ? set.size() - 1 : set.row(change.region)};
    RegionSet& after = result.after;
    after.features = after.features.clone();
    after.edges = after.edges.clone();
    for (const auto& [feature, value] : change.features) after.features[result.row][feature] = value;
    for (const Change::Edge& edge : change.edges) {
        const std::int64_t other = after.row(edge.other);
        if (other < 0 || other == result.row) continue;
        after.edges[edge.relation][result.row][other] = edge.add ? 1 : 0;
        after.edges[edge.relation][other][result.row] = edge.add ? 1 : 0;
    }
    return result;
}

std::vector<std::int64_t> readRegions(ObjectReader& reader, const char* key, const City& city,
                                      std::vector<std::int64_t> fallback) {
    std::vector<std::int64_t> regions;
    for (const Json& value : reader.array(key)) {
        const auto region = regionOf(value, city);
        if (!region || std::find(regions.begin(), regions.end(), *region) != regions.end()) {
            reader.fail(key, shown(value) + " is no region, or stands there twice", regionRange(city));
            return fallback;
        }
        regions.push_back(*region);
    }
    return regions.empty() ? std::move(fallback) : regions;
}

}  // namespace vitrine::kstdiff
