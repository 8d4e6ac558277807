// SPDX-License-Identifier: GPL-3.0-or-later
// How the panel is put together.
#include <QActionGroup>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include "plugins/kstdiff/panel_browser.h"
#include "plugins/kstdiff/panel_hours.h"
#include "plugins/kstdiff/panel_maps.h"
#include "plugins/kstdiff/panel_page.h"
#include "plugins/kstdiff/panel_player.h"
#include "plugins/kstdiff/panel_region.h"
#include "plugins/kstdiff/panel_volumes.h"
#include "plugins/kstdiff/panel_whatif.h"
#include "widgets/base/text.h"
#include "widgets/image/matrix_view.h"
#include "widgets/plot/plot_view.h"

namespace vitrine::kstdiff_panel {
namespace {

QToolButton* textButton(QWidget* bar, const char* objectName, const QString& text, const QString& tip, const QString& icon = {}) {
    auto* button = named(new QToolButton(bar), objectName, text, tip);
    button->setText(text);
    if (!icon.isEmpty()) {
        button->setIcon(Theme::instance().icon(icon));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    }
    return button;
}

}  // namespace

KstPanel::KstPanel(PanelContext& context, QWidget* parent) : Panel(context, parent), m_desk(new Desk(context, Line::of(context.session), this)) {
    setObjectName("kstdiff");
    setAccessibleName("Urban flow");
    QWidget* bar = buildToolbar();  // First, as Tab goes in the order of birth.
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setChildrenCollapsible(false);
    m_maps = new FlowMaps(*m_desk, m_rows);
    m_mapsFigure = std::make_unique<MapsFigure>(*m_maps);
    buildTabs();
    buildFigures();
    buildDrawMenu();
    buildExportMenu();
    m_rows->setStretchFactor(0, 4);
    m_rows->setStretchFactor(1, 3);
    m_rows->setSizes({420, 330});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(3), Theme::space(2));
    column->setSpacing(Theme::space(2));
    column->addWidget(bar);
    column->addWidget(m_rows, 1);
    m_clock.setInterval(500);
    connect(&m_clock, &QTimer::timeout, this, &KstPanel::showStatus);
    connect(m_desk, &Desk::statusChanged, this, &KstPanel::showStatus);
    connect(m_desk, &Desk::cityChanged, this, &KstPanel::showStatus);
    connect(m_desk, &Desk::cityChanged, this, &KstPanel::showRecordedFlow);
    connect(m_desk, &Desk::stateChanged, this, [this] {
        m_channels->button(m_desk->state().channel)->setChecked(true);
        m_log->setChecked(m_desk->state().logColours);
    });
    connect(m_tabs, &LateTabs::shown, this, &KstPanel::wantForTab);
    addActions();
    showStatus();
}

QWidget* KstPanel::buildToolbar() {
    auto* bar = new QWidget(this);
    m_title = new QLabel(bar);
    m_title->setObjectName("panel.city");
    m_title->setFont(Theme::instance().headingFont(3));
    m_status = new QLabel(bar);
    m_status->setObjectName("panel.status");
    m_status->setProperty("ink", "muted");
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_progress = named(new QProgressBar(bar), "panel.progress", "Progress");
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(90);
    m_progress->hide();
    m_again = textButton(bar, "panel.again", "Try again", "Start the session anew");
    connect(m_again, &QToolButton::clicked, this, [this] {
        m_context.session.restart();
        m_desk->reopen();
    });
    m_log = textButton(bar, "panel.log", "Log colours", "Colours of the flow on a logarithmic scale: small regions show as well");
    m_log->setCheckable(true);
    connect(m_log, &QToolButton::clicked, this,
            [this](bool on) { m_desk->edit("Change the colour scale", [on](ViewState& state) { state.logColours = on; }); });
    m_draw = textButton(bar, "panel.draw", "Draw", "Draw flow anew: which regions, how many days, how many steps", "seed");
    m_draw->setPopupMode(QToolButton::InstantPopup);
    m_export = textButton(bar, "panel.export", "Export", "Flow, film of the maps, figures", "export");
    m_export->setPopupMode(QToolButton::InstantPopup);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::space(2));
    row->addWidget(m_title);
    row->addWidget(m_status, 1);
    row->addWidget(m_progress);
    row->addWidget(m_again);
    buildChannels(row, bar);
    for (QWidget* part : {m_log, m_draw, m_export}) row->addWidget(part);
    return bar;
}

void KstPanel::buildChannels(QHBoxLayout* row, QWidget* bar) {
    m_channels = new QButtonGroup(this);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (int channel = 0; channel < kChannels; ++channel) {
        QToolButton* button = textButton(bar, channel == 0 ? "panel.in" : "panel.out", channel == 0 ? "Inflow" : "Outflow",
                                         channel == 0 ? "People who arrive, people/h" : "People who leave, people/h");
        button->setCheckable(true);
        m_channels->addButton(button, channel);
        buttons->addWidget(button);
    }
    m_channels->button(0)->setChecked(true);
    connect(m_channels, &QButtonGroup::idClicked, this,
            [this](int channel) { m_desk->edit("Show " + channelText(channel), [channel](ViewState& state) { state.channel = channel; }); });
    row->addLayout(buttons);
}

void KstPanel::buildDrawMenu() {
    auto* menu = new QMenu(m_draw);
    menu->addAction("Draw again", this, [this] { m_desk->drawAgain(); });
    menu->addSeparator();
    const auto choice = [this](QMenu* into, const QString& title, const QString& undo, auto change, std::function<bool(const ViewState&)> holds) {
        QAction* action = into->addAction(title, this, [this, undo, change] { m_desk->edit(undo, change); });
        action->setCheckable(true);
        connect(into, &QMenu::aboutToShow, action, [this, action, holds = std::move(holds)] { action->setChecked(holds(m_desk->state())); });
    };
    for (const bool all : {false, true})
        choice(
            menu, all ? "All regions" : "Held-out regions", "Change the drawn regions", [all](ViewState& state) { state.allRegions = all; },
            [all](const ViewState& state) { return state.allRegions == all; });
    QMenu* days = menu->addMenu("Days");
    for (const int count : {4, 8, 16, 30})
        choice(
            days, QString("%1 days").arg(count), "Change the number of days", [count](ViewState& state) { state.days = count; },
            [count](const ViewState& state) { return state.days == count; });
    QMenu* steps = menu->addMenu("Steps of the sampler");
    for (const int count : {10, 20, 50, 100})
        choice(
            steps, QString("%1 steps").arg(count), "Change the number of steps", [count](ViewState& state) { state.steps = count; },
            [count](const ViewState& state) { return state.steps == count; });
    m_draw->setMenu(menu);
}

void KstPanel::buildExportMenu() {
    auto* menu = new QMenu(m_export);
    menu->addAction("Drawn flow, official format (JSON)...", this,
                    [this] { askForFile("Save the drawn flow", "alldayflow.json", "Flow (*.json)", [this](const auto& file) { writeFlow(file); }); });
    menu->addAction("Drawn flow as table (CSV)...", this,
                    [this] { askForFile("Save the drawn flow", "flow.csv", "Table (*.csv)", [this](const auto& file) { writeFlow(file); }); });
    menu->addAction("Film of the maps over the day...", this,
                    [this] { askForFile("Save the film", "flow.mp4", "Film (*.mp4 *.gif)", [this](const auto& file) { writeFilm(file); }); });
    QAction* cancel = menu->addAction("Cancel the film", this, [this] {
        if (m_film) m_film->cancel();
    });
    connect(menu, &QMenu::aboutToShow, cancel, [this, cancel] { cancel->setVisible(!m_film.isNull()); });
    menu->addSeparator();
    for (FigureSource* figure : m_figures)
        menu->addAction(figure == m_mapsFigure.get() ? "Three maps..." : figureName(figure) + "...", this,
                        [this, figure] { exportFigureWithDialog(this, *figure, provenance()); });
    m_export->setMenu(menu);
}

Json KstPanel::provenance() const {
    Json json{{"method", m_context.manifest.id},
              {"version", m_context.manifest.version},
              {"parameters", m_context.draft.values()},
              {"seed", m_context.draft.seed()},
              {"view", toJson(m_desk->state())}};
    if (m_desk->city()) json["city"] = ss(m_desk->city()->name);
    if (m_desk->sample()) json["flow"] = ss(m_desk->sampleTitle());
    return json;
}

QString KstPanel::figureName(const FigureSource* figure) const {
    const auto found = m_figureNames.find(figure);
    return found == m_figureNames.end() ? QString("Figure") : found->second;
}

void KstPanel::buildTabs() {
    m_tabs = new LateTabs(m_rows);
    m_tabs->add("region", "Region", [this](QWidget* page) { return new RegionTab(*m_desk, page); });
    m_tabs->add("whatif", "What if", [this](QWidget* page) { return new WhatIfTab(*m_desk, *m_maps, page); });
    m_tabs->add("denoising", "Denoising", [this](QWidget* page) { return new PlayerTab(*m_desk, page); });
    m_tabs->add("volumes", "Volumes", [this](QWidget* page) { return new VolumeTab(*m_desk, page); });
    m_tabs->add("hours", "Region by hour", [this](QWidget* page) { return new HoursTab(*m_desk, page); });
    m_tabs->add("graph", "Knowledge graph", [this](QWidget* page) { return new BrowserTab(*m_desk, page); });
}

void KstPanel::buildFigures() {
    m_figures = {m_mapsFigure.get(), &m_maps->map(0), &m_maps->map(1), &m_maps->map(2)};
    m_figureNames = {{m_figures[1], "Map of real flow"}, {m_figures[2], "Map of generated flow"}, {m_figures[3], "Map of the difference"}};
    const auto inTab = [this](const QString& name, std::function<FigureSource&()> figure) {
        m_tabFigures.push_back(std::make_unique<LateFigure>(std::move(figure)));
        m_figures.push_back(m_tabFigures.back().get());
        m_figureNames[m_figures.back()] = name;
    };
    inTab("Flow of the region by hour", [this]() -> FigureSource& { return tab<RegionTab>(kRegion).curves(); });
    inTab("Features of the region", [this]() -> FigureSource& { return tab<RegionTab>(kRegion).bars(); });
    inTab("Neighbours of the region", [this]() -> FigureSource& { return tab<RegionTab>(kRegion).graph(); });
    inTab("Fusion attention", [this]() -> FigureSource& { return tab<RegionTab>(kRegion).attention(); });
    inTab("What if", [this]() -> FigureSource& { return tab<WhatIfTab>(kWhatIf).curves(); });
    inTab("Denoising of the region", [this]() -> FigureSource& { return tab<PlayerTab>(kDenoising).curves(); });
    inTab("Denoising of all regions", [this]() -> FigureSource& { return tab<PlayerTab>(kDenoising).matrix(); });
    inTab("Volumes", [this]() -> FigureSource& { return tab<VolumeTab>(kVolumes).scatter(); });
    inTab("Region by hour", [this]() -> FigureSource& { return tab<HoursTab>(kHoursTab).matrix(); });
    inTab("Shapes of the clusters", [this]() -> FigureSource& { return tab<HoursTab>(kHoursTab).shapes(); });
    inTab("Knowledge graph", [this]() -> FigureSource& { return tab<BrowserTab>(kGraph).graph(); });
}

void KstPanel::addActions() {
    const auto add = [this](const char* id, const QString& title, const QKeySequence& keys, const QString& help, std::function<void()> run) {
        ActionSpec spec;
        spec.id = QString("kstdiff.") + id;
        spec.title = title;
        spec.group = "Urban flow";
        spec.shortcut = keys;
        spec.help = help;
        m_context.actions.add(spec, this, std::move(run));
    };
    add("play_hours", "Play the hours", QKeySequence("Ctrl+Alt+P"), "Plays the maps over the hours of the day, or pauses",
        [this] { m_maps->hours().setPlaying(!m_maps->hours().playing()); });
    add("play_denoising", "Play the denoising", QKeySequence("Ctrl+Alt+D"), "The flow emerges from noise on map and curve", [this] {
        m_tabs->setCurrentIndex(kDenoising);
        tab<PlayerTab>(kDenoising).togglePlay();
    });
    add("channel", "Switch inflow and outflow", QKeySequence("Ctrl+Alt+I"), "Shows the other channel",
        [this] { m_desk->edit("Show " + channelText(1 - m_desk->state().channel), [](ViewState& state) { state.channel = 1 - state.channel; }); });
    add("new_region", "Place a new region", QKeySequence("Ctrl+Alt+N"), "The next click on a map is the centre of a new region", [this] {
        m_tabs->setCurrentIndex(kWhatIf);
        tab<WhatIfTab>(kWhatIf);
        m_maps->setMode(FlowMaps::Mode::NewRegion);
    });
    add("reset", "Reset the changes of the region", QKeySequence(), "Takes back what was changed about the region", [this] { m_desk->resetEdits(); });
    add("draw_again", "Draw flow again", QKeySequence(), "With the model of the session", [this] { m_desk->drawAgain(); });
}

}  // namespace vitrine::kstdiff_panel
