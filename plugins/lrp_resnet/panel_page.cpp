// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_page.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QSplitter>
#include <QToolButton>
#include <cmath>

#include "plugins/lrp_resnet/panel_audit.h"
#include "plugins/lrp_resnet/panel_batch.h"
#include "plugins/lrp_resnet/panel_flow.h"
#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "plugins/lrp_resnet/panel_pictures.h"
#include "plugins/lrp_resnet/panel_player.h"
#include "plugins/lrp_resnet/panel_predictions.h"
#include "plugins/lrp_resnet/panel_river.h"
#include "plugins/lrp_resnet/panel_views.h"
#include "widgets/base/text.h"
#include "widgets/plot/plot_view.h"

namespace vitrine::lrp_panel {
namespace {

constexpr double kLatencyGoalMs = 150;

}  // namespace

LrpPanel::~LrpPanel() = default;

void LrpPanel::showRun(std::optional<std::int64_t> run) {
    const bool other = run != m_run;
    Panel::showRun(run);
    if (m_tabs->made(kBatch)) batch().showRun(run);
    if (run && other) m_tabs->setCurrentIndex(kBatch);
}

void LrpPanel::runUpdated() {
    if (m_run && m_tabs->made(kBatch)) batch().showRun(m_run);
}

void LrpPanel::addActions() {
    ActionRegistry& actions = m_context.actions;
    const auto add = [&](const char* id, const QString& title, const QKeySequence& keys, const QString& help, std::function<void()> run) {
        ActionSpec spec;
        spec.id = QString("lrp_resnet.") + id;
        spec.title = title;
        spec.group = "LRP";
        spec.shortcut = keys;
        spec.help = help;
        actions.add(spec, this, std::move(run));
    };
    add("next_image", "Next picture", QKeySequence("Ctrl+Alt+Right"), "Explain the next picture of the data", [this] { m_pictures->step(1); });
    add("previous_image", "Previous picture", QKeySequence("Ctrl+Alt+Left"), "Explain the previous picture of the data",
        [this] { m_pictures->step(-1); });
    add("deeper", "One block deeper", QKeySequence("Ctrl+Alt+Down"), "Look into the next block towards the pixels", [this] {
        m_tabs->setCurrentIndex(kFlow);
        QKeyEvent key(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier);
        QCoreApplication::sendEvent(&flow().river(), &key);
    });
    add("shallower", "One block back", QKeySequence("Ctrl+Alt+Up"), "Look into the next block towards the output", [this] {
        m_tabs->setCurrentIndex(kFlow);
        QKeyEvent key(QEvent::KeyPress, Qt::Key_Left, Qt::NoModifier);
        QCoreApplication::sendEvent(&flow().river(), &key);
    });
    add("region", "Mark a region", QKeySequence("Ctrl+Alt+R"), "Draw a region on the maps to see which channels carry it",
        [this] { m_region->toggle(); });
    add("flow", "Let the relevance flow", QKeySequence(), "Plays the river from the output to the pixels", [this] {
        m_tabs->setCurrentIndex(kFlow);
        flow().river().play();
    });
}

void LrpPanel::setViews(int count) {
    m_desk->edit("Change the number of views", [count](ViewState& state) {
        static const std::vector<std::string> usual{"lrp.main", "grad_cam", "gradient_x_input"};
        while (static_cast<int>(state.beside.size()) >= count) state.beside.pop_back();
        while (static_cast<int>(state.beside.size()) < count - 1) state.beside.push_back(usual[state.beside.size()]);
    });
}

void LrpPanel::wantForTab() {
    if (!isVisible()) return;
    const int shown = m_tabs->currentIndex();
    m_desk->want(shown == kAudit, shown == kPlayer);
    if (m_tabs->made(kBatch)) batch().setActive(shown == kBatch);
}

void LrpPanel::showHeader() {
    if (const auto& info = m_desk->info()) {
        const Explained* explained = m_desk->explained(0);
        m_network->setText(qs(info->network));
        m_title->setText(explained ? qs(explained->name) : qs(info->source));
    } else if (const auto& failure = m_desk->failure()) {
        m_network->setText(qs(failure->what));
        m_title->setText(qs(failure->why));
        m_title->setToolTip(qs(failure->message()));
    } else {
        m_network->setText("Loading the network...");
        m_title->setText(" ");
        m_title->setToolTip({});
    }
    m_again->setVisible(m_desk->failure() && !m_desk->info());
    m_counts->button(m_desk->views())->setChecked(true);
    m_clearRegion->setEnabled(m_desk->state().region.has_value());
}

void LrpPanel::showLatency(double milliseconds) {
    const double compute = m_context.session.lastComputeMilliseconds();
    m_latency->setText(QString("%1 ms").arg(std::lround(milliseconds)));
    m_latency->setProperty("changes", m_latency->property("changes").toInt() + 1);   // How many were measured, for who waits for the next.
    m_latency->setProperty("milliseconds", milliseconds);
    m_latency->setToolTip(QString("From your change to the picture: %1 ms, of it %2 ms of computing.\nGoal: under %3 ms.")
                              .arg(numberText(milliseconds, 3), numberText(compute, 3)).arg(kLatencyGoalMs));
    m_latency->setInk(milliseconds <= kLatencyGoalMs ? Ink::Good : Ink::Warning);
}

Json LrpPanel::saveState() const {
    return {{"view", toJson(m_desk->state())},
            {"zoom", m_views->saveState()},
            {"tab", m_tabs->currentIndex()},
            {"tabs", m_tabs->saveState()},
            {"columns", sizesOf(*m_columns)},
            {"rows", sizesOf(*m_rows)},
            {"left", sizesOf(*m_left)}};
}

void LrpPanel::restoreState(const Json& state) {
    if (!state.is_object()) return;
    if (state.contains("view")) m_desk->setState(viewStateOf(state["view"]));
    if (state.contains("zoom")) m_views->restoreState(state["zoom"]);
    m_tabs->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "tab", 0)), 0, m_tabs->count() - 1));
    if (state.contains("tabs")) m_tabs->restoreState(state["tabs"]);
    restoreSizes(*m_columns, state.value("columns", Json()));
    restoreSizes(*m_rows, state.value("rows", Json()));
    restoreSizes(*m_left, state.value("left", Json()));
    showHeader();
}

std::vector<FigureSource*> LrpPanel::figures() {
    std::vector<FigureSource*> figures{m_mainFigure.get(), m_allFigure.get()};
    for (const auto& figure : m_tabFigures) figures.push_back(figure.get());
    return figures;
}

bool LrpPanel::settled() const {
    return m_desk->settled() && m_pictures->settled() && m_tabs->settled();
}

void LrpPanel::keyPressEvent(QKeyEvent* event) {
    const int digit = event->key() - Qt::Key_0;
    const bool plain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (plain && digit >= 0 && digit <= 9 && m_predictions->pick(digit)) return;
    if (event->key() == Qt::Key_Escape && m_desk->state().region)
        return m_desk->edit("Clear the region", [](ViewState& state) { state.region.reset(); });
    Panel::keyPressEvent(event);
}

void LrpPanel::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    wantForTab();
}

}  // namespace vitrine::lrp_panel
