// SPDX-License-Identifier: GPL-3.0-or-later
// What a graph view paints of itself, and what mouse and keys do.
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMouseEvent>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/graph/graph_impl.h"

namespace vitrine {

void GraphView::Impl::paintMessage(QPainter& painter, const QRectF& area) const {
    painter.setPen(Theme::instance().colour(Ink::Muted));
    painter.setFont(Theme::instance().bodyFont());
    if (scene.nodes() == 0) return painter.drawText(area.adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
    if (done) return;
    painter.drawText(area.adjusted(12, 8, -12, -8), Qt::AlignRight | Qt::AlignTop,
                     QStringLiteral("Laying out %1 nodes. Esc stops.").arg(numberText(static_cast<double>(scene.nodes()))));
}

void GraphView::paintEvent(QPaintEvent*) {
    Impl& impl = *m_impl;
    const double ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (impl.stale || impl.picture.size() != pixels) {
        if (impl.picture.size() != pixels) impl.picture = QPixmap(pixels);
        impl.picture.setDevicePixelRatio(ratio);
        impl.picture.fill(Theme::instance().colour(Ink::Surface));
        QPainter painter(&impl.picture);
        impl.scene.paint(painter, QRectF(rect()), impl.camera, {.fine = impl.fine, .current = impl.current});
        impl.stale = false;
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, impl.picture);
    if (impl.hover && impl.drag == Impl::Drag::None) impl.scene.paintNeighbourhood(painter, QRectF(rect()), impl.camera, *impl.hover);
    impl.scene.paintLegend(painter, QRectF(rect()));
    impl.paintMessage(painter, QRectF(rect()));
    if (impl.keyFocus) {
        painter.setPen(QPen(Theme::instance().colour(Ink::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void GraphView::mousePressEvent(QMouseEvent* event) {
    Impl& impl = *m_impl;
    impl.pressed = impl.last = event->position();
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
    impl.grabbed = event->button() == Qt::LeftButton ? impl.scene.nodeAt(impl.pressed, impl.camera) : std::nullopt;
    impl.drag = Impl::Drag::None;
}

void GraphView::mouseMoveEvent(QMouseEvent* event) {
    Impl& impl = *m_impl;
    const QPointF at = event->position(), by = at - impl.last;
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton))) {
        const auto node = impl.scene.nodeAt(at, impl.camera);
        setCursor(node ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return impl.setHover(node);
    }
    if (impl.drag == Impl::Drag::None) {
        if ((at - impl.pressed).manhattanLength() < QApplication::startDragDistance()) return;
        impl.drag = impl.grabbed ? Impl::Drag::Node : Impl::Drag::Pan;
        impl.last = impl.pressed;
        return mouseMoveEvent(event);
    }
    impl.last = at;
    if (impl.drag == Impl::Drag::Node) {
        const QPointF to = impl.scene.positions()[*impl.grabbed] + by / impl.camera.scale;
        impl.scene.move(*impl.grabbed, to);
        impl.dragged[*impl.grabbed] = to;
    } else {
        setCursor(Qt::ClosedHandCursor);
        impl.camera.offset += by;
        impl.moved = true;
    }
    impl.changed(true);
}

void GraphView::mouseReleaseEvent(QMouseEvent* event) {
    Impl& impl = *m_impl;
    const Impl::Drag drag = std::exchange(impl.drag, Impl::Drag::None);
    setCursor(Qt::ArrowCursor);
    if (drag != Impl::Drag::None) return impl.changed(false);
    if (event->button() != Qt::LeftButton) return;
    const auto node = impl.scene.nodeAt(event->position(), impl.camera);
    impl.current = node;
    impl.changed(false);
    if (node) Q_EMIT nodeClicked(static_cast<qint64>(*node));
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_impl->scene.nodeAt(event->position(), m_impl->camera)) fit();
}

void GraphView::wheelEvent(QWheelEvent* event) {
    event->accept();
    m_impl->zoomAt(event->position(), std::pow(1.2, std::clamp(event->angleDelta().y() / 120.0, -8.0, 8.0)));
}

void GraphView::keyPressEvent(QKeyEvent* event) {
    Impl& impl = *m_impl;
    const auto go = [&](int dx, int dy) {
        if (impl.current) return impl.goTo(dx, dy);
        impl.camera.offset -= QPointF(dx * width() * 0.1, dy * height() * 0.1);
        impl.moved = true;
        impl.changed(true);
    };
    if (event->matches(QKeySequence::Copy)) return QGuiApplication::clipboard()->setPixmap(grab());
    switch (event->key()) {
    case Qt::Key_Left: return go(-1, 0);
    case Qt::Key_Right: return go(1, 0);
    case Qt::Key_Up: return go(0, -1);
    case Qt::Key_Down: return go(0, 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal: return impl.zoomAt(QRectF(rect()).center(), 1.25);
    case Qt::Key_Minus: return impl.zoomAt(QRectF(rect()).center(), 0.8);
    case Qt::Key_0:
    case Qt::Key_F: return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // The first press takes the node nearest to the middle; arrows go on from there.
        if (!impl.current && impl.scene.nodes() > 0) {
            std::size_t best = 0;
            const auto far = [&](std::size_t node) { return (impl.camera.toPixel(impl.scene.positions()[node]) - QRectF(rect()).center()).manhattanLength(); };
            for (std::size_t i = 1; i < impl.scene.nodes(); ++i)
                if (far(i) < far(best)) best = i;
            setCurrent(static_cast<std::int64_t>(best));
        }
        if (impl.current) Q_EMIT nodeClicked(static_cast<qint64>(*impl.current));
        return;
    case Qt::Key_Escape:
        if (!impl.done) impl.job->cancelled = true;
        else if (impl.current) setCurrent(std::nullopt);
        else break;
        return;
    default: break;
    }
    event->ignore();
}

void GraphView::contextMenuEvent(QContextMenuEvent* event) { m_impl->openMenu(event->globalPos()); }

void GraphView::resizeEvent(QResizeEvent* event) {
    if (!m_impl->moved) m_impl->fitNow();
    m_impl->changed(false);
    QWidget::resizeEvent(event);
}

void GraphView::leaveEvent(QEvent*) { m_impl->setHover(std::nullopt); }

void GraphView::focusInEvent(QFocusEvent* event) {
    m_impl->keyFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    update();
}

void GraphView::focusOutEvent(QFocusEvent*) {
    m_impl->keyFocus = false;
    update();
}

QString GraphView::figureTitle() const { return m_impl->title.isEmpty() ? QStringLiteral("Graph") : m_impl->title; }

QSizeF GraphView::figureSize() const { return width() >= 200 && height() >= 150 ? QSizeF(size()) : QSizeF(800, 600); }

void GraphView::paintFigure(QPainter& painter, const QRectF& area) {
    Impl& impl = *m_impl;
    GraphCamera camera = impl.fitted(area);
    if (impl.moved && width() > 0 && height() > 0) {   // As seen: the middle of the view in the middle of the figure.
        camera.scale = impl.camera.scale * std::min(area.width() / width(), area.height() / height());
        camera.offset = area.center() - impl.camera.toScene(QRectF(rect()).center()) * camera.scale;
    }
    painter.save();
    painter.setClipRect(area);
    impl.scene.paint(painter, area, camera, {.fine = true, .current = impl.current});
    impl.scene.paintLegend(painter, area);
    painter.restore();
}

std::optional<Table> GraphView::figureData() const {
    const GraphScene& scene = m_impl->scene;
    if (scene.nodes() == 0) return std::nullopt;
    std::vector<std::int64_t> ids, degrees;
    std::vector<std::string> names;
    std::vector<double> x, y;
    for (std::size_t i = 0; i < scene.nodes(); ++i) {
        ids.push_back(static_cast<std::int64_t>(i));
        names.push_back(ss(scene.nameOf(i)));
        x.push_back(scene.positions()[i].x());
        y.push_back(scene.positions()[i].y());
        degrees.push_back(static_cast<std::int64_t>(scene.degree(i)));
    }
    Table table;
    table.columns = {{"node", Array::of(ids), {}}, {"name", std::move(names), {}}, {"x", Array::of(x), {}}, {"y", Array::of(y), {}}, {"edges", Array::of(degrees), {}}};
    if (const auto column = scene.graph().nodeData.find(ss(m_impl->colourColumn)); column != scene.graph().nodeData.end() && column->second.rank() == 1)
        if (auto values = column->second.as(DType::F64); values.ok()) table.columns.push_back({column->first, *std::move(values), {}});
    return table;
}

}  // namespace vitrine
