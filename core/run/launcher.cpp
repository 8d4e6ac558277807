// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/launcher.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "core/base/clock.h"
#include "core/base/crash_report.h"
#include "core/base/paths.h"
#include "core/run/worker_process.h"

namespace vitrine {
namespace {

constexpr int kPollMs = 50;
constexpr std::int64_t kStateMicros = 500'000;  // How often the store is asked whether somebody wants the run to stop.

/// One worker from start to end.
class Launch {
public:
    Launch(ExperimentStore& store, std::int64_t run, const LaunchCallbacks& callbacks, int graceMs)
        : m_store(store), m_run(run), m_callbacks(callbacks), m_graceMicros(graceMs * 1000LL) {}

    Result<RunRow> wait() {
        VITRINE_TRY(m_process, WorkerProcess::start({commandLineProgram().string(), "worker", "--run", std::to_string(m_run), "--stream", "--store",
                                                     m_store.folder().string()}));
        std::optional<ExitState> exit;
        while (!(exit = m_process->pump(kPollMs, m_callbacks.message))) watch();
        return conclude(*exit);
    }

private:
    /// SIGTERM once somebody wants the end, SIGKILL to the whole group when that did not help in time.
    void watch() {
        const std::int64_t now = steadyMicros();
        if (m_askedAt == 0 && wantsEnd(now)) {
            m_askedAt = now;
            m_process->signal(SIGTERM);
        }
        if (m_askedAt != 0 && !m_killed && now - m_askedAt > m_graceMicros) {
            m_killed = true;
            m_process->signal(SIGKILL);
        }
    }

    bool wantsEnd(std::int64_t now) {
        if (m_callbacks.cancelled && m_callbacks.cancelled()) return true;
        if (now < m_nextLook) return false;
        m_nextLook = now + kStateMicros;
        const auto record = m_store.run(m_run);
        return record.ok() && record->row.state == RunState::Cancelling;
    }

    /// Writes what the worker could not write itself, and returns the run as it is then.
    Result<RunRow> conclude(const ExitState& exit) {
        const std::vector<std::string> lines = m_process->errorLines();
        std::vector<LogRow> log;
        for (const std::string& line : lines) log.push_back({wallMicros(), name(LogLevel::Info), "stderr: " + line});
        if (!log.empty()) static_cast<void>(m_store.appendLog(m_run, log));  // The state below matters more.
        VITRINE_TRY(RunRecord record, m_store.run(m_run));
        const RunState state = record.row.state;
        const bool running = state == RunState::Running || state == RunState::Cancelling;
        if (running && record.worker.pid != m_process->pid())
            return Error{ErrorCode::Conflict, "The worker did not start the run", fmt::format("run {}", m_run), "another worker has taken it",
                         "Follow it with vitrine-cli show."};
        if (running) {
            const auto [end, why] = endOf(exit, lines);
            const Status ended = m_store.endRun(m_run, end, why);
            if (!ended.ok() && ended.error().code != ErrorCode::Conflict) return ended.error();
            VITRINE_TRY(record, m_store.run(m_run));
        } else if (state == RunState::Queued) {
            return Error{ErrorCode::ProcessDied, "The worker did not start the run", fmt::format("run {}", m_run),
                         fmt::format("it ended with {}{}", exit.text(), lines.empty() ? "" : ": " + lines.back()),
                         "Look at its log with vitrine-cli show, and try again."};
        }
        return record.row;
    }

    std::pair<RunState, std::string> endOf(const ExitState& exit, const std::vector<std::string>& lines) const {
        const auto said = std::find_if(lines.rbegin(), lines.rend(), [](const std::string& line) { return !isCrashLine(line); });
        const std::string last = said == lines.rend() ? "" : "; its last words: " + *said;
        if (m_askedAt != 0 && (exit.signal == SIGTERM || exit.signal == SIGKILL))
            return {RunState::Cancelled, m_killed ? "it did not stop when asked and was killed" : "it was stopped"};
        if (exit.signal == SIGKILL) return {RunState::Interrupted, "its process was killed from outside, perhaps for lack of memory" + last};
        if (exit.signal == SIGTERM || exit.signal == SIGINT || exit.signal == SIGHUP) return {RunState::Interrupted, "its process ended by " + exit.text()};
        if (exit.signal != 0) return {RunState::Failed, fmt::format("the method crashed: {}{}", exit.text(), last)};
        return {RunState::Failed, fmt::format("the method ended its process ({}) instead of returning{}", exit.text(), last)};
    }

    ExperimentStore& m_store;
    std::int64_t m_run;
    const LaunchCallbacks& m_callbacks;
    std::int64_t m_graceMicros, m_askedAt = 0, m_nextLook = 0;
    bool m_killed = false;
    std::unique_ptr<WorkerProcess> m_process;
};

}  // namespace

Result<RunRow> launchAndWait(ExperimentStore& store, std::int64_t run, const LaunchCallbacks& callbacks, int graceMs) {
    return Launch(store, run, callbacks, graceMs).wait();
}

Result<int> launchDetached(const std::filesystem::path& storeFolder) {
    SpawnOptions options;
    options.arguments = {commandLineProgram().string(), "worker", "--drain", "--store", storeFolder.string()};
    options.quiet = true;
    VITRINE_TRY(ChildProcess process, ChildProcess::spawn(options));
    const int pid = process.pid();
    std::thread([child = std::move(process)]() mutable { child.wait(); }).detach();  // Reaped when we live longer than it.
    return pid;
}

std::filesystem::path commandLineProgram() {
    const char* named = std::getenv("VITRINE_CLI");
    return named && *named ? std::filesystem::path(named) : executableFolder() / "vitrine-cli";
}

}  // namespace vitrine
