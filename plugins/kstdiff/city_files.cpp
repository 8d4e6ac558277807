// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/city_files.h"

#include "core/base/files.h"
#include "core/compute/tensor.h"
#include "core/data/npy.h"
#include "plugins/kstdiff/city_folder.h"
#include "plugins/kstdiff/flow_files.h"
#include "plugins/kstdiff/grid_city.h"
#include "plugins/kstdiff/user_city.h"

namespace vitrine::kstdiff {
namespace {

/// The cities inside of a folder, when it is one of cities: "nyc, DC".
std::string citiesInside(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (std::filesystem::exists(entry.path() / "region2info.json.gz") || std::filesystem::exists(entry.path() / "region2info.json"))
            names.push_back(entry.path().filename().string());
    return fmt::format("{}", fmt::join(names, ", "));
}

Result<City> readByFiles(const CityFolder& folder, std::uint64_t seed) {
    if (folder.find("region2info.json")) return readOfficialCity(folder);
    if (folder.find(kRegionsFile)) return readUserCity(folder, seed);
    if (const auto grid = folder.find("flow.csv")) return readGridCity(*grid, seed);
    const std::string inside = citiesInside(folder.path());
    const bool several = !inside.empty();
    return Error{ErrorCode::NotFound, "Cannot read the city", folder.path().string(),
                 several ? "it holds several cities: " + inside
                         : "it has neither region2info.json (official format), regions.geojson (a city of your own) nor flow.csv (a grid)",
                 several ? "Give the folder of one of them." : "Give the folder with these files, or a zip archive of them."};
}

Json idsOf(const City& city, const std::vector<std::int64_t>& subset) {
    Json ids = Json::array();
    for (const std::int64_t region : subset) ids.push_back(city.regions[static_cast<std::size_t>(region)]);
    return ids;
}

Status writeGraph(const std::filesystem::path& path, const UrbanGraph& graph) {
    std::string text;
    const auto entity = [&graph](std::int64_t index) -> const std::string& { return graph.entities[static_cast<std::size_t>(index)]; };
    for (const auto& [head, relation, tail] : graph.triples)
        text += fmt::format("{}\t{}\t{}\n", entity(head), graph.relations[static_cast<std::size_t>(relation)], entity(tail));
    return writeAtomically(path, text);
}

Status writeRegions(const std::filesystem::path& path, const City& city) {
    const torch::Tensor features = city.features.to(torch::kFloat64).contiguous();
    const auto values = features.accessor<double, 2>();
    Json info = Json::object();
    for (std::int64_t r = 0; r < city.size(); ++r) {
        Json& region = info[city.regions[static_cast<std::size_t>(r)]];
        region["center"] = city.centres[static_cast<std::size_t>(r)];
        region["feature"] = Json::array();
        for (std::int64_t k = 0; k < features.size(1); ++k) {
            region["feature"].push_back(values[r][k]);
            // Under its own name as well, by which a reader names the column again.
            if (const std::string& name = city.featureNames[static_cast<std::size_t>(k)]; !region.contains(name)) region[name] = values[r][k];
        }
    }
    return writeAtomically(path, dumpJson(info));
}

}  // namespace

Result<City> readCity(const std::filesystem::path& path, std::uint64_t seed) {
    const std::string name = path.filename().string();
    if (name.ends_with(".csv") || name.ends_with(".csv.gz")) return readGridCity(path, seed);
    VITRINE_TRY(const CityFolder folder, CityFolder::open(path));
    Result<City> city = readByFiles(folder, seed);
    return city.ok() ? std::move(city) : Result<City>(folder.inPlace(city.error()));
}

Status writeOfficialCity(const std::filesystem::path& folder, const City& city) {
    VITRINE_CHECK(makeFolder(folder));
    VITRINE_CHECK(writeRegions(folder / "region2info.json", city));
    VITRINE_CHECK(writeGraph(folder / "kg.txt", city.graph));
    VITRINE_CHECK(writeAtomically(folder / "train_regs.json", dumpJson(idsOf(city, city.train))));
    VITRINE_CHECK(writeAtomically(folder / "test_regs.json", dumpJson(idsOf(city, city.test))));
    if (city.polygons) VITRINE_CHECK(writeAtomically(folder / "regions.geojson", dumpJson(*city.polygons)));
    if (city.embedding) VITRINE_CHECK(writeNpy(folder / "region_kge.npy", toArray(*city.embedding)));
    return city.hasFlow() ? writeFlow(folder / "alldayflow.json", city.days, city.flow) : Status();
}

}  // namespace vitrine::kstdiff
