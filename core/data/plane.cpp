// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/plane.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrine {
namespace {

constexpr double kKmPerDegree = 6371.0088 * std::numbers::pi / 180;

double shortWay(double degrees) {
    return degrees - 360 * std::floor((degrees + 180) / 360);
}

/// Calls `visit(from, to)` for every edge; rings may repeat their first corner at the end or not.
template <class Visit>
void forEdges(const std::vector<PlaneRing>& rings, Visit visit) {
    for (const PlaneRing& ring : rings)
        for (std::size_t i = 0; i < ring.size(); ++i) visit(ring[i], ring[(i + 1) % ring.size()]);
}

struct Interval {
    double from = 1, to = 0;
    bool empty() const { return from > to; }
    void join(const Interval& other) {
        if (other.empty()) return;
        *this = empty() ? other : Interval{std::min(from, other.from), std::max(to, other.to)};
    }
};

/// Where a + t (b - a) is within `radius` of `centre`.
Interval insideDisc(const PlanePoint& a, const PlanePoint& b, const PlanePoint& centre, double radius) {
    const double dx = b[0] - a[0], dy = b[1] - a[1], ox = a[0] - centre[0], oy = a[1] - centre[1];
    const double aa = dx * dx + dy * dy, half = dx * ox + dy * oy, root = half * half - aa * (ox * ox + oy * oy - radius * radius);
    if (aa == 0 || root < 0) return {};
    return {(-half - std::sqrt(root)) / aa, (-half + std::sqrt(root)) / aa};
}

/// Where a + t (b - a) is inside the rectangle around the segment p q with half width `radius`.
Interval insideBand(const PlanePoint& a, const PlanePoint& b, const PlanePoint& p, const PlanePoint& q, double radius) {
    const double length = distance(p, q);
    if (length == 0) return {};
    const double ux = (q[0] - p[0]) / length, uy = (q[1] - p[1]) / length;
    Interval inside{-1e300, 1e300};
    // The line in the rectangle's own directions: along 0..length, across -radius..radius.
    const auto clip = [&inside](double start, double step, double low, double high) {
        if (step == 0) {
            if (start < low || start > high) inside = {};
            return;
        }
        const double t0 = (low - start) / step, t1 = (high - start) / step;
        inside = {std::max(inside.from, std::min(t0, t1)), std::min(inside.to, std::max(t0, t1))};
    };
    clip((a[0] - p[0]) * ux + (a[1] - p[1]) * uy, (b[0] - a[0]) * ux + (b[1] - a[1]) * uy, 0, length);
    if (!inside.empty()) clip((a[1] - p[1]) * ux - (a[0] - p[0]) * uy, (b[1] - a[1]) * ux - (b[0] - a[0]) * uy, -radius, radius);
    return inside;
}

/// Length of the union of intervals.
double coveredLength(std::vector<Interval>& intervals) {
    std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.from < b.from; });
    double covered = 0, end = -1e300;
    for (const Interval& interval : intervals) {
        covered += std::max(0.0, interval.to - std::max(interval.from, end));
        end = std::max(end, interval.to);
    }
    return covered;
}

PlaneBox boxOf(const PlanePoint& a, const PlanePoint& b) {
    PlaneBox box;
    box.add(a);
    box.add(b);
    return box;
}

}  // namespace

double distance(const PlanePoint& a, const PlanePoint& b) {
    return std::hypot(a[0] - b[0], a[1] - b[1]);
}

LocalProjection::LocalProjection(const std::array<double, 2>& origin)
    : m_origin(origin), m_kmPerLongitude(kKmPerDegree * std::max(1e-6, std::cos(origin[1] * std::numbers::pi / 180))) {}

LocalProjection LocalProjection::around(const std::vector<std::array<double, 2>>& places) {
    if (places.empty()) return LocalProjection({0, 0});
    // Longitudes relative to the first place: the box of a city on the date line would otherwise span the globe.
    PlaneBox box;
    for (const auto& place : places) box.add({shortWay(place[0] - places[0][0]), place[1]});
    return LocalProjection({places[0][0] + (box.low[0] + box.high[0]) / 2, (box.low[1] + box.high[1]) / 2});
}

PlanePoint LocalProjection::toPlane(const std::array<double, 2>& degrees) const {
    return {shortWay(degrees[0] - m_origin[0]) * m_kmPerLongitude, (degrees[1] - m_origin[1]) * kKmPerDegree};
}

std::array<double, 2> LocalProjection::toDegrees(const PlanePoint& point) const {
    return {shortWay(m_origin[0] + point[0] / m_kmPerLongitude), m_origin[1] + point[1] / kKmPerDegree};
}

void PlaneBox::add(const PlanePoint& point) {
    if (empty()) {
        low = high = point;
        return;
    }
    for (const int axis : {0, 1}) {
        low[axis] = std::min(low[axis], point[axis]);
        high[axis] = std::max(high[axis], point[axis]);
    }
}

bool PlaneBox::contains(const PlanePoint& point) const {
    return point[0] >= low[0] && point[0] <= high[0] && point[1] >= low[1] && point[1] <= high[1];
}

bool PlaneBox::meets(const PlaneBox& other, double gap) const {
    return low[0] <= other.high[0] + gap && other.low[0] <= high[0] + gap && low[1] <= other.high[1] + gap && other.low[1] <= high[1] + gap;
}

PlaneShape::PlaneShape(std::vector<PlaneRing> rings) : m_rings(std::move(rings)) {
    for (const PlaneRing& ring : m_rings)
        for (const PlanePoint& corner : ring) m_box.add(corner);
}

bool PlaneShape::contains(const PlanePoint& point) const {
    if (!m_box.contains(point)) return false;
    bool inside = false;
    forEdges(m_rings, [&](const PlanePoint& a, const PlanePoint& b) {
        if ((a[1] > point[1]) != (b[1] > point[1]) && point[0] < (b[0] - a[0]) * (point[1] - a[1]) / (b[1] - a[1]) + a[0]) inside = !inside;
    });
    return inside;
}

PlanePoint PlaneShape::centroid() const {
    double total = 0, x = 0, y = 0, cornerX = 0, cornerY = 0, corners = 0;
    for (const PlaneRing& ring : m_rings) {
        double area = 0, ringX = 0, ringY = 0;
        forEdges({ring}, [&](const PlanePoint& a, const PlanePoint& b) {
            const double cross = a[0] * b[1] - b[0] * a[1];
            area += cross / 2;
            ringX += (a[0] + b[0]) * cross / 6;
            ringY += (a[1] + b[1]) * cross / 6;
            cornerX += a[0], cornerY += a[1], ++corners;
        });
        // Files wind outer rings either way; a ring inside another one is a hole and counts against it.
        const auto holds = [&ring](const PlaneRing& other) {
            return &other != &ring && !ring.empty() && PlaneShape({other}).contains(ring.front());
        };
        const bool hole = std::count_if(m_rings.begin(), m_rings.end(), holds) % 2 == 1;
        const double sign = (area < 0) != hole ? -1 : 1;
        total += sign * area, x += sign * ringX, y += sign * ringY;
    }
    if (std::abs(total) > 1e-12) return {x / total, y / total};
    return corners > 0 ? PlanePoint{cornerX / corners, cornerY / corners} : PlanePoint{0, 0};
}

double PlaneShape::sharedLength(const PlaneShape& other, double tolerance) const {
    double shared = 0;
    std::vector<Interval> near;
    forEdges(m_rings, [&](const PlanePoint& a, const PlanePoint& b) {
        const double length = distance(a, b);
        const PlaneBox edge = boxOf(a, b);
        if (length == 0 || !edge.meets(other.m_box, tolerance)) return;
        near.clear();
        forEdges(other.m_rings, [&](const PlanePoint& p, const PlanePoint& q) {
            if (!edge.meets(boxOf(p, q), tolerance)) return;
            // The places within `tolerance` of a segment are a convex set: its part of a line is one interval.
            Interval inside = insideBand(a, b, p, q, tolerance);
            inside.join(insideDisc(a, b, p, tolerance));
            inside.join(insideDisc(a, b, q, tolerance));
            inside = {std::max(inside.from, 0.0), std::min(inside.to, 1.0)};
            if (!inside.empty()) near.push_back(inside);
        });
        shared += length * coveredLength(near);
    });
    return shared;
}

PlaneShape planeShape(const GeoFeature& feature, const LocalProjection& projection) {
    std::vector<PlaneRing> rings;
    for (const auto& ring : feature.rings) {
        PlaneRing& corners = rings.emplace_back();
        for (const auto& corner : ring) corners.push_back(projection.toPlane(corner));
    }
    return PlaneShape(std::move(rings));
}

ShapeIndex::ShapeIndex(const std::vector<PlaneShape>& shapes) : m_shapes(shapes) {
    for (const PlaneShape& shape : shapes) {
        if (shape.box().empty()) continue;
        m_box.add(shape.box().low);
        m_box.add(shape.box().high);
    }
    m_side = std::clamp<std::size_t>(static_cast<std::size_t>(2 * std::sqrt(static_cast<double>(shapes.size()))), 1, 512);
    m_cells.resize(m_side * m_side);
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const PlaneBox& box = shapes[i].box();
        if (box.empty()) continue;
        for (std::size_t y = column(box.low[1], 1); y <= column(box.high[1], 1); ++y)
            for (std::size_t x = column(box.low[0], 0); x <= column(box.high[0], 0); ++x) m_cells[y * m_side + x].push_back(i);
    }
}

std::size_t ShapeIndex::column(double value, int axis) const {
    const double extent = m_box.high[axis] - m_box.low[axis];
    const double at = extent > 0 ? (value - m_box.low[axis]) / extent * static_cast<double>(m_side) : 0;
    return std::min(static_cast<std::size_t>(std::max(at, 0.0)), m_side - 1);
}

std::optional<std::size_t> ShapeIndex::find(const PlanePoint& point) const {
    if (m_box.empty() || !m_box.contains(point)) return std::nullopt;
    for (const std::size_t i : m_cells[column(point[1], 1) * m_side + column(point[0], 0)])
        if (m_shapes[i].contains(point)) return i;
    return std::nullopt;
}

std::vector<std::array<std::size_t, 2>> borderingShapes(const std::vector<PlaneShape>& shapes, double tolerance) {
    // Two corners that touch bring up to 2 tolerances of boundary near each other when the edges stand at right angles, some more when they do
    // not.
    const double least = 4 * tolerance;
    std::vector<std::size_t> order(shapes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return shapes[a].box().low[0] < shapes[b].box().low[0]; });
    std::vector<std::array<std::size_t, 2>> pairs;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const PlaneShape& first = shapes[order[i]];
        for (std::size_t j = i + 1; j < order.size() && shapes[order[j]].box().low[0] <= first.box().high[0] + tolerance; ++j)
            if (first.box().meets(shapes[order[j]].box(), tolerance) && first.sharedLength(shapes[order[j]], tolerance) > least)
                pairs.push_back({std::min(order[i], order[j]), std::max(order[i], order[j])});
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

}  // namespace vitrine
