// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include "core/base/result.h"

namespace vitrine {

/// A place in degrees (WGS 84).
struct GeoPoint {
    double longitude = 0, latitude = 0;
    bool operator==(const GeoPoint&) const = default;
};

/// Great-circle distance on the mean sphere (radius 6,371,008.8 m), within 0.5 % of the ellipsoid's.
double distanceMetres(const GeoPoint& from, const GeoPoint& to);

/// From degrees to metres of a plane, x to the east and y to the south (as pixels run), and back.
class MapProjection {
public:
    enum class Kind {
        WebMercator,        ///< As web maps; lengths grow with 1 / cos(latitude).
        Equirectangular,    ///< True along the parallel and the meridians of the origin: a city looks as it is.
        AzimuthalEqualArea  ///< Lambert: areas are true everywhere, so that densities can be compared.
    };

    MapProjection() = default;
    /// `origin` is the middle of the shown places; Web Mercator has none.
    MapProjection(Kind kind, const GeoPoint& origin);
    Kind kind() const { return m_kind; }
    const GeoPoint& origin() const { return m_origin; }
    QPointF project(const GeoPoint& place) const;
    GeoPoint unproject(const QPointF& point) const;
    /// x depends on the longitude alone and y on the latitude alone.
    bool separable() const { return m_kind != Kind::AzimuthalEqualArea; }
    bool operator==(const MapProjection& other) const { return m_kind == other.m_kind && m_origin == other.m_origin; }

private:
    Kind m_kind = Kind::WebMercator;
    GeoPoint m_origin;
    double m_sine = 0, m_cosine = 1;  ///< Of the origin's latitude.
};

/// "web-mercator", "equirectangular", "azimuthal-equal-area".
const char* name(MapProjection::Kind kind);
Result<MapProjection::Kind> projectionFromName(std::string_view name);

}  // namespace vitrine
