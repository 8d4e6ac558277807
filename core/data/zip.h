// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/files.h"
#include "core/data/array.h"
#include "core/data/readers.h"

namespace vitrine {

/// One file inside a zip archive.
struct ZipEntry {
    std::string name;
    std::uint64_t size = 0, packedSize = 0;
    std::uint64_t dataOffset = 0;  ///< Of the packed bytes in the archive.
    std::uint32_t crc = 0;
    bool deflated = false;
};

/// A zip archive (stored and deflated entries, zip64), mapped into memory. Refused at opening: overlapping entries,
/// duplicate names, encryption, sizes over the limits (total or ratio), anything that points outside of the file.
/// Nothing is ever unpacked to disk, and archives inside of archives are not opened. Source: PKWARE APPNOTE 6.3.10.
class ZipArchive {
public:
    static Result<ZipArchive> open(const std::filesystem::path& path, const ReadLimits& limits);

    const std::vector<ZipEntry>& entries() const { return m_entries; }
    const ZipEntry* find(std::string_view name) const;
    std::size_t fileSize() const { return m_file->size(); }
    /// The unpacked bytes as U8 [size], CRC checked; a stored entry shares the mapped file.
    Result<Array> read(const ZipEntry& entry) const;
    /// "weights.pt, entry archive/data.pkl": for errors.
    std::string place(const ZipEntry& entry) const { return m_path.string() + ", entry " + entry.name; }

private:
    std::filesystem::path m_path;
    std::shared_ptr<MappedFile> m_file;
    std::vector<ZipEntry> m_entries;
    std::map<std::string, std::size_t, std::less<>> m_index;
};

/// True when the bytes start like a zip archive.
bool looksLikeZip(std::string_view head);

/// Builds an archive of stored entries in memory (zip64 where sizes ask for it), with the bytes of each entry aligned
/// to 64.
class ZipWriter {
public:
    void add(const std::string& name, std::string_view header, std::string_view body);
    /// Writes the archive in one atomic step.
    Status finish(const std::filesystem::path& path);

private:
    struct Written {
        std::string name;
        std::uint64_t size, offset;
        std::uint32_t crc;
    };
    std::string m_bytes;
    std::vector<Written> m_entries;
};

}  // namespace vitrine
