// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/city_parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "core/compute/tensor.h"
#include "core/data/geojson.h"
#include "core/data/npy.h"
#include "plugins/kstdiff/flow_files.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::array kIdNames{"id", "region", "region_id", "geoid", "geoid10", "geoid20", "tract", "zone", "name"};

std::string lowerCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::string idOf(const GeoFeature& feature) {
    if (!feature.id.empty()) return feature.id;
    for (const char* wanted : kIdNames)
        for (const auto& [key, value] : feature.properties.items())
            if (lowerCase(key) == wanted && (value.is_string() || value.is_number_integer()))
                return value.is_string() ? value.get<std::string>() : dumpJson(value);
    return {};
}

}  // namespace

bool isIdName(const std::string& name) {
    return std::find(kIdNames.begin(), kIdNames.end(), lowerCase(name)) != kIdNames.end();
}

Result<GeoFeatures> readRegionOutlines(const std::filesystem::path& path) {
    VITRINE_TRY(GeoFeatures outlines, readGeoJson(path));
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < outlines.features.size(); ++i) {
        GeoFeature& feature = outlines.features[i];
        const std::string place = fmt::format("{}, feature {}", path.string(), i);
        feature.id = idOf(feature);
        if (feature.kind != GeoFeature::Kind::Polygon || feature.rings.empty())
            return badCity(place, "it is no polygon", "Give every region as a Polygon or MultiPolygon.");
        if (feature.id.empty())
            return badCity(place, "the region has no id",
                           fmt::format("Give features an \"id\", or one of the properties {}.", fmt::join(kIdNames, ", ")));
        if (const auto [other, fresh] = seen.emplace(feature.id, i); !fresh)
            return badCity(place, fmt::format("region {} is feature {} already", feature.id, other->second),
                           "Join the parts of a region into one MultiPolygon.");
    }
    std::sort(outlines.features.begin(), outlines.features.end(), [](const GeoFeature& a, const GeoFeature& b) { return a.id < b.id; });
    return outlines;
}

Status checkRegionCount(std::size_t count, const std::filesystem::path& path) {
    if (count <= static_cast<std::size_t>(kMaxRegions)) return {};
    return Error{ErrorCode::TooLarge, "Cannot read the city", path.string(), fmt::format("it has {} regions, at most {} can be taken", count, kMaxRegions),
                 "Give a part of the city, or larger regions."};
}

Status readOutlines(const std::filesystem::path& path, City& city) {
    VITRINE_TRY(GeoFeatures outlines, readRegionOutlines(path));
    std::map<std::string, GeoFeature> byId;
    for (GeoFeature& feature : outlines.features) byId.emplace(feature.id, std::move(feature));
    GeoFeatures ordered;
    for (const std::string& region : city.regions) {
        const auto found = byId.find(region);
        if (found == byId.end())
            return badCity(path.string(), fmt::format("region {} is missing", region),
                           "Add its polygon, or take the file away: cells are then drawn around the centres.");
        ordered.features.push_back(std::move(found->second));
    }
    city.polygons = geoJsonOf(ordered);
    return {};
}

Status readSplit(const CityFolder& folder, City& city) {
    std::map<std::string, std::int64_t> index;
    for (const std::string& region : city.regions) index.emplace(region, static_cast<std::int64_t>(index.size()));
    std::map<std::int64_t, std::string> taken;
    for (const bool train : {true, false}) {
        const std::string file = train ? "train_regs.json" : "test_regs.json";
        VITRINE_TRY(const std::filesystem::path path, folder.require(file, "a list of region ids"));
        VITRINE_TRY(const Json ids, readCityJson(path));
        if (!ids.is_array()) return badCity(path.string(), "it is no list of region ids", "Write [\"id\", \"id\", ...].");
        if (ids.empty())
            return badCity(path.string(), "the split is empty", fmt::format("List at least one {} region.", train ? "train" : "test"));
        std::vector<std::int64_t>& regions = train ? city.train : city.test;
        for (const Json& id : ids) {
            const std::string name = id.is_string() ? id.get<std::string>() : dumpJson(id);
            const auto found = index.find(name);
            if (found == index.end())
                return badCity(path.string(), fmt::format("region {:.60} is missing: the city's regions do not include it", name),
                               "Correct the id, or add the region.");
            if (const auto [before, fresh] = taken.emplace(found->second, file); !fresh)
                return badCity(path.string(),
                               before->second == file ? fmt::format("region {} is listed twice", name)
                                                      : fmt::format("test region {} is inside train ({}): what is tested must not be trained on",
                                                                    name, before->second),
                               "List every region once, as train or as test.");
            regions.push_back(found->second);
        }
        std::sort(regions.begin(), regions.end());
    }
    return {};
}

Status readEmbedding(const CityFolder& folder, City& city) {
    std::optional<std::filesystem::path> path;
    for (const char* name : {"region_kge.npy", "E_pretrain.npy", "ER.npz"})
        if (!path) path = folder.find(name);
    if (!path) return {};
    Array rows;
    if (path->extension() == ".npz") {
        VITRINE_TRY(NamedArrays arrays, readNpz(*path));
        if (!arrays.contains("E_pretrain"))
            return badCity(path->string(), "it has no array \"E_pretrain\"", "Save the entity embeddings under that name.");
        rows = arrays.at("E_pretrain");
    } else {
        VITRINE_TRY(rows, readNpy(*path));
    }
    VITRINE_TRY(const Array reals, rows.as(DType::F32));
    const bool fits = reals.rank() == 2 && reals.dim(1) == 32 &&
                      (reals.dim(0) == city.size() || reals.dim(0) == static_cast<std::int64_t>(city.graph.entities.size()));
    if (!fits)
        return badCity(path->string(),
                       fmt::format("{}, expected 32 columns and a row for each of the {} regions (or of the {} entities)", reals.describe(),
                                   city.size(), city.graph.entities.size()),
                       "Take the file away to have the embedding trained, or give the one of this graph.");
    torch::Tensor embedding = toTensor(reals).narrow(0, 0, city.size()).clone();
    if (!torch::isfinite(embedding).all().item<bool>())
        return badCity(path->string(), "it has values that are no numbers", "Take the file away to have the embedding trained.");
    city.embedding = embedding;
    return {};
}

Status readFlowOf(const CityFolder& folder, City& city) {
    city.flow = torch::zeros({0, city.size(), kHours, kChannels});
    std::vector<std::filesystem::path> files;
    for (const char* name : {"alldayflow.json", "flow.csv"})
        if (auto file = folder.find(name); file && files.empty()) files = {*file};
    if (files.empty()) files = folder.matching("alldayflow_", ".json");
    if (files.empty()) return {};
    if (files.size() > 1)
        city.notes.push_back(fmt::format("flow of {}; {} more flow files left aside", files.front().filename().string(), files.size() - 1));
    return readFlow(files.front(), city);
}

}  // namespace vitrine::kstdiff
