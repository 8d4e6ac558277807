// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/axis_ticker.h"

#include <algorithm>
#include <cmath>

namespace vitrine {
namespace {

double roundStep(double raw) {
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double part : {1.0, 2.0, 2.5, 5.0})
        if (part * power >= raw * 0.9999) return part * power;
    return 10 * power;
}

/// Width as drawn: "2e6" becomes 2 . 10^6.
double drawnWidth(const QFontMetricsF& metrics, const QString& label) {
    const double width = metrics.horizontalAdvance(label);
    return label.contains('e') ? width + metrics.horizontalAdvance(QStringLiteral("×1")) : width;
}

int decimalsOf(double step) {
    int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    const double scaled = step * std::pow(10.0, decimals);
    return std::abs(scaled - std::round(scaled)) > 1e-6 ? decimals + 1 : decimals;   // 2.5, 0.25
}

}  // namespace

QString AxisTicker::label(double value, double step) {
    if (std::abs(value) < step * 1e-9) return QStringLiteral("0");
    const double size = std::abs(value);
    const QLocale english(QLocale::English);   // Groups thousands: 12,000.
    if (size >= 1e6 || (size < 1e-3 && step < 1e-3)) {
        const int power = static_cast<int>(std::floor(std::log10(size) + 1e-12));
        const int decimals = std::clamp(decimalsOf(step / std::pow(10.0, power)), 0, 12);
        QString mantissa = english.toString(value / std::pow(10.0, power), 'f', decimals);
        return QStringLiteral("%1e%2%3").arg(mantissa, power < 0 ? QStringLiteral("-") : QString()).arg(std::abs(power));
    }
    return english.toString(value, 'f', std::min(decimalsOf(step), 12));
}

void AxisTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks, QVector<double>* subTicks,
                          QVector<QString>* labels) {
    QVector<QString> made;
    if (subTicks) subTicks->clear();
    const bool across = m_axis->orientation() == Qt::Horizontal;
    const double length = across ? m_axis->axisRect()->width() : m_axis->axisRect()->height();
    const double perTick = across ? 80 : 2.6 * QFontMetricsF(m_axis->tickLabelFont()).height();
    int most = std::clamp(static_cast<int>(length / perTick), 2, 12);   // One number is no scale; labels that collide are thinned out below.
    if (!m_names.isEmpty()) {
        names(range, ticks, made);
    } else {
        for (;; --most) {
            if (m_axis->scaleType() == QCPAxis::stLogarithmic && range.lower > 0)
                decades(range, most, ticks, made, subTicks);
            else
                linear(range, most, ticks, made, subTicks);
            if (most <= 1 || !collide(ticks, made)) break;
        }
        // Even one pair of long numbers may not fit side by side in a narrow plot.
        while (made.size() > 1 && collide(ticks, made)) made.removeLast(), ticks.removeLast();
    }
    if (labels) *labels = made;
}

bool AxisTicker::collide(const QVector<double>& ticks, const QVector<QString>& labels) const {
    const QFontMetricsF metrics(m_axis->tickLabelFont());
    const bool across = m_axis->orientation() == Qt::Horizontal;
    double end = -1e9;
    for (int i = 0; i < ticks.size(); ++i) {
        if (labels[i].isEmpty()) continue;
        const double at = across ? m_axis->coordToPixel(ticks[i]) : -m_axis->coordToPixel(ticks[i]);
        const double half = (across ? drawnWidth(metrics, labels[i]) : metrics.height()) / 2;
        if (at - half < end + (across ? 10 : 2)) return true;
        end = at + half;
    }
    return false;
}

void AxisTicker::linear(const QCPRange& range, int most, QVector<double>& ticks, QVector<QString>& labels, QVector<double>* subTicks) const {
    ticks.clear(), labels.clear();
    if (subTicks) subTicks->clear();
    if (!(range.size() > 0) || !std::isfinite(range.size())) return;
    const double wish = roundStep(range.size() / std::max(1, most));
    double step = m_whole ? (wish <= 1 ? 1 : wish == 2.5 ? 5 : wish) : wish;
    double first = std::ceil(range.lower / step - 1e-9);
    // One number alone is no scale: the step goes down until there are two.
    while (most > 1 && !m_whole && (first + 1) * step > range.upper + step * 1e-9) {
        step = roundStep(step * 0.45);
        first = std::ceil(range.lower / step - 1e-9);
    }
    for (int i = 0; i < 40; ++i) {
        const double tick = (first + i) * step;
        if (tick > range.upper + step * 1e-9) break;
        ticks.append(tick);
        labels.append(label(tick, step));
    }
    if (!subTicks || ticks.isEmpty() || (m_whole && step < 5)) return;
    const int parts = std::abs(step / std::pow(10.0, std::floor(std::log10(step) + 1e-9)) - 2) < 1e-6 ? 4 : 5;
    for (int i = -parts; i < ticks.size() * parts; ++i) {
        const double sub = ticks.first() + i * step / parts;
        if (i % parts != 0 && sub >= range.lower && sub <= range.upper) subTicks->append(sub);
    }
}

void AxisTicker::decades(const QCPRange& range, int most, QVector<double>& ticks, QVector<QString>& labels, QVector<double>* subTicks) const {
    const double low = std::log10(range.lower), high = std::log10(range.upper);
    if (high - low < 0.8) return linear(range, most, ticks, labels, subTicks);
    ticks.clear(), labels.clear();
    if (subTicks) subTicks->clear();
    const int stride = std::max(1, static_cast<int>(std::ceil((high - low) / std::max(1, most))));
    // With room to spare, and where one number would stand alone, the decades are parted at 2 and 5.
    const bool alone = std::floor(high + 1e-9) - std::ceil(low - 1e-9) < 1;
    const bool parted = stride == 1 && ((high - low) * 3 <= most || alone);
    for (int power = static_cast<int>(std::floor(low)); power <= static_cast<int>(std::ceil(high)); ++power) {
        for (int part = 1; part < 10; ++part) {
            const double tick = part * std::pow(10.0, power);
            if (tick < range.lower * (1 - 1e-9) || tick > range.upper * (1 + 1e-9)) continue;
            const bool labelled = part == 1 ? ((power % stride) + stride) % stride == 0 : parted && (part == 2 || part == 5);
            if (labelled)
                ticks.append(tick), labels.append(std::abs(power) <= 3 ? label(tick, tick) : QStringLiteral("%1e%2").arg(part).arg(power));
            else if (subTicks && (stride == 1 || part == 1))
                subTicks->append(tick);
        }
    }
}

void AxisTicker::names(const QCPRange& range, QVector<double>& ticks, QVector<QString>& labels) const {
    ticks.clear(), labels.clear();
    const QFontMetricsF metrics(m_axis->tickLabelFont());
    const double room = std::abs(m_axis->coordToPixel(1) - m_axis->coordToPixel(0)) - 8;
    const int stride = std::max(1, static_cast<int>(std::ceil(34 / std::max(1.0, room))));   // At least "Ab..." of a name.
    for (int i = 0; i < m_names.size(); i += stride) {
        if (i < range.lower || i > range.upper) continue;
        ticks.append(i);
        labels.append(m_axis->orientation() == Qt::Horizontal ? metrics.elidedText(m_names[i], Qt::ElideRight, room * stride + 8 * (stride - 1))
                                                              : metrics.elidedText(m_names[i], Qt::ElideRight, 160));
    }
}

}  // namespace vitrine
