// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_scatter.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "plugins/kstdiff/panel_city.h"
#include "widgets/base/text.h"
#include "widgets/image/paint_parts.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr double kClickReach = 14, kDragStart = 5;

}  // namespace

ScatterView::ScatterView(QWidget* parent) : PaintedView(parent) {
    setMouseTracking(true);
    setToolTip("A point a region, people/h on logarithmic axes. Drag a rectangle to pick regions, click for one, Ctrl adds.");
}

void ScatterView::setPoints(std::vector<Point> points, const QString& xTitle, const QString& yTitle) {
    std::erase_if(points, [](const Point& point) { return !(point.x > 0) || !(point.y > 0) || !std::isfinite(point.x + point.y); });
    std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    m_points = std::move(points);
    m_xTitle = xTitle;
    m_yTitle = yTitle;
    m_hover = -1;
    setAccessibleDescription(QString("%1 regions").arg(m_points.size()));
    update();
}

void ScatterView::setPicked(const QStringList& ids) {
    m_picked = ids;
    update();
}

void ScatterView::setEmptyText(const QString& text) {
    m_empty = text;
    update();
}

Chart ScatterView::chart(const QRectF& area) const {
    double low = 1e300, high = 1e-300;
    for (const Point& point : m_points) low = std::min({low, point.x, point.y}), high = std::max({high, point.x, point.y});
    const Axis axis{low / 1.4, std::max(high * 1.4, low * 4), true};
    return Chart(area, axis, axis, m_xTitle, m_yTitle);
}

QPointF ScatterView::placeOf(const QString& id) const {
    const Chart chart = this->chart(QRectF(rect()).adjusted(4, 4, -4, -4));
    for (const Point& point : m_points)
        if (point.id == id) return chart.at(point.x, point.y);
    return {};
}

void ScatterView::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_points.empty()) {
        paintEmpty(painter, area, m_empty);
        return painter.restore();
    }
    const Chart chart = this->chart(area);
    chart.paintFrame(painter, false);
    painter.setClipRect(chart.plot());
    painter.setPen(QPen(ink(Ink::Muted), 1, Qt::DashLine));
    painter.drawLine(chart.plot().bottomLeft(), chart.plot().topRight());  // Both axes are the same: the corners lie on the diagonal.
    const QColor colour = ink(Ink::Accent);
    for (const bool onTop : {false, true})
        for (const Point& point : m_points) {
            const bool on = m_picked.contains(point.id);
            if (on != onTop) continue;
            painter.setPen(on ? QPen(ink(Ink::Text), 2) : QPen(faded(colour, 0.9), 1.2));
            painter.setBrush(point.heldOut ? faded(colour, on ? 1 : 0.75) : faded(colour, on ? 0.5 : 0.08));
            painter.drawEllipse(chart.at(point.x, point.y), on ? 6 : 4.5, on ? 6 : 4.5);
        }
    if (m_from) {
        painter.setPen(QPen(ink(Ink::Accent), 1));
        painter.setBrush(faded(ink(Ink::Accent), 0.12));
        painter.drawRect(QRectF(*m_from, m_to).normalized());
    }
    painter.setClipping(false);
    painter.setFont(smallFont());
    if (m_hover >= 0 && m_hover < std::ssize(m_points)) {
        const Point& point = m_points[static_cast<std::size_t>(m_hover)];
        const QPointF place = chart.at(point.x, point.y);
        const bool right = place.x() > chart.plot().center().x();
        drawChip(painter, place + QPointF(right ? -8 : 8, -4),
                 QString("%1  %2 \u2192 %3").arg(point.id, numberText(point.x, 3), numberText(point.y, 3)),
                 right ? Qt::BottomRightCorner : Qt::BottomLeftCorner, chart.plot().width());
    }
    painter.restore();
}

std::optional<Table> ScatterView::figureData() const {
    if (m_points.empty()) return std::nullopt;
    std::vector<std::string> ids, split;
    std::vector<double> x, y;
    for (const Point& point : m_points)
        ids.push_back(ss(point.id)), split.push_back(point.heldOut ? "held out" : "train"), x.push_back(point.x), y.push_back(point.y);
    Table table;
    table.columns = {{"region", ids, ""}, {"split", split, ""}, {ss(m_xTitle), Array::of(x), kFlowUnit}, {ss(m_yTitle), Array::of(y), kFlowUnit}};
    return table;
}

int ScatterView::nearest(const QPointF& place, double reach) const {
    if (m_points.empty()) return -1;
    const Chart chart = this->chart(QRectF(rect()).adjusted(4, 4, -4, -4));
    int best = -1;
    for (int i = 0; i < std::ssize(m_points); ++i) {
        const QPointF gap = chart.at(m_points[static_cast<std::size_t>(i)].x, m_points[static_cast<std::size_t>(i)].y) - place;
        if (const double distance = std::hypot(gap.x(), gap.y()); distance < reach) best = i, reach = distance;
    }
    return best;
}

void ScatterView::pick(QStringList ids, bool add) {
    if (add) {
        for (const QString& id : m_picked)
            if (!ids.contains(id)) ids << id;
    }
    setPicked(ids);
    Q_EMIT picked(ids);
}

void ScatterView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) m_from = m_to = event->position();
}

void ScatterView::mouseMoveEvent(QMouseEvent* event) {
    m_to = event->position();
    m_hover = m_from ? -1 : nearest(m_to, kClickReach);
    update();
}

void ScatterView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_from || event->button() != Qt::LeftButton) return;
    const QRectF band = QRectF(*m_from, event->position()).normalized();
    m_from.reset();
    const bool add = event->modifiers() & Qt::ControlModifier;
    if (std::max(band.width(), band.height()) < kDragStart) {
        const int hit = nearest(event->position(), kClickReach);
        return pick(hit < 0 ? QStringList() : QStringList{m_points[static_cast<std::size_t>(hit)].id}, add);
    }
    const Chart chart = this->chart(QRectF(rect()).adjusted(4, 4, -4, -4));
    QStringList ids;
    for (const Point& point : m_points)
        if (band.contains(chart.at(point.x, point.y))) ids << point.id;
    pick(std::move(ids), add);
}

void ScatterView::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

void ScatterView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return pick({}, false);
    const int by = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (by == 0 || m_points.empty()) return PaintedView::keyPressEvent(event);
    const auto here =
        std::find_if(m_points.begin(), m_points.end(), [&](const Point& point) { return !m_picked.isEmpty() && point.id == m_picked.front(); });
    const int next =
        here == m_points.end() ? 0 : std::clamp(static_cast<int>(here - m_points.begin()) + by, 0, static_cast<int>(m_points.size()) - 1);
    m_hover = next;
    pick({m_points[static_cast<std::size_t>(next)].id}, false);
}

}  // namespace vitrine::kstdiff_panel
