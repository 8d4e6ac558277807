// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// One GeoJSON feature. Coordinates are longitude, latitude in degrees (WGS 84, RFC 7946).
struct GeoFeature {
    enum class Kind { Point, Line, Polygon };
    Kind kind = Kind::Point;
    /// Points: one ring of points. Lines: one ring per line. Polygons: outer rings and holes, `polygonStart` marks where each polygon begins.
    std::vector<std::vector<std::array<double, 2>>> rings;
    std::vector<std::size_t> polygonStart;
    std::string id;
    Json properties;
};

struct GeoFeatures {
    std::vector<GeoFeature> features;
};

}  // namespace vitrine
