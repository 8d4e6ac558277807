// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_whatif.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "plugins/kstdiff/panel_maps.h"
#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr int kOtherRole = Qt::UserRole, kRelationRole = Qt::UserRole + 1;

QString changeText(double before, double after) {
    if (!(before > 0) || !std::isfinite(after)) return numberText(after, 3);
    const double percent = 100 * (after / before - 1);
    return QString("%1 \u2192 %2 (%3%4 %)")
        .arg(numberText(before, 3), numberText(after, 3), percent > 0 ? "+" : "")
        .arg(percent, 0, 'f', std::abs(percent) < 10 ? 1 : 0);
}

}  // namespace

WhatIfTab::WhatIfTab(Desk& desk, FlowMaps& maps, QWidget* parent) : LateTab(parent), m_desk(desk), m_maps(maps) {
    m_splitter = splitterBelow(buildBar(), this);
    m_curves = makeCurves(desk, m_splitter);
    m_curves->setObjectName("whatif.curves");
    m_curves->setEmptyText("Pick a region on a map, then drag one of its features or change its edges.");
    m_bars = makeFeatureBars(desk, m_splitter);
    m_bars->setObjectName("whatif.features");
    buildEdges(m_splitter);
    m_splitter->setSizes({460, 320, 260});
    connect(&desk, &Desk::stateChanged, this, [this](const ViewState& before) {
        const ViewState& now = m_desk.state();
        if (before.picked != now.picked || before.edits != now.edits || before.newRegion != now.newRegion || before.channel != now.channel) showAll();
    });
    for (const auto signal : {&Desk::cityChanged, &Desk::whatIfChanged, &Desk::sampleChanged, &Desk::statusChanged})
        connect(&desk, signal, this, &WhatIfTab::showNumbers);
    connect(&desk, &Desk::cityChanged, this, &WhatIfTab::showEdges);
    connect(&maps, &FlowMaps::placed, &desk, &Desk::startNewRegion);
    connect(&maps, &FlowMaps::chosen, this,
            [this](const QString& id) { m_desk.toggleEdge(std::max(0, m_relation->currentIndex()), m_desk.city()->find(id)); });
    connect(&maps, &FlowMaps::modeChanged, this, &WhatIfTab::followMode);
    showAll();
}

QWidget* WhatIfTab::buildBar() {
    auto* bar = new QWidget(this);
    m_numbers = new QLabel(bar);
    m_numbers->setObjectName("whatif.numbers");
    m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_new = named(new QToolButton(bar), "whatif.new", "New region",
                  "Place a new region: click on a map. It is linked to the held-out regions around, and gets the mean of their features.");
    m_new->setText("New region");
    m_new->setIcon(Theme::instance().icon("plus"));
    m_new->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_new->setCheckable(true);
    m_reset = named(new QPushButton("Reset", bar), "whatif.reset", "Reset the changes", "Take back all changes of this region, or the new region");
    connect(m_new, &QToolButton::clicked, this, [this](bool on) { m_maps.setMode(on ? FlowMaps::Mode::NewRegion : FlowMaps::Mode::Pick); });
    connect(m_reset, &QPushButton::clicked, &m_desk, &Desk::resetEdits);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(Theme::space(1), 0, 0, 0);
    row->setSpacing(Theme::space(2));
    row->addWidget(m_numbers, 1);
    row->addWidget(m_new);
    row->addWidget(m_reset);
    return bar;
}

QWidget* WhatIfTab::buildEdges(QWidget* parent) {
    auto* box = new QWidget(parent);
    box->setMinimumWidth(190);
    auto* heading = new QLabel("Edges of the knowledge graph", box);
    heading->setFont(Theme::instance().headingFont(3));
    m_relation = named(new QComboBox(box), "whatif.relation", "Relation of the edges", "Which relation is listed, and which one a new edge gets");
    for (const char* relation : kRelationNames) m_relation->addItem(relation);
    m_add = named(new QToolButton(box), "whatif.add", "Add an edge", "Add or delete an edge: click the other region on a map. Escape ends it.");
    m_add->setText("On the map");
    m_add->setIcon(Theme::instance().icon("link"));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setCheckable(true);
    m_edges = named(new QListWidget(box), "whatif.edges", "Edges of the region",
                    "Neighbours by the chosen relation. Take the tick away to delete an edge.\nOnly neighbours on the same side of the split count, "
                    "as in the paper.");
    m_hint = new QLabel(box);
    m_hint->setProperty("ink", "muted");
    m_hint->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::space(1));
    row->addWidget(m_relation, 1);
    row->addWidget(m_add);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(Theme::space(2), 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addWidget(heading);
    column->addLayout(row);
    column->addWidget(m_edges, 1);
    column->addWidget(m_hint);
    connect(m_relation, &QComboBox::activated, this, &WhatIfTab::showEdges);
    connect(m_add, &QToolButton::clicked, this, [this](bool on) { m_maps.setMode(on ? FlowMaps::Mode::Edge : FlowMaps::Mode::Pick); });
    connect(m_edges, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (m_filling) return;
        // After the list has done with this event: it is filled anew.
        QMetaObject::invokeMethod(
            this,
            [this, relation = item->data(kRelationRole).toInt(), other = item->data(kOtherRole).toInt()] { m_desk.toggleEdge(relation, other); },
            Qt::QueuedConnection);
    });
    return box;
}

void WhatIfTab::showAll() {
    showNumbers();
    showEdges();
}

void WhatIfTab::showNumbers() {
    m_curves->setContent(curvesOf(m_desk));
    const bool changed = !m_desk.edits().empty() || m_desk.state().newRegion;
    m_reset->setEnabled(changed);
    const bool some = m_desk.city() && !m_desk.editedRegion().empty();
    m_add->setEnabled(some);
    m_new->setEnabled(m_desk.city() != nullptr);
    QString text;
    if (const WhatIf* result = m_desk.whatIf()) {
        text = "Mean flow " + changeText(result->isNew ? NAN : result->volumeBefore(), result->volumeAfter()) + " " + kFlowUnit +
               "   \u00b7   volume estimate " + changeText(result->isNew ? NAN : result->estimateBefore, result->estimateAfter) + "   \u00b7   " +
               QString("answered in %1 s").arg(result->milliseconds / 1000, 0, 'f', 2);
    } else if (!some) {
        text = "Pick a region on a map, or place a new one.";
    } else {
        text = changed ? m_desk.modelReady() ? "Drawing the changed flow..." : "The changed flow follows once a model is ready."
                       : "Drag a feature, or change an edge: the region is drawn again at once, with the same noise.";
    }
    m_numbers->setText(text);
    m_numbers->setToolTip(text);
}

void WhatIfTab::showEdges() {
    m_filling = true;
    m_edges->clear();
    const City* city = m_desk.city();
    const int relation = std::max(0, m_relation->currentIndex());
    int counted = 0, others = 0;
    for (int other = 0; city && !m_desk.editedRegion().empty() && other < city->size(); ++other) {
        const bool ofCity = !m_desk.state().newRegion && city->linked(m_desk.current(), relation, other), now = m_desk.edgeNow(relation, other);
        if (!ofCity && !now) continue;
        if (!m_desk.counts(other)) {
            ++others;
            continue;
        }
        ++counted;
        auto* item = new QListWidgetItem(city->regions[other] + (ofCity == now ? "" : now ? "  (added)" : "  (deleted)"), m_edges);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(now ? Qt::Checked : Qt::Unchecked);
        item->setData(kOtherRole, other);
        item->setData(kRelationRole, relation);
        if (ofCity != now) item->setForeground(ink(Ink::Warning));
    }
    m_filling = false;
    if (m_maps.mode() == FlowMaps::Mode::Edge) m_hint->setText("Click the other region on a map.");
    else if (m_desk.editedRegion().empty()) m_hint->setText("Pick a region to see its edges.");
    else
        m_hint->setText(QString("%1 edges count").arg(counted) +
                        (others > 0 ? QString(", %1 lead to the other side of the split").arg(others) : QString()));
}

void WhatIfTab::followMode() {
    m_new->setChecked(m_maps.mode() == FlowMaps::Mode::NewRegion);
    m_add->setChecked(m_maps.mode() == FlowMaps::Mode::Edge);
    showEdges();
    if (m_maps.mode() == FlowMaps::Mode::NewRegion) m_numbers->setText("Click on a map where the new region shall be. Escape ends it.");
    else showNumbers();
}

Json WhatIfTab::saveState() const { return {{"columns", sizesOf(*m_splitter)}, {"relation", m_relation->currentIndex()}}; }

void WhatIfTab::restoreState(const Json& state) {
    if (!state.is_object()) return;
    restoreSizes(*m_splitter, state.value("columns", Json()));
    m_relation->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "relation", 0)), 0, 2));
    showEdges();
}

}  // namespace vitrine::kstdiff_panel
