// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/user_city.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/data/csv.h"
#include "core/data/geojson.h"
#include "plugins/kstdiff/city_parts.h"
#include "plugins/kstdiff/table_texts.h"

namespace vitrine::kstdiff {
namespace {

/// A place as the file has it.
struct Place {
    std::string id, category;
    std::array<double, 2> position{};
};

const Column* columnCalled(const Table& table, std::initializer_list<const char*> names) {
    for (const char* name : names)
        for (const Column& column : table.columns)
            if (std::equal(column.name.begin(), column.name.end(), name, name + std::char_traits<char>::length(name),
                           [](unsigned char a, unsigned char b) { return std::tolower(a) == b; }))
                return &column;
    return nullptr;
}

Result<std::vector<Place>> placesOfCsv(const std::filesystem::path& path) {
    VITRINE_TRY(const Table table, readCsv(path, {.header = CsvOptions::Header::Yes}));
    const Column* longitude = columnCalled(table, {"longitude", "lon", "lng", "long", "x"});
    const Column* latitude = columnCalled(table, {"latitude", "lat", "y"});
    const Column* category = columnCalled(table, {"category", "cate", "cate1", "type", "kind", "class"});
    const Column* id = columnCalled(table, {"id", "poi", "poi_id", "placekey", "osm_id"});
    if (!longitude || !latitude || !category || !longitude->isNumeric() || !latitude->isNumeric())
        return badCity(path.string(), "it has no columns longitude, latitude (numbers) and category", "Name the columns so in the first line.");
    VITRINE_TRY(const Array x, longitude->numbers().as(DType::F64));
    VITRINE_TRY(const Array y, latitude->numbers().as(DType::F64));
    const std::vector<std::string> categories = textsOf(*category), ids = id ? textsOf(*id) : std::vector<std::string>(categories.size());
    std::vector<Place> places;
    for (std::size_t row = 0; row < categories.size(); ++row) {
        const std::array<double, 2> position{x.values<double>()[row], y.values<double>()[row]};
        if (!(std::abs(position[0]) <= 360 && std::abs(position[1]) <= 90))
            return badCity(fmt::format("{}, row {}", path.string(), row + 1),
                           fmt::format("({}, {}) is no longitude and latitude in degrees", position[0], position[1]),
                           "Give positions in WGS 84 (EPSG:4326).");
        places.push_back({ids[row], categories[row], position});
    }
    return places;
}

Result<std::vector<Place>> placesOfGeoJson(const std::filesystem::path& path) {
    VITRINE_TRY(const GeoFeatures features, readGeoJson(path));
    std::vector<Place> places;
    for (std::size_t i = 0; i < features.features.size(); ++i) {
        const GeoFeature& feature = features.features[i];
        const std::string place = fmt::format("{}, feature {}", path.string(), i);
        if (feature.kind != GeoFeature::Kind::Point || feature.rings.empty() || feature.rings.front().size() != 1)
            return badCity(place, "it is no point", "Give every place as a Point.");
        std::string category;
        for (const char* key : {"category", "cate", "cate1", "type", "kind", "class"})
            if (category.empty()) category = stringOr(feature.properties, key);
        if (category.empty()) return badCity(place, "the place has no category", "Add a property \"category\".");
        places.push_back({feature.id, category, feature.rings.front().front()});
    }
    return places;
}

/// The places of the city with the region each lies in, under ids that are unique.
Result<std::vector<Poi>> readPois(const CityFolder& folder, const std::vector<PlaneShape>& shapes, const LocalProjection& projection,
                                  City& city) {
    const auto csv = folder.find("pois.csv"), geoJson = folder.find("pois.geojson");
    if (!csv && !geoJson) return std::vector<Poi>{};
    VITRINE_TRY(const std::vector<Place> places, csv ? placesOfCsv(*csv) : placesOfGeoJson(*geoJson));
    const ShapeIndex index(shapes);
    std::set<std::string> used(city.regions.begin(), city.regions.end());
    std::vector<Poi> pois;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto region = index.find(projection.toPlane(places[i].position));
        if (!region) continue;
        std::string id = places[i].id;
        if (id.empty() || !used.insert(id).second) used.insert(id = fmt::format("poi_{:07}", i));
        pois.push_back({std::move(id), places[i].category, *region});
    }
    if (pois.size() < places.size())
        city.notes.push_back(fmt::format("{} of {} places lie in no region and are left out", places.size() - pois.size(), places.size()));
    return pois;
}

/// A row of the table for each region.
Result<std::vector<std::int64_t>> rowsOfRegions(const Table& table, const std::filesystem::path& path, const City& city, std::size_t& idColumn) {
    idColumn = 0;
    for (std::size_t c = table.columns.size(); c-- > 0;)
        if (isIdName(table.columns[c].name)) idColumn = c;
    const std::vector<std::string> ids = textsOf(table.columns[idColumn]);
    std::map<std::string, std::int64_t> rowOf;
    for (std::size_t row = 0; row < ids.size(); ++row)
        if (!rowOf.emplace(ids[row], static_cast<std::int64_t>(row)).second)
            return badCity(fmt::format("{}, row {}", path.string(), row + 1), fmt::format("region {} has a row already", ids[row]),
                           "Keep one row for each region.");
    std::vector<std::int64_t> rows;
    for (const std::string& region : city.regions) {
        const auto found = rowOf.find(region);
        if (found == rowOf.end())
            return badCity(path.string(),
                           fmt::format("region {} is missing (ids are taken from the column \"{}\")", region, table.columns[idColumn].name),
                           "Add its row.");
        rows.push_back(found->second);
    }
    return rows;
}

Status readFeatureTable(const std::filesystem::path& path, City& city) {
    VITRINE_TRY(const Table table, readCsv(path, {.header = CsvOptions::Header::Yes}));
    if (table.columns.size() < 2)
        return badCity(path.string(), "it has no columns of features", "Give the region's id, then one column for each feature.");
    std::size_t idColumn = 0;
    VITRINE_TRY(const std::vector<std::int64_t> rows, rowsOfRegions(table, path, city, idColumn));
    std::vector<torch::Tensor> columns;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const Column& column = table.columns[c];
        if (c == idColumn) continue;
        if (!column.isNumeric())
            return badCity(fmt::format("{}, column \"{}\"", path.string(), column.name), "not all of its cells are numbers",
                           "Take the column out, or write it as numbers.");
        VITRINE_TRY(const Array values, column.numbers().as(DType::F64));
        std::vector<double> picked;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            picked.push_back(values.values<double>()[static_cast<std::size_t>(rows[r])]);
            if (!std::isfinite(picked.back()))
                return badCity(fmt::format("{}, region {}, column \"{}\"", path.string(), city.regions[r], column.name),
                               "the feature is NaN or missing", "Fill the cell in: the column's mean is neutral.");
        }
        columns.push_back(torch::tensor(picked, torch::kFloat64));
        city.featureNames.push_back(column.name);
    }
    city.features = standardised(torch::stack(columns, 1));
    return {};
}

/// What a city without a feature table is described by.
void featuresOfPois(const std::vector<Poi>& pois, City& city) {
    torch::Tensor counts = torch::zeros({city.size(), 1});
    for (const Poi& poi : pois) counts[static_cast<std::int64_t>(poi.region)][0] += 1;
    city.features = standardised(torch::cat({torch::log1p(counts), categoryShares(city, &city.featureNames)}, 1));
    city.featureNames.insert(city.featureNames.begin(), "log n_pois");
}

Status readInto(const CityFolder& folder, std::uint64_t seed, const GraphRules& rules, City& city) {
    VITRINE_TRY(const std::filesystem::path outlinesPath, folder.require(kRegionsFile, "the regions as polygons with ids"));
    VITRINE_TRY(const GeoFeatures outlines, readRegionOutlines(outlinesPath));
    if (outlines.features.size() < 2) return badCity(outlinesPath.string(), "it has fewer than two regions", "Add the polygons of all regions.");
    VITRINE_CHECK(checkRegionCount(outlines.features.size(), outlinesPath));
    std::vector<std::array<double, 2>> corners;
    for (const GeoFeature& feature : outlines.features)
        corners.insert(corners.end(), feature.rings.front().begin(), feature.rings.front().end());
    const LocalProjection projection = LocalProjection::around(corners);
    std::vector<PlaneShape> shapes;
    std::vector<PlanePoint> centres;
    for (const GeoFeature& feature : outlines.features) {
        shapes.push_back(planeShape(feature, projection));
        centres.push_back(shapes.back().centroid());
        city.centres.push_back(projection.toDegrees(centres.back()));
        city.regionEntity.push_back(city.size());
        city.regions.push_back(feature.id);
    }
    city.polygons = geoJsonOf(outlines);
    VITRINE_TRY(const std::vector<Poi> pois, readPois(folder, shapes, projection, city));
    city.graph = buildGraph(city.regions, centres, borderingShapes(shapes, rules.borderTolerance), pois, rules);
    if (const auto table = folder.find("features.csv")) {
        VITRINE_CHECK(readFeatureTable(*table, city));
    } else if (pois.empty()) {
        return badCity(folder.path().string(), "it has neither features.csv nor places inside of the regions",
                       "Add features.csv (region id, then numbers) or pois.csv.");
    } else {
        featuresOfPois(pois, city);
        city.notes.push_back("no features.csv: the number of places and the shares of their categories stand in");
    }
    if (folder.find("train_regs.json") || folder.find("test_regs.json")) {
        VITRINE_CHECK(readSplit(folder, city));
    } else {
        splitRegions(city, kTestShare, seed);
        city.notes.push_back(fmt::format("no split given: {} of {} regions held out, drawn by the seed", city.test.size(), city.size()));
    }
    VITRINE_CHECK(readEmbedding(folder, city));
    return readFlowOf(folder, city);
}

}  // namespace

Result<City> readUserCity(const CityFolder& folder, std::uint64_t seed, const GraphRules& rules) {
    City city;
    city.name = folder.cityName();
    VITRINE_CHECK(readInto(folder, seed, rules, city));
    return city;
}

}  // namespace vitrine::kstdiff
