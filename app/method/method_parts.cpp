// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/method_parts.h"

#include <QDockWidget>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <thread>

#include "app/shell/settings.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kStateWatchMs = 1000;   // A change in the panel is in the session file after this and the keeper's own delay: within 2 s.

/// The button with the parts that can be shown and hidden.
QToolButton* partsButton(MethodDocks& docks, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText("Parts");
    button->setToolTip("Show and hide the parts of this page, or put them back as they were");
    button->setAccessibleName("Parts of this page");
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const auto icon = [button] { button->setIcon(Theme::instance().icon("chevron-down", Ink::Muted)); };
    QObject::connect(&Theme::instance(), &Theme::changed, button, icon);
    icon();
    auto* menu = new QMenu(button);
    for (const char* name : {"parameters", "runs", "curves", "log", "outputs"}) menu->addAction(docks.dock(name)->toggleViewAction());
    menu->addSeparator();
    menu->addAction("Reset layout", &docks, &MethodDocks::reset);
    button->setMenu(menu);
    return button;
}

}  // namespace

MethodPage::Impl::Impl(MethodPage* owner, const Manifest& described, Workbench& bench, PanelLoader& panels)
    : page(owner),
      manifest(described),
      workbench(bench),
      draft(described, &undo),
      session(bench.store().folder()),
      reader(bench.store().folder()),
      context{described, bench.store(), draft, session, bench.selection(), undo, bench.actions(),
              [&bench](const Error& error) { Q_EMIT bench.reported(error); }, [&bench](const QString& text) { Q_EMIT bench.said(text); }},
      loader(panels) {
    buildPage();
    connectParts();
    connectRuns();
    updateSession();
    updateForecast();
    recent->refresh();
}

MethodPage::Impl::~Impl() {
    // Before the context they use: the widgets are children of the page and would live on until its end.
    stateWatch.stop();
    QObject::disconnect(&session, nullptr, page, nullptr);
    delete docks;
    delete bar;
}

void MethodPage::Impl::buildPage() {
    auto* header = new MethodHeader(manifest, page);
    bar = new RunBar(page);
    host = new PanelHost(context, loader);
    docks = new MethodDocks(host, page);
    buildDocks();
    if (!manifest.requests.empty()) header->addTool(new SessionIndicator(session, docks));
    header->addTool(partsButton(*docks, docks));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(bar);
    column->addWidget(docks, 1);
    const auto tip = [this](const char* id) {
        QAction* action = workbench.actions().find(id);
        return action ? action->shortcut().toString(QKeySequence::NativeText) : QString();
    };
    bar->setTips(tip("run.start"), tip("run.cancel"));
}

void MethodPage::Impl::buildDocks() {
    form = docks->add<ParameterForm>("parameters", "Parameters", Qt::LeftDockWidgetArea, [this](QWidget* dock) { return new ParameterForm(draft, dock); });
    recent = docks->add<RecentRuns>("runs", "Runs", Qt::BottomDockWidgetArea, [this](QWidget* dock) { return new RecentRuns(manifest, reader, undo, dock); });
    curves = docks->add<MetricCurves>("curves", "Curves", Qt::BottomDockWidgetArea, [](QWidget* dock) { return new MetricCurves(dock); });
    log = docks->add<LogView>("log", "Log", Qt::BottomDockWidgetArea, [](QWidget* dock) { return new LogView(dock); });
    outputs = docks->add<ArtifactBrowser>("outputs", "Outputs", Qt::BottomDockWidgetArea, [](QWidget* dock) { return new ArtifactBrowser(dock); });
    curves->setMetrics(manifest.metrics);
    docks->raiseFirst();
}

void MethodPage::Impl::connectParts() {
    QObject::connect(bar, &RunBar::runPressed, page, &MethodPage::startRun);
    QObject::connect(bar, &RunBar::cancelPressed, page, &MethodPage::cancelRun);
    QObject::connect(&draft, &RunDraft::changed, page, [this] {
        updateSession();
        updateForecast();
        Q_EMIT page->stateTouched();
    });
    const auto lend = [this] {
        if (const DatasetCatalog* data = workbench.data()) form->setCatalogue(data);
    };
    QObject::connect(&workbench, &Workbench::dataReady, page, lend);
    lend();
    QObject::connect(form, &ParameterForm::copyFromRunRequested, page, [this] { docks->toggle("runs"); });
    QObject::connect(host, &PanelHost::ready, page, [this] { panelReady(); });
    QObject::connect(recent, &RecentRuns::chosen, page, [this](qint64 id) { page->showRun(id); });
    QObject::connect(recent, &RecentRuns::copyRequested, page, [this](qint64 id) { page->copyFromRun(id); });
    QObject::connect(recent, &RecentRuns::rerunRequested, page, [this](qint64 id) { page->rerun(id); });
    QObject::connect(recent, &RecentRuns::resumeRequested, page, [this](qint64 id) { page->resume(id); });
    QObject::connect(recent, &RecentRuns::trashed, page, [this](qint64 id) {
        if (run == id) page->showRun(std::nullopt);
    });
    QObject::connect(&reader, &RunReader::log, page, [this](qint64 id, const std::vector<LogRow>& lines) { takeLog(id, lines); });
    QObject::connect(&reader, &RunReader::failed, page, [this](const Error& error) { Q_EMIT workbench.reported(error); });
    QObject::connect(docks, &MethodDocks::layoutTouched, page, &Page::stateTouched);
    QObject::connect(&session, &LiveSession::restarted, page, [this](const QString& why) {
        Q_EMIT workbench.said(QString("The live session of %1 had ended (%2) and works again").arg(qs(manifest.title), why));
    });
    QObject::connect(&stateWatch, &QTimer::timeout, page, [this] { watchPanelState(); });
    stateWatch.start(kStateWatchMs);
}

void MethodPage::Impl::connectRuns() {
    RunService& runs = workbench.runs();
    QObject::connect(&runs, &RunService::runAdded, page, [this](qint64 id) {
        if (workbench.methodOfRun(id) == manifest.id) recent->refresh();
    });
    QObject::connect(&runs, &RunService::runChanged, page, [this](qint64 id) { runChanged(id); });
    QObject::connect(&runs, &RunService::preview, page, [this](qint64 id, const ArtifactSpec& spec, const Array& data) {
        if (run == id) host->call([&](Panel& panel) { panel.preview(spec, data); });
    });
}

/// `complete`: with everything spelled out, so that two presets that bind the same data are the same session.
RunOrder MethodPage::Impl::order(bool complete) const {
    RunOrder wanted = draft.order();
    const Json left = workbench.settings().value("threads_left"), device = workbench.settings().value("device");
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    wanted.threads = std::clamp(cores - (left.is_number_integer() ? left.get<int>() : 1), 1, cores);
    if (wanted.device == "auto" && device.is_string()) wanted.device = device.get<std::string>();
    if (!complete) return wanted;
    wanted.preset.clear();
    wanted.parameters = draft.values();
    wanted.profile = false;
    for (const DataRole& role : manifest.data)
        if (auto bound = draft.data(role.id); !bound.empty()) wanted.data[role.id] = std::move(bound);
    return wanted;
}

void MethodPage::Impl::updateSession() { session.setOrder(order(true)); }

void MethodPage::Impl::updateForecast() {
    const Preset* preset = manifest.preset(draft.preset());
    if (!preset || preset->minutes <= 0) {
        bar->setForecast("Ready to run");
        return;
    }
    bar->setForecast(QString("%1, about %2 on 2 cores").arg(qs(preset->title), secondsText(preset->minutes * 60)));
}

void MethodPage::Impl::updateRunBar() {
    if (!run) return bar->showRun({}, {});
    for (const RunRow& row : workbench.runs().active())
        if (row.id == *run) return bar->showRun(row, workbench.runs().pace(*run));
    const auto record = workbench.store().run(*run);
    bar->showRun(record.ok() ? std::optional<RunRow>(record->row) : std::nullopt, {});
}

void MethodPage::Impl::panelReady() {
    if (!panelState.is_null()) host->call([this](Panel& panel) { panel.restoreState(panelState); });
    if (run) host->call([this](Panel& panel) { panel.showRun(run); });
}

void MethodPage::Impl::runChanged(std::int64_t id) {
    if (run == id) {
        updateRunBar();
        curves->refresh();
        outputs->refresh();
        reader.readLog(id);
        host->call([](Panel& panel) { panel.runUpdated(); });
    }
    if (workbench.methodOfRun(id) == manifest.id) recent->refresh();
}

/// Appends what came after the last known line; a log that does not hold it any more is shown anew.
void MethodPage::Impl::takeLog(std::int64_t id, const std::vector<LogRow>& lines) {
    if (run != id) return;
    loadedLog = true;
    const auto same = [](const LogRow& a, const LogRow& b) { return a.time == b.time && a.text == b.text && a.level == b.level; };
    std::size_t known = lines.size();
    if (!lastLines.empty())
        while (known > 0 && !same(lines[known - 1], lastLines.back())) --known;
    if (lastLines.empty() || known == 0) log->setLines(lines);
    else if (known < lines.size()) log->append({lines.begin() + static_cast<std::ptrdiff_t>(known), lines.end()});
    lastLines.clear();
    if (!lines.empty()) lastLines = {lines.back()};
}

void MethodPage::Impl::start(const RunOrder& wanted) {
    starting = true;
    bar->setStarting(true);
    workbench.runs().start(wanted, manifest, page, [this](Result<std::int64_t> started) {
        starting = false;
        bar->setStarting(false);
        if (!started.ok()) return Q_EMIT workbench.reported(started.error());
        page->showRun(*started);
        recent->refresh();
    });
}

Json MethodPage::Impl::provenance() const {
    Json json = {{"program", "Vitrine"}, {"method", manifest.id}, {"version", manifest.version}, {"parameters", draft.values()}, {"seed", draft.seed()}};
    if (!run) return json;
    const auto record = workbench.store().run(*run);
    if (!record.ok()) return json;
    json["run"] = record->row.uuid;
    json["parameters"] = record->parameters;
    json["data"] = record->data;
    json["seed"] = record->row.seed;
    return json;
}

/// A panel does not tell when its state changes: looked at while it can.
void MethodPage::Impl::watchPanelState() {
    if (!page->isVisible() || !host->panel()) return;
    Json now;
    host->call([&](Panel& panel) { now = panel.saveState(); });
    if (now.is_null() || now == panelState) return;
    panelState = std::move(now);
    Q_EMIT page->stateTouched();
}

}  // namespace vitrine
