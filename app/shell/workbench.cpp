// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/workbench.h"

#include <QFileInfo>
#include <QtConcurrent>

#include "app/shell/settings.h"
#include "core/base/paths.h"
#include "core/media/formats.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr qsizetype kMostRecent = 30;

QString prefixOf(const QString& address) {
    return address.section('/', 0, 0);
}

std::optional<std::int64_t> runOf(const QString& address) {
    bool number = false;
    const qint64 run = address.section('/', 1).toLongLong(&number);
    return prefixOf(address) == "run" && number ? std::optional<std::int64_t>(run) : std::nullopt;
}

}  // namespace

struct Workbench::Impl {
    Impl(Options o, PluginCatalog p, ExperimentStore s, QWidget* window, Workbench* self)
        : options(std::move(o)),
          plugins{std::make_shared<const PluginCatalog>(std::move(p))},
          store(std::move(s)),
          settings(resourceFolder() / "settings.json", options.stateFolder / "settings.json"),
          actions(window),
          runs(
              store, [this] { return data.get(); }, self) {}

    Options options;
    std::vector<std::shared_ptr<const PluginCatalog>> plugins;  ///< The newest last; never empty.
    ExperimentStore store;
    std::shared_ptr<DatasetCatalog> data;
    Settings settings;
    ActionRegistry actions;
    Selection selection;
    QUndoGroup undo;
    RunService runs;
    QMap<QString, PageFactory> factories;
    QMap<QString, Redirect> redirects;
    std::map<std::int64_t, std::string> methodsOfRuns;
    std::map<std::string, QString> health;
    QStringList recent;
};

Workbench::Workbench(Options options, PluginCatalog plugins, ExperimentStore store, QWidget* window) {
    if (options.stateFolder.empty()) options.stateFolder = userFolder();
    registerMediaFormats();  // Before any thread looks into a file.
    m_impl = std::make_unique<Impl>(std::move(options), std::move(plugins), std::move(store), window, this);
    for (const auto signal : {&Selection::runsChanged, &Selection::samplesChanged, &Selection::timeChanged, &Selection::regionChanged})
        connect(&m_impl->selection, signal, this, &Workbench::stateTouched);
    connect(&m_impl->settings, &Settings::writeFailed, this, &Workbench::reported);
    connect(&m_impl->settings, &Settings::changed, this, [this](const QString& id) {
        if (id == "recent_kept") setRecent(m_impl->recent);
    });
}

Workbench::~Workbench() = default;

const Workbench::Options& Workbench::options() const {
    return m_impl->options;
}
const PluginCatalog& Workbench::plugins() const {
    return *m_impl->plugins.back();
}
void Workbench::setPlugins(PluginCatalog plugins) {
    m_impl->plugins.push_back(std::make_shared<const PluginCatalog>(std::move(plugins)));
    Q_EMIT pluginsChanged();
}
const DatasetCatalog* Workbench::data() const {
    return m_impl->data.get();
}
ExperimentStore& Workbench::store() {
    return m_impl->store;
}
RunService& Workbench::runs() {
    return m_impl->runs;
}
ActionRegistry& Workbench::actions() {
    return m_impl->actions;
}
Selection& Workbench::selection() {
    return m_impl->selection;
}
Settings& Workbench::settings() {
    return m_impl->settings;
}
QUndoGroup& Workbench::undoGroup() {
    return m_impl->undo;
}

void Workbench::start() {
    for (const std::string& notice : m_impl->store.notices())
        Q_EMIT reported({ErrorCode::Unsupported, "About the store", m_impl->store.folder().string(), notice, {}});
    for (const Error& problem : m_impl->settings.problems()) Q_EMIT reported(problem);
    using Opened = std::shared_ptr<Result<DatasetCatalog>>;
    QtConcurrent::run([] {
        return std::make_shared<Result<DatasetCatalog>>(DatasetCatalog::openDefault());
    }).then(this, [this](Opened opened) {
        if (!opened->ok()) {
            Q_EMIT reported(opened->error());
            return;
        }
        m_impl->data = std::make_shared<DatasetCatalog>(std::move(**opened));
        Q_EMIT dataReady();
    });
}

void Workbench::registerPages(const QString& prefix, PageFactory factory) {
    m_impl->factories[prefix] = std::move(factory);
}

void Workbench::registerRedirect(const QString& prefix, Redirect redirect) {
    m_impl->redirects[prefix] = std::move(redirect);
}

QString Workbench::redirected(const QString& address) const {
    const auto redirect = m_impl->redirects.constFind(prefixOf(address));
    return redirect == m_impl->redirects.constEnd() ? address : (*redirect)(address);
}

Page* Workbench::makePage(const QString& address) {
    const auto factory = m_impl->factories.constFind(prefixOf(address));
    Page* page = factory == m_impl->factories.constEnd() ? nullptr : (*factory)(address);
    if (page) return page;
    const std::string id = ss(address.section('/', 1));
    Error error{ErrorCode::NotFound, "Cannot open page", ss(address), "nothing here shows this kind of thing",
                "Choose one in the gallery or the palette (Ctrl+K)."};
    if (prefixOf(address) == "method") {
        if (const auto method = plugins().require(id); !method.ok()) error = method.error();
        error.next = "It is opened again when the method is back; its settings are kept.";
    }
    Q_EMIT reported(error);
    return nullptr;
}

std::string Workbench::methodOfRun(std::int64_t run) {
    if (const auto known = m_impl->methodsOfRuns.find(run); known != m_impl->methodsOfRuns.end()) return known->second;
    const Result<RunRecord> record = m_impl->store.run(run);
    return m_impl->methodsOfRuns[run] = record.ok() ? record->row.method : std::string();
}

QString Workbench::titleOf(const QString& address) {
    const QString rest = address.section('/', 1);
    if (const auto run = runOf(address)) {
        const auto method = plugins().require(methodOfRun(*run));
        return method.ok() ? QString("Run %1 of %2").arg(*run).arg(qs((*method)->title)) : QString("Run %1").arg(*run);
    }
    if (prefixOf(address) == "method") {
        const auto method = plugins().require(ss(rest));
        return method.ok() ? qs((*method)->title) : rest;
    }
    if (prefixOf(address) == "file") return QFileInfo("/" + rest).fileName();
    QString text = rest.isEmpty() ? prefixOf(address) : rest;
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

QString Workbench::iconOf(const QString& address) const {
    static const QMap<QString, QString> icons{{"method", "method"},   {"run", "runs"},          {"file", "file"},    {"data", "data"},
                                              {"gallery", "gallery"}, {"settings", "settings"}, {"health", "health"}};
    return icons.value(prefixOf(address), "file");
}

QString Workbench::health(const std::string& method) const {
    const auto known = m_impl->health.find(method);
    return known == m_impl->health.end() ? QString() : known->second;
}

void Workbench::setHealth(const std::string& method, const QString& problem) {
    if (health(method) == problem) return;
    m_impl->health[method] = problem;
    Q_EMIT healthChanged(qs(method));
}

const QStringList& Workbench::recent() const {
    return m_impl->recent;
}

void Workbench::setRecent(const QStringList& addresses) {
    QStringList kept = addresses;
    kept.removeDuplicates();
    kept.removeIf([](const QString& address) { return address.isEmpty() || address.size() > 4096; });
    kept = kept.mid(0, std::min<qsizetype>(kMostRecent, static_cast<qsizetype>(m_impl->settings.number("recent_kept"))));
    if (kept == m_impl->recent) return;
    m_impl->recent = kept;
    Q_EMIT recentChanged();
    Q_EMIT stateTouched();
}

void Workbench::touchRecent(const QString& address) {
    if (!m_impl->recent.isEmpty() && m_impl->recent.first() == address) return;
    QStringList next = m_impl->recent;
    next.removeAll(address);
    next.prepend(address);
    setRecent(next);
}

}  // namespace vitrine
