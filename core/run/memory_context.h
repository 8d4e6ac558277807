// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <map>
#include <mutex>

#include "core/base/files.h"
#include "core/run/run_context.h"
#include "core/store/records.h"

namespace vitrine {

/// A RunContext that keeps everything in memory: for tests of methods, without store or process. `stopAfter` cancels after so many
/// calls of `progress`.
class MemoryRunContext final : public RunContext {
public:
    MemoryRunContext(ParameterSet params, DataBinding data = {}, std::uint64_t seed = 0, std::string device = "cpu", int threads = 1);

    void progress(double done, double total, std::string_view text) override;
    MetricId metricId(std::string_view name) override;
    using RunContext::metric;
    void metric(MetricId metric, std::int64_t step, double value) override;
    Status artifact(const ArtifactSpec& spec, const ArtifactData& data) override;
    void preview(const ArtifactSpec& spec, const Array& data) override;
    Status checkpoint(const std::function<Checkpoint()>& make, double everySeconds, bool force) override;
    Result<std::optional<Checkpoint>> restore() override;
    bool cancelled() const override { return m_cancelled; }
    void log(LogLevel level, std::string_view text) override;
    void usedWeights(const DataRef& weights) override;
    Result<DataRef> resolve(const std::string& reference) override;
    std::filesystem::path scratchFolder() override { return m_folder.path(); }
    Result<std::filesystem::path> cached(const std::string& key, const std::function<Status(const std::filesystem::path&)>& make) override;

    void cancel() { m_cancelled = true; }
    int stopAfter = -1;                                  ///< Cancel after this many progress calls; -1: never.
    std::optional<Checkpoint> lastCheckpoint;            ///< Set it before a run to resume from it.
    std::map<std::string, MetricSeries> metrics;
    std::map<std::string, std::pair<ArtifactSpec, ArtifactData>> artifacts;
    std::vector<std::string> logLines;
    std::vector<DataRef> weights;

private:
    std::mutex m_mutex;
    std::atomic<bool> m_cancelled = false;
    int m_progressCalls = 0;
    std::vector<std::string> m_metricNames;
    TemporaryFolder m_folder;
};

}  // namespace vitrine
