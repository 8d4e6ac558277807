// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/base/json.h"
#include "core/data/byte_source.h"

namespace vitrine {

/// A JSON text file (plain or gzip).
Result<Json> readJson(const std::filesystem::path& path, const ReadLimits& limits = {});

/// One JSON value per line (plain or gzip), one at a time; empty lines are skipped.
class JsonLines {
public:
    static Result<JsonLines> open(const std::filesystem::path& path, const ReadLimits& limits = {});
    /// False at the end. Errors name the line.
    Result<bool> next(Json& value);
    std::uint64_t line() const { return m_lines.number(); }
    std::uint64_t bytes() const { return m_bytes; }  ///< Of all lines so far.

private:
    explicit JsonLines(LineReader lines) : m_lines(std::move(lines)) {}
    LineReader m_lines;
    std::uint64_t m_bytes = 0;
};

/// A whole file of JSON lines as an array.
Result<Json> readJsonLines(const std::filesystem::path& path, const ReadLimits& limits = {});

/// A text file (plain or gzip) in UTF-8, without a byte order mark; other bytes are refused with their place.
Result<std::string> readPlainText(const std::filesystem::path& path, const ReadLimits& limits = {});

}  // namespace vitrine
