// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/recent_runs_delegate.h"

#include <QPainter>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr int kHeight = 48, kStar = 16, kStateDot = 8;

const RecentRun* runOf(const QModelIndex& index) { return reinterpret_cast<const RecentRun*>(index.data(kRunRole).value<quintptr>()); }

QString metricText(const RecentRun& run, const Manifest& manifest) {
    if (!run.metric || manifest.metrics.empty()) return {};
    const MetricSpec& metric = manifest.metrics.front();
    return QString("%1 %2%3").arg(qs(metric.title.empty() ? metric.name : metric.title), numberText(*run.metric),
                                  metric.unit.empty() ? QString() : " " + qs(metric.unit));
}

QString circumstances(const RecentRun& run, const Manifest& manifest) {
    QStringList parts;
    if (const Preset* preset = manifest.preset(run.row.preset)) parts << qs(preset->title);
    parts << QString("seed %1").arg(run.row.seed);
    if (run.row.state == RunState::Running) parts << QString("%1 %").arg(static_cast<int>(run.row.progress * 100));
    else if (run.row.created > 0) parts << agoText(run.row.created);
    return parts.join(" · ");
}

}  // namespace

QString stateText(RunState state) {
    switch (state) {
        case RunState::Queued: return "Waiting";
        case RunState::Running: return "Running";
        case RunState::Cancelling: return "Stopping";
        case RunState::Cancelled: return "Cancelled";
        case RunState::Finished: return "Finished";
        case RunState::Failed: return "Failed";
        case RunState::Interrupted: return "Interrupted";
    }
    return {};
}

Ink stateInk(RunState state) {
    switch (state) {
        case RunState::Finished: return Ink::Good;
        case RunState::Failed: return Ink::Bad;
        case RunState::Interrupted: return Ink::Warning;
        case RunState::Running:
        case RunState::Cancelling: return Ink::Accent;
        default: return Ink::Muted;
    }
}

QString runText(const RecentRun& run, const Manifest& manifest) {
    QString text = QString("Run %1: %2, %3").arg(run.row.id).arg(stateText(run.row.state).toLower(), circumstances(run, manifest));
    if (const QString metric = metricText(run, manifest); !metric.isEmpty()) text += "\n" + metric;
    if (run.starred()) text += "\nStarred";
    if (!run.row.error.empty()) text += "\n" + qs(run.row.error);
    if (!run.row.note.empty()) text += "\nNote: " + qs(run.row.note);
    return text;
}

QRect RecentRunDelegate::starRect(const QRect& item) {
    return {item.right() - Theme::space(3) - kStar, item.top() + (kHeight - kStar) / 2, kStar, kStar};
}

QSize RecentRunDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {200, kHeight}; }

void RecentRunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const RecentRun* run = runOf(index);
    if (!run) return;
    const Theme& theme = Theme::instance();
    const bool selected = option.state & QStyle::State_Selected, hovered = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (selected || hovered) painter->fillRect(option.rect, theme.colour(selected ? Ink::AccentSoft : Ink::Window));
    if ((option.state & QStyle::State_HasFocus) && selected) painter->fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), theme.colour(Ink::Accent));

    const QRect inside = option.rect.adjusted(Theme::space(3), 0, -Theme::space(3), 0);
    const QRect star = starRect(option.rect);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.colour(stateInk(run->row.state)));
    const int upper = option.rect.top() + 17, lower = option.rect.top() + 33;
    painter->drawEllipse(QRectF(inside.left(), upper - kStateDot / 2.0, kStateDot, kStateDot));

    const int left = inside.left() + kStateDot + Theme::space(2), width = star.left() - Theme::space(2) - left;
    QFont strong = theme.bodyFont(), small = theme.bodyFont();
    strong.setWeight(QFont::DemiBold);
    small.setPixelSize(12);
    const QString title = run->row.title.empty() ? QString("Run %1").arg(run->row.id) : QString("%1  %2").arg(run->row.id).arg(qs(run->row.title));
    const QString metric = run->row.state == RunState::Finished ? metricText(*run, m_manifest) : stateText(run->row.state);
    const QFontMetrics smallSize(small);
    const int metricWidth = std::min(smallSize.horizontalAdvance(metric) + 2, width * 2 / 3);
    painter->setFont(strong);
    painter->setPen(theme.colour(Ink::Text));
    painter->drawText(QRect(left, upper - 10, width - metricWidth - Theme::space(2), 20), Qt::AlignVCenter,
                      QFontMetrics(strong).elidedText(title, Qt::ElideRight, width - metricWidth - Theme::space(2)));
    painter->setFont(small);
    painter->setPen(theme.colour(run->row.state == RunState::Finished ? Ink::Text : stateInk(run->row.state)));
    painter->drawText(QRect(left + width - metricWidth, upper - 10, metricWidth, 20), Qt::AlignVCenter | Qt::AlignRight,
                      smallSize.elidedText(metric, Qt::ElideRight, metricWidth));
    painter->setPen(theme.colour(Ink::Muted));
    painter->drawText(QRect(left, lower - 9, width, 18), Qt::AlignVCenter, smallSize.elidedText(circumstances(*run, m_manifest), Qt::ElideRight, width));
    if (run->starred() || hovered || selected) {
        if (!run->starred()) painter->setOpacity(0.45);
        theme.icon("star", run->starred() ? Ink::Warning : Ink::Muted).paint(painter, star);
    }
    painter->restore();
}

}  // namespace vitrine
