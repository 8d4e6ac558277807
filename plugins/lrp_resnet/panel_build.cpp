// SPDX-License-Identifier: GPL-3.0-or-later
// How the panel is put together.
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QTabWidget>
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
QWidget* section(const QString& title, QWidget* content) {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    auto* heading = new QLabel(title);
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
    m_views = new MapViews(*m_desk);
    m_mainFigure = std::make_unique<MapFigure>(*m_views, *m_desk, false);
    m_allFigure = std::make_unique<MapFigure>(*m_views, *m_desk, true);
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_rows = new QSplitter(Qt::Vertical);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(m_views);
    m_rows->addWidget(buildTabs());
    m_rows->setStretchFactor(0, 5);
    m_rows->setStretchFactor(1, 4);
    m_rows->setSizes({430, 320});
    m_columns->addWidget(buildLeft());
    m_columns->addWidget(m_rows);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({250, 1000});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(2));
    column->setSpacing(Theme::space(2));
    column->addWidget(buildToolbar());
    column->addWidget(m_columns, 1);
    connect(m_desk, &Desk::opened, this, &LrpPanel::showHeader);
    connect(m_desk, &Desk::failed, this, &LrpPanel::showHeader);
    connect(m_desk, &Desk::stateChanged, this, &LrpPanel::showHeader);
    connect(m_desk, &Desk::explainedChanged, this, [this](int view) {
        if (view == 0) showHeader();
    });
    connect(m_desk, &Desk::latencyChanged, this, &LrpPanel::showLatency);
    connect(m_views, &MapViews::hovered, m_readout, &QLabel::setText);
    connect(m_tabs, &QTabWidget::currentChanged, this, &LrpPanel::wantForTab);
    addActions();
    showHeader();
}

QWidget* LrpPanel::buildToolbar() {
    const auto button = [](const QString& text, const QString& accessible, const QString& tip, const QString& icon = {}) {
        auto* tool = new QToolButton;
        tool->setText(text);
        tool->setAccessibleName(accessible);
        tool->setToolTip(tip);
        if (!icon.isEmpty()) {
            tool->setIcon(Theme::instance().icon(icon));
            tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        }
        return tool;
    };
    m_network = new ElidedLabel;
    m_network->setFont(Theme::instance().headingFont(3));
    m_network->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_title = new ElidedLabel;
    m_title->setObjectName("panel.title");
    m_title->setInk(Ink::Muted);
    m_again = button("Try again", "Try again", "Start the session anew");
    connect(m_again, &QToolButton::clicked, this, [this] {
        m_context.session.restart();
        m_desk->reopen();
    });
    m_readout = new ElidedLabel;
    m_readout->setInk(Ink::Muted);
    m_readout->setObjectName("panel.readout");
    m_readout->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_region = button("Region", "Mark a region", "Draw a region on the maps: the river's channels are then ranked by what they carry there", "region");
    m_region->setObjectName("panel.region");
    m_region->setCheckable(true);
    connect(m_region, &QToolButton::toggled, m_views, &MapViews::setRegionMode);
    m_clearRegion = button("Clear", "Clear the region", "Remove the region (Escape)");
    connect(m_clearRegion, &QToolButton::clicked, this, [this] { m_desk->edit("Clear the region", [](ViewState& state) { state.region.reset(); }); });
    m_export = button("Export", "Export", "Figures, the map, tables", "export");
    m_export->setObjectName("panel.export");
    m_export->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_export);
    fillExportMenu(*menu, *m_desk,
                   {{{"Main map", m_mainFigure.get()}, {"Maps side by side", m_allFigure.get()}, {"Relevance river", &m_flow->river()}, {"Conservation meter", &m_audit->meter()},
                     {"Conservation by split rule", &m_audit->plot()}, {"Insertion and deletion", &m_player->plot()}, {"Batch", &m_batch->plot()}},
                    [this] { return m_flow->river().figureData(); }, [this] { return m_player->curveTable(); }});
    m_export->setMenu(menu);
    m_latency = new ElidedLabel("- ms");
    m_latency->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_latency->setObjectName("panel.latency");
    m_latency->setAccessibleName("Latency of the last change");
    m_latency->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_latency->setMinimumWidth(m_latency->fontMetrics().horizontalAdvance("1000 ms"));
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space(2));
    row->addWidget(m_network);
    row->addWidget(m_title, 2);
    row->addWidget(m_again);
    row->addWidget(m_readout, 3);
    buildViewButtons(row);
    for (QWidget* part : {static_cast<QWidget*>(m_region), static_cast<QWidget*>(m_clearRegion), static_cast<QWidget*>(m_export), static_cast<QWidget*>(m_latency)}) row->addWidget(part);
    return bar;
}

void LrpPanel::buildViewButtons(QHBoxLayout* row) {
    m_counts = new QButtonGroup(this);
    auto* label = new QLabel("Views");
    row->addWidget(label);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (int count = 1; count <= 4; ++count) {
        auto* button = new QToolButton;
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

QWidget* LrpPanel::buildLeft() {
    m_pictures = new Pictures(*m_desk);
    m_predictions = new Predictions(*m_desk);
    m_left = new QSplitter(Qt::Vertical);
    m_left->setChildrenCollapsible(false);
    m_left->addWidget(section("Pictures", m_pictures));
    m_left->addWidget(section("Predictions", m_predictions));
    m_left->setStretchFactor(0, 1);
    m_left->setStretchFactor(1, 1);
    m_left->setSizes({220, 270});
    auto* box = new QWidget;
    box->setMinimumWidth(190);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(2));
    column->addWidget(m_left, 1);
    column->addWidget(section("Map", new DisplayControls(*m_desk)));
    return box;
}

QWidget* LrpPanel::buildTabs() {
    m_flow = new FlowTab(*m_desk);
    m_audit = new AuditTab(*m_desk);
    m_player = new PlayerTab(*m_desk);
    m_batch = new BatchTab(*m_desk);
    m_tabs = new QTabWidget;
    m_tabs->setObjectName("panel.tabs");
    m_tabs->setAccessibleName("Ways to look at the map");
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_flow, "River");
    m_tabs->addTab(m_audit, "Conservation");
    m_tabs->addTab(m_player, "Insertion and deletion");
    m_tabs->addTab(m_batch, "Batch");
    return m_tabs;
}

}  // namespace vitrine::lrp_panel
