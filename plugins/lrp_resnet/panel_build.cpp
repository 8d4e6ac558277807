// SPDX-License-Identifier: GPL-3.0-or-later
// How the panel is put together.
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "plugins/lrp_resnet/panel_audit.h"
#include "plugins/lrp_resnet/panel_batch.h"
#include "plugins/lrp_resnet/panel_display.h"
#include "plugins/lrp_resnet/panel_export.h"
#include "plugins/lrp_resnet/panel_flow.h"
#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "plugins/lrp_resnet/panel_page.h"
#include "plugins/lrp_resnet/panel_pictures.h"
#include "plugins/lrp_resnet/panel_player.h"
#include "plugins/lrp_resnet/panel_predictions.h"
#include "plugins/lrp_resnet/panel_river.h"
#include "plugins/lrp_resnet/panel_views.h"
#include "widgets/plot/plot_view.h"

namespace vitrine::lrp_panel {
namespace {

/// A part of the left column: heading and content.
/// A widget that takes another parent once it has children is styled anew with all of them: everything here is born where it stays.
template <class Content>
QWidget* section(const QString& title, Desk& desk, QWidget* parent, Content*& content) {
    auto* box = new QWidget(parent);
    content = new Content(desk, box);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    auto* heading = new QLabel(title, box);
    heading->setFont(Theme::instance().headingFont(3));
    heading->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    column->addWidget(heading);
    column->addWidget(content, 1);
    column->addStretch(0);   // Content that does not grow stays under its heading.
    return box;
}

}  // namespace

LrpPanel::LrpPanel(PanelContext& context, QWidget* parent) : Panel(context, parent), m_desk(new Desk(context, this)) {
    setObjectName("lrp_resnet");
    setAccessibleName("Relevance splitting");
    QWidget* bar = buildToolbar();   // First, as Tab goes in the order of birth.
    m_columns = new QSplitter(Qt::Horizontal, this);   // What is born in a splitter is a part of it.
    m_columns->setChildrenCollapsible(false);
    buildLeft();
    m_rows = new QSplitter(Qt::Vertical, m_columns);
    m_rows->setChildrenCollapsible(false);
    m_views = new MapViews(*m_desk, m_rows);
    m_mainFigure = std::make_unique<MapFigure>(*m_views, *m_desk, false);
    m_allFigure = std::make_unique<MapFigure>(*m_views, *m_desk, true);
    buildTabs();
    buildExport();
    m_rows->setStretchFactor(0, 5);
    m_rows->setStretchFactor(1, 4);
    m_rows->setSizes({430, 320});
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({250, 1000});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(2));
    column->setSpacing(Theme::space(2));
    column->addWidget(bar);
    column->addWidget(m_columns, 1);
    connect(m_desk, &Desk::opened, this, &LrpPanel::showHeader);
    connect(m_desk, &Desk::failed, this, &LrpPanel::showHeader);
    connect(m_desk, &Desk::stateChanged, this, &LrpPanel::showHeader);
    connect(m_desk, &Desk::explainedChanged, this, [this](int view) {
        if (view == 0) showHeader();
    });
    connect(m_desk, &Desk::latencyChanged, this, &LrpPanel::showLatency);
    connect(m_region, &QToolButton::toggled, m_views, &MapViews::setRegionMode);
    connect(m_views, &MapViews::hovered, m_readout, &QLabel::setText);
    connect(m_tabs, &LateTabs::shown, this, &LrpPanel::wantForTab);
    addActions();
    showHeader();
}

QWidget* LrpPanel::buildToolbar() {
    auto* bar = new QWidget(this);
    const auto button = [bar](const QString& text, const QString& accessible, const QString& tip, const QString& icon = {}) {
        auto* tool = new QToolButton(bar);
        tool->setText(text);
        tool->setAccessibleName(accessible);
        tool->setToolTip(tip);
        if (!icon.isEmpty()) {
            tool->setIcon(Theme::instance().icon(icon));
            tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        }
        return tool;
    };
    m_network = new ElidedLabel({}, bar);
    m_network->setFont(Theme::instance().headingFont(3));
    m_network->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_title = new ElidedLabel({}, bar);
    m_title->setObjectName("panel.title");
    m_title->setInk(Ink::Muted);
    m_again = button("Try again", "Try again", "Start the session anew");
    connect(m_again, &QToolButton::clicked, this, [this] {
        m_context.session.restart();
        m_desk->reopen();
    });
    m_readout = new ElidedLabel({}, bar);
    m_readout->setInk(Ink::Muted);
    m_readout->setObjectName("panel.readout");
    m_readout->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_region =
        button("Region", "Mark a region", "Draw a region on the maps: the river's channels are then ranked by what they carry there", "region");
    m_region->setObjectName("panel.region");
    m_region->setCheckable(true);
    m_clearRegion = button("Clear", "Clear the region", "Remove the region (Escape)");
    connect(m_clearRegion, &QToolButton::clicked, this, [this] { m_desk->edit("Clear the region", [](ViewState& state) { state.region.reset(); }); });
    m_export = button("Export", "Export", "Figures, the map, tables", "export");
    m_export->setObjectName("panel.export");
    m_export->setPopupMode(QToolButton::InstantPopup);
    m_latency = new ElidedLabel("- ms", bar);
    m_latency->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_latency->setObjectName("panel.latency");
    m_latency->setAccessibleName("Latency of the last change");
    m_latency->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_latency->setMinimumWidth(m_latency->fontMetrics().horizontalAdvance("1000 ms"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space(2));
    row->addWidget(m_network);
    row->addWidget(m_title, 2);
    row->addWidget(m_again);
    row->addWidget(m_readout, 3);
    buildViewButtons(row);
    for (QWidget* part : {static_cast<QWidget*>(m_region), static_cast<QWidget*>(m_clearRegion), static_cast<QWidget*>(m_export),
                          static_cast<QWidget*>(m_latency)})
        row->addWidget(part);
    return bar;
}

void LrpPanel::buildViewButtons(QHBoxLayout* row) {
    m_counts = new QButtonGroup(this);
    QWidget* bar = row->parentWidget();
    row->addWidget(new QLabel("Views", bar));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (int count = 1; count <= 4; ++count) {
        auto* button = new QToolButton(bar);
        button->setObjectName(QString("panel.views.%1").arg(count));
        button->setText(QString::number(count));
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setAccessibleName(QString("%1 views").arg(count));
        button->setToolTip(count == 1 ? "One map" : QString("%1 maps side by side, with one cursor").arg(count));
        m_counts->addButton(button, count);
        buttons->addWidget(button);
    }
    connect(m_counts, &QButtonGroup::idClicked, this, &LrpPanel::setViews);
    row->addLayout(buttons);
}

/// The tabs' entries need their tab; what its figure shows is asked for once the tab is looked at.
void LrpPanel::buildExport() {
    std::vector<ExportFigure> figures{{"Main map", m_mainFigure.get(), {}}, {"Maps side by side", m_allFigure.get(), {}}};
    const auto inTab = [&](const QString& title, TabIndex tab, std::function<FigureSource&()> figure) {
        m_tabFigures.push_back(std::make_unique<LateFigure>(std::move(figure)));
        figures.push_back({title, m_tabFigures.back().get(), [this, tab] { m_tabs->setCurrentIndex(tab); }});
    };
    inTab("Relevance river", kFlow, [this]() -> FigureSource& { return flow().river(); });
    inTab("Conservation meter", kAudit, [this]() -> FigureSource& { return audit().meter(); });
    inTab("Conservation by split rule", kAudit, [this]() -> FigureSource& { return audit().plot(); });
    inTab("Insertion and deletion", kPlayer, [this]() -> FigureSource& { return player().plot(); });
    inTab("Batch", kBatch, [this]() -> FigureSource& { return batch().plot(); });
    auto* menu = new QMenu(m_export);
    fillExportMenu(*menu, *m_desk, {std::move(figures), [this] { return flow().river().figureData(); }, [this] { return player().curveTable(); }});
    m_export->setMenu(menu);
}

void LrpPanel::buildLeft() {
    auto* box = new QWidget(m_columns);
    box->setMinimumWidth(190);
    m_left = new QSplitter(Qt::Vertical, box);
    m_left->setChildrenCollapsible(false);
    section("Pictures", *m_desk, m_left, m_pictures);
    section("Predictions", *m_desk, m_left, m_predictions);
    m_left->setStretchFactor(0, 1);
    m_left->setStretchFactor(1, 1);
    m_left->setSizes({220, 270});
    DisplayControls* display = nullptr;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(2));
    column->addWidget(m_left, 1);
    column->addWidget(section("Map", *m_desk, box, display));
}

void LrpPanel::buildTabs() {
    m_tabs = new LateTabs(m_rows);
    m_tabs->setAccessibleName("Ways to look at the map");
    m_tabs->add("river", "River", [this](QWidget* page) { return new FlowTab(*m_desk, page); });
    m_tabs->add("conservation", "Conservation", [this](QWidget* page) { return new AuditTab(*m_desk, page); });
    m_tabs->add("curves", "Insertion and deletion", [this](QWidget* page) { return new PlayerTab(*m_desk, page); });
    m_tabs->add("batch", "Batch", [this](QWidget* page) {
        auto* tab = new BatchTab(*m_desk, page);
        if (m_run) tab->showRun(m_run);
        return tab;
    });
}

FlowTab& LrpPanel::flow() { return static_cast<FlowTab&>(m_tabs->need(kFlow)); }
AuditTab& LrpPanel::audit() { return static_cast<AuditTab&>(m_tabs->need(kAudit)); }
PlayerTab& LrpPanel::player() { return static_cast<PlayerTab&>(m_tabs->need(kPlayer)); }
BatchTab& LrpPanel::batch() { return static_cast<BatchTab&>(m_tabs->need(kBatch)); }

}  // namespace vitrine::lrp_panel
