// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_desk.h"
#include "plugins/kstdiff/panel_graph.h"
#include "widgets/graph/graph_view.h"
#include "widgets/panel/late_tabs.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QSplitter;
class QToolButton;

namespace vitrine::kstdiff_panel {

/// The knowledge graph to walk through: search an entity, look at its neighbours by relation, click one to go there, and back.
class BrowserTab : public LateTab {
    Q_OBJECT

public:
    explicit BrowserTab(Desk& desk, QWidget* parent);
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool settled() const override { return m_graph->laidOut(); }
    GraphView& graph() const { return *m_graph; }

private:
    void buildLeft();
    void takeCity();
    void goTo(const Entity& entity, bool remember = true);
    void showResults();
    void showGraph();
    void askPlaces();
    Desk& m_desk;
    QSplitter* m_splitter;
    QLineEdit* m_search;
    QComboBox* m_relation;
    QListWidget* m_results;
    QToolButton* m_back;
    QLabel *m_text, *m_places;
    GraphView* m_graph;
    std::optional<Entity> m_entity;
    std::vector<Entity> m_found, m_nodes, m_history;
    Json m_restored;  ///< Entity of a state that came before the city.
};

}  // namespace vitrine::kstdiff_panel
