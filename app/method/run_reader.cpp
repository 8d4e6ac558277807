// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/run_reader.h"

#include <condition_variable>
#include <deque>

#include "app/run/ui_post.h"
#include "core/base/background.h"

namespace vitrine {
namespace {

constexpr std::int64_t kMostRuns = 60, kMostLines = 20'000;

using Job = std::function<void(ExperimentStore&)>;

/// Jobs for one thread; a job with a name replaces a waiting one of the same name.
struct Desk {
    explicit Desk(QObject* receiver) : post(receiver) {}
    UiPost post;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::pair<std::string, Job>> jobs;
    bool working = false, closed = false;

    void put(const std::string& name, Job job) {
        {
            std::lock_guard lock(mutex);
            if (!name.empty()) std::erase_if(jobs, [&](const auto& waiting) { return waiting.first == name; });
            jobs.emplace_back(name, std::move(job));
        }
        changed.notify_all();
    }

    void work(const std::filesystem::path& folder) {
        std::optional<ExperimentStore> store;
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [this] { return closed || !jobs.empty(); });
            if (jobs.empty()) return;   // Closed; what was to be written is.
            const Job job = std::move(jobs.front().second);
            jobs.pop_front();
            working = true;
            lock.unlock();
            if (!store)
                if (auto opened = ExperimentStore::open(folder); opened.ok()) store.emplace(std::move(*opened));
            if (store) job(*store);
            lock.lock();
            working = false;
        }
    }
};

std::vector<RecentRun> recentRuns(ExperimentStore& store, const std::string& method, const std::string& metric) {
    RunQuery query;
    query.where = fmt::format("method == \"{}\"", method);
    query.limit = kMostRuns;
    std::vector<RecentRun> runs;
    const auto page = store.runs(query);
    if (!page.ok()) return runs;
    for (const RunRow& row : page->rows) {
        RecentRun run{row, {}};
        if (!metric.empty())
            if (const auto summaries = store.summaries(row.id); summaries.ok())
                for (const MetricSummary& summary : *summaries)
                    if (summary.name == metric) run.metric = summary.last;
        runs.push_back(std::move(run));
    }
    return runs;
}

}  // namespace

bool RecentRun::starred() const { return std::find(row.tags.begin(), row.tags.end(), kStarTag) != row.tags.end(); }

struct RunReader::Impl {
    explicit Impl(QObject* reader) : desk(std::make_shared<Desk>(reader)) {}
    std::shared_ptr<Desk> desk;
};

RunReader::RunReader(std::filesystem::path storeFolder, QObject* parent) : QObject(parent), m_impl(std::make_unique<Impl>(this)) {
    inBackground([desk = m_impl->desk, folder = std::move(storeFolder)] { desk->work(folder); });
}

RunReader::~RunReader() {
    m_impl->desk->post.close();
    {
        std::lock_guard lock(m_impl->desk->mutex);
        m_impl->desk->closed = true;
    }
    m_impl->desk->changed.notify_all();
}

void RunReader::readRecent(const std::string& method, const std::string& metric) {
    m_impl->desk->put("recent", [this, desk = m_impl->desk, method, metric](ExperimentStore& store) {
        desk->post([this, runs = recentRuns(store, method, metric)] { Q_EMIT recent(runs); });
    });
}

void RunReader::readLog(std::int64_t run) {
    m_impl->desk->put("log", [this, desk = m_impl->desk, run](ExperimentStore& store) {
        auto lines = std::make_shared<std::vector<LogRow>>(store.log(run, kMostLines).valueOr({}));  // A run that is gone has no log.
        desk->post([this, run, lines] { Q_EMIT log(run, *lines); });
    });
}

void RunReader::write(std::function<Status(ExperimentStore&)> job) {
    m_impl->desk->put({}, [this, desk = m_impl->desk, job = std::move(job)](ExperimentStore& store) {
        if (const Status done = job(store); !done.ok()) desk->post([this, error = done.error()] { Q_EMIT failed(error); });
    });
}

bool RunReader::idle() const {
    std::lock_guard lock(m_impl->desk->mutex);
    return !m_impl->desk->working && m_impl->desk->jobs.empty();
}

}  // namespace vitrine
