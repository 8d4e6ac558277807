// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "plugins/lrp_resnet/panel_desk.h"

class QSlider;
class QSplitter;
class QToolButton;

namespace vitrine::lrp_panel {

class ElidedLabel;
class River;
class ChannelBars;

/// The tab "River": the network as a river of relevance, a slider for how deep it has flowed, and the block that is looked into: its relevance, its
/// rho, its channels.
class FlowTab : public QWidget {
    Q_OBJECT

public:
    explicit FlowTab(Desk& desk, QWidget* parent = nullptr);
    River& river() const { return *m_river; }
    QSplitter& splitter() const { return *m_splitter; }
    bool settled() const;
    void setDepth(int depth);          ///< Restores how far the relevance has flowed; -1: all the way.

private:
    QWidget* buildRiver();
    QWidget* buildDetail();
    void showFlow();
    void showLayer();
    void lookInto(const QString& block);
    void askRule(const QString& block, const QPoint& place);
    void slideTo(int depth);
    QString ruleOf(const Info::Block& block) const;

    Desk& m_desk;
    River* m_river;
    QSlider* m_depth;
    QToolButton* m_play;
    ElidedLabel *m_depthText, *m_relevanceText, *m_rhoText;
    ImageView *m_relevance, *m_rho;
    ChannelBars* m_channels;
    QSplitter* m_splitter;
    int m_wishedDepth = -1;            ///< Restored before there was a river.
    bool m_sliding = false;
};

}  // namespace vitrine::lrp_panel
