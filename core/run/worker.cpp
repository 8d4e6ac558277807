// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/worker.h"

#include <atomic>
#include <csignal>

#include "core/run/run_execution.h"

namespace vitrine {
namespace {

std::atomic<bool> g_cancelSignalled = false;
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

void onCancelSignal(int) { g_cancelSignalled.store(true, std::memory_order_relaxed); }

}  // namespace

void installCancelSignals() {
    struct sigaction action {};
    action.sa_handler = onCancelSignal;
    action.sa_flags = SA_RESTART | SA_RESETHAND;  // The first asks; a second one ends the process at once.
    for (int number : {SIGTERM, SIGINT}) ::sigaction(number, &action, nullptr);
    // A run outlives its terminal and its window.
    for (int number : {SIGHUP, SIGPIPE}) std::signal(number, SIG_IGN);
}

bool cancelSignalled() { return g_cancelSignalled.load(std::memory_order_relaxed); }

Result<int> runWorker(const WorkerOptions& options, const PluginCatalog& catalog) {
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(options.storeFolder));
    VITRINE_TRY(const auto interrupted, store.sweepInterrupted());
    for (std::int64_t run : interrupted) logWarning("run {} was interrupted: its worker is gone", run);
    const WorkerIdentity worker = WorkerIdentity::ofThisProcess();
    std::optional<EventStream> stream;
    if (options.stream) stream.emplace(*options.stream);
    int executed = 0;
    while (!cancelSignalled()) {
        VITRINE_TRY(const auto run, store.claimRun(worker, options.run));
        if (!run && options.run)
            return Error{ErrorCode::Conflict, "Cannot execute the run", fmt::format("run {}", *options.run), "it is not in the queue",
                         "See its state with vitrine-cli show; vitrine-cli resume queues it again."};
        if (!run) break;
        VITRINE_CHECK(RunExecution(store, worker, catalog, stream ? &*stream : nullptr).execute(*run));
        ++executed;
        if (!options.drain || options.run) break;
    }
    return executed;
}

}  // namespace vitrine
