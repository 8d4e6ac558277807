// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/method_page.h"

#include "app/method/method_parts.h"
#include "widgets/base/text.h"

namespace vitrine {

MethodPage::MethodPage(const QString& address, const Manifest& manifest, Workbench& workbench, PanelLoader& loader)
    : Page(address), m_impl(std::make_unique<Impl>(this, manifest, workbench, loader)) {}

MethodPage::~MethodPage() = default;

RunDraft& MethodPage::draft() const { return m_impl->draft; }
LiveSession& MethodPage::session() const { return m_impl->session; }
Panel* MethodPage::panel() const { return m_impl->host->panel(); }
std::optional<std::int64_t> MethodPage::shownRun() const { return m_impl->run; }
QString MethodPage::panelProblem() const { return m_impl->host->problem(); }

void MethodPage::showRun(std::optional<std::int64_t> run) {
    Impl& parts = *m_impl;
    const bool other = parts.run != run;
    parts.run = run;
    parts.updateRunBar();
    parts.recent->setCurrent(run);
    if (!other) return;
    parts.curves->setRun(run ? &parts.workbench.store() : nullptr, run);
    parts.outputs->setRun(run ? &parts.workbench.store() : nullptr, run);
    parts.log->clear();
    parts.lastLines.clear();
    parts.loadedLog = !run;
    if (run) parts.reader.readLog(*run);
    parts.host->call([&](Panel& panel) { panel.showRun(run); });
    Q_EMIT stateTouched();
}

void MethodPage::startRun() {
    Impl& parts = *m_impl;
    if (parts.starting) return;
    for (const Parameter& parameter : parts.manifest.schema.parameters())
        if (const auto problem = parts.draft.problem(parameter.id)) {
            parts.docks->dock("parameters")->show();
            parts.form->focusParameter(parameter.id);
            Q_EMIT parts.workbench.reported(*problem);
            return;
        }
    parts.start(parts.order(false));
}

void MethodPage::cancelRun() {
    if (m_impl->run) m_impl->workbench.runs().cancel(*m_impl->run);
}

void MethodPage::copyFromRun(std::int64_t run) {
    const auto record = m_impl->workbench.store().run(run);
    if (!record.ok()) return Q_EMIT m_impl->workbench.reported(record.error());
    m_impl->draft.copyFrom(*record);
    Q_EMIT m_impl->workbench.said(QString("The form has the parameters of run %1 now").arg(run));
}

void MethodPage::rerun(std::int64_t run) {
    const auto record = m_impl->workbench.store().run(run);
    if (!record.ok()) return Q_EMIT m_impl->workbench.reported(record.error());
    if (!m_impl->starting) m_impl->start(orderOf(*record));
}

void MethodPage::resume(std::int64_t run) {
    const Status resumed = m_impl->workbench.runs().resume(run);
    if (!resumed.ok()) return Q_EMIT m_impl->workbench.reported(resumed.error());
    showRun(run);
}

void MethodPage::reloadPanel() {
    m_impl->host->call([this](Panel& panel) { m_impl->panelState = panel.saveState(); });
    m_impl->host->load();
}

void MethodPage::exportFigure() {
    std::vector<FigureSource*> figures;
    m_impl->host->call([&](Panel& panel) { figures = panel.figures(); });
    if (figures.empty()) return Q_EMIT m_impl->workbench.said("There is no figure to export here yet");
    exportFigureWithDialog(this, *figures.front(), m_impl->provenance());
}

void MethodPage::resetLayout() { m_impl->docks->reset(); }
void MethodPage::toggleDock(const QString& name) { m_impl->docks->toggle(name); }

QString MethodPage::title() const { return qs(m_impl->manifest.title); }
QString MethodPage::iconName() const { return "method"; }
QUndoStack* MethodPage::undoStack() { return &m_impl->undo; }

Json MethodPage::saveState() const {
    const Impl& parts = *m_impl;
    Json state = {{"draft", parts.draft.saveState()}, {"form", parts.form->saveState()}, {"curves", parts.curves->saveState()}};
    state["docks"] = parts.docks->layoutState().toBase64().toStdString();
    if (parts.run) state["run"] = *parts.run;
    Json panel = parts.panelState;
    parts.host->call([&](Panel& shown) { panel = shown.saveState(); });
    if (!panel.is_null()) state["panel"] = std::move(panel);
    return state;
}

void MethodPage::restoreState(const Json& state) {
    if (!state.is_object()) return;
    Impl& parts = *m_impl;
    const auto part = [&](const char* key) { return state.value(key, Json()); };
    if (part("draft").is_object()) parts.draft.restoreState(part("draft"));
    if (part("form").is_object()) parts.form->restoreState(part("form"));
    if (part("curves").is_object()) parts.curves->restoreState(part("curves"));
    parts.layoutRestored = part("docks").is_string();
    if (parts.layoutRestored) parts.docks->restoreLayout(QByteArray::fromBase64(QByteArray::fromStdString(stringOr(state, "docks"))));
    parts.panelState = part("panel");
    if (!parts.panelState.is_null()) parts.host->call([&](Panel& panel) { panel.restoreState(parts.panelState); });
    const Json run = part("run");
    // A run may have gone to the trash, or belong to another store.
    if (run.is_number_integer() && parts.workbench.methodOfRun(run.get<std::int64_t>()) == parts.manifest.id) showRun(run.get<std::int64_t>());
}

bool MethodPage::dropFiles(const QStringList& paths) {
    bool taken = false;
    if (!m_impl->host->call([&](Panel& panel) { taken = panel.dropFiles(paths); })) taken = bindDroppedFiles(m_impl->context, paths);
    return taken;
}

NamedArrays MethodPage::liveArrays() const { return m_impl->session.lastArrays(); }

bool MethodPage::settled() const {
    const Impl& parts = *m_impl;
    if (parts.host->loading() || parts.starting || !parts.reader.idle() || !parts.loadedLog || !parts.outputs->settled()) return false;
    bool panel = true;
    parts.host->call([&](Panel& shown) { panel = shown.settled(); });
    return panel;
}

/// The panel is loaded when the page is first seen: restored tabs that nobody looks at cost nothing.
void MethodPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (std::exchange(m_impl->shown, true)) return;
    QTimer::singleShot(0, this, [this] {
        if (!m_impl->layoutRestored) m_impl->docks->raiseFirst();   // Sizes asked for before the first showing are not kept.
        m_impl->host->load();
    });
}

}  // namespace vitrine
