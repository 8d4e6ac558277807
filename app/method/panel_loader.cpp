// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/panel_loader.h"

#include <QPointer>
#include <QTimer>

#include "app/method/generic_panel.h"
#include "app/method/panel_library.h"
#include "app/method/panel_probe.h"
#include "app/method/panel_records.h"
#include "app/run/ui_post.h"
#include "core/base/background.h"
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/base/log.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

using State = PanelLoader::Health::State;

/// What the thread found out about a library.
struct Loaded {
    Result<PanelFactory> factory = Error{};
    double probeMs = 0, loadMs = 0;
};

Error switchedOff(const std::string& id, const std::string& why) {
    return {ErrorCode::Unsupported, "The panel is switched off", id, why, "Switch it on again on the page Health."};
}

double since(std::int64_t start) { return static_cast<double>(steadyMicros() - start) / 1000; }

/// Tries a library that is new to this machine in a child process; the verdict is kept by the file's hash. `again`: a person asks for another
/// try, so an earlier failure does not count.
Status tryOut(const std::filesystem::path& library, PanelRecords& records, int limitMs, bool again, double& milliseconds) {
    VITRINE_TRY(const std::string hash, sha256File(library));
    if (const auto known = records.trial(hash); known && (known->passed || !again)) {
        milliseconds = known->milliseconds;
        if (known->passed) return {};
        return Error{ErrorCode::ProcessDied, "The panel failed its trial", library.string(), known->why,
                     "The method works without it; report this to the plugin's author."};
    }
    if (probeProgram().empty()) {
        logWarning("there is no program to try {} with: it is loaded untried", library.string());
        return {};
    }
    const std::int64_t start = steadyMicros();
    const Status tried = probeInChild(library, limitMs);
    milliseconds = since(start);
    if (tried.ok() || tried.error().code == ErrorCode::ProcessDied)
        records.setTrial(hash, {tried.ok(), milliseconds, tried.ok() ? "" : tried.error().why});
    return tried;
}

}  // namespace

struct PanelLoader::Impl {
    explicit Impl(PanelLoader* loader) : post(std::make_shared<UiPost>(loader)) {}

    std::shared_ptr<PanelRecords> records;
    bool safeStart = false;
    int limitMs = 10'000;
    std::map<std::string, Health> health;
    std::map<std::string, PanelFactory> factories;     ///< Of libraries that are loaded.
    std::shared_ptr<UiPost> post;

    void loadThen(const Manifest& manifest, PanelLoader* loader, std::function<void(Result<PanelFactory>)> then);
};

PanelLoader::PanelLoader(std::filesystem::path stateFolder, bool safeStart, QObject* parent) : QObject(parent), m_impl(std::make_unique<Impl>(this)) {
    m_impl->records = std::make_shared<PanelRecords>(std::move(stateFolder));
    m_impl->safeStart = safeStart;
}

PanelLoader::~PanelLoader() { m_impl->post->close(); }

PanelLoader::Health PanelLoader::health(const std::string& id) const {
    Health health;
    if (const auto found = m_impl->health.find(id); found != m_impl->health.end()) health = found->second;
    if (const auto why = m_impl->records->disabled(id)) health.state = State::Disabled, health.why = qs(*why);
    return health;
}

void PanelLoader::setDisabled(const std::string& id, bool disabled) {
    m_impl->records->setDisabled(id, disabled ? std::optional<std::string>("switched off by you") : std::nullopt);
    Q_EMIT healthChanged(qs(id));
}

void PanelLoader::forgetLoaded() {
    m_impl->factories.clear();
    std::erase_if(m_impl->health, [](const auto& entry) { return entry.second.state == State::Failed; });
}

const std::string& PanelLoader::blamed() const { return m_impl->records->blamed(); }

void PanelLoader::setProbeLimit(int milliseconds) { m_impl->limitMs = milliseconds; }

/// Hashing, trial and loading on a thread; `then` on the UI thread.
void PanelLoader::Impl::loadThen(const Manifest& manifest, PanelLoader* loader, std::function<void(Result<PanelFactory>)> then) {
    const std::string id = manifest.id;
    const bool again = health[id].state == State::Failed;
    health[id].state = State::Probing;
    Q_EMIT loader->healthChanged(qs(id));
    const auto work = [records = records, library = panelLibrary(manifest), limit = limitMs, again, id] {
        auto loaded = std::make_shared<Loaded>();
        const Status tried = tryOut(library, *records, limit, again, loaded->probeMs);
        if (!tried.ok()) {
            loaded->factory = tried.error();
            return loaded;
        }
        records->blame(id);
        const std::int64_t start = steadyMicros();
        loaded->factory = openPanelLibrary(library);
        loaded->loadMs = since(start);
        if (!loaded->factory.ok()) records->acquit(id);
        return loaded;
    };
    const auto done = [this, loader, id, then = std::move(then)](const std::shared_ptr<Loaded>& loaded) {
        Health& known = health[id];
        known.probeMs = loaded->probeMs;
        known.loadMs = loaded->loadMs;
        if (loaded->factory.ok()) factories[id] = *loaded->factory;
        if (!loaded->factory.ok()) known.state = State::Failed, known.why = qs(loaded->factory.error().why);
        then(loaded->factory);
        Q_EMIT loader->healthChanged(qs(id));
    };
    // Nobody waits for this thread: a trial may take its 10 s while the window closes.
    inBackground([post = post, work, done] { (*post)([done, loaded = work()] { done(loaded); }); });
}

void PanelLoader::make(PanelContext& context, QWidget* owner, Ready ready) {
    const std::string& id = context.manifest.id;
    const auto later = [this, owner = QPointer<QWidget>(owner), ready](std::function<Result<Panel*>()> make) {
        QTimer::singleShot(0, this, [owner, ready, make] {
            if (owner) ready(make());
        });
    };
    std::error_code ignored;
    if (m_impl->safeStart) return later([id] { return switchedOff(id, "the program was started without panels (--safe)"); });
    if (const auto why = m_impl->records->disabled(id)) return later([id, why] { return switchedOff(id, *why); });
    if (!std::filesystem::exists(panelLibrary(context.manifest), ignored))
        return later([&context, owner] { return Result<Panel*>(new GenericPanel(context, owner)); });

    // Called with the id in the blame file, which it leaves once the panel has seen its first events.
    const auto create = [this, &context, owner = QPointer<QWidget>(owner), ready, id](PanelFactory factory) {
        const std::int64_t start = steadyMicros();
        Result<Panel*> panel = createPanel(factory, context, owner);
        Health& known = m_impl->health[id];
        known.loadMs += since(start);
        known.state = panel.ok() ? State::Loaded : State::Failed;
        known.why = panel.ok() ? QString() : qs(panel.error().why);
        // Made in one turn of the event loop, placed in the next, acquitted after that: each is tens of milliseconds of work for a rich panel.
        QTimer::singleShot(0, this, [this, id, owner, ready, panel = std::move(panel)]() mutable {
            QTimer::singleShot(0, this, [this, id] { m_impl->records->acquit(id); });
            if (owner) ready(std::move(panel));
            Q_EMIT healthChanged(qs(id));
        });
    };
    if (const auto loaded = m_impl->factories.find(id); loaded != m_impl->factories.end()) {
        m_impl->records->blame(id);
        QTimer::singleShot(0, this, [this, id, owner = QPointer<QWidget>(owner), create, factory = loaded->second] {
            if (owner) create(factory);
            else m_impl->records->acquit(id);
        });
        return;
    }
    m_impl->loadThen(context.manifest, this, [this, id, owner = QPointer<QWidget>(owner), create, ready](Result<PanelFactory> factory) {
        if (!owner && factory.ok()) m_impl->records->acquit(id);
        if (!owner) return;
        if (factory.ok()) create(*factory);
        else ready(factory.error());
    });
}

}  // namespace vitrine
