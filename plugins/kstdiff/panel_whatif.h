// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_region.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QToolButton;

namespace vitrine::kstdiff_panel {

class FlowMaps;

/// What if: features dragged, edges of the knowledge graph added and deleted, a new region placed; the flow before and after, in numbers as well.
class WhatIfTab : public LateTab {
    Q_OBJECT

public:
    WhatIfTab(Desk& desk, FlowMaps& maps, QWidget* parent);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    CurveView& curves() const { return *m_curves; }

private:
    QWidget* buildBar();
    QWidget* buildEdges(QWidget* parent);
    void showAll();
    void showNumbers();
    void showEdges();
    void followMode();
    Desk& m_desk;
    FlowMaps& m_maps;
    QSplitter* m_splitter;
    CurveView* m_curves;
    FeatureBars* m_bars;
    QLabel *m_numbers, *m_hint;
    QComboBox* m_relation;
    QListWidget* m_edges;
    QToolButton *m_new, *m_add;
    QPushButton* m_reset;
    bool m_filling = false;
};

}  // namespace vitrine::kstdiff_panel
