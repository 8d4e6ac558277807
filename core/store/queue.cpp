// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/process.h"
#include "core/store/migrations.h"
#include "core/store/run_rows.h"

namespace vitrine {
namespace {

using store::Query;

constexpr int kForeignFactor = 10;  ///< Workers of other hosts are judged by age alone, so much later.

bool sameWorker(const WorkerIdentity& a, const WorkerIdentity& b) {
    return a.pid == b.pid && a.startTime == b.startTime && a.host == b.host && a.bootId == b.bootId;
}

WorkerIdentity workerFrom(const Query& query, int column) {
    return {query.text(column), query.text(column + 1), static_cast<int>(query.integer(column + 2)),
            static_cast<std::uint64_t>(query.integer(column + 3))};
}

Error conflict(const std::string& what, std::int64_t run, const std::string& why, const char* next) {
    return {ErrorCode::Conflict, what, fmt::format("run {}", run), why, next};
}

/// State and worker of a run. Throws.
struct RunOwner {
    RunState state = RunState::Queued;
    WorkerIdentity worker;
    bool trashed = false;
};
Result<RunOwner> ownerOf(ExperimentStore::Impl& impl, const std::string& what, std::int64_t id) {
    Query query(*impl.database, "SELECT state, host, boot, pid, pid_start, trashed FROM runs WHERE id = ?");
    if (!query.bind(id).step()) return impl.runNotFound(what, id);
    return RunOwner{static_cast<RunState>(query.integer(0)), workerFrom(query, 1), query.integer(5) != 0};
}

void setState(store::Database& database, std::int64_t id, RunState state) {
    Query(database, "UPDATE runs SET state = ? WHERE id = ?").bind(int(state), id).run();
}

/// The run to take next. Throws.
std::optional<std::int64_t> nextQueued(store::Database& database, std::optional<std::int64_t> only) {
    Query query(database,
                only ? "SELECT id FROM runs WHERE state = 0 AND trashed = 0 AND id = ?"
                     : "SELECT id FROM runs WHERE state = 0 AND trashed = 0 ORDER BY priority DESC, id LIMIT 1");
    if (only) query.bind(*only);
    if (!query.step()) return std::nullopt;
    return query.integer(0);
}

bool isLost(const WorkerIdentity& worker, std::int64_t heartbeat, std::int64_t now, std::int64_t staleMicros) {
    const std::int64_t age = now - heartbeat;
    if (worker.host != hostName()) return age > kForeignFactor * staleMicros;
    // A heartbeat far in the future means that the clock was set back: only the process can tell then.
    if (age <= staleMicros && age >= -staleMicros) return false;
    return worker.bootId != bootId() || !processAlive(worker.pid, worker.startTime);
}

}  // namespace

Result<std::optional<std::int64_t>> ExperimentStore::claimRun(const WorkerIdentity& worker,
                                                              std::optional<std::int64_t> only) {
    using Claim = Result<std::optional<std::int64_t>>;
    const char* what = "Cannot take a run from the queue";
    store::Database& database = *m_impl->database;
    // Idle workers ask often: they must not take the write lock to learn that there is nothing.
    VITRINE_TRY(const auto waiting, m_impl->read(what, [&]() -> Claim { return nextQueued(database, only); }));
    if (!waiting) return Claim(std::nullopt);
    Claim claimed = m_impl->write(what, [&]() -> Claim {
        const std::optional<std::int64_t> id = nextQueued(database, only);
        if (!id) return Claim(std::nullopt);
        const std::int64_t now = wallMicros();
        Query(database,
              "UPDATE runs SET state = ?, host = ?, boot = ?, pid = ?, pid_start = ?, started = ?, heartbeat = ?, "
              "ended = 0, "
              "error = '', progress = 0, progress_text = '' WHERE id = ?")
            .bind(int(RunState::Running), worker.host, worker.bootId, worker.pid, worker.startTime, now, now, *id)
            .run();
        return id;
    });
    if (claimed.ok() && *claimed) m_impl->claimed[**claimed] = worker;
    return claimed;
}

Result<RunState> ExperimentStore::heartbeat(std::int64_t id, const WorkerIdentity& worker, double progress,
                                            const std::string& text) {
    const char* what = "Cannot report progress";
    return m_impl->write(
        what,
        [&]() -> Result<RunState> {
            VITRINE_TRY(const RunOwner owner, ownerOf(*m_impl, what, id));
            const bool active = owner.state == RunState::Running || owner.state == RunState::Cancelling;
            if (!active || !sameWorker(owner.worker, worker))
                return conflict(what, id, fmt::format("it is {} and no longer this worker's", name(owner.state)),
                                "Stop working on it.");
            Query(*m_impl->database, "UPDATE runs SET heartbeat = ?, progress = ?, progress_text = ? WHERE id = ?")
                .bind(wallMicros(), progress == progress ? progress : 0.0, text, id)
                .run();
            return owner.state;
        },
        Need::Essential);
}

Status ExperimentStore::endRun(std::int64_t id, RunState state, const std::string& error) {
    const char* what = "Cannot end a run";
    if (!isEnded(state))
        return Error{ErrorCode::InvalidArgument, what, fmt::format("run {}", id),
                     fmt::format("{} is not an end", name(state)), "Use an end state."};
    return m_impl->write(
        what,
        [&]() -> Status {
            VITRINE_TRY(const RunOwner owner, ownerOf(*m_impl, what, id));
            if (owner.state != RunState::Running && owner.state != RunState::Cancelling)
                return conflict(what, id, fmt::format("it is {}, not running", name(owner.state)),
                                "Look at its state again.");
            // A worker that was taken for dead must not end the run of its successor.
            const auto ours = m_impl->claimed.find(id);
            if (ours != m_impl->claimed.end() && !sameWorker(ours->second, owner.worker))
                return conflict(what, id, "another worker has taken it", "Leave it to that worker.");
            const std::int64_t now = wallMicros();
            Query(*m_impl->database,
                  "UPDATE runs SET state = ?, ended = ?, heartbeat = ?, error = ?, progress = CASE WHEN ? THEN 1.0 "
                  "ELSE progress END WHERE id = ?")
                .bind(int(state), now, now, error, state == RunState::Finished, id)
                .run();
            store::copyRunRows(*m_impl->database, id);
            return {};
        },
        Need::Essential);
}

Result<RunState> ExperimentStore::requestCancel(std::int64_t id) {
    const char* what = "Cannot cancel a run";
    return m_impl->write(
        what,
        [&]() -> Result<RunState> {
            VITRINE_TRY(const RunOwner owner, ownerOf(*m_impl, what, id));
            if (owner.state == RunState::Queued) {
                Query(*m_impl->database, "UPDATE runs SET state = ?, ended = ? WHERE id = ?")
                    .bind(int(RunState::Cancelled), wallMicros(), id)
                    .run();
                store::copyRunRows(*m_impl->database, id);
                return RunState::Cancelled;
            }
            if (owner.state != RunState::Running) return owner.state;
            setState(*m_impl->database, id, RunState::Cancelling);
            return RunState::Cancelling;
        },
        Need::Essential);
}

Status ExperimentStore::requeue(std::int64_t id, bool force) {
    const char* what = "Cannot queue a run again";
    return m_impl->write(what, [&]() -> Status {
        VITRINE_TRY(const RunOwner owner, ownerOf(*m_impl, what, id));
        if (!isEnded(owner.state))
            return conflict(what, id, fmt::format("it is {}", name(owner.state)),
                            "Wait for its end, or cancel it first.");
        if (owner.state == RunState::Finished && !force)
            return conflict(what, id, "it is finished", "Make a new run of it with vitrine-cli rerun.");
        if (owner.trashed) return conflict(what, id, "it is in the trash", "Take it out of the trash first.");
        Query(
            *m_impl->database,
            "UPDATE runs SET state = ?, attempt = attempt + 1, ended = 0, error = '', progress_text = '' WHERE id = ?")
            .bind(int(RunState::Queued), id)
            .run();
        store::copyRunRows(*m_impl->database, id);
        return {};
    });
}

Result<std::vector<std::int64_t>> ExperimentStore::sweepInterrupted(int staleMs) {
    using Ids = Result<std::vector<std::int64_t>>;
    const char* what = "Cannot look for interrupted runs";
    const auto lost = [&]() -> Ids {
        std::vector<std::int64_t> ids;
        Query query(*m_impl->database,
                    "SELECT id, heartbeat, host, boot, pid, pid_start FROM runs WHERE state IN (1, 2) ORDER BY id");
        while (query.step())
            if (isLost(workerFrom(query, 2), query.integer(1), wallMicros(), staleMs * 1000LL))
                ids.push_back(query.integer(0));
        return ids;
    };
    VITRINE_TRY(const auto found, m_impl->read(what, lost));
    if (found.empty()) return found;
    return m_impl->write(
        what,
        [&]() -> Ids {
            VITRINE_TRY(const auto ids, lost());
            for (std::int64_t id : ids) {
                Query(*m_impl->database,
                      "UPDATE runs SET state = ?, ended = max(heartbeat, started), error = ? WHERE id = ?")
                    .bind(int(RunState::Interrupted), "its worker process is gone and sent no heartbeat", id)
                    .run();
                store::copyRunRows(*m_impl->database, id);
            }
            return ids;
        },
        Need::Essential);
}

}  // namespace vitrine
