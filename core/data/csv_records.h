// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/byte_source.h"

namespace vitrine {

/// How cells are told apart.
struct CsvFormat {
    char delimiter = 0;     ///< 0: detected from the first lines (tab ; | , or runs of blanks). ' ': runs of blanks.
    bool quotes = true;     ///< RFC 4180 quotes; false takes '"' as any other character.
    bool comments = false;  ///< Lines that start with '#' or '%' are skipped.
    bool blanksForText = false;  ///< Detection may choose blanks although the cells are no numbers (edge lists).
};

/// Records of a delimiter-separated text file (plain or gzip), one at a time: RFC 4180 with LF, CRLF or CR, byte order
/// mark, empty lines skipped. Holds one record and one block in memory.
class CsvRecords {
public:
    static Result<CsvRecords> open(const std::filesystem::path& path, const CsvFormat& format,
                                   const ReadLimits& limits);

    /// False at the end; the cells are valid until the next call. Errors name the line.
    Result<bool> next(std::vector<std::string_view>& cells);
    /// The line where the last record began; the first is 1.
    std::uint64_t line() const { return m_recordLine; }
    char delimiter() const { return m_format.delimiter; }
    /// "a.csv, line 12"
    std::string place() const;

private:
    CsvRecords(ByteSource source, const CsvFormat& format) : m_source(std::move(source)), m_format(format) {}
    enum class After { Cell, Record, End };

    Result<bool> fill();
    Result<After> readCell();
    Result<After> readQuoted();
    Result<After> endLine();
    Status skipComments();
    Status grow(std::size_t from, std::size_t to);
    Error malformed(std::string why) const;

    ByteSource m_source;
    CsvFormat m_format;
    std::string m_block, m_record;
    std::vector<std::size_t> m_ends;  ///< Where each cell ends in m_record.
    std::size_t m_at = 0;
    std::uint64_t m_line = 1, m_recordLine = 0;
    bool m_quoted = false;  ///< The record has a quoted cell (so it is not an empty line).
};

}  // namespace vitrine
