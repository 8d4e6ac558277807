// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_curves.h"

#include <QKeyEvent>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/image/paint_parts.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr double kDaysReach =
    2.5;                          ///< Single days are cut that many times above the means, which would lie on the floor else.
constexpr double kHeadLine = 20;  ///< Height of the title, and of a row of the key.

QPainterPath curvePath(const Chart& chart, const std::array<double, kHours>& values) {
    QPainterPath path;
    bool down = false;
    for (int hour = 0; hour < kHours; ++hour) {
        const double value = values[static_cast<std::size_t>(hour)];
        if (!std::isfinite(value)) {
            down = false;
            continue;
        }
        const QPointF point = chart.at(hour, value);
        if (down) path.lineTo(point);
        else path.moveTo(point);
        down = true;
    }
    return path;
}

}  // namespace

CurveView::CurveView(QWidget* parent) : PaintedView(parent) {
    setMouseTracking(true);
    setToolTip("Flow by hour of the day, people/h. Drag or use the arrow keys to change the hour.");
}

void CurveView::setContent(Content content) {
    m_content = std::move(content);
    QStringList texts;
    for (const Line& line : m_content.lines)
        texts << QString("%1 %2 at %3").arg(line.name, numberText(line.values[static_cast<std::size_t>(m_hour)], 3), hourText(m_hour));
    setAccessibleDescription(texts.join("; "));
    update();
}

void CurveView::setEmptyText(const QString& text) {
    m_empty = text;
    update();
}

void CurveView::setHour(int hour) {
    m_hour = hour;
    update();
}

QColor CurveView::colourOf(Role role) {
    switch (role) {
        case Role::Real: return ink(Ink::Text);
        case Role::Generated: return ink(Ink::Accent);
        case Role::Changed: return ink(Ink::Warning);
        case Role::Before: return ink(Ink::Muted);
    }
    return ink(Ink::Text);
}

Chart CurveView::chart(const QRectF& area) const {
    double low = 0, high = std::max(1e-6, m_content.atLeast), single = 0;
    const auto see = [&](double value) {
        if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    };
    for (const Line& line : m_content.lines) std::for_each(line.values.begin(), line.values.end(), see);
    if (m_content.level) see(*m_content.level);
    for (const auto& day : m_content.days)
        for (const double value : day) single = std::max(single, value);
    high = m_content.lines.empty() ? std::max(high, single) : std::max(high, std::min(single, kDaysReach * high));
    return Chart(area, {-0.5, kHours - 0.5}, {low < 0 ? low * 1.08 : 0, high * 1.08}, "hour of day", kFlowUnit);
}

/// Title and key; the height that they take.
double CurveView::paintHead(QPainter& painter, const QRectF& area) const {
    painter.setFont(Theme::instance().headingFont(3));
    painter.setPen(ink(Ink::Text));
    painter.drawText(QRectF(area.left() + 4, area.top(), area.width() - 8, kHeadLine), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font()).elidedText(m_content.title, Qt::ElideRight, area.width() - 8));
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    double x = area.left() + 4, y = area.top() + kHeadLine;
    const auto entry = [&](const QPen& pen, const QString& name) {
        const double width = 22 + metrics.horizontalAdvance(name) + 12;
        if (x > area.left() + 4 && x + width > area.right()) x = area.left() + 4, y += kHeadLine - 2;
        painter.setPen(pen);
        painter.drawLine(QPointF(x, y + kHeadLine / 2), QPointF(x + 16, y + kHeadLine / 2));
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(x + 22, y, width, kHeadLine), Qt::AlignLeft | Qt::AlignVCenter, name);
        x += width;
    };
    for (const Line& line : m_content.lines)
        entry(QPen(colourOf(line.role), 2.5, line.role == Role::Before ? Qt::DashLine : Qt::SolidLine), line.name);
    if (!m_content.days.empty()) entry(QPen(faded(ink(Ink::Accent), 0.45), 1), QString("%1 drawn days").arg(m_content.days.size()));
    if (m_content.level) entry(QPen(ink(Ink::Good), 1.5, Qt::DashLine), m_content.levelName);
    return y + kHeadLine - area.top();
}

void CurveView::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_content.lines.empty() && m_content.days.empty()) {
        paintEmpty(painter, area, m_empty);
        return painter.restore();
    }
    const double head = paintHead(painter, area);
    const Chart chart = this->chart(area.adjusted(0, head, 0, 0));
    chart.paintFrame(painter, true);
    painter.setClipRect(chart.plot().adjusted(-1, -1, 1, 1));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(faded(ink(Ink::Accent), m_content.days.size() > 12 ? 0.25 : 0.4), 1));
    for (const auto& day : m_content.days) painter.drawPath(curvePath(chart, day));
    if (m_content.level) {
        painter.setPen(QPen(ink(Ink::Good), 1.5, Qt::DashLine));
        painter.drawLine(chart.at(-0.5, *m_content.level), chart.at(kHours - 0.5, *m_content.level));
    }
    for (const Line& line : m_content.lines) {
        painter.setPen(QPen(colourOf(line.role), line.role == Role::Before ? 2 : 2.5, line.role == Role::Before ? Qt::DashLine : Qt::SolidLine,
                            Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(curvePath(chart, line.values));
    }
    painter.setPen(QPen(faded(ink(Ink::Accent), 0.8), 1));
    painter.drawLine(QPointF(chart.xOf(m_hour), chart.plot().top()), QPointF(chart.xOf(m_hour), chart.plot().bottom()));
    painter.setClipping(false);
    paintReadout(painter, chart);
    painter.restore();
}

void CurveView::paintReadout(QPainter& painter, const Chart& chart) const {
    const int hour = m_hover >= 0 ? m_hover : m_hour;
    QStringList parts{hourText(hour)};
    for (const Line& line : m_content.lines) {
        const double value = line.values[static_cast<std::size_t>(hour)];
        if (!std::isfinite(value)) continue;
        parts << line.name.section(' ', 0, 0) + " " + numberText(value, 3);
        painter.setPen(QPen(ink(Ink::Surface), 1.5));
        painter.setBrush(colourOf(line.role));
        painter.drawEllipse(chart.at(hour, value), 4, 4);
    }
    painter.setFont(smallFont());
    const QString text = parts.join("  ");
    // Away from the line that is read, where there is room.
    const double x = chart.xOf(hour), need = QFontMetricsF(painter.font()).horizontalAdvance(text) + 20;
    const bool left = x - chart.plot().left() > need || x - chart.plot().left() > chart.plot().right() - x;
    drawChip(painter, QPointF(x + (left ? -6 : 6), chart.plot().top() + 2), text, left ? Qt::TopRightCorner : Qt::TopLeftCorner,
             std::max(x - chart.plot().left(), chart.plot().right() - x));
}

std::optional<Table> CurveView::figureData() const {
    if (m_content.lines.empty() && m_content.days.empty()) return std::nullopt;
    Table table;
    std::vector<std::int64_t> hours(kHours);
    for (int hour = 0; hour < kHours; ++hour) hours[static_cast<std::size_t>(hour)] = hour;
    table.columns.push_back({"hour", Array::of(hours), "h"});
    const auto add = [&](const std::string& name, const std::array<double, kHours>& values) {
        table.columns.push_back({name, Array::of(std::vector<double>(values.begin(), values.end())), kFlowUnit});
    };
    for (const Line& line : m_content.lines) add(ss(line.name), line.values);
    for (std::size_t day = 0; day < m_content.days.size(); ++day) add("day " + std::to_string(day + 1), m_content.days[day]);
    return table;
}

int CurveView::hourAt(double x) const {
    const Chart chart = this->chart(QRectF(rect()).adjusted(4, 4, -4, -4));
    return std::clamp(static_cast<int>(std::lround(chart.xAt(x))), 0, kHours - 1);
}

void CurveView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) Q_EMIT hourPicked(hourAt(event->position().x()));
}

void CurveView::mouseMoveEvent(QMouseEvent* event) {
    m_hover = hourAt(event->position().x());
    if (event->buttons() & Qt::LeftButton) Q_EMIT hourPicked(m_hover);
    update();
}

void CurveView::leaveEvent(QEvent*) {
    m_hover = -1;
    update();
}

void CurveView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left: return Q_EMIT hourPicked(std::max(0, m_hour - 1));
        case Qt::Key_Right: return Q_EMIT hourPicked(std::min(kHours - 1, m_hour + 1));
        case Qt::Key_Home: return Q_EMIT hourPicked(0);
        case Qt::Key_End: return Q_EMIT hourPicked(kHours - 1);
        default: PaintedView::keyPressEvent(event);
    }
}

}  // namespace vitrine::kstdiff_panel
