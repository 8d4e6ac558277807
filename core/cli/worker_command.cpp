// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/worker_command.h"

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

#include "core/run/event_stream.h"
#include "core/run/worker.h"

namespace vitrine {
namespace {

int fail(const Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return 1;
}

/// Each run in a process of its own, so that a crash ends that run and not the queue.
Status drainQueue(const std::filesystem::path& storeFolder) {
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(storeFolder));
    VITRINE_TRY(const auto interrupted, store.sweepInterrupted());
    for (std::int64_t run : interrupted) logWarning("run {} was interrupted: its worker is gone", run);
    LaunchCallbacks callbacks;
    callbacks.cancelled = cancelSignalled;
    RunQuery query;
    query.where = "state == \"queued\"";
    query.sort = "-priority";
    query.limit = 1000;
    std::int64_t failedStarts = 0;
    while (!cancelSignalled() && failedStarts < 3) {
        VITRINE_TRY(const RunPage page, store.runs(query));
        const RunRow* next = nullptr;
        for (const RunRow& row : page.rows)
            if (!next || row.priority > next->priority || (row.priority == next->priority && row.id < next->id)) next = &row;
        if (!next) return {};
        const auto ended = launchAndWait(store, next->id, callbacks);
        // Another worker may have been faster; a program that does not start at all would be tried forever.
        failedStarts = ended.ok() ? 0 : failedStarts + 1;
        if (ended.ok()) std::fprintf(stderr, "run %lld: %s %s\n", static_cast<long long>(ended->id), name(ended->state), ended->error.c_str());
        else logWarning("{}", ended.error().message());
    }
    return {};
}

/// One run in a process of its own, its messages passed on to standard output as long as somebody reads them.
Status superviseRun(const std::filesystem::path& storeFolder, std::int64_t run, MessageChannel* channel) {
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(storeFolder));
    std::optional<EventStream> stream;
    if (channel) stream.emplace(*channel);
    LaunchCallbacks callbacks;
    callbacks.cancelled = cancelSignalled;
    callbacks.message = [&](const Message& message) {
        if (stream) stream->send(message);
    };
    VITRINE_TRY(const RunRow row, launchAndWait(store, run, callbacks));
    // The end as concluded: of a crashed worker no message told it.
    if (stream) stream->send({"state", {{"run", run}, {"state", name(row.state)}, {"error", row.error}}, {}});
    return {};
}

}  // namespace

int workerCommand(const WorkerCommandOptions& options) {
    installCancelSignals();
    if (options.drain && !options.run) {
        const Status drained = drainQueue(options.storeFolder);
        return drained.ok() ? 0 : fail(drained.error());
    }
    // Standard output belongs to the messages; what a method prints goes to standard error.
    const int out = options.stream ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) : -1;
    if (options.stream) ::dup2(STDERR_FILENO, STDOUT_FILENO);
    MessageChannel channel(STDIN_FILENO, out);
    if (options.supervise && options.run) {
        const Status supervised = superviseRun(options.storeFolder, *options.run, options.stream ? &channel : nullptr);
        return supervised.ok() ? 0 : fail(supervised.error());
    }
    WorkerOptions worker{options.storeFolder, options.run, false, options.stream ? &channel : nullptr};
    const auto executed = runWorker(worker, PluginCatalog::scanDefault());
    if (out >= 0) ::close(out);
    return executed.ok() ? 0 : fail(executed.error());
}

}  // namespace vitrine
