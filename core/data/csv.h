// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/data/csv_records.h"
#include "core/data/read_support.h"
#include "core/data/table.h"

namespace vitrine {

struct CsvOptions {
    enum class Header { Auto, Yes, No };
    CsvFormat format = {};
    /// Auto: the first record is a header when none of its cells is a number or missing (the first cell may be empty).
    Header header = Header::Auto;
    /// Records that decide which columns are numbers; 0: all of them (the file is read twice).
    std::size_t inferRecords = 0;
};

/// A delimiter-separated text file as a stream of tables. A column is I64 when all its cells are integers, F64 when all
/// are numbers or missing (empty, NA, N/A, NaN, null, None, ?; these become NaN), else texts. Integers with a leading
/// zero ("007") or too large to be kept exactly stay texts: they are names. Columns without a header are called c1, c2
/// ...
class CsvStream {
public:
    static Result<CsvStream> open(const std::filesystem::path& path, const CsvOptions& options = {},
                                  const ReadLimits& limits = {});

    const std::vector<std::string>& names() const { return m_names; }
    /// Up to `maxRows` further rows; false when there are none. A row with another number of cells is an error with its
    /// line.
    Result<bool> nextChunk(Table& chunk, std::int64_t maxRows);

private:
    enum class Type { Integer, Real, Text };
    explicit CsvStream(CsvRecords records) : m_records(std::move(records)) {}
    Status infer(CsvRecords& records, const CsvOptions& options);
    Status addRow(Table& chunk, MemoryBudget& budget, std::vector<std::vector<std::int64_t>>& integers,
                  std::vector<std::vector<double>>& reals);

    CsvRecords m_records;
    ReadLimits m_limits;
    std::vector<std::string> m_names;
    std::vector<Type> m_types;
    std::vector<std::string_view> m_cells;
    bool m_hasHeader = false, m_started = false;
};

/// A whole file as one table.
Result<Table> readCsv(const std::filesystem::path& path, const CsvOptions& options = {}, const ReadLimits& limits = {});

/// Writes a table with a header in one atomic step (RFC 4180, LF); NaN becomes an empty cell, numbers are written so
/// that they read back equal.
Status writeCsv(const std::filesystem::path& path, const Table& table, char delimiter = ',');

}  // namespace vitrine
