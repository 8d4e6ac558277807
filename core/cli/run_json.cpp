// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/run_json.h"

#include <cmath>

#include "core/base/clock.h"

namespace vitrine {
namespace {

Json timeJson(std::int64_t micros) {
    return micros ? Json(isoTime(micros)) : Json(nullptr);
}

/// JSON knows no NaN and no infinities: they stay readable as texts.
Json realJson(double value) {
    if (std::isfinite(value)) return value;
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

}  // namespace

Json rowJson(const RunRow& row) {
    const double seconds = runSeconds(row);
    return {{"id", row.id},
            {"uuid", row.uuid},
            {"method", row.method},
            {"method_version", row.methodVersion},
            {"experiment", row.experiment},
            {"title", row.title},
            {"preset", row.preset},
            {"device", row.device},
            {"host", row.host},
            {"state", name(row.state)},
            {"error", row.error},
            {"seed", row.seed},
            {"priority", row.priority},
            {"attempt", row.attempt},
            {"created", timeJson(row.created)},
            {"started", timeJson(row.started)},
            {"ended", timeJson(row.ended)},
            {"created_us", row.created},
            {"started_us", row.started},
            {"ended_us", row.ended},
            {"seconds", seconds < 0 ? Json(nullptr) : Json(seconds)},
            {"progress", row.progress},
            {"progress_text", row.progressText},
            {"parent", row.parent ? Json(*row.parent) : Json(nullptr)},
            {"trashed", row.trashed},
            {"tags", row.tags},
            {"note", row.note}};
}

Json recordJson(const RunRecord& record) {
    Json json = rowJson(record.row);
    json.update({{"parameters", record.parameters},
                 {"data", record.data},
                 {"weights", record.weights},
                 {"environment", record.environment},
                 {"schema_hash", record.schemaHash},
                 {"profile", record.profile},
                 {"threads", record.threads},
                 {"worker", {{"host", record.worker.host}, {"pid", record.worker.pid}}}});
    return json;
}

Json summaryJson(const MetricSummary& summary) {
    return {{"name", summary.name},         {"last", realJson(summary.last)}, {"min", realJson(summary.min)},
            {"max", realJson(summary.max)}, {"mean", realJson(summary.mean)}, {"last_step", summary.lastStep},
            {"count", summary.count}};
}

Json artifactJson(const ArtifactRow& artifact, const std::filesystem::path& storeFolder) {
    return {{"name", artifact.name},     {"kind", artifact.kind},
            {"title", artifact.title},   {"unit", artifact.unit},
            {"format", artifact.format}, {"step", artifact.step},
            {"size", artifact.size},     {"sha256", artifact.sha256},
            {"meta", artifact.meta},     {"path", (storeFolder / artifact.file).string()}};
}

Json logJson(const std::vector<LogRow>& lines) {
    Json json = Json::array();
    for (const LogRow& line : lines)
        json.push_back({{"time_us", line.time}, {"level", line.level}, {"text", line.text}});
    return json;
}

double runSeconds(const RunRow& row) {
    if (!row.started) return -1;
    return double((row.ended ? row.ended : isEnded(row.state) ? row.heartbeat : wallMicros()) - row.started) / 1e6;
}

std::string shortTime(std::int64_t wallMicros) {
    if (!wallMicros) return {};
    std::string text = isoTime(wallMicros).substr(0, 16);
    text[10] = ' ';
    return text;
}

std::string numberText(double value) {
    return value == std::floor(value) && std::abs(value) < 1e9 ? fmt::format("{:.0f}", value)
                                                               : fmt::format("{:.4g}", value);
}

}  // namespace vitrine
