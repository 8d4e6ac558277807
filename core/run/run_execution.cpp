// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_execution.h"

#include <unistd.h>

#include "core/run/compute_runtime.h"
#include "core/run/environment.h"
#include "core/run/worker.h"

namespace vitrine {
namespace {

constexpr const char* kRunning = "The method failed";

Error methodThrew(const std::string& method, std::string why, std::string next) {
    return Error{ErrorCode::MethodFailed, kRunning, method, std::move(why), std::move(next)};
}

/// Log lines of the whole process go to the run while it lasts.
class LogCapture {
public:
    explicit LogCapture(RunContext& context)
        : m_before(setLogSink([&context](LogLevel level, std::string_view text) { context.log(level, text); })) {}
    ~LogCapture() { setLogSink(std::move(m_before)); }
    LogCapture(const LogCapture&) = delete;
    LogCapture& operator=(const LogCapture&) = delete;

private:
    LogSink m_before;
};

}  // namespace

RunExecution::RunExecution(ExperimentStore& store, const WorkerIdentity& worker, const PluginCatalog& catalog, EventStream* stream)
    : m_store(store), m_worker(worker), m_catalog(catalog), m_stream(stream) {}

Status RunExecution::execute(std::int64_t run) {
    if (m_stream) m_stream->send({"state", {{"run", run}, {"state", name(RunState::Running)}}, {}});
    Result<RunRecord> record = m_store.run(run);
    Status status = record.ok() ? work(std::move(*record)) : Status(record.error());
    const RunState state = stateAfter(status);
    if (m_context) {
        if (!status.ok()) m_context->log(state == RunState::Failed ? LogLevel::Error : LogLevel::Info, status.error().message());
        const Status closed = m_context->close(state == RunState::Finished);
        if (!closed.ok() && state == RunState::Finished) status = closed;
    }
    const bool failed = state == RunState::Finished && !status.ok();
    m_context.reset();
    return end(run, failed ? RunState::Failed : state, status.ok() ? "" : status.error().message());
}

RunState RunExecution::stateAfter(Status& status) const {
    const bool stopped = m_context ? m_context->cancelled() : cancelSignalled();
    if (m_context && m_context->failure()) {  // Not the method's fault: the store could not take its output, and it was told to stop.
        status = *m_context->failure();
        return RunState::Failed;
    }
    if (status.ok()) return RunState::Finished;
    return status.error().code == ErrorCode::Cancelled && stopped ? RunState::Cancelled : RunState::Failed;
}

Status RunExecution::work(RunRecord record) {
    VITRINE_TRY(const Manifest* manifest, m_catalog.require(record.row.method));
    VITRINE_TRY(PreparedMethod prepared, prepareMethod(*manifest, record.parameters, record.data, record.row.device, record.threads,
                                                       record.row.seed, record.row.created));
    m_memoryLimit = prepared.device == "cpu" ? limitMemory() : 0;
    StoreRunOptions options;
    options.storeFolder = m_store.folder();
    options.worker = m_worker;
    options.params = prepared.params;
    options.data = prepared.data;
    options.device = prepared.device;
    options.threads = prepared.threads;
    options.resumable = manifest->resumable;
    options.environment = describeEnvironment(prepared.device, prepared.threads, manifest->methodLibrary());
    options.stream = m_stream;
    options.cancelled = cancelSignalled;
    VITRINE_CHECK(m_store.recordEnvironment(record.row.id, options.environment, Json::array()));
    const bool schemaChanged = record.schemaHash != manifest->schema.hash(), profile = record.profile;
    options.record = std::move(record);
    VITRINE_TRY(m_context, StoreRunContext::open(std::move(options)));
    if (schemaChanged) m_context->log(LogLevel::Warning, "the method's parameters were changed since this run was recorded");
    return runMethod(prepared, *manifest, profile);
}

Status RunExecution::runMethod(PreparedMethod& prepared, const Manifest& manifest, bool profile) {
    const LogCapture capture(*m_context);
    const char* report = "Report this, with the run's log, to the plugin's author.";
    try {
        if (profile && computeRuntime()) computeRuntime()->startProfiler();
        if (profile && !computeRuntime()) m_context->log(LogLevel::Warning, "no operator timeline: this method does not use the compute library");
        Status status = prepared.method->run(*m_context);
        if (profile && computeRuntime()) keepTimeline();
        if (status.ok()) warnOfUnread(prepared, manifest);
        prepared.method.reset();  // Its destructor is its code, too.
        return status;
    } catch (const std::bad_alloc&) {
        return methodThrew(manifest.id, m_memoryLimit > 0 ? fmt::format("it needs more memory than the {} MB it may use", m_memoryLimit)
                                                         : "it needs more memory than there is",
                           "Choose smaller data or a smaller model, or set VITRINE_MEMORY_LIMIT_MB.");
    } catch (const std::exception& e) {
        return methodThrew(manifest.id, e.what(), report);
    } catch (...) {
        return methodThrew(manifest.id, "it threw something that is no std::exception", report);
    }
}

void RunExecution::keepTimeline() {
    ArtifactSpec spec;
    spec.name = "operator_timeline";
    spec.kind = "timeline";
    spec.title = "Operator timeline";
    spec.unit = "us";
    spec.meta = {{"volatile", true}};
    const Status kept = m_context->artifact(spec, ArtifactData(computeRuntime()->stopProfiler()));
    if (!kept.ok()) m_context->log(LogLevel::Warning, kept.error().message());
}

void RunExecution::warnOfUnread(const PreparedMethod& prepared, const Manifest& manifest) {
    const std::set<std::string> read = prepared.params.readIds();
    for (const Parameter& parameter : manifest.schema.parameters())
        if (!read.contains(parameter.id) && manifest.schema.isVisible(parameter, prepared.params.json()))
            m_context->log(LogLevel::Warning, fmt::format("the parameter \"{}\" had no effect: the method did not read it", parameter.id));
}

Status RunExecution::end(std::int64_t run, RunState state, const std::string& error) {
    Status status;
    for (int attempt = 0; attempt < 5; ++attempt) {
        status = m_store.endRun(run, state, error);
        const bool again = !status.ok() && (status.error().code == ErrorCode::Busy || status.error().code == ErrorCode::NoSpace);
        if (!again) break;
        ::usleep(500'000);
    }
    if (m_stream) m_stream->send({"state", {{"run", run}, {"state", name(state)}, {"error", error}}, {}});
    return status;
}

}  // namespace vitrine
