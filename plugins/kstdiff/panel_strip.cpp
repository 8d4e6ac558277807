// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_strip.h"

#include <QPainter>

#include "plugins/kstdiff/panel_chart.h"
#include "widgets/base/text.h"
#include "widgets/image/paint_parts.h"

namespace vitrine::kstdiff_panel {

ColourStrip::ColourStrip(QWidget* parent) : QWidget(parent) {
    setAccessibleName("Colours of the map");
    setToolTip("What the colours mean. Their range can be changed in the legend of an enlarged map.");
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ColourStrip::setColours(const ValueColours& colours, const QString& unit) {
    m_colours = colours;
    m_unit = unit;
    setAccessibleDescription(QString("from %1 to %2 %3").arg(numberText(colours.low, 3), numberText(colours.high, 3), unit));
    update();
}

void ColourStrip::paintEvent(QPaintEvent*) {
    if (!(m_colours.high > m_colours.low)) return;
    QPainter painter(this);
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const double unitWidth = metrics.horizontalAdvance(m_unit) + 8;
    const QRectF bar(12, 5, width() - 24 - unitWidth, 8);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int stop = 0; stop <= 32; ++stop) {
        const auto [red, green, blue] = colourAt(m_colours.map, stop / 32.0);
        gradient.setColorAt(stop / 32.0, QColor(red, green, blue));
    }
    painter.fillRect(bar, gradient);
    painter.setPen(ink(Ink::Muted));
    const Axis axis{m_colours.low, m_colours.high, m_colours.logarithmic};
    for (const Tick& tick : roundTicks(m_colours.low, m_colours.high, std::max(2, static_cast<int>(bar.width() / 70)), m_colours.logarithmic)) {
        const double x = bar.left() + axis.share(tick.value) * bar.width();
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + 3));
        painter.drawText(QRectF(x - 40, bar.bottom() + 3, 80, metrics.height()), Qt::AlignCenter, tick.text);
    }
    painter.drawText(QRectF(bar.right() + 8, 0, unitWidth, bar.bottom() + 4), Qt::AlignLeft | Qt::AlignVCenter, m_unit);
}

}  // namespace vitrine::kstdiff_panel
