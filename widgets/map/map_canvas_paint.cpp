// SPDX-License-Identifier: GPL-3.0-or-later
// What a MapCanvas shows: the picture of the renderer, and over it what is small or follows the mouse.
#include <QPainter>
#include <QPaintEvent>
#include <algorithm>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"
#include "widgets/map/graticule.h"
#include "widgets/map/map_arcs.h"
#include "widgets/map/map_canvas.h"

namespace vitrine {
namespace {

constexpr std::size_t kDrawnAtOnce = 30'000;  ///< Vertices and cells that the first paint draws by itself: a few milliseconds.

std::size_t costOf(const std::vector<PreparedLayer>& layers) {
    std::size_t cost = 0;
    for (const PreparedLayer& layer : layers)
        cost += layer.shapes->vertices.size() + (layer.shapes->vertices.empty() ? layer.shapes->count() : 0);
    return cost;
}

/// The ring in pixels without the vertices that lie within half a pixel of the one before.
QPolygonF thinned(const std::vector<QPointF>& ring, const MapCamera& camera, const QSizeF& size) {
    QPolygonF line;
    for (const QPointF& vertex : ring) {
        const QPointF at = camera.toPixel(vertex, size);
        if (line.isEmpty() || std::abs(at.x() - line.back().x()) + std::abs(at.y() - line.back().y()) > 0.5) line << at;
    }
    return line;
}

}  // namespace

QPixmap MapCanvas::labelPicture(const QString& text) const {
    const QFont font = smallFont();
    const QFontMetricsF metrics(font);
    const double ratio = devicePixelRatioF();
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 6, std::ceil(metrics.height()) + 2);
    QPixmap picture((size * ratio).toSize());
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath path;
    path.addText(3, metrics.ascent() + 1, font, text);
    QColor halo = Theme::instance().colour(Ink::Surface);
    halo.setAlphaF(0.94F);
    painter.strokePath(path, QPen(halo, 3.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(path, Theme::instance().colour(Ink::Text));
    return picture;
}

void MapCanvas::paintPicture(QPainter& painter) const {
    const auto& frame = m_renderer.frame();
    painter.fillRect(rect(), Theme::instance().colour(Ink::Sunken));
    if (!frame) return;
    const MapScene& drawn = frame->scene;
    if (drawn.camera == m_camera && drawn.size == QSizeF(size())) return painter.drawImage(QPointF(0, 0), frame->picture);
    const QPointF corner = toPixel(drawn.camera.toPlane({0, 0}, drawn.size));
    painter.drawImage(QRectF(corner, drawn.size * (m_camera.scale / drawn.camera.scale)), frame->picture);
}

void MapCanvas::paintFeature(QPainter& painter, const Hit& hit, double width) const {
    const PreparedLayer& layer = m_layers[hit.layer];
    const MapShapes::Kind kind = layer.shapes->shapes->kind;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    QPainterPath path;
    for (const auto& ring : layer.shapes->outlineOf(hit.feature)) {
        if (kind == MapShapes::Kind::Arcs) {
            path = arcPath(toPixel(ring.front()), toPixel(ring.back()), std::max(1.0, arcWidth(layer, hit.feature, m_step)));
        } else if (kind == MapShapes::Kind::Points) {
            for (const QPointF& point : ring) path.addEllipse(toPixel(point), layer.layer.size + 1, layer.layer.size + 1);
        } else {
            path.addPolygon(thinned(ring, m_camera, QSizeF(size())));
            if (kind != MapShapes::Kind::Lines) path.closeSubpath();
        }
    }
    // A light line under the dark one: seen on every colour.
    painter.strokePath(path, QPen(Theme::instance().colour(Ink::Surface), width + 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.strokePath(path, QPen(Theme::instance().colour(Ink::Text), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
}

void MapCanvas::paintLabels(QPainter& painter) const {
    for (const Label& label : m_labels) {
        const QSizeF size = label.picture.deviceIndependentSize();
        const QPointF corner = toPixel(label.anchor) - QPointF(size.width() / 2, size.height() / 2);
        painter.drawPixmap(QPointF(std::round(corner.x()), std::round(corner.y())), label.picture);
    }
}

void MapCanvas::paintSwipe(QPainter& painter, const QRectF& area) const {
    if (!swipes()) return;
    const Theme& theme = Theme::instance();
    const double x = area.left() + std::round(*m_swipe * area.width());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Ink::Surface), 3));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(QPen(theme.colour(Ink::Text), 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const QRectF grip(x - 12, area.center().y() - 12, 24, 24);
    painter.setPen(QPen(theme.colour(Ink::Border), 1));
    painter.setBrush(theme.colour(Ink::Surface));
    painter.drawEllipse(grip);
    theme.icon(QStringLiteral("swipe")).paint(&painter, grip.adjusted(4, 4, -4, -4).toRect());
    painter.restore();
    for (const PreparedLayer& layer : m_layers) {
        if (!layer.layer.visible || layer.layer.side == MapLayer::Side::Both) continue;
        const bool left = layer.layer.side == MapLayer::Side::Left;
        drawChip(painter, QPointF(left ? x - 8 : x + 8, area.top() + 8), layer.layer.title, left ? Qt::TopRightCorner : Qt::TopLeftCorner,
                 240);
    }
}

void MapCanvas::paintBand(QPainter& painter) const {
    if (m_drag != Drag::Band || m_band.size() < 2) return;
    QColor fill = Theme::instance().colour(Ink::Accent);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(fill, 1.5, Qt::DashLine));
    fill.setAlphaF(0.12F);
    painter.setBrush(fill);
    painter.drawPolygon(m_band);
}

std::vector<std::pair<QString, QString>> MapCanvas::tipRows(const Hit& hit) const {
    std::vector<std::pair<QString, QString>> rows;
    const auto& shapes = m_layers[hit.layer].shapes;
    for (const PreparedLayer& layer : m_layers) {
        if (!layer.layer.visible || layer.values.empty() || layer.shapes->shapes != shapes->shapes) continue;
        rows.emplace_back(layer.layer.title.isEmpty() ? QStringLiteral("Value") : layer.layer.title, layer.textOf(hit.feature, m_step));
    }
    if (const auto& details = m_layers[hit.layer].layer.details)
        for (auto& row : details(hit.feature)) rows.push_back(std::move(row));
    const FeatureFlags& marked = m_layers[hit.layer].marked;
    if (marked && (*marked)[hit.feature] != 0 && !m_layers[hit.layer].layer.markedTitle.isEmpty())
        rows.emplace_back(m_layers[hit.layer].layer.markedTitle, QStringLiteral("yes"));
    if (!m_stepText.isEmpty() && !rows.empty()) rows.emplace_back(QStringLiteral("Time"), m_stepText);
    return rows;
}

void MapCanvas::paintTip(QPainter& painter, const Hit& hit) const {
    const Theme& theme = Theme::instance();
    const PreparedLayer& layer = m_layers[hit.layer];
    const MapShapes& shapes = *layer.shapes->shapes;
    const QString name = shapes.nameOf(hit.feature), id = shapes.idOf(hit.feature);
    auto rows = tipRows(hit);
    if (name != id) rows.insert(rows.begin(), {QStringLiteral("Id"), id});
    QFont strong = theme.bodyFont();
    strong.setWeight(QFont::DemiBold);
    const QFontMetricsF head(strong), body(smallFont());
    double left = 0, right = 0;
    for (const auto& [key, value] : rows)
        left = std::max(left, body.horizontalAdvance(key)), right = std::max(right, body.horizontalAdvance(value));
    const double wide = std::clamp(std::max(left + 16 + right, head.horizontalAdvance(name)), 40.0, std::max(40.0, width() - 40.0));
    const double high = head.height() + static_cast<double>(rows.size()) * (body.height() + 2) + (rows.empty() ? 0 : 4);
    const QPointF at = m_mouseHere ? m_mouse : toPixel(layer.shapes->anchorOf(hit.feature));
    QRectF card(at + QPointF(16, 16), QSizeF(wide + 24, high + 16));
    if (card.right() > width() - 4) card.moveRight(at.x() - 12);
    if (card.bottom() > height() - 4) card.moveBottom(at.y() - 12);
    card.moveTopLeft({std::max(4.0, card.left()), std::max(4.0, card.top())});
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Ink::Border), 1));
    painter.setBrush(theme.colour(Ink::Raised));
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setFont(strong);
    painter.setPen(theme.colour(Ink::Text));
    QRectF line(card.left() + 12, card.top() + 8, card.width() - 24, head.height());
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, head.elidedText(name, Qt::ElideRight, line.width()));
    painter.setFont(smallFont());
    line.translate(0, head.height() + 4);
    line.setHeight(body.height());
    for (const auto& [key, value] : rows) {
        painter.setPen(theme.colour(Ink::Muted));
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, key);
        painter.setPen(theme.colour(Ink::Text));
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                         body.elidedText(value, Qt::ElideRight, line.width() - body.horizontalAdvance(key) - 12));
        line.translate(0, body.height() + 2);
    }
}

void MapCanvas::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    if (!m_renderer.frame() && !m_layers.empty() && costOf(m_layers) <= kDrawnAtOnce) {
        MapScene first = scene(QSizeF(size()), devicePixelRatioF());
        first.samples = 1;
        m_renderer.drawNow(first);
    }
    const auto& frame = m_renderer.frame();
    if (frame && frame->scene.ratio != devicePixelRatioF() && !m_renderer.busy()) refresh();  // On another screen now.
    QPainter painter(this);
    paintPicture(painter);
    if (m_layers.empty()) {
        painter.setPen(theme.colour(Ink::Muted));
        painter.setFont(theme.bodyFont());
        painter.drawText(rect().adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        const ScaleBar bar = scaleBarOf(m_projection, m_camera, 120);
        std::vector<QRectF> taken = m_covered;
        taken.push_back(paintScaleBar(painter, QPointF(8, height() - 8), bar));  // For its place; again above all below.
        taken.push_back(drawChip(painter, QPointF(8, 8), m_title, Qt::TopLeftCorner, width() - 80));
        if (swipes()) taken.emplace_back(dividerX() - 120, 0, 240, 40);
        if (m_graticule) paintGraticule(painter, QRectF(rect()), m_projection, m_camera, std::move(taken));
        paintLabels(painter);
        const auto hovered = hoveredHit();
        if (hovered) paintFeature(painter, *hovered, 2);
        paintScaleBar(painter, QPointF(8, height() - 8), bar);
        drawChip(painter, QPointF(8, 8), m_title, Qt::TopLeftCorner, width() - 80);
        paintSwipe(painter, QRectF(rect()));
        paintBand(painter);
        if (hovered && m_drag == Drag::None) paintTip(painter, *hovered);
    }
    if (m_keyFocus) {
        painter.setPen(QPen(theme.colour(Ink::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

}  // namespace vitrine
