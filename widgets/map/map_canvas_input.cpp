// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse and keys do on a MapCanvas.
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <set>

#include "widgets/map/map_canvas.h"

namespace vitrine {
namespace {

constexpr double kGrip = 6;  ///< Reach of the divider in pixels.
constexpr double kZoomStep = 1.25;
constexpr int kFarStep = 1 << 20;

}  // namespace

bool MapCanvas::onDivider(const QPointF& place) const { return swipes() && std::abs(place.x() - dividerX()) <= kGrip; }

std::optional<MapCanvas::Hit> MapCanvas::hoveredHit() const {
    return m_hover && m_hover->layer < m_layers.size() && m_layers[m_hover->layer].layer.visible ? m_hover : std::nullopt;
}

void MapCanvas::mousePressEvent(QMouseEvent* event) {
    m_pressed = m_last = event->position();
    m_dragged = false;
    m_drag = Drag::None;
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
    if (event->button() == Qt::LeftButton && onDivider(m_pressed)) {
        m_drag = Drag::Swipe;
        return;
    }
    m_bandIsRectangle = m_tool == Tool::Rectangle || (event->modifiers() & Qt::ShiftModifier);
    const bool band = event->button() == Qt::LeftButton && (m_tool != Tool::Pan || m_bandIsRectangle);
    m_drag = band ? Drag::Band : Drag::Pan;
    m_band = QPolygonF{m_pressed};
}

void MapCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position(), by = at - m_last;
    m_mouse = at;
    m_mouseHere = true;
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton)) || m_drag == Drag::None) {
        setCursor(onDivider(at) ? Qt::SplitHCursor : m_tool == Tool::Pan ? Qt::ArrowCursor : Qt::CrossCursor);
        return hoverAt(at);
    }
    m_dragged = m_dragged || (at - m_pressed).manhattanLength() >= QApplication::startDragDistance();
    if (!m_dragged) return;
    const QPointF way = std::exchange(m_last, at) == m_pressed ? at - m_pressed : by;
    if (m_drag == Drag::Swipe) {
        setSwipe(at.x() / std::max(1, width()));
        Q_EMIT swipeChanged();
    } else if (m_drag == Drag::Band) {
        if (m_bandIsRectangle) m_band = QPolygonF(QRectF(m_pressed, at).normalized());
        else m_band << at;
        update();
    } else {
        setCursor(Qt::ClosedHandCursor);
        MapCamera camera = m_camera;
        camera.centre -= way / camera.scale;
        setCamera(camera);
        Q_EMIT cameraChanged();
    }
}

void MapCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(m_drag, Drag::None);
    setCursor(m_tool == Tool::Pan ? Qt::ArrowCursor : Qt::CrossCursor);
    if (drag == Drag::Band && m_dragged) finishBand(event->modifiers() & Qt::ControlModifier);
    else if (!m_dragged && event->button() == Qt::LeftButton && drag != Drag::Swipe) click(event->position(), event->modifiers());
    if (drag == Drag::Pan && m_dragged && m_rest.isActive()) m_rest.start(1);  // The hand rests: sharp at once.
    update();
}

void MapCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_tool != Tool::Pan) return;
    zoomAt(event->position(), event->modifiers() & Qt::ShiftModifier ? 0.5 : 2);
}

void MapCanvas::wheelEvent(QWheelEvent* event) {
    event->accept();
    zoomAt(event->position(), std::pow(kZoomStep, std::clamp(event->angleDelta().y() / 120.0, -8.0, 8.0)));
}

void MapCanvas::click(const QPointF& place, Qt::KeyboardModifiers modifiers) {
    const auto hit = hitAt(place);
    const QString id = hit ? idOf(*hit) : QString();
    select(hit ? QStringList{id} : QStringList(), modifiers & Qt::ControlModifier);
    Q_EMIT clicked(id, modifiers);
}

void MapCanvas::select(QStringList ids, bool add) {
    if (add && ids.size() == 1 && m_selection.contains(ids.front())) {  // Ctrl takes a selected one out again.
        const QString out = ids.front();
        ids = m_selection;
        ids.removeAll(out);
    } else if (add) {
        QStringList all = m_selection;
        std::set<QString> known(all.begin(), all.end());
        for (const QString& id : ids)
            if (known.insert(id).second) all << id;
        ids = std::move(all);
    }
    if (ids == m_selection) return;
    setSelection(ids);
    Q_EMIT selectionChanged();
}

QStringList MapCanvas::idsInBand(const QPolygonF& band) const {
    QStringList ids;
    std::set<const MapShapes*> done;
    const QRectF around = band.boundingRect();
    const auto& frame = m_renderer.frame();
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const PreparedLayer& layer = m_layers[i];
        const MapShapes& shapes = *layer.shapes->shapes;
        if (!layer.layer.visible || shapes.kind == MapShapes::Kind::Arcs || !done.insert(&shapes).second) continue;
        if (shapes.kind == MapShapes::Kind::Grid) {  // Cells are as many as pixels: those that are seen there.
            if (!frame || i >= frame->parts.size() || !frame->parts[i].raster) continue;
            const FeatureRaster& raster = *frame->parts[i].raster;
            const double perPixel = frame->scene.ratio * raster.samples();
            std::set<std::uint32_t> found;
            const QRect part = QRectF(around.topLeft() * perPixel, around.size() * perPixel).toAlignedRect() &
                               QRect(0, 0, raster.width() * raster.samples(), raster.height() * raster.samples());
            for (int y = part.top(); y <= part.bottom(); ++y)
                for (int x = part.left(); x <= part.right(); ++x)
                    if (const std::uint32_t index = raster.sample(x, y);
                        index && (found.empty() || !found.contains(index)) &&
                        band.containsPoint(QPointF(x + 0.5, y + 0.5) / perPixel, Qt::WindingFill))
                        found.insert(index);
            for (const std::uint32_t index : found) ids << shapes.idOf(index - 1);
            continue;
        }
        for (std::size_t feature = 0; feature < layer.shapes->count(); ++feature) {
            const QPointF at = toPixel(layer.shapes->anchors[feature]);
            if (around.contains(at) && band.containsPoint(at, Qt::WindingFill)) ids << shapes.idOf(feature);
        }
    }
    return ids;
}

void MapCanvas::finishBand(bool add) { select(idsInBand(std::exchange(m_band, {})), add); }

void MapCanvas::hoverAt(const QPointF& place) {
    const auto hit = onDivider(place) ? std::nullopt : hitAt(place);
    const QString id = hit ? idOf(*hit) : QString();
    const bool other = id != m_hoverId;
    if (!other && m_hover == hit) return hit ? update() : void();  // The tip follows the mouse.
    m_hoverId = id;
    m_hover = hit;
    update();
    if (other) Q_EMIT hoverChanged(id);
}

void MapCanvas::hoverNext(int dx, int dy) {
    std::size_t best = 0, layer = m_layers.size();
    while (layer-- > 0)
        if (m_layers[layer].layer.visible && !m_layers[layer].shapes->anchors.empty()) break;
    if (layer >= m_layers.size()) return;
    const ProjectedShapes& shapes = *m_layers[layer].shapes;
    const auto current = hoveredHit();
    const bool from = current && m_layers[current->layer].shapes.get() == &shapes;
    const QPointF here = from ? toPixel(shapes.anchors[current->feature]) : QRectF(rect()).center();
    double least = 1e300;
    for (std::size_t i = 0; i < shapes.count(); ++i) {
        if (from && i == current->feature) continue;
        const QPointF way = toPixel(shapes.anchors[i]) - here;
        const double along = way.x() * dx + way.y() * dy, off = std::abs(way.x() * dy) + std::abs(way.y() * dx);
        if (from && along <= off * 0.5) continue;  // Within a cone towards the key.
        const double cost = from ? along + 2 * off : std::hypot(way.x(), way.y());
        if (cost < least) least = cost, best = i;
    }
    if (least >= 1e300) return;
    m_mouseHere = false;
    m_hover = Hit{layer, static_cast<std::uint32_t>(best)};
    m_hoverId = idOf(*m_hover);
    if (const QPointF at = toPixel(shapes.anchors[best]); !rect().contains(at.toPoint())) {
        setCamera({shapes.anchors[best], m_camera.scale});
        Q_EMIT cameraChanged();
    }
    setAccessibleDescription(shapes.shapes->nameOf(best) + QStringLiteral(", ") + m_layers[layer].textOf(best, m_step));
    update();
    Q_EMIT hoverChanged(m_hoverId);
}

bool MapCanvas::moveKey(QKeyEvent* event) {
    int dx = 0, dy = 0;
    switch (event->key()) {
        case Qt::Key_Left: dx = -1; break;
        case Qt::Key_Right: dx = 1; break;
        case Qt::Key_Up: dy = -1; break;
        case Qt::Key_Down: dy = 1; break;
        default: return false;
    }
    if (event->modifiers() & Qt::ControlModifier) {
        hoverNext(dx, dy);
        return true;
    }
    const double share = event->modifiers() & Qt::ShiftModifier ? 0.02 : 0.1;
    setCamera({m_camera.centre + QPointF(dx * width(), dy * height()) * share / m_camera.scale, m_camera.scale});
    Q_EMIT cameraChanged();
    return true;
}

void MapCanvas::keyPressEvent(QKeyEvent* event) {
    if (m_layers.empty()) return event->ignore();
    if (moveKey(event)) return;
    const auto swipeBy = [this](double by) {
        if (!swipes()) return;
        setSwipe(*m_swipe + by);
        Q_EMIT swipeChanged();
    };
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal: return zoomAt(QRectF(rect()).center(), kZoomStep);
        case Qt::Key_Minus: return zoomAt(QRectF(rect()).center(), 1 / kZoomStep);
        case Qt::Key_0:
        case Qt::Key_F: return Q_EMIT fitPressed();
        case Qt::Key_Space: return Q_EMIT playPressed();
        case Qt::Key_PageUp:
        case Qt::Key_Comma: return Q_EMIT stepBy(-1);
        case Qt::Key_PageDown:
        case Qt::Key_Period: return Q_EMIT stepBy(1);
        case Qt::Key_Home: return Q_EMIT stepBy(-kFarStep);
        case Qt::Key_End: return Q_EMIT stepBy(kFarStep);
        case Qt::Key_BracketLeft: return swipeBy(-0.05);
        case Qt::Key_BracketRight: return swipeBy(0.05);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (const auto hit = hoveredHit()) {
                select({idOf(*hit)}, event->modifiers() & Qt::ControlModifier);
                Q_EMIT clicked(idOf(*hit), event->modifiers());
            }
            return;
        case Qt::Key_Escape:
            if (m_drag == Drag::Band) {
                m_drag = Drag::None;
                m_band.clear();
                return update();
            }
            if (m_selection.isEmpty()) return event->ignore();
            return select({}, false);
        default: event->ignore();
    }
}

void MapCanvas::leaveEvent(QEvent*) {
    m_mouseHere = false;
    if (m_hoverId.isEmpty()) return;
    m_hover.reset();
    m_hoverId.clear();
    update();
    Q_EMIT hoverChanged({});
}

void MapCanvas::focusInEvent(QFocusEvent* event) {
    m_keyFocus =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    update();
}

void MapCanvas::focusOutEvent(QFocusEvent*) {
    m_keyFocus = false;
    update();
}

}  // namespace vitrine
