// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run/run_service.h"

#include <QPointer>
#include <condition_variable>

#include "app/run/pace_meter.h"
#include "app/run/run_launch.h"
#include "core/base/background.h"
#include "core/base/clock.h"
#include "core/base/log.h"

namespace vitrine {
namespace {

constexpr int kPollMs = 250;
constexpr auto kSweepEvery = std::chrono::seconds(10);

/// Looks for runs whose worker is gone, now and every 10 s, with a store of its own.
class Sweeper {
public:
    explicit Sweeper(std::filesystem::path storeFolder) {
        inBackground([state = m_state, folder = std::move(storeFolder)] {
            auto store = ExperimentStore::open(folder);
            std::unique_lock lock(state->mutex);
            while (store.ok() && !store->readOnly() && !state->stopping) {
                lock.unlock();
                const auto swept = store->sweepInterrupted();
                if (!swept.ok()) logWarning("{}", swept.error().message());
                lock.lock();
                state->changed.wait_for(lock, kSweepEvery, [&] { return state->stopping; });
            }
        });
    }
    ~Sweeper() {
        std::lock_guard lock(m_state->mutex);
        m_state->stopping = true;
        m_state->changed.notify_all();
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool stopping = false;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
};

}  // namespace

struct RunService::Impl {
    Impl(RunService* service, ExperimentStore& opened, std::function<const DatasetCatalog*()> catalogue)
        : self(service), store(opened), data(std::move(catalogue)), link(std::make_shared<RunLink>(service, opened.folder())), sweeper(opened.folder()) {
        link->previewsWait = [this] {
            for (const RunPreview& preview : link->previews.take()) Q_EMIT self->preview(preview.run, preview.spec, preview.data);
        };
        link->runMoved = [this] { look(true); };
    }

    std::vector<RunRow> query(const std::string& where, std::int64_t limit) {
        RunQuery wanted;
        wanted.where = where;
        wanted.limit = limit;
        auto page = store.runs(wanted);
        if (!page.ok()) {
            logWarning("{}", page.error().message());
            return {};
        }
        return std::move(page->rows);
    }

    void look(bool anyway);
    void tellNew();
    void follow(std::vector<RunRow> now);

    RunService* self;
    ExperimentStore& store;
    std::function<const DatasetCatalog*()> data;
    std::shared_ptr<RunLink> link;
    Sweeper sweeper;
    QTimer timer;
    std::vector<RunRow> active;
    std::map<std::int64_t, PaceMeter> paces;
    std::int64_t version = -1, newest = 0;
};

/// Asks the store what has changed. `anyway`: also after writes of our own connection, which its version does not tell.
void RunService::Impl::look(bool anyway) {
    const std::int64_t now = store.dataVersion();
    if (now == version && !anyway) return;
    version = now;
    tellNew();
    follow(query("state in (\"queued\", \"running\", \"cancelling\")", 500));
    Q_EMIT self->storeChanged();
}

void RunService::Impl::tellNew() {
    std::vector<RunRow> added = query(fmt::format("id > {}", newest), 500);
    std::reverse(added.begin(), added.end());
    for (const RunRow& row : added) {
        newest = std::max(newest, row.id);
        Q_EMIT self->runAdded(row.id);
        if (isEnded(row.state)) {  // Imported, or over before we looked.
            Q_EMIT self->runChanged(row.id);
            Q_EMIT self->runEnded(row.id);
        }
    }
}

void RunService::Impl::follow(std::vector<RunRow> now) {
    std::vector<std::int64_t> ended;
    for (const RunRow& before : active)
        if (std::none_of(now.begin(), now.end(), [&](const RunRow& row) { return row.id == before.id; })) ended.push_back(before.id);
    active = std::move(now);
    const std::int64_t micros = steadyMicros();
    std::map<std::int64_t, PaceMeter> kept;
    std::vector<std::int64_t> moved;
    for (const RunRow& row : active) {
        PaceMeter& pace = kept[row.id] = std::move(paces[row.id]);
        if (row.state == RunState::Running) pace.add(micros, row.progress);
        moved.push_back(row.id);
    }
    paces = std::move(kept);
    moved.insert(moved.end(), ended.begin(), ended.end());
    for (std::int64_t id : moved) Q_EMIT self->runChanged(id);
    for (std::int64_t id : ended) Q_EMIT self->runEnded(id);
}

RunService::RunService(ExperimentStore& store, std::function<const DatasetCatalog*()> data, QObject* parent)
    : QObject(parent), m_impl(std::make_unique<Impl>(this, store, std::move(data))) {
    const std::vector<RunRow> last = m_impl->query("", 1);
    m_impl->newest = last.empty() ? 0 : last.front().id;
    m_impl->active = m_impl->query("state in (\"queued\", \"running\", \"cancelling\")", 500);
    connect(&m_impl->timer, &QTimer::timeout, this, [this] { m_impl->look(false); });
    m_impl->timer.start(kPollMs);
}

RunService::~RunService() { m_impl->link->post.close(); }

void RunService::start(const RunOrder& order, const Manifest& manifest, QObject* owner, Started started) {
    std::optional<DatasetCatalog> data;
    if (const DatasetCatalog* known = m_impl->data ? m_impl->data() : nullptr) data = *known;
    const auto tell = [link = m_impl->link, owner = QPointer<QObject>(owner), started = std::move(started)](Result<std::int64_t> run) {
        link->post([link, owner, started, run] {
            link->runMoved();
            if (owner && started) started(run);
        });
    };
    inBackground([link = m_impl->link, order, manifest, data = std::move(data), tell] {
        const auto run = recordRun(*link, order, manifest, data);
        if (!run.ok()) return tell(run.error());
        superviseRun(link, *run, [&](Status status) { tell(status.ok() ? Result<std::int64_t>(*run) : status.error()); });
    });
}

void RunService::cancel(std::int64_t run) {
    inBackground([link = m_impl->link, run] {
        auto store = ExperimentStore::open(link->storeFolder);
        const auto state = store.ok() ? store->requestCancel(run) : Result<RunState>(store.error());
        if (!state.ok()) logWarning("{}", state.error().message());
        link->post(link->runMoved);
    });
}

Status RunService::resume(std::int64_t run) {
    VITRINE_CHECK(m_impl->store.requeue(run));
    inBackground([link = m_impl->link, run] {
        superviseRun(link, run, [](const Status& status) {
            if (!status.ok()) logWarning("{}", status.error().message());
        });
    });
    m_impl->look(true);
    return {};
}

const std::vector<RunRow>& RunService::active() const { return m_impl->active; }

RunService::Pace RunService::pace(std::int64_t run) const {
    const auto found = m_impl->paces.find(run);
    if (found == m_impl->paces.end()) return {};
    const std::int64_t now = steadyMicros();
    return {found->second.perSecond(now), found->second.secondsLeft(now)};
}

}  // namespace vitrine
