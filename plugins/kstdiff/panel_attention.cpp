// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_attention.h"

#include <QPainterPath>

#include "plugins/kstdiff/panel_city.h"
#include "widgets/base/text.h"
#include "widgets/image/paint_parts.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr double kAttentionHead = 40, kAttentionGap = 6;

QColor graphColour() { return Theme::instance().series(2); }
QColor timeColour() { return Theme::instance().series(1); }

}  // namespace

AttentionView::AttentionView(QWidget* parent) : PaintedView(parent) {
    setToolTip(
        "Which branch each fusion layer takes from, hour by hour: below the line the graph (space), above it the transformer over hours "
        "(time).\nThin lines are single heads.");
}

void AttentionView::setShares(const Array& shares, std::optional<double> t) {
    m_shares = shares.rank() == 3 && shares.dim(1) == kHours && shares.dtype() == DType::F32 ? shares : Array();
    m_t = t;
    QStringList texts;
    for (int layer = 0; layer < layers(); ++layer) texts << QString("layer %1: %2 % graph").arg(layer + 1).arg(qRound(100 * mean(layer, m_hour)));
    setAccessibleDescription(texts.join("; "));
    update();
}

void AttentionView::setHour(int hour) {
    m_hour = hour;
    update();
}

void AttentionView::setEmptyText(const QString& text) {
    m_empty = text;
    update();
}

double AttentionView::share(int layer, int hour, int head) const {
    return m_shares.values<float>()[(static_cast<std::size_t>(layer) * kHours + static_cast<std::size_t>(hour)) * static_cast<std::size_t>(heads()) +
                                    static_cast<std::size_t>(head)];
}

double AttentionView::mean(int layer, int hour) const {
    double sum = 0;
    for (int head = 0; head < heads(); ++head) sum += share(layer, hour, head);
    return sum / std::max(1, heads());
}

void AttentionView::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (layers() == 0) {
        paintEmpty(painter, area, m_empty);
        return painter.restore();
    }
    painter.setFont(Theme::instance().headingFont(3));
    painter.setPen(ink(Ink::Text));
    painter.drawText(QRectF(area.left() + 4, area.top(), area.width() - 8, 20), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(painter.font())
                         .elidedText("Fusion attention" + (m_t ? QString(", t = %1").arg(*m_t) : QString()), Qt::ElideRight, area.width() - 8));
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    double x = area.left() + 4;
    for (const auto& [colour, name] : {std::pair{graphColour(), QString("graph")}, {timeColour(), QString("time")}}) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(faded(colour, 0.7));
        painter.drawRoundedRect(QRectF(x, area.top() + 25, 10, 10), 2, 2);
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(x + 14, area.top() + 20, 80, 20), Qt::AlignLeft | Qt::AlignVCenter, name);
        x += 14 + metrics.horizontalAdvance(name) + 14;
    }
    const double foot = metrics.height() + 4, height = (area.height() - kAttentionHead - foot) / layers();
    for (int layer = 0; layer < layers(); ++layer)
        paintLayer(painter, QRectF(area.left(), area.top() + kAttentionHead + layer * height, area.width(), height - kAttentionGap), layer);
    painter.setPen(ink(Ink::Muted));
    const double left = area.left() + 26, width = area.width() - 26 - 44;
    for (const int hour : {0, 6, 12, 18})
        painter.drawText(QRectF(left + (hour + 0.5) / kHours * width - 20, area.bottom() - foot + 1, 40, foot - 2), Qt::AlignCenter,
                         QString("%1").arg(hour, 2, 10, QChar('0')));
    painter.drawText(QRectF(area.right() - 44, area.bottom() - foot + 1, 42, foot - 2), Qt::AlignRight | Qt::AlignVCenter, "hour");
    painter.restore();
}

void AttentionView::paintLayer(QPainter& painter, const QRectF& area, int layer) const {
    const QRectF plot = area.adjusted(26, 0, -44, 0);
    const auto at = [&](double hour, double share) {
        return QPointF(plot.left() + (hour + 0.5) / kHours * plot.width(), plot.bottom() - share * plot.height());
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(faded(timeColour(), 0.55));
    painter.drawRect(plot);
    QPainterPath below(plot.bottomLeft());
    below.lineTo(QPointF(plot.left(), at(0, mean(layer, 0)).y()));
    for (int hour = 0; hour < kHours; ++hour) below.lineTo(at(hour, mean(layer, hour)));
    below.lineTo(QPointF(plot.right(), at(0, mean(layer, kHours - 1)).y()));
    below.lineTo(plot.bottomRight());
    painter.setBrush(ink(Ink::Surface));
    painter.drawPath(below);
    painter.setBrush(faded(graphColour(), 0.7));
    painter.drawPath(below);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(faded(ink(Ink::Text), 0.35), 1));
    for (int head = 0; head < heads(); ++head) {
        QPainterPath line(at(0, share(layer, 0, head)));
        for (int hour = 1; hour < kHours; ++hour) line.lineTo(at(hour, share(layer, hour, head)));
        painter.drawPath(line);
    }
    painter.setPen(QPen(ink(Ink::Accent), 1.5));
    painter.drawLine(at(m_hour, 0), at(m_hour, 1));
    painter.setPen(ink(Ink::Muted));
    painter.drawText(QRectF(area.left() + 4, area.top(), 22, area.height()), Qt::AlignLeft | Qt::AlignVCenter, QString("L%1").arg(layer + 1));
    painter.setPen(ink(Ink::Text));
    painter.drawText(QRectF(plot.right() + 4, area.top(), 38, area.height()), Qt::AlignRight | Qt::AlignVCenter,
                     QString("%1 %").arg(qRound(100 * mean(layer, m_hour))));
}

std::optional<Table> AttentionView::figureData() const {
    if (layers() == 0) return std::nullopt;
    Table table;
    std::vector<std::int64_t> layer, hour, head;
    std::vector<double> graph;
    for (int l = 0; l < layers(); ++l)
        for (int h = 0; h < kHours; ++h)
            for (int k = 0; k < heads(); ++k) layer.push_back(l + 1), hour.push_back(h), head.push_back(k + 1), graph.push_back(share(l, h, k));
    table.columns = {
        {"layer", Array::of(layer), ""}, {"hour", Array::of(hour), "h"}, {"head", Array::of(head), ""}, {"graph_share", Array::of(graph), ""}};
    return table;
}

}  // namespace vitrine::kstdiff_panel
