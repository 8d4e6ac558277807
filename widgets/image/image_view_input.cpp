// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, wheel and keys of an ImageView.
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/image/image_view_impl.h"

namespace vitrine {
namespace {

constexpr double kClickSlack = 4;   ///< A press that moves less is a click.
constexpr double kSwipeReach = 8;

QPointF directionOf(int key) {
    switch (key) {
        case Qt::Key_Left: return {-1, 0};
        case Qt::Key_Right: return {1, 0};
        case Qt::Key_Up: return {0, -1};
        case Qt::Key_Down: return {0, 1};
        default: return {};
    }
}

}  // namespace

QString ImageView::Impl::readout(const QPointF& pixel) const {
    const int x = qFloor(pixel.x()), y = qFloor(pixel.y());
    if (empty() || x < 0 || y < 0 || x >= base.raster->width() || y >= base.raster->height()) return {};
    const bool right = other.raster && geometry.toPlace(pixel).x() >= swipeX(geometry.canvas);
    QString text = QStringLiteral("x %1, y %2: %3").arg(x).arg(y).arg((right ? other : base).raster->textAt(x, y));
    QStringList over;
    for (const Layer& layer : overlays) {
        const int column = static_cast<int>(pixel.x() / pictureSize().width() * layer.raster->width());
        const int row = static_cast<int>(pixel.y() / pictureSize().height() * layer.raster->height());
        over << layer.name + ' ' + layer.raster->textAt(column, row);
    }
    if (!over.isEmpty()) text += QStringLiteral(" (%1)").arg(over.join(QStringLiteral(", ")));
    return text;
}

void ImageView::Impl::hover(const QPointF& place) {
    const QPointF pixel = geometry.toPixel(place);
    const QString text = geometry.canvas.contains(place) ? readout(pixel) : QString();
    const auto before = hovering;
    hovering = text.isEmpty() ? std::nullopt : std::optional(pixel);
    if (!hovering && !before) return;
    if (hovering) cursor.reset();
    shareCursor(hovering);
    Q_EMIT q.hovered(pixel, text);
    q.update();
}

bool ImageView::Impl::overSwipe(const QPointF& place) const {
    return other.raster && geometry.canvas.contains(place) && std::abs(place.x() - swipeX(geometry.canvas)) <= kSwipeReach;
}

void ImageView::Impl::updateCursorShape(const QPointF& place) {
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (drag == Drag::Pan && moved) shape = Qt::ClosedHandCursor;
    else if (drag == Drag::Swipe || overSwipe(place)) shape = Qt::SplitHCursor;
    else if (mode == Mode::Region) shape = RegionBand::cursorOf(band.rect() ? RegionBand::partAt(place, geometry.toPlace(*band.rect())) : RegionBand::Nothing);
    if (q.cursor().shape() != shape) q.setCursor(shape);
}

void ImageView::mousePressEvent(QMouseEvent* event) {
    Impl& d = *m_impl;
    if (d.empty() || (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)) return;
    d.pressed = d.lastPlace = event->position();
    d.moved = false;
    d.drag = Impl::Drag::Pan;
    if (event->button() == Qt::LeftButton) {
        if (d.overSwipe(d.pressed)) d.drag = Impl::Drag::Swipe;
        else if (d.mode == Mode::Region) d.drag = Impl::Drag::Region;
    }
    d.updateCursorShape(d.pressed);
}

void ImageView::mouseMoveEvent(QMouseEvent* event) {
    Impl& d = *m_impl;
    const QPointF place = event->position();
    if (d.empty()) return;
    if (d.drag != Impl::Drag::None && !d.moved && (place - d.pressed).manhattanLength() >= kClickSlack) {
        d.moved = true;
        if (d.drag == Impl::Drag::Region)
            d.band.press(d.band.rect() ? RegionBand::partAt(d.pressed, d.geometry.toPlace(*d.band.rect())) : RegionBand::Nothing, d.geometry.toPixel(d.pressed));
    }
    if (d.moved) {
        if (d.drag == Impl::Drag::Pan) d.panBy(place - d.lastPlace);
        if (d.drag == Impl::Drag::Swipe) setSwipePosition((place.x() - d.geometry.canvas.x()) / d.geometry.canvas.width());
        if (d.drag == Impl::Drag::Region) {
            d.band.drag(d.geometry.toPixel(place), d.pictureSize());
            if (d.band.rect()) Q_EMIT regionChanged(*d.band.rect());
        }
        d.lastPlace = place;
    }
    d.updateCursorShape(place);
    d.hover(place);
}

void ImageView::mouseReleaseEvent(QMouseEvent* event) {
    Impl& d = *m_impl;
    const Impl::Drag drag = std::exchange(d.drag, Impl::Drag::None);
    if (d.empty() || drag == Impl::Drag::None) return;
    if (drag == Impl::Drag::Region && d.moved) d.finishRegion();
    else if (!d.moved && drag != Impl::Drag::Swipe && event->button() == Qt::LeftButton) {
        const QPointF pixel = d.geometry.toPixel(event->position());
        if (QRectF(QPointF(0, 0), d.pictureSize()).contains(pixel) && d.geometry.canvas.contains(event->position())) Q_EMIT clicked(pixel, event->modifiers());
    }
    d.updateCursorShape(event->position());
}

void ImageView::Impl::finishRegion() {
    band.release();
    q.update();
    if (band.rect()) Q_EMIT q.regionFinished(*band.rect());
}

void ImageView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_impl->overSwipe(event->position())) fit();
}

void ImageView::wheelEvent(QWheelEvent* event) {
    const double steps = event->angleDelta().y() / 120.0;
    if (m_impl->empty() || steps == 0) return;
    m_impl->zoomAt(event->position(), std::pow(1.25, steps));
    m_impl->hover(event->position());
    event->accept();
}

void ImageView::leaveEvent(QEvent*) {
    Impl& d = *m_impl;
    if (!d.hovering) return;
    d.hovering.reset();
    d.shareCursor(std::nullopt);
    Q_EMIT hovered(QPointF(-1, -1), QString());
    update();
}

void ImageView::focusInEvent(QFocusEvent*) { update(); }
void ImageView::focusOutEvent(QFocusEvent*) { update(); }

void ImageView::Impl::setCurrentCursor(const QPointF& pixel) {
    hovering.reset();
    const QPointF inside(std::clamp(pixel.x(), 0.5, pictureSize().width() - 0.5), std::clamp(pixel.y(), 0.5, pictureSize().height() - 0.5));
    q.setCursorPixel(inside);
    const QPointF place = geometry.toPlace(inside);
    if (!geometry.canvas.contains(place)) panBy(geometry.canvas.center() - place);
    shareCursor(inside);
    Q_EMIT q.hovered(inside, readout(inside));
}

bool ImageView::Impl::handleRegionKey(QKeyEvent* event) {
    if (mode != Mode::Region) return false;
    const QPointF direction = directionOf(event->key());
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && !band.rect()) {
        const QRectF seen = q.visibleRegion();
        band.set(QRectF(seen.center() - QPointF(seen.width(), seen.height()) / 4, seen.size() / 2), pictureSize());
    } else if (enter) {
        finishRegion();
        return true;
    } else if (event->key() == Qt::Key_Escape && band.rect()) {
        band.set(std::nullopt, {});
        q.update();
        Q_EMIT q.regionFinished(QRectF());
        return true;
    } else if (!direction.isNull() && band.rect() && !(event->modifiers() & Qt::ControlModifier)) {
        band.step(direction, event->modifiers() & Qt::ShiftModifier, pictureSize());
    } else {
        return false;
    }
    q.update();
    Q_EMIT q.regionChanged(*band.rect());
    return true;
}

bool ImageView::Impl::handleMoveKey(QKeyEvent* event) {
    const QPointF direction = directionOf(event->key());
    if (!direction.isNull()) {
        if (event->modifiers() & Qt::ControlModifier) setCurrentCursor(cursor ? *cursor + direction : q.visibleRegion().center());
        else panBy(QPointF(-direction.x() * geometry.canvas.width() / 10, -direction.y() * geometry.canvas.height() / 10));
        return true;
    }
    if ((event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && cursor) {
        Q_EMIT q.clicked(*cursor, event->modifiers());
        return true;
    }
    if (event->key() == Qt::Key_Escape && cursor) {
        q.setCursorPixel(std::nullopt);
        shareCursor(std::nullopt);
        Q_EMIT q.hovered(QPointF(-1, -1), QString());
        return true;
    }
    return false;
}

bool ImageView::Impl::handleViewKey(QKeyEvent* event) {
    const QPointF middle = cursor ? geometry.toPlace(*cursor) : geometry.canvas.center();
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal: zoomAt(middle, 1.25); return true;
        case Qt::Key_Minus: zoomAt(middle, 1 / 1.25); return true;
        case Qt::Key_0: q.fit(); return true;
        case Qt::Key_1: zoomAt(middle, 1 / (geometry.scale * q.devicePixelRatioF())); return true;
        case Qt::Key_BracketLeft:
        case Qt::Key_BracketRight:
            if (!other.raster) return false;
            q.setSwipePosition(swipe + (event->key() == Qt::Key_BracketLeft ? -0.02 : 0.02));
            return true;
        default: return false;
    }
}

void ImageView::keyPressEvent(QKeyEvent* event) {
    Impl& d = *m_impl;
    if (d.empty() || !(d.handleRegionKey(event) || d.handleMoveKey(event) || d.handleViewKey(event))) QWidget::keyPressEvent(event);
}

void ImageView::contextMenuEvent(QContextMenuEvent* event) {
    Impl& d = *m_impl;
    if (d.empty()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Fit\t0"), this, [this] { fit(); });
    menu->addAction(QStringLiteral("100 %\t1"), this, [&d] { d.zoomAt(d.geometry.canvas.center(), 1 / (d.geometry.scale * d.q.devicePixelRatioF())); });
    QAction* region = menu->addAction(QStringLiteral("Draw a region"), this, [this] { setMode(m_impl->mode == Mode::Region ? Mode::Pan : Mode::Region); });
    region->setCheckable(true);
    region->setChecked(d.mode == Mode::Region);
    menu->addSeparator();
    const auto at = d.hovering ? d.hovering : d.cursor;
    QAction* copy = menu->addAction(QStringLiteral("Copy value"), this, [&d, at] { QGuiApplication::clipboard()->setText(d.readout(*at)); });
    copy->setEnabled(at.has_value());
    menu->addAction(QStringLiteral("Copy picture"), this, [&d] { QGuiApplication::clipboard()->setImage(d.frame); });
    menu->addAction(QStringLiteral("Export figure…"), this, [this] { exportFigureWithDialog(this, *this, m_impl->provenance); });
    menu->popup(event->globalPos());
}

}  // namespace vitrine
