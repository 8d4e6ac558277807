// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_channels.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "plugins/lrp_resnet/panel_ink.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {
namespace {

constexpr double kLeastBar = 7;   // Narrower bars cannot be hit with the mouse.

}  // namespace

ChannelBars::ChannelBars(QWidget* parent) : QWidget(parent) {
    setObjectName("channels");
    setAccessibleName("Channels of the block");
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ChannelBars::setShares(std::vector<ChannelShare> shares, bool region) {
    m_shares = std::move(shares);
    m_region = region;
    update();
}

void ChannelBars::setCurrent(int channel) {
    m_current = channel;
    update();
}

int ChannelBars::shown() const { return std::min<int>(static_cast<int>(m_shares.size()), std::max(1, static_cast<int>((width() - 8) / kLeastBar))); }

double ChannelBars::largest() const {
    double most = 1e-12;
    for (int i = 0; i < shown(); ++i)
        most = std::max(most, m_region ? m_shares[static_cast<std::size_t>(i)].inside : m_shares[static_cast<std::size_t>(i)].total);
    return most;
}

QRectF ChannelBars::barRect(int place) const {
    const double line = fontMetrics().height(), step = std::min(28.0, (width() - 8.0) / std::max(1, shown()));
    const ChannelShare& share = m_shares[static_cast<std::size_t>(place)];
    const double room = std::max(4.0, height() - 2 * line - 8), value = std::max(0.0, m_region ? share.inside : share.total) / largest();
    const double tall = std::max(1.0, room * value);
    return {4 + place * step + 0.5, line + 4 + room - tall, step - 1, tall};
}

int ChannelBars::placeAt(const QPointF& at) const {
    if (m_shares.empty()) return -1;
    const double step = std::min(28.0, (width() - 8.0) / std::max(1, shown()));
    const int place = static_cast<int>((at.x() - 4) / step);
    return at.x() >= 4 && place < shown() ? place : -1;
}

QString ChannelBars::headline() const {
    double inside = 0, total = 0;
    for (const ChannelShare& share : m_shares) {
        inside += share.inside;
        total += share.total;
    }
    if (!m_region) return QString("Channels by relevance (%1)").arg(m_shares.size());
    return QString("Channels in the region (it holds %1 %)").arg(numberText(total != 0 ? 100 * inside / total : 0, 3));
}

void ChannelBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(ink(Ink::Muted));
    if (m_shares.empty()) {
        painter.drawText(rect().adjusted(4, 2, -4, -2), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                         "Click a block of the river to see its channels.");
        return;
    }
    const QFontMetrics metrics = fontMetrics();
    painter.drawText(QRectF(4, 0, width() - 8, metrics.height() + 2), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(headline(), Qt::ElideRight, width() - 8));
    double free = 0;   // Numbers that would touch are left out.
    for (int i = 0; i < shown(); ++i) {
        const ChannelShare& share = m_shares[static_cast<std::size_t>(i)];
        const QRectF bar = barRect(i);
        const bool current = share.channel == m_current;
        painter.setPen(Qt::NoPen);
        painter.setBrush(current ? ink(Ink::Accent) : Theme::instance().series(m_region ? 2 : 0));
        painter.drawRoundedRect(bar, 1.5, 1.5);
        const QString number = QString::number(share.channel);
        const double text = metrics.horizontalAdvance(number);
        const QRectF below(bar.center().x() - text / 2 - 1, height() - metrics.height() - 2, text + 2, metrics.height());
        if (below.left() < free || below.right() > width()) continue;
        free = below.right() + 4;
        painter.setPen(ink(current ? Ink::Accent : Ink::Muted));
        painter.drawText(below, Qt::AlignCenter, number);
    }
    if (hasFocus()) {
        painter.setPen(QPen(ink(Ink::Accent), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void ChannelBars::mousePressEvent(QMouseEvent* event) {
    const int place = placeAt(event->position());
    if (place < 0) return;
    const int channel = m_shares[static_cast<std::size_t>(place)].channel;
    Q_EMIT channelClicked(channel == m_current ? -1 : channel);
}

void ChannelBars::keyPressEvent(QKeyEvent* event) {
    int place = -1;
    for (int i = 0; i < shown(); ++i)
        if (m_shares[static_cast<std::size_t>(i)].channel == m_current) place = i;
    if (event->key() == Qt::Key_Right) place = std::min(place + 1, shown() - 1);
    else if (event->key() == Qt::Key_Left) place = std::max(place - 1, 0);
    else if (event->key() == Qt::Key_Escape && m_current >= 0) place = -1;
    else return QWidget::keyPressEvent(event);
    Q_EMIT channelClicked(place < 0 || m_shares.empty() ? -1 : m_shares[static_cast<std::size_t>(place)].channel);
}

bool ChannelBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int place = placeAt(help->pos());
    if (place < 0) return true;
    const ChannelShare& share = m_shares[static_cast<std::size_t>(place)];
    QString text = QString("Channel %1: relevance %2").arg(share.channel).arg(numberText(share.total));
    if (m_region)
        text += QString("\nInside the region: %1 (%2 % of the channel)")
                    .arg(numberText(share.inside), numberText(share.total != 0 ? 100 * share.inside / share.total : 0, 3));
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

}  // namespace vitrine::lrp_panel
