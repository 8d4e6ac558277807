// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/data/geo.h"
#include "core/data/readers.h"

namespace vitrine {

/// Reads GeoJSON (RFC 7946; plain or gzip): a FeatureCollection, a Feature, or a bare geometry. A feature with a null
/// geometry keeps its properties and has no rings. Refused: geometry collections, and coordinates that are no longitude
/// and latitude (projected files).
Result<GeoFeatures> readGeoJson(const std::filesystem::path& path, const ReadLimits& limits = {});

/// The features as a FeatureCollection (RFC 7946), which `readGeoJson` reads back equal. Rings of polygons are closed where they are not.
Json geoJsonOf(const GeoFeatures& features);

}  // namespace vitrine
