// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <unordered_map>

#include "core/run/event_stream.h"
#include "core/run/metric_ring.h"
#include "core/run/run_context.h"
#include "core/store/experiment_store.h"

namespace vitrine {

struct RunWriterOptions {
    std::filesystem::path storeFolder;
    std::int64_t run = 0;
    WorkerIdentity worker;
    EventStream* stream = nullptr;                ///< Gets "progress", "metrics" and "log" messages as well.
    std::map<std::string, std::int64_t> points;   ///< How many points each metric has in the store already (a resumed run).
    std::function<bool()> cancelled;              ///< A wish to stop from outside the store (a signal).
};

/// The thread that writes what a run produces: metric points every 100 ms or 4,096 points, log lines, and each second a heartbeat with the
/// progress. It has a store connection of its own.
///
/// A full disk pauses the run: points stay in memory, the callers wait, and the writer tries again every second. Any other failure of the
/// store ends the run: `stopRequested` turns true and `failure` says why.
class RunWriter {
public:
    static Result<std::unique_ptr<RunWriter>> start(RunWriterOptions options);
    ~RunWriter();
    RunWriter(const RunWriter&) = delete;
    RunWriter& operator=(const RunWriter&) = delete;

    // From any thread.
    MetricId metricId(std::string_view name);
    void metric(MetricId metric, std::int64_t step, double value);
    void log(LogLevel level, std::string_view text);
    /// A wish to cancel in the store, or a failure of the writer.
    bool stopRequested() const { return m_stopRequested.load(std::memory_order_relaxed); }
    /// Waits while the run is paused by a full disk; returns at once when the run shall stop.
    void waitWhilePaused() const;

    // From the thread of the run.
    void progress(double done, double total, std::string_view text);
    /// Tells everybody (log, heartbeat, stream) that the run waits ("paused: disk full"); empty: that it goes on.
    void notice(const std::string& text);
    /// Everything so far is in the store. Fails with the writer's failure.
    Status flush();
    /// Flushes and ends the thread. When the disk is full it waits, unless the run shall stop.
    Status finish();
    std::map<std::string, std::int64_t> points() const;  ///< Written points by metric; exact after `flush`.
    std::optional<Error> failure() const;

private:
    explicit RunWriter(RunWriterOptions options);
    struct Progress {
        double done = 0, total = 0;
        std::string text;
        bool changed = false;
    };

    void loop();
    bool step();  ///< One round of the loop; false: the end.
    void takePoints();
    void takeLog();
    void writePending();
    void stream(const std::vector<MetricBlock>& blocks, const std::vector<LogRow>& lines);
    void streamProgress();
    void heartbeat();
    void accept(const Status& status);
    void wake();
    double fraction() const;
    std::string progressText() const;
    bool allWritten() const;
    bool wantsOut() const { return stopRequested() || (m_options.cancelled && m_options.cancelled()); }

    RunWriterOptions m_options;
    std::optional<ExperimentStore> m_store;
    MetricRing m_ring;
    std::atomic<bool> m_stopRequested = false;
    std::atomic<bool> m_paused = false;  ///< The store is full: points stay where they are.
    std::atomic<bool> m_ended = false;   ///< Nobody writes any more.
    std::atomic<int> m_nameCount = 0;
    std::thread m_thread;

    std::mutex m_namesMutex;  ///< Guards the two below.
    std::unordered_map<std::string, int> m_ids;
    std::vector<std::string> m_names;

    mutable std::mutex m_mutex;  ///< Guards all up to the next blank line.
    std::condition_variable m_wakeup, m_written;
    bool m_wakeRequested = false, m_closing = false;
    std::uint64_t m_pointsDone = 0, m_linesPut = 0, m_linesDone = 0;
    std::vector<LogRow> m_lines;
    std::uint64_t m_linesKept = 0, m_linesLeftOut = 0;
    std::map<std::string, std::int64_t> m_counts;
    Progress m_progress;
    std::string m_notice;
    std::optional<Error> m_failure;

    // Of the writing thread alone: what the store has not taken yet.
    std::vector<MetricBlock> m_blocks;
    std::vector<int> m_blockOf;  ///< Metric -> its block or -1.
    std::vector<LogRow> m_pendingLines;
    std::uint64_t m_pendingLinesEnd = 0;
    std::int64_t m_nextHeartbeat = 0, m_nextTry = 0;
};

}  // namespace vitrine
