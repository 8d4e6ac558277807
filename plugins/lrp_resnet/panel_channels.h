// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "plugins/lrp_resnet/panel_maps.h"

namespace vitrine::lrp_panel {

/// Channels of a block as bars, the strongest first: the whole bar is the channel's share of the relevance, the filled part what lies inside the
/// marked region. Click or Left and Right choose one.
class ChannelBars : public QWidget {
    Q_OBJECT

public:
    explicit ChannelBars(QWidget* parent = nullptr);
    void setShares(std::vector<ChannelShare> shares, bool region);
    const std::vector<ChannelShare>& shares() const { return m_shares; }
    void setCurrent(int channel);      ///< -1: none.
    Q_INVOKABLE QRectF barRect(int place) const;   ///< Of the bar at that place of the ranking.
    QSize sizeHint() const override { return {260, 84}; }
    QSize minimumSizeHint() const override { return {120, 56}; }

Q_SIGNALS:
    void channelClicked(int channel);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent* event) override;

private:
    int shown() const;
    int placeAt(const QPointF& at) const;
    double largest() const;
    QString headline() const;
    std::vector<ChannelShare> m_shares;
    bool m_region = false;
    int m_current = -1;
};

}  // namespace vitrine::lrp_panel
