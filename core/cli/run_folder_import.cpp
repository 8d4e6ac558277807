// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/files.h"
#include "core/cli/run_folder.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCannotCreate = "Cannot import the run";

std::string settingKey(const std::string& uuid) {
    return "imported/" + uuid;
}

/// The run of that uuid that the store has already, or 0; -1 when it is the original itself.
Result<std::int64_t> knownRun(ExperimentStore& store, const std::string& uuid) {
    std::error_code error;
    if (fs::exists(store.runFolder(uuid), error)) return -1;
    VITRINE_TRY(const Json setting, store.setting(settingKey(uuid)));
    if (!setting.is_number_integer()) return 0;
    const auto id = setting.get<std::int64_t>();
    return store.run(id).ok() ? id : 0;
}

RunRequest requestFrom(const Json& run) {
    RunRequest request;
    request.method = stringOr(run, "method");
    request.methodVersion = stringOr(run, "method_version");
    request.experiment = stringOr(run, "experiment");
    request.title = stringOr(run, "title");
    request.parameters = run["parameters"];
    request.data = run["data"];
    request.schemaHash = stringOr(run, "schema_hash");
    request.preset = stringOr(run, "preset");
    request.device = stringOr(run, "device");
    request.threads = static_cast<int>(std::clamp(numberOr(run, "threads", 0), 0.0, 1e6));
    request.priority = -1'000'000;  // For the moment between "queued" and "ours" no worker should prefer it.
    request.profile = boolOr(run, "profile", false);
    if (const auto seed = run.find("seed"); seed != run.end() && seed->is_number_integer())
        request.seed = seed->get<std::uint64_t>();
    if (const auto tags = run.find("tags"); tags != run.end() && tags->is_array())
        for (const Json& tag : *tags)
            if (tag.is_string()) request.tags.push_back(tag.get<std::string>());
    return request;
}

/// The recorded environment with the run's identity on the machine that it came from.
Json environmentFrom(const Json& run) {
    Json environment =
        run.contains("environment") && run["environment"].is_object() ? run["environment"] : Json::object();
    Json& origin = environment["imported"] = Json::object();
    for (const char* key : {"uuid", "id", "host", "created", "started", "ended", "seconds"})
        if (run.contains(key)) origin[key] = run[key];
    return environment;
}

Status fill(ExperimentStore& store, std::int64_t id, const RunFolder& source) {
    const Json& run = source.document["run"];
    VITRINE_CHECK(store.recordEnvironment(id, environmentFrom(run), run.contains("weights") ? run["weights"] : Json()));
    VITRINE_CHECK(store.appendMetrics(id, source.metrics));
    VITRINE_TRY(const RunRecord record, store.run(id));
    const fs::path folder = store.runFolder(record.row.uuid);
    for (const ArtifactRow& artifact : source.artifacts) {
        const fs::path target = folder / artifact.file;
        VITRINE_CHECK(makeFolder(target.parent_path()));
        std::error_code error;
        fs::copy_file(source.folder / artifact.file, target, fs::copy_options::overwrite_existing, error);
        if (error) return systemError(kCannotCreate, target, error.value());
        ArtifactRow row = artifact;
        row.run = id;
        VITRINE_CHECK(store.addArtifact(std::move(row), target));
    }
    std::vector<LogRow> log;
    for (const Json& line : source.document["log"])
        if (line.is_object())
            log.push_back({static_cast<std::int64_t>(numberOr(line, "time_us", 0)), stringOr(line, "level", "info"),
                           stringOr(line, "text")});
    if (!log.empty()) VITRINE_CHECK(store.appendLog(id, log));
    if (const std::string note = stringOr(run, "note"); !note.empty()) VITRINE_CHECK(store.setNote(id, note));
    return {};
}

}  // namespace

Result<std::int64_t> importRunFolder(ExperimentStore& store, const RunFolder& source, bool copy) {
    const Json& run = source.document["run"];
    const std::string uuid = stringOr(run, "uuid");
    VITRINE_TRY(const std::int64_t known, knownRun(store, uuid));
    if (known != 0 && !copy)
        return Error{ErrorCode::Conflict, kCannotCreate, fmt::format("{} (run {})", source.folder.string(), uuid),
                     known > 0 ? fmt::format("the store has it already as run {}", known)
                               : "it was exported from this very store",
                     "Add --copy to take it in once more."};
    VITRINE_TRY(const RunState state, runStateFromName(stringOr(run, "state")));
    VITRINE_TRY(const std::int64_t id, store.createRun(requestFrom(run)));
    VITRINE_TRY(const auto claimed, store.claimRun(WorkerIdentity::ofThisProcess(), id));
    if (!claimed)
        return Error{ErrorCode::Busy, kCannotCreate, fmt::format("run {}", id), "a worker took it before it was complete",
                     "Cancel that run and import again."};
    const Status filled = fill(store, id, source);
    if (!filled.ok()) {
        static_cast<void>(store.endRun(id, RunState::Failed, "import failed: " + filled.error().message()));
        static_cast<void>(store.setTrashed(id, true));
        return filled.error();
    }
    VITRINE_CHECK(store.endRun(id, state, stringOr(run, "error")));
    VITRINE_CHECK(store.setSetting(settingKey(uuid), id));
    return id;
}

}  // namespace vitrine
