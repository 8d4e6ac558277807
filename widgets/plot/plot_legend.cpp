// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_legend.h"

#include "widgets/base/theme.h"
#include "widgets/plot/plot_style.h"

namespace vitrine {
namespace {

constexpr double kSwatch = 20, kGap = 6, kBetween = 16, kWidest = 240;
constexpr int kRows = 3;

}  // namespace

void PlotLegend::arrange(double width) {
    m_entries.clear();
    width -= 8;                                // Of the margins at both sides.
    const auto& curves = m_state.curves.all();
    const QFontMetricsF metrics(plotFont());
    const double row = std::ceil(metrics.height()) + 4;
    double x = 0, y = 0;
    bool named = false;
    for (const Curve& curve : curves) named = named || !curve.series.name.isEmpty();
    if (m_state.legend && named && width > 60) {
        const double more = kBetween + metrics.horizontalAdvance(QStringLiteral("+ 000 more"));
        for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
            const QString text = metrics.elidedText(curves[i].series.name, Qt::ElideMiddle, std::min(kWidest, width - kSwatch - kGap));
            const double wide = kSwatch + kGap + metrics.horizontalAdvance(text);
            const bool lastRow = y + row >= kRows * row - 1, rest = i + 1 < static_cast<int>(curves.size());
            if (x > 0 && x + wide > (lastRow && rest ? width - more : width)) {
                if (lastRow) {
                    const QString text = QStringLiteral("+ %1 more").arg(curves.size() - static_cast<std::size_t>(i));
                    m_entries.push_back({-2, QRectF(x, y, metrics.horizontalAdvance(text), row), text});
                    break;
                }
                x = 0, y += row;
            }
            m_entries.push_back({i, QRectF(x, y, wide, row), text});
            x += wide + kBetween;
        }
    }
    const int height = m_entries.empty() ? 0 : static_cast<int>(y + row);
    setMargins(height > 0 ? QMargins(4, 0, 4, 4) : QMargins());
    setMinimumSize(0, height);
    setMaximumSize(QWIDGETSIZE_MAX, height);
    setVisible(height > 0);
}

int PlotLegend::at(const QPointF& pixel) const {
    for (const Entry& entry : m_entries)
        if (entry.area.translated(rect().topLeft()).adjusted(-4, 0, 4, 0).contains(pixel)) return entry.curve;
    return -1;
}

void PlotLegend::applyDefaultAntialiasingHint(QCPPainter* painter) const {
    painter->setAntialiasing(true);
}

void PlotLegend::drawSwatch(QCPPainter* painter, const Curve& curve, int index, const QRectF& area) const {
    QColor colour = curve.colour(index);
    const double middle = std::round(area.center().y()) + 0.5;
    if (!curve.series.visible) colour = Theme::instance().colour(Ink::Border);
    if (curve.series.low && curve.series.high) {
        QColor soft = colour;
        soft.setAlphaF(0.25f);
        painter->fillRect(QRectF(area.left(), middle - 5, kSwatch, 10), soft);
    }
    painter->setPen(QPen(colour, 2, curve.series.dashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap));
    if (!curve.series.points) return painter->drawLine(QPointF(area.left(), middle), QPointF(area.left() + kSwatch, middle));
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawEllipse(QPointF(area.left() + kSwatch / 2, middle), 3.5, 3.5);
}

void PlotLegend::draw(QCPPainter* painter) {
    const auto& curves = m_state.curves.all();
    painter->setFont(plotFont());
    for (const Entry& entry : m_entries) {
        const QRectF area = entry.area.translated(rect().topLeft());
        if (entry.curve >= static_cast<int>(curves.size())) continue;
        const bool shown = entry.curve >= 0 && curves[entry.curve].series.visible;
        if (entry.curve >= 0) drawSwatch(painter, curves[entry.curve], entry.curve, area);
        painter->setPen(Theme::instance().colour(shown ? Ink::Text : Ink::Muted));
        const QRectF text = entry.curve >= 0 ? area.adjusted(kSwatch + kGap, 0, 4, 0) : area.adjusted(0, 0, 4, 0);
        QFont font = plotFont();
        font.setStrikeOut(entry.curve >= 0 && !shown);
        painter->setFont(font);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, entry.text);
    }
}

}  // namespace vitrine
