// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/data/array.h"
#include "core/store/records.h"

namespace vitrine {

/// How a store is opened.
struct StoreOptions {
    bool readOnly = false;
    int busyTimeoutMs = 5000;
};

/// Result of `check`.
struct StoreCheck {
    std::vector<std::string> problems;  ///< Database damage, rows without files, files with another hash, files without rows.
    std::int64_t runs = 0, artifacts = 0, points = 0;
    bool ok() const { return problems.empty(); }
};

/// Experiments, runs, parameters, metrics, artifacts, claims, tags, notes and logs: one SQLite database (WAL, synchronous NORMAL)
/// and a folder of files per run. The only class with SQL behind it.
///
/// Layout: `<folder>/vitrine.db`, `<folder>/runs/<uuid>/` (artifacts, checkpoint), `<folder>/cache/` (models that methods train once).
/// Threads: an object belongs to one thread at a time; open one per thread. Processes: any number may open the same store.
/// Opening migrates an older schema inside one exclusive transaction after a backup `vitrine.db.bak-<version>`; a newer one is opened
/// read-only; a damaged one gives ErrorCode::Corrupt and is left as it is (see salvage.h).
class ExperimentStore {
public:
    static Result<ExperimentStore> open(const std::filesystem::path& folder, const StoreOptions& options = {});
    ExperimentStore(ExperimentStore&&) noexcept;
    ExperimentStore& operator=(ExperimentStore&&) noexcept;
    ~ExperimentStore();

    const std::filesystem::path& folder() const;
    bool readOnly() const;
    int schemaVersion() const;
    /// Warnings of opening: network file system, newer version.
    const std::vector<std::string>& notices() const;
    /// Changes whenever another connection wrote: one cheap call per frame for live views.
    std::int64_t dataVersion();

    // Runs and the queue -----------------------------------------------------------------------------------------------------------
    Result<std::int64_t> createRun(const RunRequest& request);
    /// Many runs (a sweep) in one transaction: all or none. Ids in the order of the requests.
    Result<std::vector<std::int64_t>> createRuns(const std::vector<RunRequest>& requests);
    Result<RunRecord> run(std::int64_t id);
    Result<RunPage> runs(const RunQuery& query);
    /// Takes the queued run of highest priority, then oldest, or just `only`; atomic between processes. Empty: nothing queued.
    Result<std::optional<std::int64_t>> claimRun(const WorkerIdentity& worker, std::optional<std::int64_t> only = {});
    /// Heartbeat with progress. Returns the state so that the worker sees a wish to cancel. Fails with Conflict when the run is no longer this worker's.
    Result<RunState> heartbeat(std::int64_t id, const WorkerIdentity& worker, double progress, const std::string& text);
    /// Ends a running run of this worker.
    Status endRun(std::int64_t id, RunState state, const std::string& error = {});
    Status recordEnvironment(std::int64_t id, const Json& environment, const Json& weights);
    /// Queued -> Cancelled; Running -> Cancelling; ended: no change.
    Result<RunState> requestCancel(std::int64_t id);
    /// Ended (not Finished, unless `force`) -> Queued, keeping checkpoint and points; attempt + 1.
    Status requeue(std::int64_t id, bool force = false);
    /// Runs in Running/Cancelling whose heartbeat is older than `staleMs` and whose worker is not alive (same host and boot: by pid and
    /// start time; elsewhere: by age alone, 10x) become Interrupted. Returns their ids.
    Result<std::vector<std::int64_t>> sweepInterrupted(int staleMs = 10'000);
    std::filesystem::path runFolder(const std::string& uuid) const;
    std::filesystem::path cacheFolder() const;

    // Metrics ----------------------------------------------------------------------------------------------------------------------
    /// Appends points of one run in one transaction: full chunks of 4,096 points, one open tail chunk per series, summaries.
    Status appendMetrics(std::int64_t run, const std::vector<MetricBlock>& blocks);
    Result<std::vector<MetricSummary>> summaries(std::int64_t run);
    Result<std::vector<std::string>> metricNames(std::int64_t run);
    Result<MetricSeries> series(std::int64_t run, const std::string& name);
    /// Points with index >= `from` (for live tails).
    Result<MetricSeries> seriesFrom(std::int64_t run, const std::string& name, std::int64_t from);
    /// Cuts every series to its count in `counts` (missing name: to 0): points after a checkpoint go when the run resumes.
    Status truncateMetrics(std::int64_t run, const std::map<std::string, std::int64_t>& counts);

    // Artifacts --------------------------------------------------------------------------------------------------------------------
    /// Moves a complete, flushed file of the run's folder under its row with size and hash; replaces one of the same name and step.
    Result<ArtifactRow> addArtifact(ArtifactRow row, const std::filesystem::path& file);
    Result<std::vector<ArtifactRow>> artifacts(std::int64_t run);
    Result<ArtifactRow> artifact(std::int64_t run, const std::string& name);
    Status removeArtifacts(std::int64_t run);  ///< When a run starts again from nothing.

    // Logs, tags, notes, trash -----------------------------------------------------------------------------------------------------
    Status appendLog(std::int64_t run, const std::vector<LogRow>& lines);
    Result<std::vector<LogRow>> log(std::int64_t run, std::int64_t lastLines = -1);
    Status setTags(std::int64_t run, const std::vector<std::string>& tags);
    Status setNote(std::int64_t run, const std::string& note);
    Status setTitle(std::int64_t run, const std::string& title);
    Status setTrashed(std::int64_t run, bool trashed);
    Status emptyTrash();  ///< Removes trashed runs and their folders for good.

    // Claims -----------------------------------------------------------------------------------------------------------------------
    Result<std::int64_t> saveClaim(const ClaimRecord& record);  ///< id 0: new; else replaced.
    Result<std::vector<ClaimRecord>> claims(const std::string& method = {});

    // Settings of any part of the program, by key -----------------------------------------------------------------------------------
    Status setSetting(const std::string& key, const Json& value);
    Result<Json> setting(const std::string& key);  ///< Null when absent.

    // Care -------------------------------------------------------------------------------------------------------------------------
    Result<StoreCheck> check(bool verifyHashes);
    Status backup(const std::filesystem::path& file);  ///< A consistent copy of the database while others write.
    Status checkpointWal();

    struct Impl;  ///< Known inside core/store only.

private:
    friend struct StoreOpener;
    explicit ExperimentStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
