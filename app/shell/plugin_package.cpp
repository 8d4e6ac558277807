// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/plugin_package.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/run/method.h"
#include "widgets/panel/panel.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kWhat = "Cannot install the method";
constexpr const char* kRebuild = "Build it for this version of Vitrine and drop the folder of the build.";
constexpr std::uint64_t kSpareBytes = std::uint64_t(64) << 20;
constexpr int kMostFiles = 20'000;
constexpr const char* kIncoming = ".incoming-";

Error refusal(ErrorCode code, const fs::path& object, std::string why, std::string next) {
    return {code, kWhat, object.string(), std::move(why), std::move(next)};
}

/// Whether a shared library can work here, from its bytes alone: `tag` is the interface that this program speaks,
/// "vitrine-panel-1".
Status checkLibrary(const fs::path& library, const std::string& tag) {
    VITRINE_TRY(const MappedFile file, MappedFile::open(library));
    Elf64_Ehdr theirs{}, ours{};
    VITRINE_TRY(const MappedFile self, MappedFile::open("/proc/self/exe"));
    if (file.size() < sizeof theirs || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0)
        return refusal(ErrorCode::BadFormat, library, "it is no library of this system", kRebuild);
    std::memcpy(&ours, self.data(), sizeof ours);
    std::memcpy(&theirs, file.data(), sizeof theirs);
    if (theirs.e_machine != ours.e_machine || theirs.e_ident[EI_CLASS] != ours.e_ident[EI_CLASS])
        return refusal(ErrorCode::Unsupported, library, "it was built for another kind of processor", kRebuild);
    const std::string family = tag.substr(0, tag.rfind('-') + 1);
    std::string found;
    for (std::size_t at = file.text().find(family); at != std::string_view::npos;
         at = file.text().find(family, at + 1)) {
        const std::string_view rest = file.text().substr(at, family.size() + 16);
        found = rest.substr(0, rest.find('\0'));
        if (found == tag) return {};
    }
    return refusal(ErrorCode::Unsupported, library,
                   found.empty() ? "it names no interface of Vitrine"
                                 : fmt::format("it was built for the interface {}, this program has {}", found, tag),
                   kRebuild);
}

Status checkLibraries(const Manifest& manifest) {
    std::error_code error;
    if (!fs::exists(manifest.methodLibrary(), error))
        return refusal(ErrorCode::NotFound, manifest.folder,
                       "it holds no " + manifest.methodLibrary().filename().string() +
                           ": these are its sources, not what is built of them",
                       "Build it and drop the folder of the build, which holds the library as well.");
    VITRINE_CHECK(checkLibrary(manifest.methodLibrary(), kMethodAbi));
    const fs::path panel = manifest.folder / (manifest.id + "_panel.so");
    return fs::exists(panel, error) ? checkLibrary(panel, kPanelAbi) : Status();
}

/// Sums the files up; what is neither file nor folder, and links that lead out of the folder, are refused.
Result<std::uint64_t> measure(const fs::path& folder) {
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    std::uint64_t bytes = 0;
    int files = 0;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code own;
        if (entry->is_symlink(own)) {
            const fs::path target = fs::canonical(entry->path(), own);
            if (own || target.lexically_relative(root).string().starts_with(".."))
                return refusal(ErrorCode::BadFormat, entry->path(), "it is a link that leads out of the folder",
                               "Put the file itself in its place.");
        }
        if (entry->is_directory(own)) continue;
        if (!entry->is_regular_file(own))
            return refusal(ErrorCode::BadFormat, entry->path(), "it is no regular file", "Take it out of the folder.");
        bytes += entry->file_size(own);
        if (++files > kMostFiles)
            return refusal(ErrorCode::TooLarge, folder, fmt::format("it holds more than {} files", kMostFiles),
                           "Keep data apart from the method.");
    }
    if (error) return systemError(kWhat, folder, error.value());
    return bytes;
}

Status flush(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = file >= 0 && ::fsync(file) == 0;
    const int number = errno;
    if (file >= 0) ::close(file);
    if (!flushed) return systemError(kWhat, path, number);
    return {};
}

Status copyFolder(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to, error);
    for (fs::directory_iterator entry(from, error), end; !error && entry != end; entry.increment(error)) {
        const fs::path target = to / entry->path().filename();
        if (entry->is_directory(error)) {
            VITRINE_CHECK(copyFolder(entry->path(), target));
            continue;
        }
        fs::copy_file(entry->path(), target, error);
        if (error) break;
        VITRINE_CHECK(flush(target));
    }
    if (error) return systemError(kWhat, to, error.value());
    return flush(to);
}

/// What a copy that was cut off has left behind.
void sweepIncoming(const fs::path& home) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(home, error)) {
        if (!entry.path().filename().string().starts_with(kIncoming)) continue;
        const auto age = fs::file_time_type::clock::now() - entry.last_write_time(error);
        if (age > std::chrono::hours(1)) fs::remove_all(entry.path(), error);
    }
}

Status moveTo(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    if (!error) fs::rename(from, to, error);
    if (error) return systemError(kWhat, to, error.value());
    return {};
}

/// A place in the trash that nobody has yet.
fs::path trashPlace(const std::string& id, const fs::path& home) {
    std::string time = isoTime(wallMicros());
    std::replace(time.begin(), time.end(), ':', '-');
    return home / ".trash" / (id + "-" + time + "-" + makeUuid().substr(0, 4));
}

}  // namespace

Result<PluginPackage> examinePlugin(const fs::path& folder, const fs::path& home, const PluginCatalog& known) {
    Result<Manifest> manifest = Manifest::read(folder / "plugin.json");
    if (!manifest.ok()) {
        Error error = manifest.error();
        error.what = kWhat;
        return error;
    }
    std::error_code error;
    const fs::path place = home / manifest->id;
    if (fs::equivalent(folder, place, error))
        return refusal(ErrorCode::Conflict, folder, "it is installed: this is its place", "Open it from the gallery.");
    if (fs::exists(place, error) && !fs::is_directory(place, error))
        return refusal(ErrorCode::Conflict, place, "a file has its place", "Move that file away.");
    PluginPackage package{*std::move(manifest), folder, 0, {}};
    for (const Manifest& other : known.methods()) {
        if (other.id != package.manifest.id) continue;
        if (!fs::equivalent(other.folder, place, error))
            return refusal(ErrorCode::Conflict, folder,
                           fmt::format("the id \"{}\" belongs to the method in {}", other.id, other.folder.string()),
                           "Give it another id in its plugin.json, or take the other one away first.");
        package.replaces = other.version;
    }
    if (!package.replaces && fs::exists(place, error)) package.replaces = std::string();  // One that cannot be listed.
    VITRINE_CHECK(checkLibraries(package.manifest));
    VITRINE_TRY(package.bytes, measure(folder));
    return package;
}

Result<InstalledPlugin> installPlugin(const PluginPackage& package, const fs::path& home) {
    VITRINE_CHECK(makeFolder(home));
    sweepIncoming(home);
    std::error_code error;
    if (const auto room = fs::space(home, error); !error && room.available < package.bytes + kSpareBytes)
        return refusal(ErrorCode::NoSpace, home, "the disk has too little room",
                       "Free some space on that disk and drop the folder again.");
    // One folder deeper than plugins lie: nobody lists it before it is whole.
    const fs::path incoming = home / (kIncoming + makeUuid().substr(0, 8)), fresh = incoming / package.manifest.id,
                   place = home / package.manifest.id;
    InstalledPlugin installed{package.manifest.id, package.manifest.title, place, {}};
    Status status = copyFolder(package.source, fresh);
    if (status.ok() && fs::exists(place, error)) {
        installed.previous = trashPlace(installed.id, home);
        status = moveTo(place, installed.previous);
    }
    if (status.ok()) {
        status = moveTo(fresh, place);
        if (!status.ok() && !installed.previous.empty()) static_cast<void>(moveTo(installed.previous, place));
    }
    fs::remove_all(incoming, error);
    if (status.ok()) status = flush(home);
    if (!status.ok()) return status.error();
    return installed;
}

Status takeBackPlugin(const InstalledPlugin& installed, const fs::path& home) {
    VITRINE_CHECK(moveTo(installed.folder, trashPlace(installed.id, home)));
    return installed.previous.empty() ? Status() : moveTo(installed.previous, installed.folder);
}

}  // namespace vitrine
