// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/paint_parts.h"

#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr double kBar = 12, kPartGap = 4;

std::vector<Tick> decades(double low, double high, int wanted) {
    std::vector<Tick> ticks;
    const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9)), last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
    const int step = std::max(1, (last - first) / std::max(1, wanted) + 1);
    for (int power = first; power <= last; power += step) ticks.push_back({std::pow(10.0, power), numberText(std::pow(10.0, power), 3)});
    return ticks;
}

}  // namespace

std::vector<Tick> roundTicks(double low, double high, int wanted, bool logarithmic) {
    if (!(high > low) || !std::isfinite(high - low)) return {{low, numberText(low, 4)}};
    if (logarithmic && low > 0) {
        if (auto ticks = decades(low, high, wanted); ticks.size() >= 2) return ticks;
    }
    const double raw = (high - low) / std::max(1, wanted), power = std::pow(10.0, std::floor(std::log10(raw)));
    const double share = raw / power;
    const double step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    // So many digits that two neighbours differ.
    const double largest = std::max(std::abs(low), std::abs(high));
    const int digits = std::clamp(static_cast<int>(std::ceil(std::log10(largest / step))) + 1, 2, 12);
    std::vector<Tick> ticks;
    for (double index = std::ceil(low / step - 1e-9); index <= high / step + 1e-9; ++index) {
        const double value = index == 0 ? 0 : index * step;
        ticks.push_back({value, numberText(value, digits)});
    }
    return ticks;
}

QFont smallFont() {
    QFont font = Theme::instance().bodyFont();
    if (font.pixelSize() > 0) font.setPixelSize(std::max(9, font.pixelSize() - 1));
    else font.setPointSizeF(std::max(7.0, font.pointSizeF() - 1));
    return font;
}

QRectF drawChip(QPainter& painter, const QPointF& at, const QString& text, Qt::Corner corner, double widest) {
    if (text.isEmpty() || widest < 32) return {};
    painter.save();
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const QString shown = metrics.elidedText(text, Qt::ElideRight, widest - 16);
    QRectF ground(0, 0, metrics.horizontalAdvance(shown) + 16, metrics.height() + 8);
    if (corner == Qt::TopRightCorner || corner == Qt::BottomRightCorner) ground.moveRight(0);
    if (corner == Qt::BottomLeftCorner || corner == Qt::BottomRightCorner) ground.moveBottom(0);
    ground.translate(at);
    const Theme& theme = Theme::instance();
    QColor fill = theme.colour(Ink::Surface);
    fill.setAlphaF(0.88F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.colour(Ink::Border), 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setPen(theme.colour(Ink::Text));
    painter.drawText(ground, Qt::AlignCenter, shown);
    painter.restore();
    return ground;
}

void drawCheckerboard(QPainter& painter, const QRectF& area) {
    const Theme& theme = Theme::instance();
    QPixmap squares(16, 16);
    squares.fill(theme.colour(Ink::Surface));
    QPainter inside(&squares);
    const QColor dark = theme.colour(Ink::Border);
    inside.fillRect(0, 0, 8, 8, dark);
    inside.fillRect(8, 8, 8, 8, dark);
    inside.end();
    painter.drawTiledPixmap(area, squares);
}

double colourBarWidth(const QFont& font, const ValueColours& colours, const QString& unit) {
    const QFontMetricsF metrics(font);
    double text = 0;
    for (const Tick& tick : roundTicks(colours.low, colours.high, 6, colours.logarithmic)) text = std::max(text, metrics.horizontalAdvance(tick.text));
    return std::max(12 + kBar + 2 * kPartGap + text + 8, std::min(96.0, 12 + metrics.horizontalAdvance(unit) + 8));
}

void drawColourBar(QPainter& painter, const QRectF& area, const ValueColours& colours, const QString& unit) {
    painter.save();
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const Theme& theme = Theme::instance();
    const double top = unit.isEmpty() ? metrics.height() / 2 : metrics.height() + 8;
    QRectF bar(area.x() + 12, area.y() + top, kBar, area.height() - top - metrics.height() / 2);
    if (bar.height() < 24) return painter.restore();
    QImage ramp(1, 256, QImage::Format_RGB32);
    for (int i = 0; i < 256; ++i) {
        const auto colour = colourAt(colours.map, 1 - i / 255.0);
        ramp.setPixel(0, i, qRgb(colour[0], colour[1], colour[2]));
    }
    painter.drawImage(bar, ramp);
    painter.setPen(QPen(theme.colour(Ink::Border), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
    painter.setPen(theme.colour(Ink::Text));
    if (!unit.isEmpty())
        painter.drawText(QRectF(area.x() + 12, area.y(), area.width() - 12, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(unit, Qt::ElideRight, area.width() - 12));
    const int wanted = std::clamp(static_cast<int>(bar.height() / (2.5 * metrics.height())), 1, 6);
    const bool empty = colours.low == colours.high;
    const bool logarithmic = colours.logarithmic && colours.low > 0;
    double lastAt = area.bottom() + metrics.height();
    for (const Tick& tick : roundTicks(colours.low, colours.high, wanted, colours.logarithmic)) {
        const double share = empty ? 0.5
                             : logarithmic ? std::log(tick.value / colours.low) / std::log(colours.high / colours.low)
                                           : (tick.value - colours.low) / (colours.high - colours.low);
        const double y = bar.bottom() - share * bar.height();
        if (lastAt - y < metrics.height() * 0.9) continue;
        lastAt = y;
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + kPartGap, y));
        painter.drawText(QRectF(bar.right() + 2 * kPartGap, y - metrics.height() / 2, area.right() - bar.right() - 2 * kPartGap, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, tick.text);
    }
    painter.restore();
}

QColor inkOn(QRgb ground) {
    const double light = 0.299 * qRed(ground) + 0.587 * qGreen(ground) + 0.114 * qBlue(ground);
    return light > 140 ? QColor(Qt::black) : QColor(Qt::white);
}

}  // namespace vitrine
