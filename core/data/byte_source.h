// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/data/readers.h"

namespace vitrine {

/// The bytes of a file from front to back, unpacked on the way when the file is gzip. Holds one block in memory.
class ByteSource {
public:
    /// Refuses what is no regular file.
    static Result<ByteSource> open(const std::filesystem::path& path, const ReadLimits& limits);
    /// Fills up to `size` bytes; 0 at the end. Errors: a damaged or cut gzip stream, one that unpacks to more than
    /// `maxRatio` times the file.
    Result<std::size_t> read(char* buffer, std::size_t size);
    const std::string& object() const { return m_object; }

private:
    ByteSource() = default;
    std::shared_ptr<void> m_file;  ///< A gzFile.
    std::string m_object;
    std::uint64_t m_done = 0, m_cap = 0;
};

/// The whole (unpacked) content of a file, at most `limits.maxBytes`.
Result<std::string> readUnpacked(const std::filesystem::path& path, const ReadLimits& limits);

/// Lines of a text file, without their ends (LF or CRLF) and without a byte order mark at the start.
class LineReader {
public:
    static Result<LineReader> open(const std::filesystem::path& path, const ReadLimits& limits);
    /// False at the end. `line` is valid until the next call.
    Result<bool> next(std::string_view& line);
    std::uint64_t number() const { return m_number; }  ///< Of the last line; the first is 1.
    /// "a.csv, line 12"
    std::string place() const;

private:
    explicit LineReader(ByteSource source) : m_source(std::move(source)) {}
    static constexpr std::size_t kMaxLine = std::size_t(64) << 20;
    ByteSource m_source;
    std::string m_buffer;
    std::size_t m_start = 0, m_scanned = 0;
    std::uint64_t m_number = 0;
    bool m_ended = false;
};

inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace vitrine
