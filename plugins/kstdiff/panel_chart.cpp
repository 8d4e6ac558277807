// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_chart.h"

#include <QContextMenuEvent>
#include <QFocusEvent>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/image/paint_parts.h"

namespace vitrine::kstdiff_panel {

QColor faded(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

QSplitter* splitterBelow(QWidget* bar, QWidget* page) {
    auto* splitter = new QSplitter(Qt::Horizontal, page);
    splitter->setChildrenCollapsible(false);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, Theme::space(1), 0, 0);
    column->setSpacing(Theme::space(1));
    column->addWidget(bar);
    column->addWidget(splitter, 1);
    return splitter;
}

double Axis::share(double value) const {
    if (logarithmic) return std::log(std::max(value, low * 1e-3) / low) / std::log(high / low);
    return (value - low) / (high - low);
}

double Axis::valueAt(double share) const { return logarithmic ? low * std::pow(high / low, share) : low + share * (high - low); }

Chart::Chart(const QRectF& area, Axis x, Axis y, QString xTitle, QString yTitle)
    : m_area(area), m_x(x), m_y(y), m_xTitle(std::move(xTitle)), m_yTitle(std::move(yTitle)) {
    const QFontMetricsF metrics(smallFont());
    double widest = 0;
    for (const Tick& tick : roundTicks(y.low, y.high, 4, y.logarithmic)) widest = std::max(widest, metrics.horizontalAdvance(tick.text));
    const double left = widest + 8 + (m_yTitle.isEmpty() ? 0 : metrics.height() + 2),
                 below = metrics.height() + 6 + (m_xTitle.isEmpty() ? 0 : metrics.height() + 2);
    m_plot = area.adjusted(left, 4, -10, -below);
}

void Chart::paintFrame(QPainter& painter, bool hours) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    for (const Tick& tick : roundTicks(m_y.low, m_y.high, std::max(2, static_cast<int>(m_plot.height() / 36)), m_y.logarithmic)) {
        painter.setPen(ink(Ink::Grid));
        painter.drawLine(QPointF(m_plot.left(), yOf(tick.value)), QPointF(m_plot.right(), yOf(tick.value)));
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(m_plot.left() - 66, yOf(tick.value) - 10, 60, 20), Qt::AlignRight | Qt::AlignVCenter, tick.text);
    }
    std::vector<Tick> ticks;
    const int every = m_plot.width() > 420 ? 3 : m_plot.width() > 180 ? 6 : 12;
    for (int hour = 0; hours && hour < 24; hour += every) ticks.push_back({static_cast<double>(hour), QString("%1").arg(hour, 2, 10, QChar('0'))});
    if (!hours) ticks = roundTicks(m_x.low, m_x.high, std::max(2, static_cast<int>(m_plot.width() / 80)), m_x.logarithmic);
    for (const Tick& tick : ticks) {
        painter.setPen(ink(Ink::Grid));
        painter.drawLine(QPointF(xOf(tick.value), m_plot.top()), QPointF(xOf(tick.value), m_plot.bottom()));
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(xOf(tick.value) - 40, m_plot.bottom() + 3, 80, metrics.height()), Qt::AlignCenter, tick.text);
    }
    painter.setPen(ink(Ink::Muted));
    painter.drawLine(m_plot.bottomLeft(), m_plot.bottomRight());
    painter.drawText(QRectF(m_plot.left(), m_area.bottom() - metrics.height() - 1, m_plot.width(), metrics.height()), Qt::AlignCenter, m_xTitle);
    painter.translate(m_area.left() + metrics.height() / 2 + 1, m_plot.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-m_plot.height() / 2, -metrics.height() / 2, m_plot.height(), metrics.height()), Qt::AlignCenter,
                     metrics.elidedText(m_yTitle, Qt::ElideRight, m_plot.height()));
    painter.restore();
}

void paintEmpty(QPainter& painter, const QRectF& area, const QString& text) {
    painter.setPen(ink(Ink::Muted));
    painter.setFont(Theme::instance().bodyFont());
    painter.drawText(area.adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, text);
}

PaintedView::PaintedView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PaintedView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), ink(Ink::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    paintFigure(painter, QRectF(rect()).adjusted(4, 4, -4, -4));
    if (!m_keyFocus) return;
    painter.setPen(QPen(ink(Ink::Accent), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

void PaintedView::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction("Export figure...", this, [this] { exportFigureWithDialog(this, *this, m_provenance ? m_provenance() : Json::object()); });
    menu->popup(event->globalPos());
}

void PaintedView::focusInEvent(QFocusEvent* event) {
    m_keyFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void PaintedView::focusOutEvent(QFocusEvent* event) {
    m_keyFocus = false;
    QWidget::focusOutEvent(event);
    update();
}

}  // namespace vitrine::kstdiff_panel
