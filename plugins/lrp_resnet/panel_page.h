// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/lrp_resnet/panel_desk.h"
#include "widgets/panel/late_tabs.h"

class QButtonGroup;
class QSplitter;
class QToolButton;

namespace vitrine::lrp_panel {

class AuditTab;
class BatchTab;
class ElidedLabel;
class FlowTab;
class MapFigure;
class MapViews;
class Pictures;
class PlayerTab;
class Predictions;

/// The panel: pictures, predictions and display controls on the left, linked maps in the middle, river, conservation, insertion and
/// deletion, and batch below them.
class LrpPanel final : public Panel {
    Q_OBJECT

public:
    explicit LrpPanel(PanelContext& context, QWidget* parent = nullptr);
    ~LrpPanel() override;

    void showRun(std::optional<std::int64_t> run) override;
    void runUpdated() override;
    Json saveState() const override;
    void restoreState(const Json& state) override;
    std::vector<FigureSource*> figures() override;
    bool settled() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    enum TabIndex { kFlow, kAudit, kPlayer, kBatch };
    QWidget* buildToolbar();
    void buildViewButtons(class QHBoxLayout* row);
    void buildExport();
    void buildLeft();
    void buildTabs();
    FlowTab& flow();
    AuditTab& audit();
    PlayerTab& player();
    BatchTab& batch();
    void addActions();
    void setViews(int count);
    void wantForTab();
    void showHeader();
    void showLatency(double milliseconds);

    Desk* m_desk;
    Pictures* m_pictures;
    Predictions* m_predictions;
    MapViews* m_views;
    LateTabs* m_tabs;
    QSplitter *m_columns, *m_rows, *m_left;
    ElidedLabel *m_network, *m_title, *m_readout, *m_latency;
    std::unique_ptr<MapFigure> m_mainFigure, m_allFigure;
    std::vector<std::unique_ptr<LateFigure>> m_tabFigures;
    QToolButton *m_region, *m_clearRegion, *m_export, *m_again;
    QButtonGroup* m_counts;
};

}  // namespace vitrine::lrp_panel
