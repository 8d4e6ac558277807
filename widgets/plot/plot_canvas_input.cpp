// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "widgets/plot/plot_canvas.h"

namespace vitrine {

void PlotCanvas::hover(const QPointF& pixel) {
    const bool inside = QRectF(axisRect()->rect()).contains(pixel);
    if (!inside && !m_state.hover) return;
    m_cursor = std::numeric_limits<double>::quiet_NaN();
    m_state.hover = inside ? std::optional(pixel) : std::nullopt;
    update();                                  // Only what lies above the curves is drawn anew.
    if (inside) m_hooks.hovered(xAxis->pixelToCoord(pixel.x()));
}

void PlotCanvas::mousePressEvent(QMouseEvent* event) {
    m_pressed = m_last = event->position();
    const bool inside = QRectF(axisRect()->rect()).contains(m_pressed);
    m_drag = Drag::None;
    if (event->button() == Qt::RightButton) {
        if (inside) m_drag = Drag::Box;
        return;
    }
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
    if (event->button() == Qt::LeftButton)
        if (const int curve = m_legend->at(m_pressed); curve != -1) {
            if (curve == -2) return m_hooks.moreCurves(event->globalPosition().toPoint());
            return m_hooks.legendClicked(curve, event->modifiers().testFlag(Qt::ControlModifier));
        }
    if (!inside) return;
    m_drag = event->button() == Qt::LeftButton && m_overlay.onMarker(m_pressed) ? Drag::Marker : Drag::Pan;
}

void PlotCanvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position(), moved = at - m_last;
    m_last = at;
    switch (m_drag) {
    case Drag::Pan:
        setCursor(Qt::ClosedHandCursor);
        m_state.hover.reset();
        return panBy(moved.x(), moved.y());
    case Drag::Marker: {
        const QRect area = axisRect()->rect();
        m_state.marker = xAxis->pixelToCoord(std::clamp<double>(at.x(), area.left(), area.right()));
        update();
        return m_hooks.markerDragged(m_state.marker);
    }
    case Drag::Box:
        if ((at - m_pressed).manhattanLength() >= QApplication::startDragDistance() || m_state.box) {
            m_state.box = QRectF(m_pressed, at).normalized();
            update();
        }
        return;
    case Drag::None: break;
    }
    const int curve = m_legend->at(at);
    setCursor(curve != -1 ? Qt::PointingHandCursor : m_overlay.onMarker(at) ? Qt::SplitHCursor : Qt::ArrowCursor);
    const auto& curves = m_state.curves.all();
    setToolTip(curve >= 0 && curve < static_cast<int>(curves.size())
                   ? QStringLiteral("%1\nClick: show or hide. Ctrl+click: this one alone.").arg(curves[static_cast<std::size_t>(curve)].series.name)
                   : QString());
    hover(at);
}

void PlotCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const Drag drag = std::exchange(m_drag, Drag::None);
    setCursor(Qt::ArrowCursor);
    if (event->button() != Qt::RightButton) return;
    if (m_state.box) return zoomToBox();
    if (drag == Drag::Box || (event->position() - m_pressed).manhattanLength() < QApplication::startDragDistance())
        m_hooks.menu(event->globalPosition().toPoint());
}

void PlotCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && m_legend->at(event->position()) == -1) m_hooks.fit();
}

void PlotCanvas::wheelEvent(QWheelEvent* event) {
    // In a scrolled page of plots the wheel scrolls until a plot was clicked.
    if (m_state.wheelNeedsFocus && !hasFocus() && !event->modifiers().testFlag(Qt::ControlModifier)) return event->ignore();
    event->accept();
    const QPoint turned = event->angleDelta();
    const double steps = (turned.y() != 0 ? turned.y() : turned.x()) / 120.0;
    if (steps == 0) return;
    const QRect area = axisRect()->rect();
    const QPointF at = event->position();
    // On an axis the wheel turns that axis alone.
    const bool onY = at.x() < area.left(), onX = at.y() > area.bottom();
    const bool x = !event->modifiers().testFlag(Qt::ShiftModifier) && !onY, y = !event->modifiers().testFlag(Qt::ControlModifier) && !onX;
    const QPointF around(std::clamp<double>(at.x(), area.left(), area.right()), std::clamp<double>(at.y(), area.top(), area.bottom()));
    zoomAt(around, std::pow(0.85, std::clamp(steps, -8.0, 8.0)), x, y);
}

double PlotCanvas::nextPoint(double from, int direction) const {
    const double reach = xAxis->pixelToCoord(xAxis->coordToPixel(from) + direction);   // Points closer than a pixel are one to the eye.
    double best = direction * std::numeric_limits<double>::infinity();
    for (const Curve& curve : m_state.curves.all()) {
        if (!curve.series.visible || curve.size() == 0) continue;
        const auto begin = curve.series.x->begin(), end = begin + static_cast<std::ptrdiff_t>(curve.size());
        if (const auto after = std::lower_bound(begin, end, reach); direction > 0 && after != end) best = std::min(best, *after);
        if (const auto behind = std::upper_bound(begin, end, reach); direction < 0 && behind != begin) best = std::max(best, *(behind - 1));
    }
    return std::isfinite(best) ? best : std::numeric_limits<double>::quiet_NaN();
}

/// Moves the marker, where there is one, and the read-out to the next point; the view follows.
void PlotCanvas::stepCursor(int direction) {
    const bool marked = std::isfinite(m_state.marker);
    const QCPRange shown = xAxis->range();
    const double outside = direction > 0 ? xAxis->pixelToCoord(axisRect()->left() - 1) : xAxis->pixelToCoord(axisRect()->right() + 2);
    const double from = marked ? m_state.marker : std::isfinite(m_cursor) && shown.contains(m_cursor) ? m_cursor : outside;
    const double next = nextPoint(from, direction);
    if (!std::isfinite(next)) return;
    const double pixel = xAxis->coordToPixel(next);
    if (pixel < axisRect()->left()) panBy(axisRect()->left() - pixel + axisRect()->width() * 0.1, 0);
    if (pixel > axisRect()->right()) panBy(axisRect()->right() - pixel - axisRect()->width() * 0.1, 0);
    m_cursor = next;
    m_state.hover = QPointF(xAxis->coordToPixel(next), axisRect()->center().y());
    if (marked) {
        m_state.marker = next;
        m_hooks.markerDragged(next);
    }
    update();
    m_hooks.hovered(next);
}

void PlotCanvas::keyPressEvent(QKeyEvent* event) {
    const QRect area = axisRect()->rect();
    const double dx = area.width() * 0.1, dy = area.height() * 0.1;
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (event->matches(QKeySequence::Copy)) return m_hooks.copy();
    switch (event->key()) {
    case Qt::Key_Left: return control ? stepCursor(-1) : panBy(dx, 0);
    case Qt::Key_Right: return control ? stepCursor(1) : panBy(-dx, 0);
    case Qt::Key_Up: return panBy(0, dy);
    case Qt::Key_Down: return panBy(0, -dy);
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoomAt(QPointF(area.center()), 0.8, true, true);
    case Qt::Key_Minus: return zoomAt(QPointF(area.center()), 1.25, true, true);
    case Qt::Key_0:
    case Qt::Key_F: return m_hooks.fit();
    case Qt::Key_Escape:
        if (m_drag == Drag::None && !m_state.hover) break;
        m_drag = Drag::None;
        m_state.box.reset();
        m_state.hover.reset();
        return update();
    default: break;
    }
    event->ignore();
}

void PlotCanvas::contextMenuEvent(QContextMenuEvent* event) {
    // With the mouse the right button may begin a box: the menu opens on its release.
    if (event->reason() != QContextMenuEvent::Mouse) m_hooks.menu(mapToGlobal(axisRect()->rect().center()));
    event->accept();
}

void PlotCanvas::leaveEvent(QEvent*) {
    m_state.hover.reset();
    update();
}

void PlotCanvas::focusInEvent(QFocusEvent* event) {
    m_keyFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    update();
}

void PlotCanvas::focusOutEvent(QFocusEvent*) {
    m_keyFocus = false;
    if (std::isfinite(std::exchange(m_cursor, std::numeric_limits<double>::quiet_NaN()))) m_state.hover.reset();
    update();
}

}  // namespace vitrine
