// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/data/geo.h"

namespace vitrine {

/// Geometry of a city in the plane, in kilometres.
using PlanePoint = std::array<double, 2>;
using PlaneRing = std::vector<PlanePoint>;

double distance(const PlanePoint& a, const PlanePoint& b);

/// Degrees to kilometres around one place: x to the east, y to the north (equirectangular, sphere of 6371.0088 km). Within a city the distances
/// are right to about a thousandth. Longitudes are taken the short way round, so that a city may lie on the date line.
class LocalProjection {
public:
    explicit LocalProjection(const std::array<double, 2>& origin);
    /// Around the middle of the box of these places; none: around (0, 0).
    static LocalProjection around(const std::vector<std::array<double, 2>>& places);
    PlanePoint toPlane(const std::array<double, 2>& degrees) const;
    std::array<double, 2> toDegrees(const PlanePoint& point) const;

private:
    std::array<double, 2> m_origin;
    double m_kmPerLongitude;
};

struct PlaneBox {
    PlanePoint low{1, 1}, high{0, 0};  ///< Empty while low exceeds high.

    void add(const PlanePoint& point);
    bool contains(const PlanePoint& point) const;
    /// True when the boxes come nearer than `gap` to each other.
    bool meets(const PlaneBox& other, double gap = 0) const;
    bool empty() const { return low[0] > high[0]; }
};

/// A region: outer rings and holes of one or more polygons; a point is inside when a ray from it crosses the rings an odd number of times.
class PlaneShape {
public:
    explicit PlaneShape(std::vector<PlaneRing> rings);
    const std::vector<PlaneRing>& rings() const { return m_rings; }
    const PlaneBox& box() const { return m_box; }
    bool contains(const PlanePoint& point) const;
    /// Centre of gravity of the area; of a shape without area the mean of its corners.
    PlanePoint centroid() const;
    /// Length of this boundary that lies within `tolerance` of the other shape's boundary.
    double sharedLength(const PlaneShape& other, double tolerance) const;

private:
    std::vector<PlaneRing> m_rings;
    PlaneBox m_box;
};

/// The rings of a polygon feature in the plane.
PlaneShape planeShape(const GeoFeature& feature, const LocalProjection& projection);

/// Finds the shape that a point lies in.
class ShapeIndex {
public:
    explicit ShapeIndex(const std::vector<PlaneShape>& shapes);  ///< The shapes must outlive it.
    /// The first shape that contains the point.
    std::optional<std::size_t> find(const PlanePoint& point) const;

private:
    std::size_t column(double value, int axis) const;
    const std::vector<PlaneShape>& m_shapes;
    PlaneBox m_box;
    std::size_t m_side = 1;
    std::vector<std::vector<std::size_t>> m_cells;
};

/// Pairs (i < j) of shapes that share a boundary: more of it lies within `tolerance` (km) than where two corners touch.
std::vector<std::array<std::size_t, 2>> borderingShapes(const std::vector<PlaneShape>& shapes, double tolerance);

}  // namespace vitrine
