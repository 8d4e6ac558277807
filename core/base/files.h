// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vitrine {

/// Error of the last system call on `path`, from `errno`, with disk-full and permission told apart.
Error systemError(const std::string& what, const std::filesystem::path& path, int errnoValue);

/// A whole file of at most `maxBytes` as bytes. Directories, devices and pipes are refused.
Result<std::string> readText(const std::filesystem::path& path, std::size_t maxBytes = std::size_t(256) << 20);

/// Writes to a temporary name beside `path`, flushes it to the disk, and renames: a reader sees the old file or the new one.
Status writeAtomically(const std::filesystem::path& path, std::string_view bytes);

/// Creates a folder with its parents.
Status makeFolder(const std::filesystem::path& path);

/// A file mapped read-only into memory; closes itself. An empty file maps to size 0.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    const std::uint8_t* data() const { return m_data; }
    std::size_t size() const { return m_size; }
    std::string_view text() const { return {reinterpret_cast<const char*>(m_data), m_size}; }

private:
    MappedFile() = default;
    const std::uint8_t* m_data = nullptr;
    std::size_t m_size = 0;
};

/// A fresh folder under the system's temporary folder that is removed with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

}  // namespace vitrine
