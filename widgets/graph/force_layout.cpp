// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/graph/graph_layout.h"

namespace vitrine {
namespace {

constexpr double kLength = 60;      ///< Of a spring at rest.
constexpr double kTheta = 0.9;      ///< A cell this much smaller than its distance counts as one charge.
constexpr int kDeepest = 24;        ///< Points closer than that share a cell.

/// Quadtree of charges, in one array.
class ChargeTree {
public:
    explicit ChargeTree(const std::vector<QPointF>& points) {
        double left = 0, right = 1, top = 0, bottom = 1;
        for (const QPointF& point : points)
            left = std::min(left, point.x()), right = std::max(right, point.x()), top = std::min(top, point.y()), bottom = std::max(bottom, point.y());
        m_cells.reserve(points.size() * 2 + 1);
        m_cells.push_back({.centre = QPointF((left + right) / 2, (top + bottom) / 2), .half = std::max(right - left, bottom - top) / 2 + 1e-3});
        for (const QPointF& point : points) insert(point);
    }

    /// Sum of k^2 / distance over all other charges.
    QPointF push(const QPointF& at) const {
        QPointF force;
        std::array<int, 4 * kDeepest + 8> stack;
        int top = 0;
        stack[static_cast<std::size_t>(top++)] = 0;
        while (top > 0) {
            const Cell& cell = m_cells[static_cast<std::size_t>(stack[static_cast<std::size_t>(--top)])];
            if (cell.mass == 0) continue;
            const QPointF away = at - cell.sum / cell.mass;
            const double squared = away.x() * away.x() + away.y() * away.y();
            if (cell.child < 0 || 4 * cell.half * cell.half < kTheta * kTheta * squared) {
                if (squared > 1e-9) force += away * (cell.mass * kLength * kLength / squared);
                continue;
            }
            for (int i = 0; i < 4; ++i) stack[static_cast<std::size_t>(top++)] = cell.child + i;
        }
        return force;
    }

private:
    struct Cell {
        QPointF centre;
        double half = 0;
        QPointF sum{};
        double mass = 0;
        int child = -1;                        ///< First of four.
    };

    int quadrant(int cell, const QPointF& point) const {
        const QPointF& centre = m_cells[static_cast<std::size_t>(cell)].centre;
        return (point.x() > centre.x() ? 1 : 0) + (point.y() > centre.y() ? 2 : 0);
    }
    void split(int cell) {
        const Cell parent = m_cells[static_cast<std::size_t>(cell)];
        m_cells[static_cast<std::size_t>(cell)].child = static_cast<int>(m_cells.size());
        const double half = parent.half / 2;
        for (int i = 0; i < 4; ++i) m_cells.push_back({.centre = parent.centre + QPointF(i & 1 ? half : -half, i & 2 ? half : -half), .half = half});
        Cell& heir = m_cells[static_cast<std::size_t>(m_cells[static_cast<std::size_t>(cell)].child + quadrant(cell, parent.sum / parent.mass))];
        heir.sum = parent.sum, heir.mass = parent.mass;
    }
    void insert(const QPointF& point) {
        int cell = 0;
        for (int depth = 0;; ++depth) {
            if (m_cells[static_cast<std::size_t>(cell)].child < 0) {
                if (m_cells[static_cast<std::size_t>(cell)].mass == 0 || depth >= kDeepest) break;
                split(cell);
            }
            Cell& through = m_cells[static_cast<std::size_t>(cell)];
            through.sum += point, through.mass += 1;
            cell = through.child + quadrant(cell, point);
        }
        m_cells[static_cast<std::size_t>(cell)].sum += point, m_cells[static_cast<std::size_t>(cell)].mass += 1;
    }

    std::vector<Cell> m_cells;
};

}  // namespace

std::vector<QPointF> forceLayout(const LayoutInput& input, const std::atomic<bool>& cancelled, const LayoutProgress& progress) {
    const std::size_t count = input.nodes;
    std::vector<QPointF> at(count), force(count);
    // A sunflower: even, and the same every time.
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = static_cast<double>(i) * 2.399963229728653, radius = kLength * 0.7 * std::sqrt(static_cast<double>(i) + 0.5);
        at[i] = QPointF(radius * std::cos(angle), radius * std::sin(angle));
    }
    const int rounds = count <= 600 ? 400 : count <= 6'000 ? 220 : 120;
    const double hottest = kLength * std::sqrt(static_cast<double>(count) + 1) * 0.15 + kLength;
    std::vector<double> degree(count);
    for (std::size_t e = 0; e < input.source.size(); ++e) ++degree[input.source[e]], ++degree[input.target[e]];
    for (int round = 0; round < rounds; ++round) {
        const ChargeTree tree(at);
        for (std::size_t i = 0; i < count; ++i) {
            if ((i & 255) == 0 && cancelled) return at;
            force[i] = tree.push(at[i]) - at[i] * 0.02 * (1 + 0.2 * degree[i]);   // A pull to the middle keeps the parts together.
        }
        for (std::size_t e = 0; e < input.source.size(); ++e) {
            const QPointF between = at[input.target[e]] - at[input.source[e]];
            const double distance = std::hypot(between.x(), between.y());
            const QPointF pull = between * (distance / kLength);
            // Hubs would be torn about by all their springs: each end gives way by its share.
            force[input.source[e]] += pull / std::max(1.0, std::sqrt(degree[input.source[e]]) * 0.5);
            force[input.target[e]] -= pull / std::max(1.0, std::sqrt(degree[input.target[e]]) * 0.5);
        }
        const double cool = 1 - static_cast<double>(round) / rounds;
        const double most = hottest * cool * cool + 0.5;
        for (std::size_t i = 0; i < count; ++i) {
            const double length = std::hypot(force[i].x(), force[i].y());
            if (length > 1e-12) at[i] += force[i] * (std::min(length, most) / length);
        }
        if (progress && round % 4 == 3) progress(at);
    }
    return at;
}

}  // namespace vitrine
