// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_store.h"

#include "tests/bench/bench.h"

namespace vitrine::bench {

std::int64_t newRun(ExperimentStore& store, const Json& parameters) {
    RunRequest request;
    request.method = "bench";
    request.methodVersion = "1";
    request.parameters = parameters;
    return require(store.createRun(request));
}

std::unique_ptr<StoreRunContext> contextOf(const std::filesystem::path& storeFolder, std::int64_t run) {
    ExperimentStore store = require(ExperimentStore::open(storeFolder));
    StoreRunOptions options;
    options.storeFolder = storeFolder;
    options.worker = WorkerIdentity::ofThisProcess();
    require(store.claimRun(options.worker, run));
    options.record = require(store.run(run));
    return require(StoreRunContext::open(std::move(options)));
}

void endRun(std::unique_ptr<StoreRunContext> context, std::int64_t run) {
    require(context->close(true));
    require(context->store().endRun(run, RunState::Finished));
}

}  // namespace vitrine::bench
