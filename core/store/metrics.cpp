// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/store/metric_writer.h"

namespace vitrine {
namespace {

using store::Query;

constexpr const char* kAppending = "Cannot store metric points";

Status checkBlock(const MetricBlock& block) {
    const auto refuse = [&](const std::string& why, const char* next) {
        return Error{ErrorCode::InvalidArgument, kAppending, "metric \"" + block.name + "\"", why, next};
    };
    if (block.name.empty() || block.name.size() > 512)
        return refuse("the name must have 1 to 512 bytes", "Choose another name.");
    if (block.steps.size() != block.values.size() || block.times.size() != block.values.size())
        return refuse(fmt::format("{} steps, {} times and {} values", block.steps.size(), block.times.size(),
                                  block.values.size()),
                      "Give one step and one time for each value.");
    return {};
}

}  // namespace

Status ExperimentStore::appendMetrics(std::int64_t run, const std::vector<MetricBlock>& blocks) {
    for (const MetricBlock& block : blocks) VITRINE_CHECK(checkBlock(block));
    return m_impl->write(kAppending, [&]() -> Status {
        VITRINE_CHECK(m_impl->requireRun(kAppending, run));
        store::MetricWriter writer(*m_impl, run);
        for (const MetricBlock& block : blocks)
            if (!block.values.empty())
                VITRINE_CHECK(writer.append(block.name, {block.steps, block.times, block.values}));
        return {};
    });
}

Result<std::vector<MetricSummary>> ExperimentStore::summaries(std::int64_t run) {
    const char* what = "Cannot read the metrics of a run";
    return m_impl->read(what, [&]() -> Result<std::vector<MetricSummary>> {
        VITRINE_CHECK(m_impl->requireRun(what, run));
        std::vector<MetricSummary> result;
        for (const auto& [name, state] : store::MetricWriter(*m_impl, run).all()) {
            const double mean = state.numbers ? state.sum / double(state.numbers) : store::kNan;
            result.push_back({name, state.last, state.min, state.max, mean, state.lastStep, state.count});
        }
        return result;
    });
}

Result<std::vector<std::string>> ExperimentStore::metricNames(std::int64_t run) {
    const char* what = "Cannot read the metrics of a run";
    return m_impl->read(what, [&]() -> Result<std::vector<std::string>> {
        VITRINE_CHECK(m_impl->requireRun(what, run));
        std::vector<std::string> result;
        Query query(*m_impl->database,
                    "SELECT n.name FROM metric_series s JOIN names n ON n.id = s.name WHERE s.run = ? ORDER BY n.name");
        query.bind(run);
        while (query.step()) result.push_back(query.text(0));
        return result;
    });
}

Result<MetricSeries> ExperimentStore::series(std::int64_t run, const std::string& name) {
    return seriesFrom(run, name, 0);
}

Result<MetricSeries> ExperimentStore::seriesFrom(std::int64_t run, const std::string& name, std::int64_t from) {
    const char* what = "Cannot read metric points";
    return m_impl->read(what, [&]() -> Result<MetricSeries> {
        VITRINE_CHECK(m_impl->requireRun(what, run));
        store::MetricWriter reader(*m_impl, run);
        const store::SeriesState state = reader.find(name);
        if (state.series == 0)
            return Error{ErrorCode::NotFound, what, fmt::format("metric \"{}\" of run {}", name, run),
                         "the run has no such metric", "List its metrics with vitrine-cli show."};
        MetricSeries points;
        points.name = name;
        from = std::max<std::int64_t>(from, 0);
        if (from >= state.count) return points;
        const std::int64_t start = reader.chunkStart(state, from);
        VITRINE_CHECK(reader.loadFrom(state, start, points));
        points.steps.erase(points.steps.begin(), points.steps.begin() + (from - start));
        points.times.erase(points.times.begin(), points.times.begin() + (from - start));
        points.values.erase(points.values.begin(), points.values.begin() + (from - start));
        return points;
    });
}

Status ExperimentStore::truncateMetrics(std::int64_t run, const std::map<std::string, std::int64_t>& counts) {
    const char* what = "Cannot cut the metrics of a run";
    return m_impl->write(what, [&]() -> Status {
        VITRINE_CHECK(m_impl->requireRun(what, run));
        store::MetricWriter writer(*m_impl, run);
        for (const auto& [name, state] : writer.all()) {
            const auto wanted = counts.find(name);
            VITRINE_CHECK(
                writer.truncate(state, wanted == counts.end() ? 0 : std::max<std::int64_t>(wanted->second, 0)));
        }
        return {};
    });
}

}  // namespace vitrine
