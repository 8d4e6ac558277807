// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/geojson.h"

#include <cmath>

#include "core/data/json_lines.h"
#include "core/data/read_support.h"

namespace vitrine {
namespace {

using Kind = GeoFeature::Kind;
using Ring = std::vector<std::array<double, 2>>;

Error refuse(const std::string& object, std::string why) {
    return badFile("Cannot read GeoJSON", object, std::move(why), "Correct the file at that place.");
}

const Json& member(const Json& object, const char* key) {
    static const Json kNull;
    return object.is_object() && object.contains(key) ? object[key] : kNull;
}

Result<std::array<double, 2>> point(const Json& value, const std::string& place) {
    if (!value.is_array() || value.size() < 2 || !value[0].is_number() || !value[1].is_number())
        return refuse(place, "a position is no pair of numbers");
    const std::array<double, 2> position{value[0].get<double>(), value[1].get<double>()};
    if (!(std::abs(position[0]) <= 360 && std::abs(position[1]) <= 90))
        return badFile("Cannot read GeoJSON", place,
                       fmt::format("({}, {}) is no longitude and latitude in degrees", position[0], position[1]),
                       "Convert the file to WGS 84 (EPSG:4326), as RFC 7946 asks.");
    return position;
}

Result<Ring> ring(const Json& value, std::size_t least, const std::string& place) {
    if (!value.is_array() || value.size() < least)
        return refuse(place, fmt::format("a line or ring is no list of at least {} positions", least));
    Ring points;
    points.reserve(value.size());
    for (const Json& position : value) {
        VITRINE_TRY(points.emplace_back(), point(position, place));
    }
    return points;
}

/// Adds the rings of a list of lines or of one polygon.
Status addRings(GeoFeature& feature, const Json& value, std::size_t least, const std::string& place) {
    if (!value.is_array()) return refuse(place, "its coordinates are no list");
    for (const Json& line : value) {
        VITRINE_TRY(feature.rings.emplace_back(), ring(line, least, place));
    }
    return {};
}

Status readGeometry(const Json& geometry, GeoFeature& feature, const std::string& place) {
    if (geometry.is_null()) return {};
    const std::string type = stringOr(geometry, "type");
    const Json& coordinates = member(geometry, "coordinates");
    constexpr std::size_t kRing = 4;  // closed: the last position repeats the first
    if (type == "Point") {
        VITRINE_TRY(const auto position, point(coordinates, place));
        feature.rings = {{position}};
    } else if (type == "MultiPoint") {
        VITRINE_TRY(feature.rings.emplace_back(), ring(coordinates, 0, place));
    } else if (type == "LineString") {
        feature.kind = Kind::Line;
        VITRINE_TRY(feature.rings.emplace_back(), ring(coordinates, 2, place));
    } else if (type == "MultiLineString") {
        feature.kind = Kind::Line;
        return addRings(feature, coordinates, 2, place);
    } else if (type == "Polygon") {
        feature.kind = Kind::Polygon;
        feature.polygonStart = {0};
        return addRings(feature, coordinates, kRing, place);
    } else if (type == "MultiPolygon") {
        feature.kind = Kind::Polygon;
        if (!coordinates.is_array()) return refuse(place, "its coordinates are no list");
        for (const Json& polygon : coordinates) {
            feature.polygonStart.push_back(feature.rings.size());
            VITRINE_CHECK(addRings(feature, polygon, kRing, place));
        }
    } else {
        return Error{ErrorCode::Unsupported, "Cannot read GeoJSON", place,
                     fmt::format("a geometry of type \"{:.40}\" is not read", type),
                     "Split geometry collections into points, lines and polygons."};
    }
    return {};
}

Result<GeoFeature> readFeature(const Json& value, const std::string& place) {
    GeoFeature feature;
    if (stringOr(value, "type") != "Feature") return refuse(place, "it is no object of type \"Feature\"");
    VITRINE_CHECK(readGeometry(member(value, "geometry"), feature, place));
    feature.properties = member(value, "properties");
    if (feature.properties.is_null()) feature.properties = Json::object();
    if (const Json& id = member(value, "id"); !id.is_null())
        feature.id = id.is_string() ? id.get<std::string>() : dumpJson(id);
    return feature;
}

Result<GeoFeatures> parse(const std::filesystem::path& path, const ReadLimits& limits) {
    VITRINE_TRY(const Json root, readJson(path, limits));
    GeoFeatures result;
    const std::string type = stringOr(root, "type");
    if (type == "FeatureCollection") {
        const Json& features = member(root, "features");
        if (!features.is_array()) return refuse(path.string(), "its \"features\" are no list");
        for (std::size_t i = 0; i < features.size(); ++i) {
            VITRINE_TRY(result.features.emplace_back(),
                        readFeature(features[i], fmt::format("{}, feature {}", path.string(), i)));
        }
    } else if (type == "Feature") {
        VITRINE_TRY(result.features.emplace_back(), readFeature(root, path.string()));
    } else if (root.is_object() && root.contains("coordinates")) {
        GeoFeature feature;
        feature.properties = Json::object();
        VITRINE_CHECK(readGeometry(root, feature, path.string()));
        result.features.push_back(std::move(feature));
    } else {
        return refuse(path.string(), "it is no FeatureCollection, Feature or geometry");
    }
    return result;
}

Json coordinatesOf(const Ring& ring, bool closed) {
    Json list = Json::array();
    for (const auto& [longitude, latitude] : ring) list.push_back({longitude, latitude});
    if (closed && !ring.empty() && ring.front() != ring.back()) list.push_back({ring.front()[0], ring.front()[1]});
    return list;
}

Json polygonsOf(const GeoFeature& feature) {
    Json polygons = Json::array();
    for (std::size_t p = 0; p < feature.polygonStart.size(); ++p) {
        const std::size_t end = p + 1 < feature.polygonStart.size() ? feature.polygonStart[p + 1] : feature.rings.size();
        Json& rings = polygons.emplace_back(Json::array());
        for (std::size_t ring = feature.polygonStart[p]; ring < end; ++ring) rings.push_back(coordinatesOf(feature.rings[ring], true));
    }
    if (polygons.size() == 1) return {{"type", "Polygon"}, {"coordinates", polygons[0]}};
    return {{"type", "MultiPolygon"}, {"coordinates", std::move(polygons)}};
}

Json geometryOf(const GeoFeature& feature) {
    if (feature.rings.empty()) return nullptr;
    if (feature.kind == Kind::Polygon) return polygonsOf(feature);
    if (feature.kind == Kind::Point) {
        const Json points = coordinatesOf(feature.rings.front(), false);
        if (points.size() == 1) return {{"type", "Point"}, {"coordinates", points[0]}};
        return {{"type", "MultiPoint"}, {"coordinates", points}};
    }
    Json lines = Json::array();
    for (const Ring& line : feature.rings) lines.push_back(coordinatesOf(line, false));
    return {{"type", "MultiLineString"}, {"coordinates", std::move(lines)}};
}

}  // namespace

Json geoJsonOf(const GeoFeatures& features) {
    Json list = Json::array();
    for (const GeoFeature& feature : features.features) {
        Json item{{"type", "Feature"}, {"geometry", geometryOf(feature)}, {"properties", feature.properties.is_object() ? feature.properties : Json::object()}};
        if (!feature.id.empty()) item["id"] = feature.id;
        list.push_back(std::move(item));
    }
    return {{"type", "FeatureCollection"}, {"features", std::move(list)}};
}

Result<GeoFeatures> readGeoJson(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&] { return parse(path, limits); });
}

}  // namespace vitrine
