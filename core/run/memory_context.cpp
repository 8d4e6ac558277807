// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/memory_context.h"

#include <algorithm>

#include "core/base/clock.h"
#include "core/run/cached_file.h"

namespace vitrine {

MemoryRunContext::MemoryRunContext(ParameterSet params, DataBinding data, std::uint64_t seed, std::string device, int threads)
    : RunContext(std::move(params), std::move(data), std::move(device), threads, seed) {}

void MemoryRunContext::progress(double, double, std::string_view) {
    if (stopAfter >= 0 && ++m_progressCalls >= stopAfter) m_cancelled = true;
}

MetricId MemoryRunContext::metricId(std::string_view name) {
    std::lock_guard lock(m_mutex);
    const auto index = static_cast<std::size_t>(std::find(m_metricNames.begin(), m_metricNames.end(), name) - m_metricNames.begin());
    if (index == m_metricNames.size()) m_metricNames.emplace_back(name);
    return {static_cast<int>(index)};
}

void MemoryRunContext::metric(MetricId metric, std::int64_t step, double value) {
    std::lock_guard lock(m_mutex);
    const std::string& name = m_metricNames.at(metric.index);
    MetricSeries& series = metrics[name];
    series.name = name;
    series.steps.push_back(step);
    series.values.push_back(value);
    series.times.push_back(wallMicros());
}

Status MemoryRunContext::artifact(const ArtifactSpec& spec, const ArtifactData& data) {
    // Written as the store would, so that a test meets the same errors.
    ArtifactData kept = data;
    VITRINE_TRY(const WrittenArtifact written, writeArtifactFile(spec, data, m_folder.path() / "artifacts"));
    if (std::holds_alternative<std::filesystem::path>(data)) kept = written.path;
    artifacts[spec.step == 0 ? spec.name : fmt::format("{}@{}", spec.name, spec.step)] = {spec, std::move(kept)};
    return {};
}

void MemoryRunContext::preview(const ArtifactSpec&, const Array&) {}

Status MemoryRunContext::checkpoint(const std::function<Checkpoint()>& make, double, bool) {
    lastCheckpoint = make();
    std::lock_guard lock(m_mutex);
    for (const auto& [name, series] : metrics) lastCheckpoint->points[name] = static_cast<std::int64_t>(series.values.size());
    return {};
}

Result<std::optional<Checkpoint>> MemoryRunContext::restore() {
    if (!lastCheckpoint) return lastCheckpoint;
    std::lock_guard lock(m_mutex);
    std::erase_if(metrics, [&](const auto& entry) { return !lastCheckpoint->points.contains(entry.first); });
    for (auto& [name, series] : metrics) {
        const auto kept = std::min(series.values.size(), static_cast<std::size_t>(lastCheckpoint->points[name]));
        series.steps.resize(kept);
        series.values.resize(kept);
        series.times.resize(kept);
    }
    return lastCheckpoint;
}

void MemoryRunContext::log(LogLevel level, std::string_view text) {
    std::lock_guard lock(m_mutex);
    logLines.push_back(fmt::format("{}: {}", name(level), text));
}

void MemoryRunContext::usedWeights(const DataRef& used) { weights.push_back(used); }

Result<DataRef> MemoryRunContext::resolve(const std::string& reference) {
    VITRINE_TRY(const DatasetCatalog catalog, DatasetCatalog::openDefault());
    return catalog.resolve(reference, true);
}

Result<std::filesystem::path> MemoryRunContext::cached(const std::string& key,
                                                       const std::function<Status(const std::filesystem::path&)>& make) {
    return cachedFile(m_folder.path() / "cache", key, make, [this] { return cancelled(); });
}

}  // namespace vitrine
