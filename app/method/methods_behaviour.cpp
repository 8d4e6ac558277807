// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/methods_behaviour.h"

#include <QTimer>

#include "app/method/health_page.h"
#include "app/method/method_page.h"
#include "app/method/panel_loader.h"
#include "widgets/base/text.h"
#include "widgets/form/run_draft.h"
#include "widgets/panel/live_session.h"

namespace vitrine {
namespace {

constexpr const char* kPageActions[] = {"run.start", "run.cancel", "run.resume", "run.rerun", "run.copy_parameters", "run.show_none", "parameters.reset", "session.restart",
                                        "panel.reload", "figure.export", "layout.reset", "part.parameters", "part.runs", "part.curves", "part.log",
                                        "part.outputs"};

}  // namespace

MethodsBehaviour::MethodsBehaviour(MainWindow& window) : Behaviour(window) {
    const Workbench::Options& options = window.workbench().options();
    m_loader = std::make_unique<PanelLoader>(options.stateFolder, options.safeStart);
    registerPages();
    addRunActions();
    addPageActions();
    window.addRailEntry("Health", "health", "health", "What was loaded, how long it took, and what is broken or switched off");
    connect(m_loader.get(), &PanelLoader::healthChanged, this, &MethodsBehaviour::tellHealth);
    connect(&window.workbench(), &Workbench::pluginsChanged, m_loader.get(), &PanelLoader::forgetLoaded);
    connect(&window, &MainWindow::currentPageChanged, this, &MethodsBehaviour::updateActions);
    updateActions();
}

MethodsBehaviour::~MethodsBehaviour() = default;

void MethodsBehaviour::registerPages() {
    Workbench& workbench = m_window.workbench();
    workbench.registerPages("method", [this, &workbench](const QString& address) -> Page* {
        const auto manifest = workbench.plugins().require(ss(address.section('/', 1)));
        return manifest.ok() ? new MethodPage(address, **manifest, workbench, *m_loader) : nullptr;
    });
    workbench.registerPages("health", [this, &workbench](const QString& address) -> Page* { return new HealthPage(address, workbench, *m_loader); });
    workbench.registerRedirect("run", [this, &workbench](const QString& address) -> QString {
        const qint64 run = address.section('/', 1).toLongLong();
        const std::string method = workbench.methodOfRun(run);
        if (method.empty() || !workbench.plugins().require(method).ok()) {
            Q_EMIT workbench.reported({ErrorCode::NotFound, "Cannot show the run", fmt::format("run {}", run),
                                       method.empty() ? "it is not in this store" : "its method " + method + " is not installed",
                                       "vitrine-cli show prints what is recorded of it."});
            return {};
        }
        const QString page = "method/" + qs(method);
        QTimer::singleShot(0, this, [this, page, run] {
            for (Page* open : m_window.pages())
                if (auto* found = qobject_cast<MethodPage*>(open); found && open->address() == page) found->showRun(run);
        });
        return page;
    });
}

MethodPage* MethodsBehaviour::current() const { return qobject_cast<MethodPage*>(m_window.currentPage()); }

void MethodsBehaviour::addRunActions() {
    ActionRegistry& actions = m_window.workbench().actions();
    const auto add = [&](const char* id, const char* title, const char* icon, const char* keys, const char* help, std::function<void(MethodPage&)> run) {
        actions.add({id, title, "Run", icon, keys ? QKeySequence(keys) : QKeySequence(), help, false}, this, [this, run = std::move(run)] {
            if (MethodPage* page = current()) run(*page);
        });
    };
    const auto ofShown = [](void (MethodPage::*use)(std::int64_t)) {
        return [use](MethodPage& page) {
            if (const auto run = page.shownRun()) (page.*use)(*run);
        };
    };
    add("run.start", "Run", "play", "Ctrl+R", "Run the method of this page with the form's parameters, and record it", [](MethodPage& page) { page.startRun(); });
    add("run.cancel", "Cancel the run", "stop", "Ctrl+.", "Stop the run shown; what it has made is kept", [](MethodPage& page) { page.cancelRun(); });
    add("run.resume", "Resume the run", "history", nullptr, "Go on with the run shown from its checkpoint", ofShown(&MethodPage::resume));
    add("run.rerun", "Run again", "play", "Ctrl+Shift+R", "Repeat the run shown with exactly what it was made of", ofShown(&MethodPage::rerun));
    add("run.copy_parameters", "Copy the run's parameters", "copy", nullptr, "Put the parameters of the run shown into the form", ofShown(&MethodPage::copyFromRun));
    add("run.show_none", "Show no run", "eye-off", nullptr, "Show the form's parameters only", [](MethodPage& page) { page.showRun(std::nullopt); });
    add("parameters.reset", "Reset all parameters", "reset", nullptr, "Back to the preset's values", [](MethodPage& page) { page.draft().resetAll(); });
    add("session.restart", "Restart the live session", "reset", nullptr, "Load model and data again", [](MethodPage& page) { page.session().restart(); });
}

void MethodsBehaviour::addPageActions() {
    ActionRegistry& actions = m_window.workbench().actions();
    const auto add = [&](const QString& id, const QString& title, const char* group, const char* icon, const QKeySequence& keys, const char* help,
                         std::function<void(MethodPage&)> run) {
        actions.add({id, title, group, icon, keys, help, false}, this, [this, run = std::move(run)] {
            if (MethodPage* page = current()) run(*page);
        });
    };
    add("figure.export", "Export figure…", "File", "export", QKeySequence("Ctrl+E"), "Write the panel's main figure as PNG, SVG, PDF or CSV",
        [](MethodPage& page) { page.exportFigure(); });
    add("panel.reload", "Reload the panel", "View", "reset", {}, "Make the panel anew; what you set in it stays", [](MethodPage& page) { page.reloadPanel(); });
    add("layout.reset", "Reset the page's layout", "View", "reset", {}, "Put the parts of this page back as they were", [](MethodPage& page) { page.resetLayout(); });
    const std::pair<const char*, const char*> parts[] = {{"parameters", "Parameters"}, {"runs", "Runs"}, {"curves", "Curves"}, {"log", "Log"}, {"outputs", "Outputs"}};
    int number = 1;
    for (const auto& [name, title] : parts)
        add(QString("part.%1").arg(name), title, "View", "eye", QKeySequence(QString("Alt+%1").arg(number++)), "Bring this part of the page to the front, or hide it",
            [name = QString(name)](MethodPage& page) { page.toggleDock(name); });
}

void MethodsBehaviour::updateActions() {
    ActionRegistry& actions = m_window.workbench().actions();
    const bool here = current();
    for (const char* id : kPageActions)
        if (QAction* action = actions.find(id)) action->setEnabled(here);
}

void MethodsBehaviour::tellHealth(const QString& id) {
    const PanelLoader::Health health = m_loader->health(ss(id));
    const bool bad = health.state == PanelLoader::Health::State::Failed || health.state == PanelLoader::Health::State::Disabled;
    m_window.workbench().setHealth(ss(id), bad ? health.why : QString());
}

void MethodsBehaviour::shown() {
    for (const Manifest& manifest : m_window.workbench().plugins().methods())
        if (m_loader->health(manifest.id).state == PanelLoader::Health::State::Disabled) tellHealth(qs(manifest.id));
    if (!m_loader->blamed().empty())
        Q_EMIT m_window.workbench().reported({ErrorCode::ProcessDied, "A panel was switched off", m_loader->blamed(),
                                              "the window ended unexpectedly while it was being loaded",
                                              "Go on without it, or switch it on again on the page Health (Ctrl+K, health)."});
}

}  // namespace vitrine
