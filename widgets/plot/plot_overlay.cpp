// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_overlay.h"

#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/plot/plot_style.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostRows = 12;
constexpr double kPadding = 8, kLegendSwatch = 10, kLegendGap = 6;

QColor ink(Ink of) { return Theme::instance().colour(of); }

}  // namespace

void PlotOverlay::paint(QPainter& painter, bool live) const {
    const QRectF area = m_plot.axisRect()->rect();
    if (area.width() < 8 || area.height() < 8) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(plotFont());
    painter.setClipRect(area.adjusted(-1, -1, 1, 1));
    references(painter);
    marker(painter);
    emptyText(painter);
    if (live && m_state.hover && !m_state.box) readOut(painter);
    if (live && m_state.box) {
        painter.setPen(QPen(ink(Ink::Accent), 1));
        QColor soft = ink(Ink::Accent);
        soft.setAlphaF(0.12f);
        painter.setBrush(soft);
        painter.drawRect(m_state.box->intersected(area));
    }
    painter.restore();
}

bool PlotOverlay::onMarker(const QPointF& pixel) const {
    if (!std::isfinite(m_state.marker)) return false;
    return std::abs(m_plot.xAxis->coordToPixel(m_state.marker) - pixel.x()) <= 5 && QRectF(m_plot.axisRect()->rect()).contains(pixel);
}

void PlotOverlay::references(QPainter& painter) const {
    const QRectF area = m_plot.axisRect()->rect();
    const QFontMetricsF metrics(painter.font());
    for (const PlotState::Reference& reference : m_state.references) {
        if (m_plot.yAxis->scaleType() == QCPAxis::stLogarithmic && reference.y <= 0) continue;
        const double y = std::round(m_plot.yAxis->coordToPixel(reference.y)) + 0.5;
        if (y < area.top() || y > area.bottom() + 1) continue;
        painter.setPen(QPen(ink(Ink::Muted), 1, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        const double width = metrics.horizontalAdvance(reference.label);
        // Above the line, or below it where the plot ends.
        const double top = y - metrics.height() - 2 < area.top() ? y + 2 : y - metrics.height() - 2;
        QColor ground = ink(Ink::Surface);
        ground.setAlphaF(0.8f);
        painter.fillRect(QRectF(area.right() - width - 10, top, width + 6, metrics.height()), ground);
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(area.right() - width - 7, top, width + 2, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, reference.label);
    }
}

void PlotOverlay::marker(QPainter& painter) const {
    if (!std::isfinite(m_state.marker)) return;
    if (m_plot.xAxis->scaleType() == QCPAxis::stLogarithmic && m_state.marker <= 0) return;
    const QRectF area = m_plot.axisRect()->rect();
    const double x = std::round(m_plot.xAxis->coordToPixel(m_state.marker)) + 0.5;
    if (x < area.left() - 1 || x > area.right() + 1) return;
    painter.setPen(QPen(ink(Ink::Accent), 1.5));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink(Ink::Accent));
    const QPointF grip[] = {{x - 6, area.top()}, {x + 6, area.top()}, {x, area.top() + 8}};
    painter.drawPolygon(grip, 3);
}

void PlotOverlay::emptyText(QPainter& painter) const {
    const bool logarithmic = m_plot.yAxis->scaleType() == QCPAxis::stLogarithmic || m_plot.xAxis->scaleType() == QCPAxis::stLogarithmic;
    QString text;
    if (m_state.curves.preparing() && !std::any_of(m_state.curves.all().begin(), m_state.curves.all().end(), [](const Curve& c) { return c.y.ready(); }))
        text = QStringLiteral("Preparing %1 points").arg(numberText(static_cast<double>(m_state.curves.pointCount())));
    else if (m_state.curves.all().empty() || m_state.curves.pointCount() == 0)
        text = m_state.emptyText;
    else if (m_state.curves.empty())
        text = QStringLiteral("All curves are hidden. Click a name in the legend to show it.");
    else if (logarithmic && !m_state.curves.preparing() &&
             ((m_plot.yAxis->scaleType() == QCPAxis::stLogarithmic && !m_state.curves.yRange(true)) ||
              (m_plot.xAxis->scaleType() == QCPAxis::stLogarithmic && !m_state.curves.xRange(true))))
        text = QStringLiteral("No values above zero: a logarithmic axis cannot show these curves.");
    if (text.isEmpty()) return;
    painter.setFont(inPixels(Theme::instance().bodyFont()));
    painter.setPen(ink(Ink::Muted));
    painter.drawText(QRectF(m_plot.axisRect()->rect()).adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap, text);
}

std::vector<PlotOverlay::Row> PlotOverlay::rowsAt(double x) const {
    std::vector<Row> rows;
    const auto& curves = m_state.curves.all();
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const Curve& curve = curves[i];
        const auto at = curve.series.visible ? curve.at(x) : std::nullopt;
        if (!at || *at >= curve.shown().span().size() || std::isnan(curve.shown().span()[*at])) continue;
        if (x < curve.series.x->front() - m_plot.xAxis->range().size() * 0.05 || x > (*curve.series.x)[curve.size() - 1] + m_plot.xAxis->range().size() * 0.05)
            continue;                          // The pointer is beside this curve.
        const double value = curve.shown().span()[*at];
        QString text = numberText(value, 5);
        if (curve.smoothed()) text += QStringLiteral("  (raw %1)").arg(numberText((*curve.series.y)[*at], 5));
        if (*at < curve.low.span().size() && *at < curve.high.span().size())
            text += QStringLiteral("  [%1, %2]").arg(numberText(curve.low.span()[*at], 4), numberText(curve.high.span()[*at], 4));
        rows.push_back({curve.colour(static_cast<int>(i)), curve.series.name, text, m_plot.yAxis->coordToPixel(value),
                        m_plot.xAxis->coordToPixel((*curve.series.x)[*at])});
    }
    return rows;
}

void PlotOverlay::readOut(QPainter& painter) const {
    const QRectF area = m_plot.axisRect()->rect();
    const double x = m_plot.xAxis->pixelToCoord(m_state.hover->x());
    std::vector<Row> rows = rowsAt(x);
    if (rows.empty()) return;
    // Of many curves those nearest to the pointer, from top to bottom.
    const auto distance = [&](const Row& row) { return std::abs(row.y - m_state.hover->y()); };
    std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) { return distance(a) < distance(b); });
    const double snapped = rows.front().x;
    const std::size_t more = rows.size() > kMostRows ? rows.size() - kMostRows : 0;
    rows.resize(rows.size() - more);
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.y < b.y; });
    painter.setPen(QPen(ink(Ink::Muted), 1, Qt::DotLine));
    const double line = std::round(snapped) + 0.5;
    painter.drawLine(QPointF(line, area.top()), QPointF(line, area.bottom()));
    for (const Row& row : rows) {
        painter.setPen(QPen(ink(Ink::Surface), 1.5));
        painter.setBrush(row.colour);
        if (area.contains(QPointF(row.x, row.y))) painter.drawEllipse(QPointF(row.x, row.y), 4, 4);
    }
    const double coordinate = m_plot.xAxis->pixelToCoord(snapped);
    const long category = std::lround(coordinate);
    QString head;
    if (category >= 0 && category < m_state.categories.size())
        head = m_state.categories[static_cast<int>(category)];
    else
        head = (m_state.xTitle.isEmpty() ? QStringLiteral("x") : m_state.xTitle) + QStringLiteral(" ") + numberText(coordinate, 6);
    card(painter, head, rows, more);
}

void PlotOverlay::card(QPainter& painter, const QString& head, const std::vector<Row>& rows, std::size_t more) const {
    const QRectF area = m_plot.axisRect()->rect();
    const QFont font = plotFont();
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(font), boldMetrics(bold);
    double names = 0, values = 0;
    for (const Row& row : rows) {
        names = std::max(names, metrics.horizontalAdvance(metrics.elidedText(row.name, Qt::ElideMiddle, 200)));
        values = std::max(values, boldMetrics.horizontalAdvance(row.value));
    }
    const double line = std::ceil(metrics.height()) + 3;
    const double inner = std::max(kLegendSwatch + kLegendGap + names + (names > 0 ? 16 : 0) + values, boldMetrics.horizontalAdvance(head));
    const QSizeF size(inner + 2 * kPadding, line * static_cast<double>(rows.size() + 1 + (more > 0)) + 2 * kPadding - 3);
    QPointF corner(m_state.hover->x() + 16, m_state.hover->y() - size.height() / 2);
    if (corner.x() + size.width() > area.right() - 4) corner.setX(m_state.hover->x() - 16 - size.width());
    corner.setX(std::clamp(corner.x(), area.left() + 4, std::max(area.left() + 4, area.right() - 4 - size.width())));
    corner.setY(std::clamp(corner.y(), area.top() + 4, std::max(area.top() + 4, area.bottom() - 4 - size.height())));
    const QRectF box(QPointF(std::round(corner.x()) + 0.5, std::round(corner.y()) + 0.5), size);
    painter.setPen(QPen(ink(Ink::Border), 1));
    QColor ground = ink(Ink::Raised);
    ground.setAlphaF(0.96f);
    painter.setBrush(ground);
    painter.drawRoundedRect(box, 4, 4);
    double y = box.top() + kPadding - 1;
    const auto text = [&](double x, double width, Qt::Alignment alignment, const QFont& with, Ink colour, const QString& words) {
        painter.setFont(with);
        painter.setPen(ink(colour));
        painter.drawText(QRectF(x, y, width, line), alignment | Qt::AlignVCenter | Qt::TextSingleLine, words);
    };
    text(box.left() + kPadding, inner + 2, Qt::AlignLeft, bold, Ink::Text, head);
    for (const Row& row : rows) {
        y += line;
        painter.setPen(Qt::NoPen);
        painter.setBrush(row.colour);
        painter.drawRoundedRect(QRectF(box.left() + kPadding, y + line / 2 - 4, 8, 8), 2, 2);
        text(box.left() + kPadding + kLegendSwatch + kLegendGap, names + 2, Qt::AlignLeft, font, Ink::Muted, metrics.elidedText(row.name, Qt::ElideMiddle, 200));
        text(box.right() - kPadding - values - 2, values + 2, Qt::AlignRight, bold, Ink::Text, row.value);
    }
    y += line;
    if (more > 0) text(box.left() + kPadding, inner + 2, Qt::AlignLeft, font, Ink::Muted, QStringLiteral("and %1 further away").arg(more));
}

}  // namespace vitrine
