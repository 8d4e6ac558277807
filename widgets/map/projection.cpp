// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/projection.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrine {
namespace {

using Kind = MapProjection::Kind;

constexpr double kRadius = 6'371'008.8;  ///< Mean radius of the Earth in metres (IUGG).
constexpr double kDegree = std::numbers::pi / 180;
constexpr double kMercatorEnd = 85.05112878;  ///< Where the world of Web Mercator is a square.
constexpr Kind kProjections[] = {Kind::WebMercator, Kind::Equirectangular, Kind::AzimuthalEqualArea};

}  // namespace

double distanceMetres(const GeoPoint& from, const GeoPoint& to) {
    const double north = std::sin((to.latitude - from.latitude) * kDegree / 2),
                 east = std::sin((to.longitude - from.longitude) * kDegree / 2);
    const double half = north * north + std::cos(from.latitude * kDegree) * std::cos(to.latitude * kDegree) * east * east;
    return 2 * kRadius * std::asin(std::sqrt(std::min(1.0, half)));
}

MapProjection::MapProjection(Kind kind, const GeoPoint& origin)
    : m_kind(kind), m_origin(kind == Kind::WebMercator ? GeoPoint{} : origin), m_sine(std::sin(m_origin.latitude * kDegree)),
      m_cosine(std::cos(m_origin.latitude * kDegree)) {}

QPointF MapProjection::project(const GeoPoint& place) const {
    const double east = (place.longitude - m_origin.longitude) * kDegree, latitude = place.latitude * kDegree;
    if (m_kind == Kind::WebMercator) {
        const double kept = std::clamp(place.latitude, -kMercatorEnd, kMercatorEnd) * kDegree;
        return {kRadius * east, -kRadius * std::asinh(std::tan(kept))};
    }
    if (m_kind == Kind::Equirectangular) return {kRadius * m_cosine * east, -kRadius * (latitude - m_origin.latitude * kDegree)};
    const double sine = std::sin(latitude), cosine = std::cos(latitude);
    const double stretch = std::sqrt(2 / std::max(1e-9, 1 + m_sine * sine + m_cosine * cosine * std::cos(east)));
    return {kRadius * stretch * cosine * std::sin(east), -kRadius * stretch * (m_cosine * sine - m_sine * cosine * std::cos(east))};
}

GeoPoint MapProjection::unproject(const QPointF& point) const {
    const double x = point.x() / kRadius, y = -point.y() / kRadius;
    if (m_kind == Kind::WebMercator) return {x / kDegree, std::atan(std::sinh(y)) / kDegree};
    if (m_kind == Kind::Equirectangular)
        return {m_origin.longitude + x / std::max(1e-9, m_cosine) / kDegree, m_origin.latitude + y / kDegree};
    const double far = std::hypot(x, y);
    if (far < 1e-12) return m_origin;
    const double angle = 2 * std::asin(std::min(1.0, far / 2));
    const double latitude = std::asin(std::clamp(std::cos(angle) * m_sine + y * std::sin(angle) * m_cosine / far, -1.0, 1.0));
    const double east = std::atan2(x * std::sin(angle), far * m_cosine * std::cos(angle) - y * m_sine * std::sin(angle));
    return {m_origin.longitude + east / kDegree, latitude / kDegree};
}

const char* name(MapProjection::Kind kind) {
    switch (kind) {
        case Kind::WebMercator: return "web-mercator";
        case Kind::Equirectangular: return "equirectangular";
        case Kind::AzimuthalEqualArea: return "azimuthal-equal-area";
    }
    return "";
}

Result<MapProjection::Kind> projectionFromName(std::string_view wanted) {
    for (const Kind kind : kProjections)
        if (wanted == name(kind)) return kind;
    return Error{ErrorCode::InvalidArgument, "Cannot use the projection", std::string(wanted), "there is no such projection",
                 "Use web-mercator, equirectangular or azimuthal-equal-area."};
}

}  // namespace vitrine
