// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/data/read_support.h"
#include "core/data/text_numbers.h"

namespace vitrine {
namespace {

bool isMissing(std::string_view text) {
    for (const std::string_view missing : {"", "NA", "N/A", "NaN", "nan", "NAN", "null", "NULL", "None", "?"})
        if (text == missing) return true;
    return false;
}

/// What one cell says about its column.
struct CellKind {
    bool missing = false, text = false, integer = false, real = false,
         large = false;  ///< large: a double does not hold it exactly
};

CellKind kindOf(std::string_view raw) {
    const std::string_view text = trimBlanks(raw);
    if (isMissing(text)) return {.missing = true};
    const std::string_view digits = text.substr(text[0] == '-' || text[0] == '+');
    const bool onlyDigits =
        !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (onlyDigits) {
        std::int64_t value = 0;
        if ((digits.size() > 1 && digits[0] == '0') || !parseNumber(text, value)) return {.text = true};
        const bool large = value > (std::int64_t{1} << 53) || value < -(std::int64_t{1} << 53);
        return {.integer = true, .large = large};
    }
    double value = 0;
    return parseNumber(text, value) ? CellKind{.real = true} : CellKind{.text = true};
}

CellKind operator|(const CellKind& a, const CellKind& b) {
    return {a.missing || b.missing, a.text || b.text, a.integer || b.integer, a.real || b.real, a.large || b.large};
}

bool looksLikeHeader(const std::vector<std::string_view>& cells) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool emptyCorner = i == 0 && cells.size() > 1 && cells[i].empty();
        if ((!emptyCorner && !kindOf(cells[i]).text) || !seen.insert(cells[i]).second) return false;
    }
    return true;
}

/// Header cells as names: blanks around them go, empty ones get a number, repeated ones a suffix.
std::vector<std::string> columnNames(const std::vector<std::string_view>& cells, bool header) {
    std::vector<std::string> names;
    std::set<std::string> used;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string base =
            header && !trimBlanks(cells[i]).empty() ? std::string(trimBlanks(cells[i])) : fmt::format("c{}", i + 1);
        std::string name = base;
        for (int copy = 2; !used.insert(name).second; ++copy) name = fmt::format("{}.{}", base, copy);
        names.push_back(std::move(name));
    }
    return names;
}

/// An array that takes over a vector's memory.
template <class T>
Array adopt(std::vector<T>&& values) {
    auto owner = std::make_shared<std::vector<T>>(std::move(values));
    if (owner->empty()) return Array::zeros(DTypeOf<T>::value, {0});
    return Array::wrap(DTypeOf<T>::value, {static_cast<std::int64_t>(owner->size())}, owner, owner->data());
}

Error ragged(const CsvRecords& records, std::size_t cells, std::size_t expected) {
    return badFile("Cannot read table", records.place(),
                   fmt::format("the row has {} cells, the first has {}", cells, expected),
                   "Correct that line, or name the right delimiter.");
}

}  // namespace

/// One pass over the first records: names and types.
Status CsvStream::infer(CsvRecords& records, const CsvOptions& options) {
    std::vector<CellKind> kinds;
    for (std::size_t count = 0; options.inferRecords == 0 || count < options.inferRecords; ++count) {
        VITRINE_TRY(const bool more, records.next(m_cells));
        if (!more) break;
        if (count > m_limits.maxItems)
            return overCap("Cannot read table", records.place(),
                           fmt::format("it has more than {} rows", m_limits.maxItems));
        if (count == 0) {
            m_hasHeader = options.header == CsvOptions::Header::Yes ||
                          (options.header == CsvOptions::Header::Auto && looksLikeHeader(m_cells));
            m_names = columnNames(m_cells, m_hasHeader);
            kinds.resize(m_cells.size());
            if (m_hasHeader) continue;
        }
        if (m_cells.size() != kinds.size()) return ragged(records, m_cells.size(), kinds.size());
        for (std::size_t i = 0; i < kinds.size(); ++i)
            if (!kinds[i].text) kinds[i] = kinds[i] | kindOf(m_cells[i]);
    }
    if (m_names.empty())
        return badFile("Cannot read table", records.place(), "it has no rows",
                       "Give a file with at least a header line.");
    for (const CellKind& kind : kinds) {
        const bool exact = !kind.large || !(kind.real || kind.missing);
        m_types.push_back(kind.text || !exact                           ? Type::Text
                          : kind.integer && !kind.real && !kind.missing ? Type::Integer
                                                                        : Type::Real);
    }
    return {};
}

Result<CsvStream> CsvStream::open(const std::filesystem::path& path, const CsvOptions& options,
                                  const ReadLimits& limits) {
    VITRINE_TRY(CsvRecords first, CsvRecords::open(path, options.format, limits));
    VITRINE_TRY(CsvRecords records, CsvRecords::open(path, options.format, limits));
    CsvStream stream(std::move(records));
    stream.m_limits = limits;
    VITRINE_CHECK(stream.infer(first, options));
    return stream;
}

Status CsvStream::addRow(Table& chunk, MemoryBudget& budget, std::vector<std::vector<std::int64_t>>& integers,
                         std::vector<std::vector<double>>& reals) {
    if (m_cells.size() != m_names.size()) return ragged(m_records, m_cells.size(), m_names.size());
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const std::string_view text = trimBlanks(m_cells[i]);
        bool good = true;
        if (m_types[i] == Type::Text) {
            std::get<1>(chunk.columns[i].cells).emplace_back(m_cells[i]);
            bytes += 2 * (sizeof(std::string) + (m_cells[i].size() > 15 ? m_cells[i].size() : 0));
        } else if (m_types[i] == Type::Integer) {
            good = parseNumber(text, integers[i].emplace_back());
            bytes += 16;
        } else {
            double& value = reals[i].emplace_back(std::numeric_limits<double>::quiet_NaN());
            good = isMissing(text) || parseNumber(text, value);
            bytes += 16;
        }
        if (!good)
            return badFile("Cannot read table", fmt::format("{}, column {}", m_records.place(), m_names[i]),
                           fmt::format("\"{:.60}\" is no {}, as the cells before it are", m_cells[i],
                                       m_types[i] == Type::Integer ? "integer" : "number"),
                           "Correct the cell, or let all records decide the column's type.");
    }
    return budget.take(bytes, m_records.place());
}

Result<bool> CsvStream::nextChunk(Table& chunk, std::int64_t maxRows) {
    if (!std::exchange(m_started, true) && m_hasHeader) VITRINE_CHECK(m_records.next(m_cells));
    MemoryBudget budget(m_limits.maxBytes);
    std::vector<std::vector<std::int64_t>> integers(m_names.size());
    std::vector<std::vector<double>> reals(m_names.size());
    chunk.columns.clear();
    for (const std::string& name : m_names) chunk.columns.push_back({name, std::vector<std::string>{}, {}});
    std::int64_t rows = 0;
    for (; rows < maxRows; ++rows) {
        VITRINE_TRY(const bool more, m_records.next(m_cells));
        if (!more) break;
        VITRINE_CHECK(addRow(chunk, budget, integers, reals));
    }
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        if (m_types[i] == Type::Integer)
            chunk.columns[i].cells = adopt(std::move(integers[i]));
        else if (m_types[i] == Type::Real)
            chunk.columns[i].cells = adopt(std::move(reals[i]));
    }
    return rows > 0;
}

Result<Table> readCsv(const std::filesystem::path& path, const CsvOptions& options, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<Table> {
        VITRINE_TRY(CsvStream stream, CsvStream::open(path, options, limits));
        Table table;
        VITRINE_CHECK(stream.nextChunk(table, std::numeric_limits<std::int64_t>::max()));
        return table;
    });
}

namespace {

void appendCell(std::string& out, std::string_view text, char delimiter) {
    const char special[] = {delimiter, '"', '\n', '\r', '\0'};
    const bool quote = text.empty() || text.front() == ' ' || text.back() == ' ' ||
                       text.find_first_of(special) != std::string_view::npos;
    if (!quote) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

}  // namespace

Status writeCsv(const std::filesystem::path& path, const Table& table, char delimiter) {
    std::string out;
    std::vector<Array> numbers(table.columns.size());  // as I64 or F64
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        if (column.rows() != table.rows())
            return Error{ErrorCode::InvalidArgument, "Cannot write table",
                         fmt::format("{}, column {}", path.string(), column.name),
                         fmt::format("it has {} rows, the first column has {}", column.rows(), table.rows()),
                         "Give columns of equal length."};
        if (i) out += delimiter;
        appendCell(out, column.name, delimiter);
        if (!column.isNumeric()) continue;
        const DType dtype = column.numbers().dtype();
        const bool real = dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
        VITRINE_TRY(numbers[i], column.numbers().as(real ? DType::F64 : DType::I64));
    }
    out += '\n';
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.rows()); ++row) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (i) out += delimiter;
            if (!table.columns[i].isNumeric())
                appendCell(out, table.columns[i].texts()[row], delimiter);
            else if (numbers[i].dtype() == DType::I64)
                fmt::format_to(std::back_inserter(out), "{}", numbers[i].values<std::int64_t>()[row]);
            else if (const double value = numbers[i].values<double>()[row]; !std::isnan(value))
                fmt::format_to(std::back_inserter(out), "{}", value);
            else if (table.columns.size() == 1)
                out += "NaN";  // an empty line would be skipped
        }
        out += '\n';
    }
    return writeAtomically(path, out);
}

}  // namespace vitrine
