// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint_file.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/data/safetensors.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kPrefix = "checkpoint-";
constexpr const char* kPointer = "checkpoint.json";
constexpr const char* kState = "state.safetensors";

/// Makes renames in a folder last through a power cut.
Status flushFolder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return systemError("Cannot open folder", folder, errno);
    const int failed = ::fsync(fd) != 0 && errno != EINVAL ? errno : 0;  // EINVAL: a file system without such a notion.
    ::close(fd);
    return failed ? Status(systemError("Cannot flush folder", folder, failed)) : Status();
}

struct NumberedFolder {
    std::int64_t number = 0;
    fs::path path;
};

std::vector<NumberedFolder> numberedFolders(const fs::path& runFolder) {
    std::vector<NumberedFolder> folders;
    std::error_code error;
    for (fs::directory_iterator entry(runFolder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(kPrefix)) continue;
        NumberedFolder folder{0, entry->path()};
        const char* digits = name.c_str() + std::string_view(kPrefix).size();
        std::from_chars(digits, name.c_str() + name.size(), folder.number);
        folders.push_back(std::move(folder));
    }
    return folders;
}

Error damaged(const fs::path& file, std::string why) {
    return Error{ErrorCode::Corrupt, "Cannot read checkpoint", file.string(), std::move(why), "Start the run again from nothing."};
}

}  // namespace

Status saveCheckpoint(const fs::path& runFolder, const Checkpoint& checkpoint) {
    const std::vector<NumberedFolder> older = numberedFolders(runFolder);
    std::int64_t number = 1;
    for (const NumberedFolder& folder : older) number = std::max(number, folder.number + 1);
    const std::string name = kPrefix + std::to_string(number);
    VITRINE_CHECK(makeFolder(runFolder / name));
    Status status = writeSafetensors(runFolder / name / kState, checkpoint.arrays);
    if (status.ok()) status = flushFolder(runFolder / name);
    std::error_code ignored;
    if (!status.ok()) {
        fs::remove_all(runFolder / name, ignored);
        return status;
    }
    const Json pointer = {{"folder", name}, {"step", checkpoint.step}, {"values", checkpoint.values}, {"points", checkpoint.points}};
    VITRINE_CHECK(writeAtomically(runFolder / kPointer, dumpJson(pointer)));
    VITRINE_CHECK(flushFolder(runFolder));
    for (const NumberedFolder& folder : older) fs::remove_all(folder.path, ignored);
    return {};
}

Result<std::optional<Checkpoint>> loadCheckpoint(const fs::path& runFolder) {
    const fs::path file = runFolder / kPointer;
    std::error_code error;
    if (!fs::exists(file, error)) return std::optional<Checkpoint>();
    VITRINE_TRY(const Json pointer, readJsonFile(file));
    try {
        Checkpoint checkpoint;
        const fs::path folder = fs::path(pointer.at("folder").get<std::string>()).filename();
        checkpoint.step = pointer.at("step").get<std::int64_t>();
        checkpoint.values = pointer.at("values");
        checkpoint.points = pointer.at("points").get<std::map<std::string, std::int64_t>>();
        VITRINE_TRY(checkpoint.arrays, readSafetensors(runFolder / folder / kState));
        return std::optional<Checkpoint>(std::move(checkpoint));
    } catch (const Json::exception& e) {
        return damaged(file, e.what());
    }
}

Status removeCheckpoints(const fs::path& runFolder) {
    std::error_code error;
    fs::remove(runFolder / kPointer, error);  // First: without it the folders count for nothing.
    if (error) return systemError("Cannot remove checkpoint", runFolder / kPointer, error.value());
    for (const NumberedFolder& folder : numberedFolders(runFolder)) {
        fs::remove_all(folder.path, error);
        if (error) return systemError("Cannot remove checkpoint", folder.path, error.value());
    }
    return {};
}

}  // namespace vitrine
