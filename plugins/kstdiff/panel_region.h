// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_attention.h"
#include "plugins/kstdiff/panel_curves.h"
#include "plugins/kstdiff/panel_desk.h"
#include "plugins/kstdiff/panel_features.h"
#include "widgets/graph/graph_view.h"
#include "widgets/panel/late_tabs.h"

class QSplitter;

namespace vitrine::kstdiff_panel {

/// Real and drawn flow of the picked regions (their mean when there are several), with the volume estimate, and with what a change makes of it.
CurveView::Content curvesOf(const Desk& desk);
/// Bars that follow the region in work and edit it, in a scrolled part of `parent`.
FeatureBars* makeFeatureBars(Desk& desk, QWidget* parent);
/// Curves that follow and set the hour.
CurveView* makeCurves(Desk& desk, QWidget* parent);

/// All about the picked region: curves, features, neighbours in the knowledge graph, fusion attention.
class RegionTab : public LateTab {
    Q_OBJECT

public:
    explicit RegionTab(Desk& desk, QWidget* parent);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool settled() const override { return m_graph->laidOut(); }
    CurveView& curves() const { return *m_curves; }
    FeatureBars& bars() const { return *m_bars; }
    GraphView& graph() const { return *m_graph; }
    AttentionView& attention() const { return *m_attention; }

private:
    void showCurves();
    void showGraph();
    void showAttention();
    Desk& m_desk;
    QSplitter* m_splitter;
    CurveView* m_curves;
    FeatureBars* m_bars;
    GraphView* m_graph;
    AttentionView* m_attention;
    std::vector<int> m_nodes;  ///< Region of each node; -1: none.
    std::string m_drawn;       ///< What the graph shows.
};

}  // namespace vitrine::kstdiff_panel
