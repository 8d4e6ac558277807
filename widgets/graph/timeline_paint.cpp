// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/graph/timeline_impl.h"

namespace vitrine {
namespace {

constexpr double kRuler = 28, kLeastLane = 22, kMostLane = 40, kMark = 7;

QFont small() {
    QFont font = Theme::instance().bodyFont();
    font.setPixelSize(12);
    return font;
}

QColor inkOf(Ink of) { return Theme::instance().colour(of); }

double roundStep(double raw) {
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double part : {1.0, 2.0, 5.0})
        if (part * power >= raw * 0.9999) return part * power;
    return 10 * power;
}

}  // namespace

int TimelineView::Impl::laneCount() const {
    int count = static_cast<int>(lanes.size());
    for (const TimelineItem& item : items) count = std::max(count, item.lane + 1);
    return std::max(count, 1);
}

double TimelineView::Impl::step() const { return roundStep((high - low) / 1000); }

TimelineView::Impl::Frame TimelineView::Impl::frame(const QRectF& area) const {
    const QFontMetricsF metrics(small());
    double names = 0;
    for (const QString& lane : lanes) names = std::max(names, metrics.horizontalAdvance(lane));
    names = names > 0 ? std::min({names + 24, area.width() * 0.3, 180.0}) : 12;
    Frame made{.area = area, .ruler = {}, .lanes = {}, .low = low, .high = high};
    made.ruler = QRectF(area.left() + names, area.top(), std::max(10.0, area.width() - names - 12), kRuler);
    made.laneHeight = std::clamp((area.height() - kRuler - 8) / laneCount(), kLeastLane, kMostLane);
    made.lanes = QRectF(made.ruler.left(), area.top() + kRuler, made.ruler.width(), made.laneHeight * laneCount());
    return made;
}

QRectF TimelineView::Impl::areaOf(const TimelineItem& item, const Frame& frame) const {
    const double top = frame.lanes.top() + item.lane * frame.laneHeight;
    const double left = frame.toPixel(item.start);
    if (item.end <= item.start) return {left - kMark, top + frame.laneHeight / 2 - kMark, 2 * kMark, 2 * kMark};
    return {left, top + 3, std::max(2.0, frame.toPixel(item.end) - left), frame.laneHeight - 6};
}

QColor TimelineView::Impl::colourOf(const TimelineItem& item) const {
    return item.colour.isValid() ? item.colour : Theme::instance().series(item.lane);
}

void TimelineView::Impl::paintRuler(QPainter& painter, const Frame& frame) const {
    const QFont font = small();
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const double longestLabel = std::max(metrics.horizontalAdvance(numberText(low, 6)), metrics.horizontalAdvance(numberText(high, 6)));
    const double step = roundStep((high - low) / std::max(1.0, frame.ruler.width() / (longestLabel + 40)));
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
    const double unitRoom = unit.isEmpty() ? 0 : metrics.horizontalAdvance(unit) + 12;
    const auto first = static_cast<std::int64_t>(std::ceil(low / step - 1e-9));
    for (std::int64_t i = 0; i < 200; ++i) {
        const double time = static_cast<double>(first + i) * step;
        if (time > high + step * 1e-9) break;
        const double x = std::round(frame.toPixel(time)) + 0.5;
        painter.setPen(QPen(inkOf(Ink::Grid), 1));
        painter.drawLine(QPointF(x, frame.ruler.bottom() - 5), QPointF(x, frame.lanes.bottom()));
        const QString text = QLocale(QLocale::English).toString(time, 'f', decimals);
        const double width = metrics.horizontalAdvance(text);
        const double left = std::max(frame.area.left() + 2, x - width / 2);
        if (left + width > frame.ruler.right() - unitRoom + 8) continue;   // The unit stands there.
        painter.setPen(inkOf(Ink::Muted));
        painter.drawText(QRectF(left, frame.ruler.top(), width + 4, frame.ruler.height() - 6), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    painter.setPen(inkOf(Ink::Muted));
    if (!unit.isEmpty()) painter.drawText(frame.ruler.adjusted(0, 0, 8, -6), Qt::AlignRight | Qt::AlignVCenter, unit);
    painter.setPen(QPen(inkOf(Ink::Border), 1));
    const double y = std::round(frame.ruler.bottom()) - 0.5;
    painter.drawLine(QPointF(frame.ruler.left(), y), QPointF(frame.ruler.right(), y));
}

void TimelineView::Impl::paintLanes(QPainter& painter, const Frame& frame) const {
    const QFont font = small();
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (int lane = 0; lane < laneCount(); ++lane) {
        const double top = frame.lanes.top() + lane * frame.laneHeight;
        if (lane % 2 == 0) {
            QColor stripe = inkOf(Ink::Sunken);
            stripe.setAlphaF(0.5f);
            painter.fillRect(QRectF(frame.lanes.left(), top, frame.lanes.width(), frame.laneHeight), stripe);
        }
        if (lane >= lanes.size()) continue;
        const QRectF name(frame.area.left() + 12, top, frame.lanes.left() - frame.area.left() - 20, frame.laneHeight);
        painter.setPen(inkOf(Ink::Text));
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(lanes[lane], Qt::ElideRight, name.width()));
    }
}

void TimelineView::Impl::paintItem(QPainter& painter, const TimelineItem& item, const QRectF& box, bool picked, bool hovered) const {
    const QColor colour = colourOf(item);
    const QPen edge = picked ? QPen(inkOf(Ink::Text), 2) : QPen(hovered ? inkOf(Ink::Text) : colour.darker(115), 1);
    const QFontMetricsF metrics(painter.font());
    if (item.end <= item.start) {              // A mark: a diamond with its title beside it.
        QPainterPath diamond;
        diamond.moveTo(box.center().x(), box.top());
        diamond.lineTo(box.right(), box.center().y());
        diamond.lineTo(box.center().x(), box.bottom());
        diamond.lineTo(box.left(), box.center().y());
        diamond.closeSubpath();
        painter.setPen(edge);
        painter.setBrush(colour);
        painter.drawPath(diamond);
        painter.setPen(inkOf(Ink::Text));
        painter.drawText(QRectF(box.right() + 4, box.top() - 4, 160, box.height() + 8), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(item.title, Qt::ElideRight, 156));
        return;
    }
    QColor fill = colour;
    fill.setAlphaF(picked ? 0.5f : 0.3f);
    painter.setPen(box.width() < 4 ? QPen(Qt::NoPen) : edge);
    painter.setBrush(box.width() < 4 ? colour : fill);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), std::min(4.0, box.width() / 2), std::min(4.0, box.width() / 2));
    if (box.width() < 24) return;
    const QRectF inner = box.intersected(QRectF(painter.clipBoundingRect())).adjusted(6, 0, -4, 0);
    if (inner.width() < 16) return;
    painter.setPen(inkOf(Ink::Text));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(item.title, Qt::ElideRight, inner.width()));
    if (!picked || !editable || box.width() < 40) return;
    painter.setPen(QPen(inkOf(Ink::Text), 1.5));  // Grips.
    for (const double x : {box.left() + 3.0, box.right() - 3.0}) painter.drawLine(QPointF(x, box.center().y() - 5), QPointF(x, box.center().y() + 5));
}

void TimelineView::Impl::paintItems(QPainter& painter, const Frame& frame, bool live) const {
    painter.save();
    painter.setClipRect(frame.lanes.adjusted(-1, 0, 1, 1));
    painter.setFont(small());
    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<double> drawnTo(static_cast<std::size_t>(laneCount()), -1e18);
    const double pixel = (high - low) / frame.lanes.width(), margin = 170 * pixel;   // Titles of marks reach so far to the right.
    const auto first = std::lower_bound(byStart.begin(), byStart.end(), low - longest - margin, [&](int item, double time) { return items[item].start < time; });
    for (auto at = first; at != byStart.end() && items[*at].start <= high; ++at) {
        const TimelineItem& item = items[*at];
        if (*at == current || item.lane < 0 || std::max(item.end, item.start + margin) < low) continue;
        const QRectF box = areaOf(item, frame);
        // Items thinner than a pixel that lie on each other are drawn once.
        double& done = drawnTo[static_cast<std::size_t>(item.lane)];
        if (item.end > item.start && box.width() <= 2 && box.right() <= done) continue;
        done = std::max(done, box.width() <= 2 ? box.right() - 1 : box.left());
        paintItem(painter, item, box, false, live && *at == hover);
    }
    if (current >= 0 && current < static_cast<int>(items.size()) && items[current].lane >= 0)
        paintItem(painter, items[current], areaOf(items[current], frame), true, false);
    painter.restore();
}

void TimelineView::Impl::paintHead(QPainter& painter, const Frame& frame) const {
    const double x = std::round(frame.toPixel(head)) + 0.5;
    if (!(x >= frame.lanes.left() - 1 && x <= frame.lanes.right() + 1)) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(inkOf(Ink::Accent), 1.5));
    painter.drawLine(QPointF(x, frame.ruler.bottom() - 8), QPointF(x, frame.lanes.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(inkOf(Ink::Accent));
    const QPointF grip[] = {{x - 6, frame.ruler.bottom() - 12}, {x + 6, frame.ruler.bottom() - 12}, {x + 6, frame.ruler.bottom() - 7}, {x, frame.ruler.bottom() - 1}, {x - 6, frame.ruler.bottom() - 7}};
    painter.drawPolygon(grip, 5);
}

void TimelineView::Impl::paint(QPainter& painter, const QRectF& area, bool live) const {
    painter.save();
    const Frame at = frame(area);
    paintLanes(painter, at);
    paintRuler(painter, at);
    paintItems(painter, at, live);
    if (items.empty()) {
        painter.setFont(Theme::instance().bodyFont());
        painter.setPen(inkOf(Ink::Muted));
        painter.drawText(QRectF(at.lanes.left(), at.lanes.top(), at.lanes.width(), std::max(at.lanes.height(), 30.0)), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
    }
    paintHead(painter, at);
    painter.restore();
}

}  // namespace vitrine
