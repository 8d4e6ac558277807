// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_browser.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "plugins/kstdiff/panel_chart.h"
#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr int kMostResults = 500, kMostNodes = 120;
constexpr std::size_t kLongestWay = 100;

}  // namespace

BrowserTab::BrowserTab(Desk& desk, QWidget* parent) : LateTab(parent), m_desk(desk), m_splitter(new QSplitter(Qt::Horizontal, this)) {
    m_splitter->setChildrenCollapsible(false);
    buildLeft();
    m_graph = named(new GraphView(m_splitter), "browser.graph", "The entity and its neighbours",
                    "Click a neighbour to go there. Near the middle are the closest relations.");
    m_graph->setEmptyText("Search an entity on the left, or pick a region on a map.");
    m_splitter->setSizes({260, 740});
    m_splitter->setStretchFactor(1, 1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, Theme::space(1), 0, 0);
    row->addWidget(m_splitter);
    connect(m_graph, &GraphView::nodeClicked, this, [this](qint64 node) {
        if (node > 0 && node < std::ssize(m_nodes)) goTo(Entity(m_nodes[static_cast<std::size_t>(node)]));
    });
    connect(&desk, &Desk::cityChanged, this, &BrowserTab::takeCity);
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        const int region = m_desk.current();
        if (before.picked != m_desk.state().picked && region >= 0 && m_entity != Entity{Entity::Kind::Region, region})
            goTo({Entity::Kind::Region, region});
        else if (before.edits != m_desk.state().edits) showGraph();
    });
    takeCity();
}

void BrowserTab::takeCity() {
    m_entity.reset();
    m_history.clear();
    showResults();
    const City* city = m_desk.city();
    if (city && m_restored.is_object()) {
        const Json wanted = std::exchange(m_restored, Json());
        const QString name = qs(stringOr(wanted, "name"));
        const bool category = stringOr(wanted, "kind") == "category";
        const int index = category ? static_cast<int>(city->categories.indexOf(name)) : city->find(name);
        if (index >= 0) return goTo({category ? Entity::Kind::Category : Entity::Kind::Region, index}, false);
    }
    if (m_desk.current() >= 0) goTo({Entity::Kind::Region, m_desk.current()}, false);
    else showGraph();
}

void BrowserTab::buildLeft() {
    auto* box = new QWidget(m_splitter);
    box->setMinimumWidth(190);
    m_search = named(new QLineEdit(box), "browser.search", "Search the knowledge graph", "Part of the name of a region or a kind of place");
    m_search->setPlaceholderText("Search regions and kinds of places");
    m_search->setClearButtonEnabled(true);
    m_back = named(new QToolButton(box), "browser.back", "Back", "Back to the entity before");
    m_back->setIcon(Theme::instance().icon("chevron-left"));
    m_relation = named(new QComboBox(box), "browser.relation", "Relation", "Which edges are shown");
    m_relation->addItem("All relations", -1);
    for (int relation = 0; relation <= kPlaces; ++relation) m_relation->addItem(relationTitle(relation), relation);
    m_results =
        named(new QListWidget(box), "browser.results", "Entities found", "Regions and kinds of places. Press Return or click to look at one.");
    m_text = new QLabel(box);
    m_places = new QLabel(box);
    for (QLabel* label : {m_text, m_places}) {
        label->setWordWrap(true);
        label->setProperty("ink", "muted");
    }
    auto* top = new QHBoxLayout;
    top->setSpacing(Theme::space(1));
    top->addWidget(m_back);
    top->addWidget(m_search, 1);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(Theme::space(1), 0, Theme::space(1), 0);
    column->setSpacing(Theme::space(1));
    column->addLayout(top);
    column->addWidget(m_relation);
    column->addWidget(m_results, 1);
    column->addWidget(m_text);
    column->addWidget(m_places);
    connect(m_search, &QLineEdit::textChanged, this, &BrowserTab::showResults);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (!m_found.empty()) goTo(Entity(m_found.front()));
    });
    connect(m_relation, &QComboBox::activated, this, &BrowserTab::showGraph);
    const auto open = [this](QListWidgetItem* item) {
        const int row = m_results->row(item);
        if (row >= 0 && row < std::ssize(m_found)) goTo(Entity(m_found[static_cast<std::size_t>(row)]));
    };
    connect(m_results, &QListWidget::itemActivated, this, open);
    connect(m_results, &QListWidget::itemClicked, this, open);
    connect(m_back, &QToolButton::clicked, this, [this] {
        if (m_history.empty()) return;
        const Entity before = m_history.back();
        m_history.pop_back();
        goTo(before, false);
    });
}

void BrowserTab::goTo(const Entity& entity, bool remember) {
    if (remember && m_entity && !(*m_entity == entity)) {
        m_history.push_back(*m_entity);
        if (m_history.size() > kLongestWay) m_history.erase(m_history.begin());
    }
    m_entity = entity;
    showGraph();
    if (entity.kind == Entity::Kind::Region) {
        m_desk.pick({m_desk.city()->regions[entity.index]});
        askPlaces();
    }
}

void BrowserTab::showResults() {
    m_results->clear();
    m_found.clear();
    const City* city = m_desk.city();
    if (!city) return;
    m_found = searched(*city, m_search->text().trimmed(), kMostResults);
    for (const Entity& entity : m_found)
        m_results->addItem(titleOf(*city, entity) + (entity.kind == Entity::Kind::Category ? "  (kind of place)" : ""));
    m_text->setText(m_found.empty()
                        ? "Nothing of that name. Try fewer letters."
                        : QString("%1 entities and %2 edges in the whole graph, with every single place")
                              .arg(numberText(static_cast<double>(city->entities), 7), numberText(static_cast<double>(city->triples), 7)));
}

void BrowserTab::showGraph() {
    m_back->setEnabled(!m_history.empty());
    m_nodes.clear();
    m_places->clear();
    const City* city = m_desk.city();
    if (!city || !m_entity) return m_graph->setGraph({});
    const bool worked = m_entity->kind == Entity::Kind::Region && m_entity->index == m_desk.current() && !m_desk.state().newRegion;
    EntityGraph around = aroundEntity(*city, *m_entity, m_relation->currentData().toInt(), kMostNodes, [this, city, worked](int relation, int other) {
        return worked ? m_desk.edgeNow(relation, other) : city->linked(m_entity->index, relation, other);
    });
    m_nodes = std::move(around.entities);
    m_graph->setTitle(titleOf(*city, *m_entity) + (around.left > 0 ? QString(", %1 of %2 neighbours").arg(kMostNodes).arg(kMostNodes + around.left)
                                                                   : QString(", %1 neighbours").arg(m_nodes.size() - 1)));
    m_graph->setGraph(std::move(around.graph));
    m_graph->setCurrent(0);
}

void BrowserTab::askPlaces() {
    const Entity asked = *m_entity;
    m_desk.ask("neighbourhood", {{"region", asked.index}}, [this, asked](const Reply& reply) {
        if (m_entity != asked) return;
        std::vector<std::pair<std::int64_t, QString>> kinds;
        if (const auto categories = reply.values.find("categories"); categories != reply.values.end() && categories->is_object())
            for (const auto& [name, count] : categories->items())
                if (count.is_number_integer())
                    kinds.emplace_back(-count.get<std::int64_t>(), qs(name).startsWith("Cate1_") ? qs(name).mid(6) : qs(name));
        std::sort(kinds.begin(), kinds.end());
        QStringList texts;
        for (std::size_t i = 0; i < std::min<std::size_t>(4, kinds.size()); ++i) texts << QString("%1 %2").arg(-kinds[i].first).arg(kinds[i].second);
        const auto places = static_cast<qint64>(numberOr(reply.values, "places", 0));
        m_places->setText(QString("%1 places").arg(places) + (texts.isEmpty() ? "" : ": " + texts.join(", ")));
    });
}

Json BrowserTab::saveState() const {
    Json state{{"relation", m_relation->currentIndex()}, {"search", ss(m_search->text())}, {"columns", sizesOf(*m_splitter)}};
    if (m_entity && m_desk.city()) {
        const bool category = m_entity->kind == Entity::Kind::Category;
        state["entity"] = {{"kind", category ? "category" : "region"},
                           {"name", ss(category ? m_desk.city()->categories[m_entity->index] : m_desk.city()->regions[m_entity->index])}};
    } else if (m_restored.is_object()) {
        state["entity"] = m_restored;
    }
    return state;
}

void BrowserTab::restoreState(const Json& state) {
    if (!state.is_object()) return;
    m_relation->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "relation", 0)), 0, m_relation->count() - 1));
    m_search->setText(qs(stringOr(state, "search")));
    restoreSizes(*m_splitter, state.value("columns", Json()));
    if (const auto entity = state.find("entity"); entity != state.end()) m_restored = *entity;
    if (m_desk.city()) takeCity();
}

}  // namespace vitrine::kstdiff_panel
