// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/voronoi.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrine {
namespace {

double turn(const PlanePoint& a, const PlanePoint& b, const PlanePoint& c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/// Andrew's monotone chain.
PlaneRing convexHull(std::vector<PlanePoint> points) {
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() < 3) return points;
    PlaneRing hull;
    for (const bool upper : {false, true}) {
        const std::size_t start = hull.size();
        for (const PlanePoint& point : points) {
            while (hull.size() >= start + 2 && turn(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
            hull.push_back(point);
        }
        hull.pop_back();  // The last point of one half is the first of the other.
        if (!upper) std::reverse(points.begin(), points.end());
    }
    return hull;
}

/// The part of a convex ring that is nearer to `site` than to `other`.
PlaneRing nearerPart(const PlaneRing& ring, const PlanePoint& site, const PlanePoint& other) {
    const double nx = other[0] - site[0], ny = other[1] - site[1];
    const double bound = nx * (site[0] + other[0]) / 2 + ny * (site[1] + other[1]) / 2;
    const auto beyond = [&](const PlanePoint& p) { return nx * p[0] + ny * p[1] - bound; };
    PlaneRing kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const PlanePoint &a = ring[i], &b = ring[(i + 1) % ring.size()];
        const double da = beyond(a), db = beyond(b);
        if (da <= 0) kept.push_back(a);
        if ((da < 0 && db > 0) || (da > 0 && db < 0)) {
            const double t = da / (da - db);
            kept.push_back({a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
        }
    }
    return kept.size() < 3 ? PlaneRing{} : kept;
}

/// The points in square buckets, about two in each: the neighbours of a point are visited from near to far.
class Buckets {
public:
    explicit Buckets(const std::vector<PlanePoint>& points) : m_points(points) {
        PlaneBox box;
        for (const PlanePoint& point : points) box.add(point);
        m_low = box.low;
        const double width = box.high[0] - box.low[0], height = box.high[1] - box.low[1];
        m_size = std::max({std::sqrt(width * height * 2 / static_cast<double>(points.size())), std::max(width, height) / 1000, 1e-12});
        m_columns = static_cast<std::int64_t>(width / m_size) + 1;
        m_rows = static_cast<std::int64_t>(height / m_size) + 1;
        m_cells.resize(static_cast<std::size_t>(m_columns * m_rows));
        for (std::size_t i = 0; i < points.size(); ++i) m_cells[index(column(points[i]), row(points[i]))].push_back(i);
    }

    PlaneRing cellOf(std::size_t site, PlaneRing cell) const {
        const PlanePoint& centre = m_points[site];
        const std::int64_t cx = column(centre), cy = row(centre);
        for (std::int64_t ring = 0; ring <= std::max(m_columns, m_rows) && !cell.empty(); ++ring) {
            double reach = 0;
            for (const PlanePoint& corner : cell) reach = std::max(reach, distance(centre, corner));
            // Points of this ring of buckets are at least so far away; only those nearer than twice the reach can cut the cell.
            if (static_cast<double>(ring - 1) * m_size > 2 * reach) break;
            visitRing(cx, cy, ring, [&](std::size_t other) {
                if (m_points[other] != centre && !cell.empty()) cell = nearerPart(cell, centre, m_points[other]);
            });
        }
        return cell;
    }

private:
    std::int64_t column(const PlanePoint& p) const { return static_cast<std::int64_t>((p[0] - m_low[0]) / m_size); }
    std::int64_t row(const PlanePoint& p) const { return static_cast<std::int64_t>((p[1] - m_low[1]) / m_size); }
    std::size_t index(std::int64_t x, std::int64_t y) const { return static_cast<std::size_t>(y * m_columns + x); }

    template <class Visit>
    void visitRing(std::int64_t cx, std::int64_t cy, std::int64_t ring, Visit visit) const {
        for (std::int64_t y = std::max<std::int64_t>(cy - ring, 0); y <= std::min(cy + ring, m_rows - 1); ++y) {
            const bool full = y == cy - ring || y == cy + ring;
            const std::int64_t step = full || ring == 0 ? 1 : 2 * ring;
            for (std::int64_t x = cx - ring; x <= cx + ring; x += step) {
                if (x < 0 || x >= m_columns) continue;
                for (const std::size_t point : m_cells[index(x, y)]) visit(point);
            }
        }
    }

    const std::vector<PlanePoint>& m_points;
    PlanePoint m_low{};
    double m_size = 1;
    std::int64_t m_columns = 1, m_rows = 1;
    std::vector<std::vector<std::size_t>> m_cells;
};

}  // namespace

PlaneRing grownHull(const std::vector<PlanePoint>& points, double margin) {
    constexpr int kDirections = 24;  // A margin with round corners.
    std::vector<PlanePoint> around;
    for (const PlanePoint& point : convexHull(points)) {
        for (int k = 0; k < kDirections; ++k) {
            const double angle = 2 * std::numbers::pi * k / kDirections;
            around.push_back({point[0] + margin * std::cos(angle), point[1] + margin * std::sin(angle)});
        }
    }
    return convexHull(std::move(around));
}

std::vector<PlaneRing> voronoiCells(const std::vector<PlanePoint>& points, const PlaneRing& frame) {
    if (points.empty()) return {};
    const Buckets buckets(points);
    std::vector<PlaneRing> cells;
    cells.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) cells.push_back(buckets.cellOf(i, frame));
    return cells;
}

}  // namespace vitrine
