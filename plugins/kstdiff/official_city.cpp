// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <set>

#include "core/data/byte_source.h"
#include "plugins/kstdiff/city_files.h"
#include "plugins/kstdiff/city_folder.h"
#include "plugins/kstdiff/city_graph.h"
#include "plugins/kstdiff/city_parts.h"

namespace vitrine::kstdiff {
namespace {

/// [lon, lat], or the same as JSON in a string (the released DC and BM).
Result<std::array<double, 2>> centreOf(const Json& info, const std::string& place) {
    Json centre = info.contains("center") ? info["center"] : Json();
    if (centre.is_string()) {
        VITRINE_TRY(centre, parseJson(centre.get_ref<const std::string&>(), place + ", center"));
    }
    const bool pair = centre.is_array() && centre.size() == 2 && centre[0].is_number() && centre[1].is_number();
    if (!pair) return badCity(place, "its \"center\" is no pair [longitude, latitude]", "Add \"center\": [longitude, latitude] in degrees.");
    const std::array<double, 2> position{centre[0].get<double>(), centre[1].get<double>()};
    if (!(std::abs(position[0]) <= 360 && std::abs(position[1]) <= 90))
        return badCity(place, fmt::format("({}, {}) is no longitude and latitude in degrees", position[0], position[1]),
                       "Give the centre in WGS 84.");
    return position;
}

Status readFeatures(const Json& info, const std::string& place, std::size_t expected, std::vector<float>& values) {
    const Json features = info.contains("feature") ? info["feature"] : Json();
    if (!features.is_array() || features.empty())
        return badCity(place, "it has no list \"feature\"", "Add \"feature\": [numbers], the region's z-scored features.");
    if (expected && features.size() != expected)
        return badCity(place, fmt::format("it has {} features, the regions before it have {}", features.size(), expected),
                       "Give every region the same features.");
    for (std::size_t k = 0; k < features.size(); ++k) {
        const double value = features[k].is_number() ? features[k].get<double>() : std::nan("");
        if (!std::isfinite(value) || std::abs(value) > 1e9)
            return badCity(fmt::format("{}, feature {}", place, k), fmt::format("{:.40} is no usable number", dumpJson(features[k])),
                           "Replace it by a real value (0 is the mean after z-scoring).");
        values.push_back(static_cast<float>(value));
    }
    return {};
}

/// A feature is named after the raw column that it is the z-score of, where the file has one.
std::vector<std::string> featureNames(const Json& info, const torch::Tensor& features) {
    std::vector<std::string> names;
    for (std::int64_t k = 0; k < features.size(1); ++k) names.push_back(fmt::format("feature {}", k + 1));
    const torch::Tensor scores = standardised(features);
    for (const auto& [key, first] : info.front().items()) {
        if (!first.is_number()) continue;
        std::vector<double> raw;
        for (const Json& region : info) raw.push_back(numberOr(region, key.c_str(), 0));
        const torch::Tensor column = standardised(torch::tensor(raw, torch::kFloat64).unsqueeze(1));
        const torch::Tensor correlation = (scores * column).mean(0);
        for (std::int64_t k = 0; k < features.size(1); ++k)
            if (correlation[k].item<double>() > 0.9999) names[static_cast<std::size_t>(k)] = key;
    }
    return names;
}

Status readRegions(const CityFolder& folder, City& city) {
    VITRINE_TRY(const std::filesystem::path path,
                folder.require("region2info.json", "{region id: {\"center\": [lon, lat], \"feature\": [...]}}"));
    VITRINE_TRY(const Json info, readCityJson(path));
    if (!info.is_object() || info.size() < 2)
        return badCity(path.string(), "it is no object of at least two regions",
                       "Write {region id: {\"center\": [lon, lat], \"feature\": [...]}}.");
    VITRINE_CHECK(checkRegionCount(info.size(), path));
    std::vector<float> values;
    for (const auto& [id, region] : info.items()) {  // In order of id.
        const std::string place = fmt::format("{}, region {:.60}", path.string(), id);
        if (!region.is_object()) return badCity(place, "it is no object", "Write {\"center\": [lon, lat], \"feature\": [...]}.");
        VITRINE_TRY(city.centres.emplace_back(), centreOf(region, place));
        VITRINE_CHECK(readFeatures(region, place, city.regions.empty() ? 0 : values.size() / city.regions.size(), values));
        city.regionEntity.push_back(city.size());
        city.regions.push_back(id);
    }
    city.features = torch::tensor(values).view({city.size(), -1});
    city.featureNames = featureNames(info, city.features);
    return {};
}

/// What a triple must join: regions, or a POI and a region or category.
Status checkTriple(const NamedTriple& triple, const std::set<std::string_view>& regions, const std::string& place) {
    static const std::set<std::string_view> kBetweenRegions{kNearBy, kBorderBy, kSimilarFunc};
    const bool headIsRegion = regions.contains(triple.head), tailIsRegion = regions.contains(triple.tail);
    const auto missing = [&](const std::string& region) {
        return badCity(place, fmt::format("{} names {:.60}, which is no region of region2info.json", triple.relation, region),
                       "Add the region there, or take its triples out of the graph.");
    };
    if (kBetweenRegions.contains(triple.relation)) {
        if (!headIsRegion) return missing(triple.head);
        if (!tailIsRegion) return missing(triple.tail);
    } else if (triple.relation == kLocateAt) {
        if (!tailIsRegion) return missing(triple.tail);
    } else if (triple.relation != kCate1Of) {
        return badCity(
            place, fmt::format("the relation \"{:.60}\" is unknown", triple.relation),
            "Use NearBy, BorderBy and SimilarFunc between regions, LocateAt from a POI to its region, Cate1Of from a POI to its category.");
    }
    return {};
}

Status readGraph(const CityFolder& folder, City& city) {
    VITRINE_TRY(const std::filesystem::path path, folder.require("kg.txt", "triples \"head relation tail\", one a line, separated by tabs"));
    VITRINE_TRY(LineReader lines, LineReader::open(path, {}));
    const std::set<std::string_view> regions(city.regions.begin(), city.regions.end());
    std::set<std::string> seen;
    std::vector<NamedTriple> triples;
    for (std::string_view line;;) {
        VITRINE_TRY(const bool more, lines.next(line));
        if (!more) break;
        if (line.empty()) continue;
        const std::size_t first = line.find('\t'), second = first == std::string_view::npos ? first : line.find('\t', first + 1);
        if (second == std::string_view::npos || line.find('\t', second + 1) != std::string_view::npos)
            return badCity(lines.place(), "it is no triple of three texts separated by tabs", "Write \"head<tab>relation<tab>tail\".");
        NamedTriple triple{std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1)),
                           std::string(line.substr(second + 1))};
        VITRINE_CHECK(checkTriple(triple, regions, lines.place()));
        for (const std::string* end : {&triple.head, &triple.tail})
            if (regions.contains(*end)) seen.insert(*end);
        triples.push_back(std::move(triple));
    }
    for (const std::string& region : city.regions)
        if (!seen.contains(region))
            return badCity(path.string(), fmt::format("region {} is missing: no triple names it", region),
                           "Add its triples, or take the region out of region2info.json.");
    city.graph = graphOf(city.regions, triples);
    return {};
}

}  // namespace

Result<City> readOfficialCity(const CityFolder& folder) {
    City city;
    city.name = folder.cityName();
    VITRINE_CHECK(readRegions(folder, city));
    VITRINE_CHECK(readGraph(folder, city));
    VITRINE_CHECK(readSplit(folder, city));
    VITRINE_CHECK(readEmbedding(folder, city));
    VITRINE_CHECK(readFlowOf(folder, city));
    if (const auto outlines = folder.matching("", ".geojson"); !outlines.empty()) VITRINE_CHECK(readOutlines(outlines.front(), city));
    return city;
}

}  // namespace vitrine::kstdiff
