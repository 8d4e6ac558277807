// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_features.h"

#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/image/paint_parts.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr double kRow = 24, kHead = 20, kFoot = 18;

}  // namespace

QString featureTitle(const QString& name) {
    static const QHash<QString, QString> known{{"n_pois", "Places"}, {"pop", "Population"},        {"edu", "Education"},
                                               {"income", "Income"}, {"unemploy", "Unemployment"}, {"crime", "Crime"}};
    QString title = known.value(name, QString(name).replace('_', ' '));
    if (!title.isEmpty()) title[0] = title[0].toUpper();
    return title;
}

FeatureBars::FeatureBars(QWidget* parent) : PaintedView(parent) {
    setToolTip(
        "Features as z-scores: standard deviations from the city's mean.\nDrag a bar to see what the model makes of it; double click takes it back.");
}

void FeatureBars::setFeatures(QStringList names, std::vector<double> own, std::vector<double> now) {
    const bool other = names.size() != m_names.size();
    m_names = std::move(names);
    m_own = std::move(own);
    m_now = std::move(now);
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_names.size()) - 1));
    QStringList texts;
    for (int f = 0; f < m_names.size(); ++f) texts << featureTitle(m_names[f]) + " " + QString::number(m_now[static_cast<std::size_t>(f)], 'f', 1);
    setAccessibleDescription(texts.join("; "));
    if (other) updateGeometry();
    update();
}

QSize FeatureBars::sizeHint() const {
    return {260, static_cast<int>(kHead + kFoot + kRow * static_cast<double>(std::max<qsizetype>(3, m_names.size())) + 12)};
}

QRectF FeatureBars::track(int feature, const QRectF& area) const {
    const QFontMetricsF metrics(smallFont());
    double widest = 0;
    for (const QString& name : m_names) widest = std::max(widest, metrics.horizontalAdvance(featureTitle(name)));
    const double left = std::min(widest + 12, area.width() * 0.48);
    return {area.left() + left, area.top() + kHead + feature * kRow, std::max(20.0, area.width() - left - 44), kRow};
}

QRectF FeatureBars::barRect(int feature) const { return track(feature, QRectF(rect()).adjusted(4, 4, -4, -4)); }

bool FeatureBars::isChanged(int feature) const {
    return std::abs(m_own[static_cast<std::size_t>(feature)] - m_now[static_cast<std::size_t>(feature)]) > 1e-6;
}

void FeatureBars::paintFigure(QPainter& painter, const QRectF& area) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_names.isEmpty()) {
        paintEmpty(painter, area, "Pick a region on a map to see its features.");
        return painter.restore();
    }
    painter.setFont(Theme::instance().headingFont(3));
    painter.setPen(ink(Ink::Text));
    painter.drawText(QRectF(area.left() + 4, area.top(), area.width(), kHead), Qt::AlignLeft | Qt::AlignVCenter, "Features");
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    const auto xOf = [](const QRectF& bar, double z) { return bar.left() + (std::clamp(z, -kReach, kReach) + kReach) / (2 * kReach) * bar.width(); };
    const QRectF first = track(0, area), last = track(static_cast<int>(m_names.size()) - 1, area);
    for (int z = -4; z <= 4; z += 2) {
        painter.setPen(QPen(ink(z == 0 ? Ink::Muted : Ink::Grid), 1));
        painter.drawLine(QPointF(xOf(first, z), first.top()), QPointF(xOf(first, z), last.bottom()));
        painter.setPen(ink(Ink::Muted));
        painter.drawText(QRectF(xOf(first, z) - 20, last.bottom() + 1, 40, kFoot - 2), Qt::AlignCenter,
                         z > 0 ? QString("+%1").arg(z) : QString::number(z));
    }
    painter.drawText(QRectF(area.left() + 4, last.bottom() + 1, first.left() - area.left() - 8, kFoot - 2), Qt::AlignLeft | Qt::AlignVCenter,
                     "z-score");
    for (int f = 0; f < m_names.size(); ++f) {
        const QRectF bar = track(f, area);
        const double own = m_own[static_cast<std::size_t>(f)], now = m_now[static_cast<std::size_t>(f)];
        const bool changed = isChanged(f);
        painter.setPen(ink(f == m_current && hasFocus() ? Ink::Accent : Ink::Text));
        painter.drawText(QRectF(area.left() + 4, bar.top(), bar.left() - area.left() - 10, kRow), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(featureTitle(m_names[f]), Qt::ElideRight, bar.left() - area.left() - 10));
        painter.setPen(Qt::NoPen);
        painter.setBrush(changed ? ink(Ink::Warning) : faded(ink(Ink::Accent), 0.85));
        const double zero = xOf(bar, 0), end = xOf(bar, now);
        painter.drawRoundedRect(QRectF(std::min(zero, end), bar.center().y() - 5, std::max(1.0, std::abs(end - zero)), 10), 2, 2);
        painter.drawEllipse(QPointF(end, bar.center().y()), 5.5, 5.5);
        if (changed) {
            painter.setPen(QPen(ink(Ink::Text), 1.5));
            painter.drawLine(QPointF(xOf(bar, own), bar.center().y() - 8), QPointF(xOf(bar, own), bar.center().y() + 8));
        }
        painter.setPen(changed ? ink(Ink::Text) : ink(Ink::Muted));
        painter.drawText(QRectF(bar.right() + 4, bar.top(), 36, kRow), Qt::AlignRight | Qt::AlignVCenter,
                         QString("%1%2").arg(now > 0 ? "+" : "").arg(now, 0, 'f', 1));
    }
    painter.restore();
}

std::optional<Table> FeatureBars::figureData() const {
    if (m_names.isEmpty()) return std::nullopt;
    std::vector<std::string> names;
    for (const QString& name : m_names) names.push_back(ss(name));
    Table table;
    table.columns = {{"feature", names, ""}, {"z", Array::of(m_own), ""}, {"changed_z", Array::of(m_now), ""}};
    return table;
}

int FeatureBars::featureAt(const QPointF& place) const {
    for (int f = 0; f < m_names.size(); ++f)
        if (barRect(f).adjusted(-6, 0, 6, 0).contains(place)) return f;
    return -1;
}

void FeatureBars::dragTo(double x) {
    const QRectF bar = barRect(m_dragged);
    const double z = (x - bar.left()) / bar.width() * 2 * kReach - kReach;
    Q_EMIT changed(m_dragged, std::round(std::clamp(z, -kReach, kReach) * 20) / 20);
}

void FeatureBars::mousePressEvent(QMouseEvent* event) {
    m_dragged = event->button() == Qt::LeftButton ? featureAt(event->position()) : -1;
    if (m_dragged < 0) return;
    m_current = m_dragged;
    dragTo(event->position().x());
}

void FeatureBars::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragged >= 0 && m_dragged < m_names.size()) dragTo(event->position().x());
}

void FeatureBars::mouseReleaseEvent(QMouseEvent*) { m_dragged = -1; }

void FeatureBars::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const int feature = featureAt(event->position()); feature >= 0) Q_EMIT reset(feature);
}

void FeatureBars::keyPressEvent(QKeyEvent* event) {
    const int count = static_cast<int>(m_names.size());
    if (count == 0) return PaintedView::keyPressEvent(event);
    const double by = event->modifiers() & Qt::ShiftModifier ? 0.5 : 0.1;
    const double now = m_now[static_cast<std::size_t>(m_current)];
    switch (event->key()) {
        case Qt::Key_Up: m_current = std::max(0, m_current - 1); return update();
        case Qt::Key_Down: m_current = std::min(count - 1, m_current + 1); return update();
        case Qt::Key_Left: return Q_EMIT changed(m_current, std::max(-kReach, now - by));
        case Qt::Key_Right: return Q_EMIT changed(m_current, std::min(kReach, now + by));
        case Qt::Key_Delete: return Q_EMIT reset(m_current);
        default: PaintedView::keyPressEvent(event);
    }
}

}  // namespace vitrine::kstdiff_panel
