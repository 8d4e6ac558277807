// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does with the river; how it is painted stands in panel_river_paint.cpp.
#include "plugins/lrp_resnet/panel_river.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>

#include "plugins/lrp_resnet/panel_river_layout.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine::lrp_panel {

River::River(QWidget* parent) : QWidget(parent), m_emptyText("The relevance of every block appears here once an image is explained.") {
    setObjectName("river");
    setAccessibleName("Relevance river");
    setAccessibleDescription("Left and Right walk through the blocks, Enter looks into one, Menu changes its rule.");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    m_flow.setEasingCurve(QEasingCurve::InOutSine);
    connect(&m_flow, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_front = value.toDouble();
        update();
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void River::setData(RiverData data) {
    const bool otherNetwork = data.segments.size() != m_data.segments.size();
    m_data = std::move(data);
    if (otherNetwork || m_untouched) {
        m_flow.stop();
        m_depth = segments();
        m_front = m_depth;
        m_untouched = true;
    }
    update();
}

void River::setEmptyText(const QString& text) {
    m_emptyText = text;
    update();
}

void River::setCurrent(const QString& block) {
    m_current = block;
    update();
}

void River::setDepth(int count, bool animated) {
    const int depth = std::clamp(count, 0, segments());
    m_untouched = depth == segments();
    const bool other = depth != m_depth;
    m_depth = depth;
    m_flow.stop();
    if (animated && isVisible() && m_front != depth) {
        m_flow.setStartValue(m_front);
        m_flow.setEndValue(static_cast<double>(depth));
        m_flow.setDuration(220);
        m_flow.start();
    } else {
        m_front = depth;
    }
    if (other) Q_EMIT depthChanged(depth);
    update();
}

void River::play() {
    m_flow.stop();
    m_flow.setStartValue(0.0);
    m_flow.setEndValue(static_cast<double>(m_depth > 0 ? m_depth : segments()));
    m_flow.setDuration(std::min(4000, 180 * std::max(1, segments())));
    m_flow.start();
}

double River::shownShare(int segment) const { return std::clamp(m_front - segment, 0.0, 1.0); }

int River::segmentAt(const QPointF& place) const {
    const Layout layout = layOut(rect());
    for (int i = 0; i < segments(); ++i)
        if (place.x() >= layout.x[static_cast<std::size_t>(i)] && place.x() < layout.x[static_cast<std::size_t>(i) + 1]) return i;
    return -1;
}

int River::currentSegment() const {
    for (int i = 0; i < segments(); ++i)
        if (m_data.segments[static_cast<std::size_t>(i)].name == m_current) return i;
    return -1;
}

QRectF River::segmentRect(int i) const {
    const Layout layout = layOut(rect());
    const auto place = static_cast<std::size_t>(i);
    return {layout.x[place], layout.river.top(), layout.x[place + 1] - layout.x[place], layout.river.height()};
}

QRectF River::ruleRect(int i) const {
    const Layout layout = layOut(rect());
    const auto place = static_cast<std::size_t>(i);
    if (!m_data.segments[place].block || layout.rules.height() <= 0) return {};
    return {layout.x[place], layout.rules.top(), layout.x[place + 1] - layout.x[place], layout.rules.height()};
}

void River::mousePressEvent(QMouseEvent* event) {
    const int segment = segmentAt(event->position());
    if (segment < 0 || event->button() != Qt::LeftButton) return;
    const RiverData::Segment& found = m_data.segments[static_cast<std::size_t>(segment)];
    if (!found.block) return;
    if (ruleRect(segment).contains(event->position())) Q_EMIT ruleAsked(found.name, mapToGlobal(ruleRect(segment).bottomLeft().toPoint()));
    else Q_EMIT blockClicked(found.name);
}

void River::mouseMoveEvent(QMouseEvent* event) {
    const int segment = segmentAt(event->position());
    if (segment == m_hovered) return;
    m_hovered = segment;
    const bool block = segment >= 0 && m_data.segments[static_cast<std::size_t>(segment)].block;
    setCursor(block ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void River::leaveEvent(QEvent*) {
    m_hovered = -1;
    update();
}

void River::keyPressEvent(QKeyEvent* event) {
    const int current = currentSegment();
    const auto step = [&](int by) {
        for (int i = (current < 0 ? (by > 0 ? -1 : segments()) : current) + by; i >= 0 && i < segments(); i += by)
            if (m_data.segments[static_cast<std::size_t>(i)].block) return Q_EMIT blockClicked(m_data.segments[static_cast<std::size_t>(i)].name);
    };
    if (event->key() == Qt::Key_Right) step(1);
    else if (event->key() == Qt::Key_Left) step(-1);
    else if (event->key() == Qt::Key_Escape && current >= 0) Q_EMIT blockClicked({});
    else if (event->key() == Qt::Key_Space) play();
    else QWidget::keyPressEvent(event);
}

void River::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int segment = byKey ? currentSegment() : segmentAt(event->pos());
    if (segment < 0 || !m_data.segments[static_cast<std::size_t>(segment)].block) return;
    Q_EMIT ruleAsked(m_data.segments[static_cast<std::size_t>(segment)].name,
                     byKey ? mapToGlobal(segmentRect(segment).center().toPoint()) : event->globalPos());
}

QString River::tipOf(int segment) const {
    if (segment < 0) return {};
    const auto place = static_cast<std::size_t>(segment);
    const RiverData::Segment& found = m_data.segments[place];
    const auto row = [&](const QString& name, double value) {
        const double start = m_data.start();
        return QString("<tr><td>%1&nbsp;&nbsp;</td><td align=right>%2&nbsp;&nbsp;</td><td align=right>%3 %</td></tr>")
            .arg(name, numberText(value), numberText(start > 0 ? 100 * value / start : 0, 4));
    };
    QString text = "<b>" + found.name.toHtmlEscaped() + "</b><table>" + row("arrives", m_data.nodes[place].sum);
    if (found.block) text += row("main branch F", found.main) + row("skip S", found.skip);
    text += row("leaves", m_data.nodes[place + 1].sum) + "</table>";
    if (found.block) text += "Rule: " + found.rule + (found.exception ? " (exception)" : "") + ". Skip: " + found.skipKind + ".";
    return text;
}

bool River::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), tipOf(segmentAt(help->pos())), this);
        return true;
    }
    return QWidget::event(event);
}

std::optional<Table> River::figureData() const {
    if (m_data.segments.empty()) return std::nullopt;
    std::vector<std::string> names, rules;
    std::vector<double> arrives, leaves, main, skip;
    for (std::size_t i = 0; i < m_data.segments.size(); ++i) {
        const RiverData::Segment& segment = m_data.segments[i];
        const double none = std::numeric_limits<double>::quiet_NaN();
        names.push_back(ss(segment.name));
        rules.push_back(segment.block ? ss(segment.rule) : "");
        arrives.push_back(m_data.nodes[i].sum);
        leaves.push_back(m_data.nodes[i + 1].sum);
        main.push_back(segment.block ? segment.main : none);
        skip.push_back(segment.block ? segment.skip : none);
    }
    return Table{{{"layer", names, ""},
                  {"rule", rules, ""},
                  {"arrives", Array::of(arrives), "relevance"},
                  {"into_main_branch", Array::of(main), "relevance"},
                  {"into_skip_branch", Array::of(skip), "relevance"},
                  {"leaves", Array::of(leaves), "relevance"}}};
}

}  // namespace vitrine::lrp_panel
