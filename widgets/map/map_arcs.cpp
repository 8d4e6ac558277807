// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_arcs.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace vitrine {
namespace {

constexpr int kArcPieces = 16;
constexpr double kBend = 0.18;  ///< Height of the bow as a share of the distance.
constexpr double kNear = 4;     ///< Reach of picking in pixels.

using Curve = std::array<QPointF, kArcPieces + 1>;

Curve curveOf(const QPointF& from, const QPointF& to) {
    const QPointF along = to - from, control = (from + to) / 2 + QPointF(-along.y(), along.x()) * 2 * kBend;
    Curve curve;
    for (int i = 0; i <= kArcPieces; ++i) {
        const double t = static_cast<double>(i) / kArcPieces;
        curve[static_cast<std::size_t>(i)] = from * (1 - t) * (1 - t) + control * 2 * t * (1 - t) + to * t * t;
    }
    return curve;
}

QPointF unit(const QPointF& vector) {
    const double length = std::hypot(vector.x(), vector.y());
    return length > 0 ? vector / length : QPointF(1, 0);
}

std::pair<QPointF, QPointF> endsOf(const PreparedLayer& layer, const MapScene& scene, std::size_t arc) {
    const std::uint32_t first = layer.shapes->shapes->rings[layer.shapes->shapes->features[arc]];
    return {scene.camera.toPixel(layer.shapes->vertices[first], scene.size),
            scene.camera.toPixel(layer.shapes->vertices[first + 1], scene.size)};
}

/// Whether any of the bow may be in the picture.
bool inSight(const QPointF& from, const QPointF& to, const QSizeF& size) {
    const double bow = kBend * std::hypot(to.x() - from.x(), to.y() - from.y()) + 24;
    return std::max(from.x(), to.x()) + bow > 0 && std::min(from.x(), to.x()) - bow < size.width() &&
           std::max(from.y(), to.y()) + bow > 0 && std::min(from.y(), to.y()) - bow < size.height();
}

}  // namespace

QPainterPath arcPath(const QPointF& from, const QPointF& to, double width) {
    QPainterPath path;
    const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
    if (length < 1) {
        path.addEllipse(from, 5 + width, 5 + width);
        path.addEllipse(from, 5, 5);  // The even-odd rule leaves a ring.
        return path;
    }
    const Curve curve = curveOf(from, to);
    const double head = std::min(length * 0.45, 3 + 2.2 * width);
    std::array<QPointF, kArcPieces + 1> right;
    int last = 0;
    for (int i = 0; i <= kArcPieces; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (i > 0 && std::hypot(curve[at].x() - to.x(), curve[at].y() - to.y()) < head) break;
        const QPointF along = unit(curve[std::min<std::size_t>(at + 1, kArcPieces)] - curve[at > 0 ? at - 1 : 0]);
        const double half = width / 2 * (0.35 + 0.65 * i / kArcPieces);
        const QPointF off = QPointF(-along.y(), along.x()) * half;
        i == 0 ? path.moveTo(curve[at] - off) : path.lineTo(curve[at] - off);
        right[at] = curve[at] + off;
        last = i;
    }
    const QPointF along = unit(to - curve[kArcPieces - 2]), neck = to - along * head, off = QPointF(-along.y(), along.x());
    path.lineTo(neck - off * width / 2);
    path.lineTo(neck - off * (1.5 + 1.1 * width));
    path.lineTo(to);
    path.lineTo(neck + off * (1.5 + 1.1 * width));
    path.lineTo(neck + off * width / 2);
    for (int i = last; i >= 0; --i) path.lineTo(right[static_cast<std::size_t>(i)]);
    path.closeSubpath();
    return path;
}

double arcWidth(const PreparedLayer& layer, std::size_t arc, int step) {
    const double most = std::max(1.0, layer.layer.size);
    if (layer.values.empty()) return std::min(2.0, most);
    const double value = std::abs(static_cast<double>(layer.valueOf(arc, step))),
                 full = std::max(std::abs(layer.colours.low), std::abs(layer.colours.high));
    if (!(value > 0) || full <= 0) return 0;
    return 0.75 + (most - 0.75) * std::sqrt(std::min(1.0, value / full));
}

void paintArcs(QPainter& painter, const PreparedLayer& layer, const MapScene& scene) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < layer.shapes->count(); ++i)
        if (const double width = arcWidth(layer, i, scene.step); width > 0) order.emplace_back(width, i);
    std::sort(order.begin(), order.end());
    const ColourTable table(layer.colours);
    const auto found = scene.selected.find(layer.shapes->shapes.get());
    const std::vector<std::uint8_t>* selected = found != scene.selected.end() ? found->second.get() : nullptr;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto& [width, arc] : order) {
        const auto [from, to] = endsOf(layer, scene, arc);
        if (!inSight(from, to, scene.size)) continue;
        const bool on = selected && (*selected)[arc] != 0;
        painter.setOpacity(layer.layer.opacity *
                           (on ? 1 : std::min(1.0, 0.35 + 0.65 * width / std::max(1.0, layer.layer.size))));  // Small flows stay behind.
        const float value = layer.valueOf(arc, scene.step);
        painter.setPen(on ? QPen(QColor(scene.inks.accent), 2) : width > 3 ? QPen(QColor(scene.inks.ground), 0.75) : QPen(Qt::NoPen));
        painter.setBrush(QColor(std::isfinite(value) ? table.colourOf(value) : plainColour(layer.layer, scene.inks)));
        painter.drawPath(arcPath(from, to, width));
    }
}

std::optional<std::uint32_t> arcAt(const PreparedLayer& layer, const MapScene& scene, const QPointF& pixel) {
    std::optional<std::uint32_t> best;
    double widest = 0;
    for (std::size_t i = 0; i < layer.shapes->count(); ++i) {
        const double width = arcWidth(layer, i, scene.step);
        if (width <= widest) continue;
        const auto [from, to] = endsOf(layer, scene, i);
        if (!inSight(from, to, scene.size)) continue;
        const Curve curve = curveOf(from, to);
        const auto near = [&](const QPointF& at) { return std::hypot(at.x() - pixel.x(), at.y() - pixel.y()); };
        const double piece = std::hypot(to.x() - from.x(), to.y() - from.y()) / kArcPieces;
        const auto closest =
            std::min_element(curve.begin(), curve.end(), [&](const QPointF& a, const QPointF& b) { return near(a) < near(b); });
        if (near(*closest) > std::max(kNear, width / 2 + 1) + piece) continue;
        QPainterPathStroker stroker;
        stroker.setWidth(kNear);
        const QPainterPath path = arcPath(from, to, width);
        if (!path.contains(pixel) && !stroker.createStroke(path).contains(pixel)) continue;
        best = static_cast<std::uint32_t>(i);
        widest = width;
    }
    return best;
}

}  // namespace vitrine
