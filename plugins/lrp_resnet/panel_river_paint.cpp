// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPainter>
#include <QPainterPath>
#include <cmath>

#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_river_layout.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

constexpr double kNodeWidth = 4;

QColor mainColour() { return Theme::instance().series(0); }
QColor skipColour() { return Theme::instance().series(1); }

}  // namespace

River::Layout River::layOut(const QRectF& area) const {
    Layout layout;
    const QFontMetricsF metrics(smallFont());
    const double line = metrics.height() + 2;
    const bool tall = area.height() > 9 * line;
    layout.legend = QRectF(area.left() + 8, area.top() + 4, area.width() - 16, line);
    layout.names = QRectF(area.left(), layout.legend.bottom() + 2, area.width(), 2 * line);
    double bottom = area.bottom() - 4;
    layout.rules = QRectF(area.left(), bottom - line, area.width(), line);
    bottom = layout.rules.top() - 2;
    layout.shares = tall ? QRectF(area.left(), bottom - 2 * line, area.width(), 2 * line) : QRectF();
    if (tall) bottom = layout.shares.top() - 2;
    layout.river = QRectF(area.left(), layout.names.bottom() + 2, area.width(), bottom - layout.names.bottom() - 2);
    layout.middle = layout.river.center().y();
    layout.bulge = std::clamp(layout.river.height() * 0.09, 3.0, 12.0);
    layout.most = 0;
    double weight = 0;
    for (const RiverData::Segment& segment : m_data.segments) {
        weight += segment.block ? 1 : 0.6;
    }
    for (const RiverData::Node& node : m_data.nodes) layout.most = std::max(layout.most, std::abs(node.sum));
    layout.logarithmic = m_data.start() > 0 && layout.most > 4 * m_data.start();
    const double left = area.left() + std::max(64.0, metrics.horizontalAdvance(m_data.target) + 18),
                 right = area.right() - metrics.horizontalAdvance("pixels") - 16;
    double x = left;
    layout.x.push_back(x);
    for (const RiverData::Segment& segment : m_data.segments)
        layout.x.push_back(x += (right - left) * (segment.block ? 1 : 0.6) / std::max(weight, 0.1));
    return layout;
}

double River::heightOf(double sum, const Layout& layout) const {
    const double room = layout.river.height() - 2 * layout.bulge - 2;
    const double start = std::max(m_data.start(), 1e-12);
    const double share = layout.logarithmic ? std::log2(1 + std::abs(sum) / start) / std::log2(1 + layout.most / start)
                                            : std::abs(sum) / std::max(layout.most, 1e-12);
    return std::max(1.5, room * share);
}

void River::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, rect());
    if (hasFocus()) {
        painter.setPen(QPen(ink(Ink::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void River::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont());
    painter.fillRect(area, ink(Ink::Surface));
    if (m_data.segments.empty()) {
        painter.setPen(ink(Ink::Muted));
        painter.drawText(area.adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
        painter.restore();
        return;
    }
    const Layout layout = layOut(area);
    const int marked = currentSegment();
    for (int i = 0; i < segments(); ++i) {
        if (i != marked && i != m_hovered) continue;
        const auto place = static_cast<std::size_t>(i);
        const QRectF column(layout.x[place], layout.names.top(), layout.x[place + 1] - layout.x[place], area.bottom() - 4 - layout.names.top());
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink(i == marked ? Ink::AccentSoft : Ink::Sunken));
        painter.drawRoundedRect(column, 4, 4);
    }
    for (int i = 0; i < segments(); ++i) paintSegment(painter, layout, i);
    for (int i = 0; i <= segments(); ++i) paintNode(painter, layout, i);
    paintNames(painter, layout);
    paintShares(painter, layout);
    paintRules(painter, layout);
    paintEnds(painter, layout);
    paintLegend(painter, layout);
    painter.restore();
}

void River::paintBranch(QPainter& painter, const QRectF& from, const QRectF& to, double bulge, const QColor& colour) const {
    if (from.height() < 0.3 && to.height() < 0.3) return;
    const double x0 = from.left(), x1 = to.left(), third = (x1 - x0) / 3;
    const auto edge = [&](QPainterPath& path, double y0, double y1, bool forward) {
        if (forward) path.cubicTo(x0 + third, y0 + bulge * 1.33, x1 - third, y1 + bulge * 1.33, x1, y1);
        else path.cubicTo(x1 - third, y1 + bulge * 1.33, x0 + third, y0 + bulge * 1.33, x0, y0);
    };
    QPainterPath path(QPointF(x0, from.top()));
    edge(path, from.top(), to.top(), true);
    path.lineTo(x1, to.bottom());
    edge(path, from.bottom(), to.bottom(), false);
    path.closeSubpath();
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPath(path);
}

void River::paintSegment(QPainter& painter, const Layout& layout, int i) const {
    const auto place = static_cast<std::size_t>(i);
    const RiverData::Segment& segment = m_data.segments[place];
    const double h0 = heightOf(m_data.nodes[place].sum, layout), h1 = heightOf(m_data.nodes[place + 1].sum, layout);
    const double x0 = layout.x[place] + kNodeWidth / 2, x1 = layout.x[place + 1] - kNodeWidth / 2;
    const double entered = segment.main + segment.skip, share = segment.block && entered > 0 ? segment.main / entered : 1;
    const auto branch = [&](bool main, double alpha) {
        const double top0 = layout.middle - h0 / 2, top1 = layout.middle - h1 / 2;
        const QRectF from(x0, main ? top0 : top0 + h0 * share, 0, h0 * (main ? share : 1 - share));
        const QRectF to(x1, main ? top1 : top1 + h1 * share, 0, h1 * (main ? share : 1 - share));
        const double bulge = !segment.block ? 0 : main ? -layout.bulge : layout.bulge;
        paintBranch(painter, from, to, bulge,
                    faded(segment.block ? (main ? mainColour() : skipColour()) : mainColour(), segment.block ? alpha : alpha * 0.6));
    };
    const auto both = [&](double alpha) {
        branch(true, alpha);
        if (segment.block && share < 1) branch(false, alpha);
    };
    const double shown = shownShare(i);
    if (shown < 1) both(0.14);
    if (shown <= 0) return;
    painter.save();
    painter.setClipRect(QRectF(x0, layout.river.top(), (x1 - x0) * shown, layout.river.height()), Qt::IntersectClip);
    both(0.82);
    painter.restore();
}

void River::paintNode(QPainter& painter, const Layout& layout, int i) const {
    const auto place = static_cast<std::size_t>(i);
    const double sum = m_data.nodes[place].sum, height = heightOf(sum, layout), start = std::max(m_data.start(), 1e-12);
    const bool broken = std::abs(sum - start) > kTolerance * start;
    painter.setPen(Qt::NoPen);
    painter.setBrush(i <= m_front ? ink(broken ? Ink::Bad : Ink::Text) : faded(ink(Ink::Muted), 0.5));
    painter.drawRoundedRect(QRectF(layout.x[place] - kNodeWidth / 2, layout.middle - height / 2, kNodeWidth, height), 1.5, 1.5);
}

void River::paintNames(QPainter& painter, const Layout& layout) const {
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height() + 2;
    // Above: the stage once; below: the block's number. "layer3.2" -> "layer3" over "2".
    int first = 0;
    while (first < segments()) {
        const QString stage = m_data.segments[static_cast<std::size_t>(first)].name.section('.', 0, 0);
        int last = first;
        while (last + 1 < segments() && m_data.segments[static_cast<std::size_t>(last) + 1].name.section('.', 0, 0) == stage) ++last;
        const double left = layout.x[static_cast<std::size_t>(first)], right = layout.x[static_cast<std::size_t>(last) + 1];
        const bool isStage = m_data.segments[static_cast<std::size_t>(first)].block;
        painter.setPen(ink(isStage ? Ink::Text : Ink::Muted));
        const QRectF row(left + 1, layout.names.top() + (isStage ? 0 : line), right - left - 2, line);
        if (isStage || metrics.horizontalAdvance(stage) <= row.width())
            painter.drawText(row, Qt::AlignCenter, metrics.elidedText(stage, Qt::ElideRight, row.width()));
        if (isStage && last > first) {
            painter.setPen(QPen(ink(Ink::Border), 1));
            painter.drawLine(QPointF(left + 3, row.bottom() - 0.5), QPointF(right - 3, row.bottom() - 0.5));
        }
        first = last + 1;
    }
    for (int i = 0; i < segments(); ++i) {
        const RiverData::Segment& segment = m_data.segments[static_cast<std::size_t>(i)];
        const double left = layout.x[static_cast<std::size_t>(i)], width = layout.x[static_cast<std::size_t>(i) + 1] - left;
        const QString number = segment.name.contains('.') ? segment.name.section('.', 1) : QString();
        if (!segment.block || metrics.horizontalAdvance(number) > width) continue;
        painter.setPen(ink(segment.name == m_current ? Ink::Accent : Ink::Muted));
        painter.drawText(QRectF(left, layout.names.top() + line, width, line), Qt::AlignCenter, number);
    }
}

void River::paintShares(QPainter& painter, const Layout& layout) const {
    if (layout.shares.height() <= 0) return;
    const QFontMetricsF metrics(painter.font());
    const double line = layout.shares.height() / 2;
    for (int i = 0; i < segments(); ++i) {
        const auto place = static_cast<std::size_t>(i);
        const RiverData::Segment& segment = m_data.segments[place];
        const double width = layout.x[place + 1] - layout.x[place], arrives = std::abs(m_data.nodes[place].sum);
        if (!segment.block || arrives <= 0 || metrics.horizontalAdvance("100 %") > width - 2) continue;
        const auto percent = [&](double value) { return QString("%1 %").arg(std::lround(100 * value / arrives)); };
        painter.setPen(mainColour());
        painter.drawText(QRectF(layout.x[place], layout.shares.top(), width, line), Qt::AlignCenter, percent(segment.main));
        painter.setPen(skipColour());
        painter.drawText(QRectF(layout.x[place], layout.shares.top() + line, width, line), Qt::AlignCenter, percent(segment.skip));
    }
}

void River::paintRules(QPainter& painter, const Layout& layout) const {
    const QFontMetricsF metrics(painter.font());
    for (int i = 0; i < segments(); ++i) {
        const auto place = static_cast<std::size_t>(i);
        const RiverData::Segment& segment = m_data.segments[place];
        if (!segment.block) continue;
        const QRectF cell(layout.x[place] + 1, layout.rules.top(), layout.x[place + 1] - layout.x[place] - 2, layout.rules.height());
        const double text = metrics.horizontalAdvance(segment.rule);
        if (segment.exception) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(ink(Ink::Accent));
            const double width = std::min(cell.width(), text + 8);
            painter.drawRoundedRect(QRectF(cell.center().x() - width / 2, cell.top(), width, cell.height()), 4, 4);
        }
        painter.setPen(ink(segment.exception ? Ink::OnAccent : Ink::Muted));
        if (text <= cell.width()) painter.drawText(cell, Qt::AlignCenter, segment.rule);
        else painter.drawText(cell, Qt::AlignCenter, segment.rule.left(1));
    }
}

void River::paintEnds(QPainter& painter, const Layout& layout) const {
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height();
    painter.setPen(ink(Ink::Text));
    const double left = layout.x.front() - 8;
    painter.drawText(QRectF(layout.river.left() + 4, layout.middle - line, left - layout.river.left() - 4, line), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(m_data.target, Qt::ElideRight, left - layout.river.left() - 4));
    const double right = layout.x.back() + 8, end = layout.river.right() - 2;
    painter.drawText(QRectF(right, layout.middle - line, end - right, line), Qt::AlignLeft | Qt::AlignVCenter, "pixels");
    painter.setPen(ink(Ink::Muted));
    painter.drawText(QRectF(layout.river.left() + 4, layout.middle, left - layout.river.left() - 4, line), Qt::AlignRight | Qt::AlignVCenter,
                     sumText(m_data.start()));
    const double arrived = m_data.nodes.back().sum;
    painter.setPen(ink(std::abs(arrived - m_data.start()) > kTolerance * m_data.start() ? Ink::Bad : Ink::Muted));
    painter.drawText(QRectF(right, layout.middle, end - right, line), Qt::AlignLeft | Qt::AlignVCenter, sumText(arrived));
}

void River::paintLegend(QPainter& painter, const Layout& layout) const {
    const QFontMetricsF metrics(painter.font());
    double x = layout.legend.left();
    const auto entry = [&](const QColor& colour, const QString& text) {
        if (x + metrics.horizontalAdvance(text) + 16 > layout.legend.right()) return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(x, layout.legend.center().y() - 4, 8, 8), 2, 2);
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(x + 12, layout.legend.top(), metrics.horizontalAdvance(text) + 4, layout.legend.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, text);
        x += metrics.horizontalAdvance(text) + 28;
    };
    entry(mainColour(), "main branch F");
    entry(skipColour(), "skip S");
    entry(ink(Ink::Bad), "sum off by more than 1 %");
    if (layout.logarithmic) entry(Qt::transparent, "widths on a log scale");
}

}  // namespace vitrine::lrp_panel
