// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_scene.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostCategories = 12;

/// Numbers of a column as doubles, [N] or [N, 1]; empty when it is of another form.
std::vector<double> numbersOf(const Array& column, std::size_t count) {
    if (column.rank() < 1 || static_cast<std::size_t>(column.count()) != count || static_cast<std::size_t>(column.dim(0)) != count) return {};
    const auto numbers = column.as(DType::F64);
    if (!numbers.ok()) return {};
    return {numbers->values<double>().begin(), numbers->values<double>().end()};
}

QColor mixed(const QColor& a, const QColor& b, double part) {
    const auto mix = [part](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * part)); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

}  // namespace

void GraphScene::setGraph(Graph graph) {
    m_graph = std::move(graph);
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(0, m_graph.nodeCount));
    m_input = {.nodes = count, .source = {}, .target = {}, .directed = m_graph.directed};
    m_width.clear(), m_edgeKind.clear(), m_bends.clear();
    const auto source = m_graph.source.as(DType::I64), target = m_graph.target.as(DType::I64);
    const std::size_t edges = source.ok() && target.ok() ? static_cast<std::size_t>(std::min(source->count(), target->count())) : 0;
    const std::vector<double> weights = numbersOf(m_graph.weight, edges), kinds = numbersOf(m_graph.edgeType, edges);
    double largest = 0;
    for (const double weight : weights)
        if (std::isfinite(weight)) largest = std::max(largest, std::abs(weight));
    for (std::size_t e = 0; e < edges; ++e) {
        const std::int64_t from = source->values<std::int64_t>()[e], to = target->values<std::int64_t>()[e];
        // An edge to nowhere is left out, and so is a loop: it has no length.
        if (from < 0 || to < 0 || from >= m_graph.nodeCount || to >= m_graph.nodeCount || from == to) continue;
        m_input.source.push_back(static_cast<std::uint32_t>(from));
        m_input.target.push_back(static_cast<std::uint32_t>(to));
        const double part = weights.empty() || largest == 0 || !std::isfinite(weights[e]) ? 0.15 : std::abs(weights[e]) / largest;
        m_width.push_back(static_cast<float>(0.6 + 3.4 * part));
        m_edgeKind.push_back(kinds.empty() || kinds[e] < 0 || kinds[e] > 7 ? 0 : static_cast<std::uint8_t>(kinds[e]) + 1);
    }
    join();
    m_positions.assign(count, QPointF());
    m_given = false;
    if (const auto given = m_graph.nodeData.find("position"); given != m_graph.nodeData.end() && given->second.rank() == 2 && given->second.dim(1) == 2 &&
                                                              static_cast<std::size_t>(given->second.dim(0)) == count && count > 0) {
        if (const auto at = given->second.as(DType::F64); at.ok()) {
            for (std::size_t i = 0; i < count; ++i) m_positions[i] = QPointF(at->values<double>()[2 * i], at->values<double>()[2 * i + 1]);
            m_given = true;
            // Units of the data become units of the scene: about 60 between neighbours.
            const QRectF area = bounds();
            const double size = std::max(area.width(), area.height());
            if (size > 0)
                for (QPointF& point : m_positions) point = (point - area.center()) * (60 * std::sqrt(static_cast<double>(count)) / size);
        }
    }
    m_layered = false;
    recolour();
}

void GraphScene::join() {
    const std::size_t count = m_input.nodes;
    m_first.assign(count + 1, 0);
    for (std::size_t e = 0; e < m_input.source.size(); ++e) ++m_first[m_input.source[e] + 1], ++m_first[m_input.target[e] + 1];
    std::partial_sum(m_first.begin(), m_first.end(), m_first.begin());
    m_incident.resize(2 * m_input.source.size());
    std::vector<std::uint32_t> fill(m_first.begin(), m_first.end());
    for (std::uint32_t e = 0; e < m_input.source.size(); ++e) m_incident[fill[m_input.source[e]]++] = e, m_incident[fill[m_input.target[e]]++] = e;
    m_radius.resize(count);
    for (std::size_t i = 0; i < count; ++i) m_radius[i] = static_cast<float>(std::clamp(4.0 + 1.2 * std::sqrt(static_cast<double>(degree(i))), 5.0, 14.0));
    m_byDegree.resize(count);
    std::iota(m_byDegree.begin(), m_byDegree.end(), 0u);
    std::stable_sort(m_byDegree.begin(), m_byDegree.end(), [&](std::uint32_t a, std::uint32_t b) { return degree(a) > degree(b); });
}

void GraphScene::setLayout(GraphLayout layout) {
    if (layout.positions.size() != m_input.nodes) return;
    m_positions = std::move(layout.positions);
    m_bends = std::move(layout.bends);
    m_layered = layout.layered;
}

void GraphScene::colourBy(const QString& column) {
    m_column = column;
    recolour();
}

void GraphScene::recolour() {
    const Theme& theme = Theme::instance();
    const std::size_t count = m_input.nodes;
    m_categories.clear();
    m_colourRange.reset();
    m_nodeColour.assign(count, theme.series(0));
    const auto column = m_graph.nodeData.find(ss(m_column));
    const std::vector<double> values = column == m_graph.nodeData.end() ? std::vector<double>() : numbersOf(column->second, count);
    if (values.empty()) return;
    std::set<double> kinds;
    bool whole = true;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
        if (!std::isfinite(value)) continue;
        whole = whole && value == std::floor(value);
        if (kinds.size() <= kMostCategories) kinds.insert(value);
        low = std::min(low, value), high = std::max(high, value);
    }
    const bool categories = whole && kinds.size() <= kMostCategories;
    if (categories)
        for (const double kind : kinds) m_categories += numberText(kind);
    else if (low <= high)
        m_colourRange = std::pair{low, high};
    for (std::size_t i = 0; i < count; ++i) {
        if (!std::isfinite(values[i]))
            m_nodeColour[i] = theme.colour(Ink::Muted);
        else if (categories)
            m_nodeColour[i] = theme.series(static_cast<int>(std::distance(kinds.begin(), kinds.find(values[i]))));
        else
            m_nodeColour[i] = mixed(theme.colour(Ink::AccentSoft), theme.colour(Ink::Accent), high > low ? (values[i] - low) / (high - low) : 0.5);
    }
}

QRectF GraphScene::bounds() const {
    if (m_positions.empty()) return {};
    double left = m_positions[0].x(), right = left, top = m_positions[0].y(), bottom = top;
    for (const QPointF& point : m_positions) {
        if (!std::isfinite(point.x()) || !std::isfinite(point.y())) continue;
        left = std::min(left, point.x()), right = std::max(right, point.x());
        top = std::min(top, point.y()), bottom = std::max(bottom, point.y());
    }
    return {QPointF(left, top), QPointF(right, bottom)};
}

QString GraphScene::nameOf(std::size_t node) const {
    return node < m_graph.nodeNames.size() ? qs(m_graph.nodeNames[node]) : QStringLiteral("node %1").arg(node);
}

QString GraphScene::detailsOf(std::size_t node) const {
    QStringList lines{QStringLiteral("%1 edges").arg(degree(node))};
    for (const auto& [name, column] : m_graph.nodeData) {
        if (name == "position" || lines.size() > 8) continue;
        if (const std::vector<double> values = numbersOf(column, m_input.nodes); !values.empty()) lines += QStringLiteral("%1: %2").arg(qs(name), numberText(values[node]));
    }
    return lines.join('\n');
}

std::vector<std::uint32_t> GraphScene::neighboursOf(std::size_t node) const {
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = m_first[node]; i < m_first[node + 1]; ++i) {
        const std::uint32_t edge = m_incident[i];
        found.push_back(m_input.source[edge] == node ? m_input.target[edge] : m_input.source[edge]);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::optional<std::size_t> GraphScene::nodeAt(const QPointF& pixel, const GraphCamera& camera) const {
    std::optional<std::size_t> best;
    double nearest = 1e18;
    for (std::size_t i = 0; i < m_positions.size(); ++i) {
        const QPointF away = camera.toPixel(m_positions[i]) - pixel;
        if (std::abs(away.x()) > 200 || std::abs(away.y()) > 40) continue;
        const double distance = away.x() * away.x() + away.y() * away.y();
        if (distance < nearest && areaOf(i, camera).adjusted(-3, -3, 3, 3).contains(pixel)) nearest = distance, best = i;
    }
    return best;
}

}  // namespace vitrine
