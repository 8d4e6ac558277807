// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "plugins/lrp_resnet/panel_desk.h"
#include "widgets/panel/late_tabs.h"

class QSlider;
class QToolButton;

namespace vitrine::lrp_panel {

class ElidedLabel;
class River;
class ChannelBars;

/// The tab "River": the network as a river of relevance, a slider for how deep it has flowed, and the block that is looked into: its relevance, its
/// rho, its channels.
class FlowTab : public LateTab {
    Q_OBJECT

public:
    explicit FlowTab(Desk& desk, QWidget* parent = nullptr);
    River& river() const { return *m_river; }
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool settled() const override;

private:
    void buildRiver();
    void buildDetail();
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
    int m_wishedDepth = -1;            ///< Restored before there was a river; -1: all the way.
    bool m_sliding = false;
};

}  // namespace vitrine::lrp_panel
