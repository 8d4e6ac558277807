// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>
#include <cerrno>
#include <fstream>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/cli/run_folder.h"
#include "core/cli/run_json.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCannotExport = "Cannot export the run";
constexpr std::int64_t kLogLines = 100'000;

std::string csvField(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/// Writes metrics.csv and returns its hash.
Result<std::string> writeMetrics(ExperimentStore& store, std::int64_t run, const fs::path& file) {
    VITRINE_TRY(const std::vector<std::string> names, store.metricNames(run));
    std::ofstream out(file, std::ios::binary);
    Sha256 hash;
    const auto put = [&](const std::string& text) {
        hash.update(text.data(), text.size());
        out << text;
    };
    put("metric,step,time_us,value\n");
    for (const std::string& name : names) {
        VITRINE_TRY(const MetricSeries series, store.series(run, name));
        const std::string field = csvField(name);
        for (std::size_t i = 0; i < series.values.size(); ++i)
            put(fmt::format("{},{},{},{}\n", field, series.steps[i], series.times[i],
                            series.values[i]));  // The shortest text that reads back to the same bits.
    }
    out.close();
    if (!out) return systemError(kCannotExport, file, errno ? errno : EIO);
    return hash.finish();
}

/// Copies the files below `artifacts/` and lists them.
Result<Json> copyFiles(ExperimentStore& store, const RunRecord& record, const fs::path& folder) {
    VITRINE_TRY(const std::vector<ArtifactRow> artifacts, store.artifacts(record.row.id));
    const fs::path runFolder = store.runFolder(record.row.uuid);
    Json list = Json::array();
    for (const ArtifactRow& artifact : artifacts) {
        const fs::path source = store.folder() / artifact.file;
        const fs::path below = source.lexically_relative(runFolder);
        const fs::path target = below.empty() || *below.begin() != "artifacts" ? "artifacts" / below : below;
        VITRINE_CHECK(makeFolder((folder / target).parent_path()));
        std::error_code error;
        fs::copy_file(source, folder / target, fs::copy_options::overwrite_existing, error);
        if (error) return systemError(kCannotExport, source, error.value());
        VITRINE_TRY(const std::string hash, sha256File(folder / target));
        if (hash != artifact.sha256)
            return Error{ErrorCode::Corrupt, kCannotExport, source.string(),
                         "the file is not the one that was recorded (other hash)",
                         "'vitrine-cli check --hashes' lists all such files."};
        Json entry = artifactJson(artifact, store.folder());
        entry.erase("path");
        entry["file"] = target.generic_string();
        list.push_back(std::move(entry));
    }
    return list;
}

Status fillFolder(ExperimentStore& store, const RunRecord& record, const fs::path& folder) {
    const std::int64_t run = record.row.id;
    VITRINE_CHECK(makeFolder(folder));
    VITRINE_TRY(const std::string metricsHash, writeMetrics(store, run, folder / "metrics.csv"));
    VITRINE_TRY(const Json artifacts, copyFiles(store, record, folder));
    VITRINE_TRY(const std::vector<MetricSummary> summaries, store.summaries(run));
    VITRINE_TRY(const std::vector<LogRow> log, store.log(run, kLogLines));
    Json document = {{"format", "vitrine-run"},
                     {"version", 1},
                     {"exported", isoTime(wallMicros())},
                     {"run", recordJson(record)},
                     {"metrics", Json::array()},
                     {"metrics_sha256", metricsHash},
                     {"artifacts", artifacts},
                     {"log", logJson(log)}};
    for (const MetricSummary& summary : summaries) document["metrics"].push_back(summaryJson(summary));
    return writeAtomically(folder / "run.json", dumpJson(document, 2) + "\n");
}

}  // namespace

Status writeRunFolder(ExperimentStore& store, std::int64_t run, const fs::path& folder) {
    VITRINE_TRY(const RunRecord record, store.run(run));
    if (!isEnded(record.row.state))
        return Error{ErrorCode::Busy, kCannotExport, fmt::format("run {}", run),
                     fmt::format("it is {}", name(record.row.state)), "Wait until it has ended, or cancel it."};
    std::error_code error;
    if (fs::exists(folder, error) && !(fs::is_directory(folder, error) && fs::is_empty(folder, error)))
        return Error{ErrorCode::InvalidArgument, kCannotExport, folder.string(), "there is something of that name already",
                     "Give another folder with --out."};
    fs::path target = folder.lexically_normal();
    if (!target.has_filename()) target = target.parent_path();  // "out/" is "out".
    const fs::path temporary = target.string() + fmt::format(".part-{}", ::getpid());
    Status filled = fillFolder(store, record, temporary);
    if (filled.ok()) {
        fs::remove(target, error);  // An empty folder gives way.
        fs::rename(temporary, target, error);
        if (error) filled = systemError(kCannotExport, target, error.value());
    }
    if (!filled.ok()) fs::remove_all(temporary, error);
    return filled;
}

}  // namespace vitrine
