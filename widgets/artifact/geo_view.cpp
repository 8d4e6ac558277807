// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/geo_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr double kPoint = 5;   ///< Radius of a point.

double numberIn(const GeoFeature& feature, const std::string& key) {
    return key.empty() ? std::numeric_limits<double>::quiet_NaN() : numberOr(feature.properties, key.c_str(), std::numeric_limits<double>::quiet_NaN());
}

QString describe(const GeoFeature& feature, int index) {
    QStringList parts{feature.id.empty() ? QStringLiteral("feature %1").arg(index) : qs(feature.id)};
    if (!feature.properties.is_object()) return parts.front();
    for (const auto& [key, value] : feature.properties.items()) {
        if (value.is_structured() || value.is_null() || parts.size() > 5) continue;
        parts << qs(key) + QStringLiteral(" ") + (value.is_string() ? qs(value.get<std::string>()) : value.is_number() ? numberText(value.get<double>()) : qs(dumpJson(value)));
    }
    return parts.join(QStringLiteral(" · "));
}

}  // namespace

GeoView::GeoView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(120, 96);
    setAccessibleName(QStringLiteral("Map"));
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

QString GeoView::numericProperty(const GeoFeatures& features) {
    std::map<std::string, std::size_t> counts;
    for (const GeoFeature& feature : features.features) {
        if (!feature.properties.is_object()) continue;
        for (const auto& [key, value] : feature.properties.items())
            if (value.is_number() && key != "id") ++counts[key];
    }
    for (const auto& [key, count] : counts)
        if (count * 2 > features.features.size()) return qs(key);
    return {};
}

void GeoView::setFeatures(const GeoFeatures& features, const QString& title, const QString& colourBy) {
    m_title = title;
    m_colourBy = colourBy;
    m_shapes.clear();
    m_hovered = m_current = -1;
    double south = 90, north = -90;
    for (const GeoFeature& feature : features.features)
        for (const auto& ring : feature.rings)
            for (const auto& point : ring) south = std::min(south, point[1]), north = std::max(north, point[1]);
    m_squeeze = north >= south ? std::max(0.05, std::cos((south + north) / 2 * M_PI / 180)) : 1;
    ValueSpan span{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    QRectF bounds;
    for (const GeoFeature& feature : features.features) {
        Shape shape{feature.kind, {}, {}, numberIn(feature, ss(colourBy)), describe(feature, static_cast<int>(m_shapes.size()))};
        shape.path.setFillRule(Qt::OddEvenFill);   // Holes.
        for (const auto& ring : feature.rings) {
            QPolygonF line;
            for (const auto& point : ring) line << QPointF(point[0] * m_squeeze, -point[1]);
            if (feature.kind == GeoFeature::Kind::Point) shape.points.insert(shape.points.end(), line.begin(), line.end());
            else shape.path.addPolygon(line);
            QRectF box = line.boundingRect();
            if (box.isNull()) box.setSize(QSizeF(1e-9, 1e-9));   // A single point still counts.
            if (!line.isEmpty()) bounds = bounds.isNull() ? box : bounds | box;
        }
        if (std::isfinite(shape.value)) span.low = std::min(span.low, shape.value), span.high = std::max(span.high, shape.value);
        m_shapes.push_back(std::move(shape));
    }
    m_bounds = bounds;
    if (span.low <= span.high) m_colours = withRange({span.low < 0 ? Colormap::Vik : Colormap::Viridis, 0, 0}, span);
    else m_colourBy.clear();
    m_table = ColourTable(m_colours);
    fit();
}

QRectF GeoView::canvas() const {
    QRectF area(rect());
    if (!m_colourBy.isEmpty()) area.setRight(area.right() - colourBarWidth(smallFont(), m_colours, m_colourBy));
    return area;
}

QTransform GeoView::toView(const QRectF& area) const {
    const double wide = std::max(m_bounds.width(), 1e-3), high = std::max(m_bounds.height(), 1e-3);
    const double scale = std::min((area.width() - 32) / wide, (area.height() - 32) / high) * m_zoom;
    QTransform transform;
    transform.translate(area.center().x() + m_shift.x(), area.center().y() + m_shift.y());
    transform.scale(scale, scale);
    transform.translate(-m_bounds.center().x(), -m_bounds.center().y());
    return transform;
}

QPointF GeoView::placeOf(double longitude, double latitude) const { return toView(canvas()).map(QPointF(longitude * m_squeeze, -latitude)); }

int GeoView::featureAt(const QPointF& place) const {
    const QTransform transform = toView(canvas());
    const QPointF at = transform.inverted().map(place);
    const double reach = (kPoint + 2) / std::max(1e-12, transform.m11());
    for (int i = static_cast<int>(m_shapes.size()) - 1; i >= 0; --i) {
        const Shape& shape = m_shapes[static_cast<std::size_t>(i)];
        for (const QPointF& point : shape.points)
            if (std::hypot(point.x() - at.x(), point.y() - at.y()) <= reach) return i;
        if (shape.kind == GeoFeature::Kind::Polygon && shape.path.contains(at)) return i;
        if (shape.kind == GeoFeature::Kind::Line && shape.path.intersects(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))) return i;
    }
    return -1;
}

void GeoView::paintMap(QPainter& painter, const QRectF& area, int marked) const {
    const Theme& theme = Theme::instance();
    const QTransform transform = toView(area);
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < m_shapes.size(); ++i) {
        const Shape& shape = m_shapes[i];
        QColor colour = m_colourBy.isEmpty() ? theme.series(0) : QColor(m_table.colourOf(shape.value));
        const bool on = static_cast<int>(i) == marked;
        const QPen edge(theme.colour(on ? Ink::Accent : Ink::Surface), on ? 2.5 : 1);
        if (shape.kind == GeoFeature::Kind::Line) {
            painter.setPen(QPen(on ? theme.colour(Ink::Accent) : colour, on ? 3 : 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawPath(transform.map(shape.path));
            continue;
        }
        if (shape.kind == GeoFeature::Kind::Polygon && m_colourBy.isEmpty()) colour.setAlphaF(0.6F);
        painter.setPen(edge);
        painter.setBrush(colour);
        painter.drawPath(transform.map(shape.path));
        for (const QPointF& point : shape.points) painter.drawEllipse(transform.map(point), kPoint, kPoint);
    }
    painter.restore();
    if (!m_colourBy.isEmpty())
        drawColourBar(painter, QRectF(area.right(), area.top() + 8, colourBarWidth(smallFont(), m_colours, m_colourBy) - 4, area.height() - 16), m_colours, m_colourBy);
}

void GeoView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Theme& theme = Theme::instance();
    painter.fillRect(rect(), theme.colour(Ink::Surface));
    const QRectF area = canvas();
    painter.fillRect(area, theme.colour(Ink::Sunken));
    if (m_bounds.isNull()) {
        painter.setPen(theme.colour(Ink::Muted));
        painter.drawText(rect(), Qt::AlignCenter, QStringLiteral("The map has no features"));
        return;
    }
    const int marked = m_hovered >= 0 ? m_hovered : m_current;
    paintMap(painter, area, marked);
    if (marked >= 0) drawChip(painter, area.bottomLeft() + QPointF(8, -8), m_shapes[static_cast<std::size_t>(marked)].text, Qt::BottomLeftCorner, area.width() - 16);
    if (hasFocus()) {
        painter.setPen(QPen(theme.colour(Ink::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void GeoView::paintFigure(QPainter& painter, const QRectF& area) {
    QRectF map = area;
    if (!m_colourBy.isEmpty()) map.setRight(map.right() - colourBarWidth(smallFont(), m_colours, m_colourBy));
    paintMap(painter, map, -1);
}

std::optional<Table> GeoView::figureData() const {
    std::vector<std::string> texts;
    std::vector<double> values;
    for (const Shape& shape : m_shapes) texts.push_back(ss(shape.text)), values.push_back(shape.value);
    Table table;
    table.columns = {{"feature", std::move(texts), ""}, {m_colourBy.isEmpty() ? "value" : ss(m_colourBy), Array::of(values), ""}};
    return table;
}

void GeoView::fit() {
    m_zoom = 1;
    m_shift = {};
    update();
}

void GeoView::zoomAt(const QPointF& place, double factor) {
    const double zoom = std::clamp(m_zoom * factor, 0.5, 1000.0);
    const QPointF fromMiddle = place - canvas().center();
    m_shift = fromMiddle - (fromMiddle - m_shift) * (zoom / m_zoom);
    m_zoom = zoom;
    update();
}

void GeoView::mousePressEvent(QMouseEvent* event) {
    m_pressed = m_last = event->position();
    m_moved = false;
}

void GeoView::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons() & Qt::LeftButton) {
        m_moved = m_moved || (event->position() - m_pressed).manhattanLength() > 4;
        if (m_moved) m_shift += event->position() - m_last;
        m_last = event->position();
        return update();
    }
    const int over = featureAt(event->position());
    if (over != m_hovered) {
        m_hovered = over;
        update();
    }
}

void GeoView::mouseReleaseEvent(QMouseEvent* event) {
    if (m_moved || event->button() != Qt::LeftButton) return;
    m_current = featureAt(event->position());
    update();
    if (m_current >= 0) Q_EMIT featureClicked(m_current);
}

void GeoView::mouseDoubleClickEvent(QMouseEvent*) { fit(); }

void GeoView::wheelEvent(QWheelEvent* event) { zoomAt(event->position(), std::pow(1.25, event->angleDelta().y() / 120.0)); }

void GeoView::keyPressEvent(QKeyEvent* event) {
    const double step = width() / 10.0;
    const int last = static_cast<int>(m_shapes.size()) - 1;
    switch (event->key()) {
        case Qt::Key_Plus:
        case Qt::Key_Equal: return zoomAt(canvas().center(), 1.25);
        case Qt::Key_Minus: return zoomAt(canvas().center(), 0.8);
        case Qt::Key_0: return fit();
        case Qt::Key_Left: m_shift.rx() += step; return update();
        case Qt::Key_Right: m_shift.rx() -= step; return update();
        case Qt::Key_Up: m_shift.ry() += step; return update();
        case Qt::Key_Down: m_shift.ry() -= step; return update();
        case Qt::Key_PageDown: m_current = std::min(m_current + 1, last); return update();
        case Qt::Key_PageUp: m_current = std::max(m_current - 1, std::min(0, last)); return update();
        default: QWidget::keyPressEvent(event);
    }
}

void GeoView::resizeEvent(QResizeEvent*) { update(); }

}  // namespace vitrine
