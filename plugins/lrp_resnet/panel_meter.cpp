// SPDX-License-Identifier: GPL-3.0-or-later
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "plugins/lrp_resnet/panel_audit.h"
#include "plugins/lrp_resnet/panel_ink.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

bool isBroken(double share) { return !(std::abs(share - 1) <= kTolerance); }

}  // namespace

/// Where the meter's parts lie.
struct Meter::Axes {
    QRectF title, plot, names;
    double most = 1.25;                ///< Upper end of the scale.
    bool logarithmic = false, upright = false;

    /// Height of a share over the base line; logarithmic from 0.1.
    double heightOf(double share) const {
        const double part = logarithmic ? std::log10(std::max(share, 0.1) / 0.1) / std::log10(most / 0.1) : share / most;
        return plot.height() * std::clamp(part, 0.0, 1.0);
    }
    double step(std::size_t count) const { return plot.width() / static_cast<double>(std::max<std::size_t>(count, 1)); }
};

Meter::Meter(QWidget* parent) : QWidget(parent) {
    setObjectName("meter");
    setAccessibleName("Conservation meter");
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Meter::setSums(QStringList names, std::vector<double> shares, const QString& rule) {
    m_names = std::move(names);
    m_shares = std::move(shares);
    m_rule = rule;
    setAccessibleDescription(m_shares.empty() ? QString() : QString("%1 of %2 layers are off by more than 1 %").arg(broken()).arg(m_shares.size()));
    update();
}

int Meter::broken() const { return static_cast<int>(std::count_if(m_shares.begin(), m_shares.end(), isBroken)); }

Meter::Axes Meter::axes(const QRectF& area) const {
    Axes axes;
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    double most = 0, longest = 0;
    for (const double share : m_shares) most = std::max(most, share);
    for (const QString& name : m_names) longest = std::max(longest, metrics.horizontalAdvance(name));
    axes.logarithmic = most > 4;
    axes.most = axes.logarithmic ? std::pow(10, std::ceil(std::log10(most) + 0.05)) : std::max(1.25, most * 1.1);
    const double left = metrics.horizontalAdvance("10,000") + line + 10;
    axes.title = QRectF(area.left() + 8, area.top() + 4, area.width() - 16, line + 4);
    axes.upright = longest + 4 > (area.width() - left - 8) / static_cast<double>(std::max<std::size_t>(m_shares.size(), 1));
    const double below = (axes.upright ? longest : line) + 8;
    axes.plot = QRectF(area.left() + left, axes.title.bottom() + 6, area.width() - left - 8,
                       std::max(10.0, area.bottom() - below - axes.title.bottom() - 8));
    axes.names = QRectF(axes.plot.left(), axes.plot.bottom() + 4, axes.plot.width(), below - 4);
    return axes;
}

QRectF Meter::barRect(int layer) const {
    const Axes place = axes(rect());
    const double step = place.step(m_shares.size()), wide = std::clamp(step * 0.7, 2.0, 40.0),
                 tall = std::max(1.0, place.heightOf(m_shares[static_cast<std::size_t>(layer)]));
    return {place.plot.left() + step * (layer + 0.5) - wide / 2, place.plot.bottom() - tall, wide, tall};
}

void Meter::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, rect());
}

void Meter::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    painter.fillRect(area, ink(Ink::Surface));
    if (m_shares.empty()) {
        painter.setPen(ink(Ink::Muted));
        painter.drawText(area.adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, "The sum of the relevance at every layer appears here.");
        painter.restore();
        return;
    }
    const Axes place = axes(area);
    const int off = broken();
    painter.setPen(ink(Ink::Text));
    const QFontMetricsF metrics(painter.font());
    const QString verdict =
        off == 0 ? QString("conserved at every layer") : QString("off by more than 1 % at %1 of %2 layers").arg(off).arg(m_shares.size());
    const QString title = m_rule + ": ";
    painter.drawText(place.title, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(title, Qt::ElideRight, place.title.width()));
    painter.setPen(ink(off == 0 ? Ink::Good : Ink::Bad));
    const QRectF rest = place.title.adjusted(metrics.horizontalAdvance(title), 0, 0, 0);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(verdict, Qt::ElideRight, rest.width()));
    paintScale(painter, place);
    const double step = place.step(m_shares.size()), wide = std::clamp(step * 0.7, 2.0, 40.0);
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < m_shares.size(); ++i) {
        const double tall = std::max(1.0, place.heightOf(m_shares[i]));
        painter.setBrush(ink(isBroken(m_shares[i]) ? Ink::Bad : Ink::Good));
        painter.drawRoundedRect(
            QRectF(place.plot.left() + step * (static_cast<double>(i) + 0.5) - wide / 2, place.plot.bottom() - tall, wide, tall), 2, 2);
    }
    // What ought to be, over the bars.
    const double y = place.plot.bottom() - place.heightOf(1);
    painter.setPen(QPen(ink(Ink::Text), 1, Qt::DashLine));
    painter.drawLine(QPointF(place.plot.left(), y), QPointF(place.plot.right(), y));
    paintNames(painter, place);
    painter.restore();
}

void Meter::paintScale(QPainter& painter, const Axes& place) const {
    const QFontMetricsF metrics(painter.font());
    std::vector<double> ticks{0, 0.25, 0.5, 0.75, 1};
    if (place.logarithmic) {
        ticks.clear();
        for (double tick = 0.1; tick <= place.most * 1.001; tick *= 10) ticks.push_back(tick);
    } else {
        for (double tick = 1.5; tick <= place.most; tick += 0.5) ticks.push_back(tick);
    }
    double free = place.plot.bottom() + metrics.height();
    for (const double tick : ticks) {
        const double y = place.plot.bottom() - place.heightOf(tick);
        painter.setPen(QPen(ink(Ink::Grid), 1));
        painter.drawLine(QPointF(place.plot.left(), y), QPointF(place.plot.right(), y));
        if (y + metrics.height() / 2 > free) continue;
        free = y - metrics.height() / 2;
        painter.setPen(ink(Ink::Muted));
        const double left = place.plot.left() - 6 - metrics.horizontalAdvance("10,000");
        painter.drawText(QRectF(left, y - metrics.height() / 2, place.plot.left() - 6 - left, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, numberText(tick, 3));
    }
    painter.save();
    painter.setPen(ink(Ink::Muted));
    painter.translate(place.plot.left() - metrics.horizontalAdvance("10,000") - 8, place.plot.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-place.plot.height() / 2, -metrics.height(), place.plot.height(), metrics.height()), Qt::AlignCenter,
                     QString::fromUtf8("\u03a3R / p"));
    painter.restore();
}

void Meter::paintNames(QPainter& painter, const Axes& place) const {
    const QFontMetricsF metrics(painter.font());
    const double step = place.step(m_shares.size());
    const int every = place.upright ? std::max(1, static_cast<int>(std::ceil(metrics.height() * 0.95 / step))) : 1;
    for (int i = 0; i < m_names.size(); ++i) {
        if (i % every != 0 && i + 1 != m_names.size()) continue;
        if (every > 1 && i + 1 != m_names.size() && i + every > m_names.size()) continue;
        painter.setPen(ink(isBroken(m_shares[static_cast<std::size_t>(i)]) ? Ink::Bad : Ink::Muted));
        const double x = place.plot.left() + step * (i + 0.5);
        painter.save();
        painter.translate(x, place.names.top());
        if (place.upright) {
            painter.rotate(-90);
            painter.drawText(QRectF(-place.names.height(), -metrics.height() / 2, place.names.height(), metrics.height()),
                             Qt::AlignRight | Qt::AlignVCenter, m_names[i]);
        } else {
            painter.drawText(QRectF(-step / 2, 0, step, metrics.height()), Qt::AlignCenter, m_names[i]);
        }
        painter.restore();
    }
}

bool Meter::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || m_shares.empty()) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const Axes place = axes(rect());
    const int layer = static_cast<int>((help->pos().x() - place.plot.left()) / place.step(m_shares.size()));
    if (layer < 0 || layer >= m_names.size() || help->pos().x() < place.plot.left()) return true;
    const double share = m_shares[static_cast<std::size_t>(layer)];
    QToolTip::showText(
        help->globalPos(),
        QString::fromUtf8("%1: \u03a3R / p = %2, off by %3 %").arg(m_names[layer], numberText(share, 5), numberText(100 * (share - 1), 3)), this);
    return true;
}

std::optional<Table> Meter::figureData() const {
    if (m_shares.empty()) return std::nullopt;
    std::vector<std::string> names;
    for (const QString& name : m_names) names.push_back(ss(name));
    return Table{{{"layer", names, ""}, {"sum_of_relevance_over_p", Array::of(m_shares), ""}}};
}

}  // namespace vitrine::lrp_panel
