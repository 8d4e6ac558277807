// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/plugin/plugin_catalog.h"
#include "core/run/event_stream.h"
#include "core/run/method.h"
#include "core/run/store_run_context.h"

namespace vitrine {

/// A method with everything it is started with: code loaded, parameters and data checked, device and threads set. Shared by runs and live
/// sessions.
struct PreparedMethod {
    std::unique_ptr<Method> method;
    ParameterSet params;
    DataBinding data;
    std::string device;
    int threads = 1;
};

/// Loads a method and sets this process up for it. `recordedAt` (wall microseconds, 0: now): data files changed since then are refused.
Result<PreparedMethod> prepareMethod(const Manifest& manifest, const Json& parameters, const Json& data, const std::string& device, int threads,
                                     std::uint64_t seed, std::int64_t recordedAt);

/// Executes one claimed run and ends it in the store, whatever happens (short of the death of this process).
class RunExecution {
public:
    RunExecution(ExperimentStore& store, const WorkerIdentity& worker, const PluginCatalog& catalog, EventStream* stream);
    /// Fails only when the end could not be recorded.
    Status execute(std::int64_t run);

private:
    Status work(RunRecord record);
    Status runMethod(PreparedMethod& prepared, const Manifest& manifest, bool profile);
    void keepTimeline();
    void warnOfUnread(const PreparedMethod& prepared, const Manifest& manifest);
    RunState stateAfter(Status& status) const;
    Status end(std::int64_t run, RunState state, const std::string& error);

    ExperimentStore& m_store;
    WorkerIdentity m_worker;
    const PluginCatalog& m_catalog;
    EventStream* m_stream;
    std::unique_ptr<StoreRunContext> m_context;
    std::int64_t m_memoryLimit = 0;
};

}  // namespace vitrine
