// SPDX-License-Identifier: GPL-3.0-or-later
#include <dlfcn.h>
#include <unistd.h>
#include <fstream>

#include "core/base/paths.h"
#include "core/cli/health.h"
#include "core/data/catalog.h"
#include "core/plugin/plugin_catalog.h"
#include "core/run/environment.h"
#include "core/store/experiment_store.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr double kGib = 1024.0 * 1024 * 1024;
constexpr double kLowMemoryGib = 2, kLowDiskGib = 2, kNoDiskGib = 0.1;

/// A line "MemAvailable:  123 kB" of /proc/meminfo in GiB.
double memoryGib(const std::string& key) {
    std::ifstream file("/proc/meminfo");
    std::string name, unit;
    double kib = 0;
    while (file >> name >> kib && std::getline(file, unit))
        if (name == key + ":") return kib / (1024 * 1024);
    return 0;
}

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

fs::path existingParent(fs::path folder) {
    std::error_code error;
    while (!folder.empty() && folder != folder.parent_path() && !fs::exists(folder, error))
        folder = folder.parent_path();
    return folder.empty() ? fs::path(".") : folder;
}

/// The version that a library already in this process gives, or "".
std::string libraryVersion(const char* symbol) {
    using VersionFunction = const char* (*)();
    const auto function = reinterpret_cast<VersionFunction>(::dlsym(RTLD_DEFAULT, symbol));
    return function ? function() : "";
}

HealthCheck diskCheck(const fs::path& folder) {
    std::error_code error;
    const fs::space_info space = fs::space(existingParent(folder), error);
    const double free = error ? 0 : double(space.available) / kGib;
    HealthCheck check{"disk", HealthState::Ok, fmt::format("{:.1f} GiB free for the store", free), ""};
    if (free < kLowDiskGib) check.state = free < kNoDiskGib ? HealthState::Problem : HealthState::Warning;
    if (free < kLowDiskGib) check.next = "Free some space, or put the store elsewhere with --store or VITRINE_STORE.";
    return check;
}

}  // namespace

const char* name(HealthState state) {
    switch (state) {
        case HealthState::Ok:
            return "ok";
        case HealthState::Note:
            return "note";
        case HealthState::Warning:
            return "warning";
        case HealthState::Problem:
            return "problem";
    }
    return "problem";
}

std::vector<HealthCheck> checkMachine() {
    const double total = memoryGib("MemTotal"), free = memoryGib("MemAvailable");
    HealthCheck memory{"memory", HealthState::Ok, fmt::format("{:.1f} GiB, {:.1f} GiB free", total, free), ""};
    if (free < kLowMemoryGib) {
        memory.state = HealthState::Warning;
        memory.next = "Close other programs: methods with large networks need some GiB.";
    }
    return {{"processor", HealthState::Ok, fmt::format("{} cores, {}", defaultThreads(), processorName()), ""}, memory};
}

std::vector<HealthCheck> checkStore(const fs::path& folder) {
    HealthCheck check{"store", HealthState::Ok, folder.string(), ""};
    std::error_code error;
    if (!fs::exists(folder / "vitrine.db", error)) {
        check.detail += " (made by the first run)";
    } else if (const auto store = ExperimentStore::open(folder, {.readOnly = true}); store.ok()) {
        check.detail += fmt::format(" (schema {})", store->schemaVersion());
    } else {
        check = {"store", HealthState::Problem, store.error().message(), "'vitrine-cli check' tells more."};
    }
    const fs::path place = existingParent(folder);
    if (check.state == HealthState::Ok && ::access(place.c_str(), W_OK) != 0)
        check = {"store", HealthState::Problem, fmt::format("{} cannot be written", place.string()),
                 "Change its permissions, or name another folder with --store."};
    return {check, diskCheck(folder)};
}

std::vector<HealthCheck> checkLibraries() {
    std::vector<HealthCheck> checks{{"SQLite", HealthState::Ok, libraryVersion("sqlite3_libversion"), ""}};
    const std::string ffmpeg = libraryVersion("av_version_info");
    if (ffmpeg.empty())
        checks.push_back({"FFmpeg", HealthState::Note, "not in this build: no images, video and audio",
                          "Build with VITRINE_MEDIA=ON."});
    else
        checks.push_back({"FFmpeg", HealthState::Ok, ffmpeg, ""});
    return checks;
}

std::vector<HealthCheck> checkData() {
    const auto catalog = DatasetCatalog::openDefault();
    if (!catalog.ok()) return {{"data sets", HealthState::Problem, catalog.error().message(), catalog.error().next}};
    std::size_t present = 0, broken = 0, known = catalog->known().size();
    for (const DatasetStatus& status : catalog->status(false)) {
        present += status.state == DatasetState::Present;
        broken += status.state == DatasetState::Broken;
    }
    std::string folders;
    for (const fs::path& folder : dataFolders()) folders += (folders.empty() ? " in " : ", ") + folder.string();
    HealthCheck check{"data sets", HealthState::Ok,
                      fmt::format("{} of {} known sets present{}", present, known, folders), ""};
    if (present == 0)
        check = {"data sets", HealthState::Note, check.detail,
                 "Methods use their built-in samples; name folders with sets in VITRINE_DATA."};
    if (broken)
        check = {"data sets", HealthState::Warning, fmt::format("{}, {} broken", check.detail, broken),
                 "'vitrine-cli data' tells which and why."};
    return {check};
}

std::vector<HealthCheck> checkPlugins() {
    const PluginCatalog catalog = PluginCatalog::scanDefault();
    std::vector<HealthCheck> checks{
        {"methods", HealthState::Ok, fmt::format("{} found", catalog.methods().size()), ""}};
    if (catalog.methods().empty())
        checks[0] = {"methods", HealthState::Problem, "none found",
                     "Build Vitrine's plugins, or name their folder in VITRINE_PLUGINS."};
    std::error_code error;
    for (const Manifest& method : catalog.methods())
        if (!fs::exists(method.methodLibrary(), error))
            checks.push_back({"method " + method.id, HealthState::Warning,
                              method.methodLibrary().string() + " is missing", "Build the plugin."});
    for (const BrokenPlugin& broken : catalog.broken())
        checks.push_back({"plugin folder", HealthState::Warning, broken.folder.string() + ": " + broken.error.why,
                          broken.error.next});
    return checks;
}

}  // namespace vitrine
