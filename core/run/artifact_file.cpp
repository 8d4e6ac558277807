// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/data/csv.h"
#include "core/data/npy.h"
#include "core/data/safetensors.h"
#include "core/run/run_context.h"
#ifndef VITRINE_NO_MEDIA
#include "core/media/image.h"
#endif

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxPart = 100;

/// One folder or file name out of a part of an artifact's name. Where letters had to go, a hash keeps different names different.
std::string safePart(const std::string& part) {
    std::string safe;
    for (const char c : part.substr(0, kMaxPart)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        safe += plain ? c : '_';
    }
    if (safe.empty() || safe.front() == '.') safe.insert(0, "_");
    return safe == part ? safe : safe + "~" + sha256(part).substr(0, 8);
}

/// "heatmap/frog 0" at step 5 -> "heatmap/frog_0~1f3a77c0@5", without suffix.
fs::path stemOf(const ArtifactSpec& spec) {
    fs::path stem;
    for (std::size_t start = 0; start <= spec.name.size();) {
        const std::size_t end = std::min(spec.name.find('/', start), spec.name.size());
        stem /= safePart(spec.name.substr(start, end - start));
        start = end + 1;
    }
    if (spec.step != 0) stem += fmt::format("@{}", spec.step);
    return stem;
}

Status flushFile(const fs::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return systemError("Cannot open artifact", file, errno);
    const int failed = ::fsync(fd) != 0 ? errno : 0;
    ::close(fd);
    return failed ? Status(systemError("Cannot flush artifact", file, failed)) : Status();
}

/// Moves a file that the method made, also between file systems; the target appears whole or not at all.
Status moveIn(const fs::path& source, const fs::path& target) {
    std::error_code error;
    if (!fs::is_regular_file(source, error))
        return Error{ErrorCode::NotFound, "Cannot store artifact", source.string(), "the method's file is not there or is no file",
                     "Report this to the plugin's author."};
    const fs::path temporary = target.string() + ".tmp-" + makeUuid().substr(0, 8);
    fs::rename(source, temporary, error);
    if (error) {
        fs::copy_file(source, temporary, error);
        if (error) return systemError("Cannot store artifact", target, error.value());
        fs::remove(source, error);
    }
    Status status = flushFile(temporary);
    if (status.ok() && ::rename(temporary.c_str(), target.c_str()) != 0) status = systemError("Cannot store artifact", target, errno);
    if (!status.ok()) fs::remove(temporary, error);
    return status;
}

bool isPicture(const ArtifactSpec& spec, const Array& array) {
    const bool channels = array.rank() == 3 && (array.dim(2) == 3 || array.dim(2) == 4);
    return spec.kind == "image" && array.dtype() == DType::U8 && !array.empty() && (array.rank() == 2 || channels);
}

/// Chooses the format by the type of the bytes and writes them.
class ArtifactWriter {
public:
    ArtifactWriter(const ArtifactSpec& spec, const fs::path& folder) : m_spec(spec), m_stem(folder / stemOf(spec)) {}

    Result<WrittenArtifact> operator()(const Array& array) const {
#ifndef VITRINE_NO_MEDIA
        if (isPicture(m_spec, array)) return written("png", [&](const fs::path& file) { return writePng(file, array); });
#endif
        return written("npy", [&](const fs::path& file) { return writeNpy(file, array); });
    }
    Result<WrittenArtifact> operator()(const NamedArrays& arrays) const {
        return written("safetensors", [&](const fs::path& file) { return writeSafetensors(file, arrays); });
    }
    Result<WrittenArtifact> operator()(const Table& table) const {
        return written("csv", [&](const fs::path& file) { return writeCsv(file, table); });
    }
    Result<WrittenArtifact> operator()(const Json& json) const {
        return written("json", [&](const fs::path& file) { return writeAtomically(file, dumpJson(json) + "\n"); });
    }
    Result<WrittenArtifact> operator()(const std::string& text) const {
        return written("txt", [&](const fs::path& file) { return writeAtomically(file, text); });
    }
    Result<WrittenArtifact> operator()(const fs::path& source) const {
        const std::string suffix = source.extension().string();
        return written(suffix.size() > 1 ? safePart(suffix.substr(1)) : "bin", [&](const fs::path& file) { return moveIn(source, file); });
    }

private:
    template <class Write>
    Result<WrittenArtifact> written(const std::string& format, Write&& write) const {
        const fs::path file = m_stem.string() + "." + format;
        VITRINE_CHECK(makeFolder(file.parent_path()));
        VITRINE_CHECK(write(file));
        return WrittenArtifact{file, format};
    }

    const ArtifactSpec& m_spec;
    fs::path m_stem;
};

}  // namespace

Result<WrittenArtifact> writeArtifactFile(const ArtifactSpec& spec, const ArtifactData& data, const fs::path& folder) {
    if (spec.name.empty() || spec.name.size() > 512)
        return Error{ErrorCode::InvalidArgument, "Cannot store artifact", fmt::format("\"{:.60}\"", spec.name), "its name needs 1 to 512 bytes",
                     "Report this to the plugin's author."};
    try {
        return std::visit(ArtifactWriter(spec, folder), data);
    } catch (const std::exception& e) {
        return Error{ErrorCode::Io, "Cannot store artifact", spec.name, e.what(), "Free memory and try again, or report this to the plugin's author."};
    }
}

}  // namespace vitrine
