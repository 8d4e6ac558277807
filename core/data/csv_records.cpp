// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv_records.h"

#include <algorithm>

#include "core/data/read_support.h"
#include "core/data/text_numbers.h"

namespace vitrine {
namespace {

constexpr std::size_t kBlock = std::size_t(1) << 16, kMaxRecord = std::size_t(64) << 20, kMaxCells = 1'000'000;

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

/// The first lines of a block, without the last one when the block cuts it.
std::vector<std::string_view> sampleLines(std::string_view block, bool comments) {
    std::vector<std::string_view> lines;
    while (!block.empty() && lines.size() < 30) {
        const std::size_t end = std::min(block.find_first_of("\r\n"), block.size());
        const std::string_view line = block.substr(0, end);
        if (end == block.size() && !lines.empty() && block.size() > 1024) break;
        if (!line.empty() && !(comments && (line[0] == '#' || line[0] == '%'))) lines.push_back(line);
        block.remove_prefix(std::min(end + 1, block.size()));
    }
    return lines;
}

std::size_t countOutsideQuotes(std::string_view line, char wanted) {
    bool quoted = false;
    std::size_t count = 0;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == wanted && !quoted)
            ++count;
    }
    return count;
}

/// Number of cells when blanks separate them; 0 when numbers are asked for and one is none.
std::size_t countBlankSeparated(std::string_view line, bool numbersOnly) {
    std::size_t cells = 0;
    for (std::size_t at = 0; at < line.size();) {
        if (isBlank(line[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && !isBlank(line[end])) ++end;
        double ignored = 0;
        if (numbersOnly && !parseNumber(line.substr(at, end - at), ignored)) return 0;
        ++cells;
        at = end;
    }
    return cells;
}

/// The delimiter that cuts all first lines into equally many cells; else the one most frequent in the first line; else
/// ','.
char detectDelimiter(std::string_view block, const CsvFormat& format) {
    const std::vector<std::string_view> lines = sampleLines(block, format.comments);
    if (lines.empty()) return ',';
    char frequent = 0;
    std::size_t most = 0;
    for (const char candidate : {'\t', ';', '|', ','}) {
        const std::size_t first = countOutsideQuotes(lines[0], candidate);
        if (first > 0 && std::all_of(lines.begin(), lines.end(), [&](std::string_view line) {
                return countOutsideQuotes(line, candidate) == first;
            }))
            return candidate;
        if (first > most) most = first, frequent = candidate;
    }
    // The first line may be a count ("5429") or a title: the last one has the shape of the data.
    const std::size_t blanks = countBlankSeparated(lines.back(), !format.blanksForText);
    const bool blanksFit =
        std::all_of(lines.begin() + (lines.size() > 1 && format.blanksForText), lines.end(),
                    [&](std::string_view line) { return countBlankSeparated(line, !format.blanksForText) == blanks; });
    if (blanks >= 2 && blanksFit) return ' ';
    if (!frequent && lines.size() > 1)
        for (const char candidate : {'\t', ';', '|', ','})
            if (countOutsideQuotes(lines.back(), candidate) > 0) return candidate;
    return frequent ? frequent : ',';
}

}  // namespace

Result<CsvRecords> CsvRecords::open(const std::filesystem::path& path, const CsvFormat& format,
                                    const ReadLimits& limits) {
    VITRINE_TRY(ByteSource source, ByteSource::open(path, limits));
    CsvRecords records(std::move(source), format);
    VITRINE_TRY(const bool any, records.fill());
    if (any && records.m_block.starts_with(kByteOrderMark)) records.m_at = kByteOrderMark.size();
    if (any && records.m_block.substr(0, 4096).find('\0') != std::string::npos)
        return badFile("Cannot read table", path.string(), "it holds zero bytes: it is no text",
                       "Give a text file in UTF-8.");
    if (!records.m_format.delimiter)
        records.m_format.delimiter = detectDelimiter(std::string_view(records.m_block).substr(records.m_at), format);
    return records;
}

std::string CsvRecords::place() const {
    return fmt::format("{}, line {}", m_source.object(), m_recordLine);
}

Error CsvRecords::malformed(std::string why) const {
    return badFile("Cannot read table", place(), std::move(why),
                   "Correct that line, or read the file without quotes or with another delimiter.");
}

/// Loads the next block; false at the end of the file.
Result<bool> CsvRecords::fill() {
    m_block.resize(kBlock);
    m_at = 0;
    std::size_t size = 0;
    while (size < kBlock) {
        VITRINE_TRY(const std::size_t got, m_source.read(m_block.data() + size, kBlock - size));
        if (got == 0) break;
        size += got;
    }
    m_block.resize(size);
    return size > 0;
}

Status CsvRecords::grow(std::size_t from, std::size_t to) {
    if (m_record.size() + (to - from) > kMaxRecord)
        return malformed(fmt::format("the record is longer than {} bytes (a quote that is never closed?)", kMaxRecord));
    m_record.append(m_block, from, to - from);
    return {};
}

/// Swallows the line end at the cursor (LF, CR or CRLF).
Result<CsvRecords::After> CsvRecords::endLine() {
    ++m_line;
    if (m_block[m_at++] == '\r') {
        if (m_at >= m_block.size()) VITRINE_CHECK(fill());
        if (m_at < m_block.size() && m_block[m_at] == '\n') ++m_at;
    }
    return After::Record;
}

Result<CsvRecords::After> CsvRecords::readQuoted() {
    m_quoted = true;
    for (++m_at;;) {
        if (m_at >= m_block.size()) {
            VITRINE_TRY(const bool more, fill());
            if (!more) return malformed("a quote is never closed");
        }
        const std::size_t end = std::min(m_block.find('"', m_at), m_block.size());
        m_line += static_cast<std::uint64_t>(std::count(m_block.begin() + static_cast<std::ptrdiff_t>(m_at),
                                                        m_block.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
        VITRINE_CHECK(grow(m_at, end));
        m_at = end;
        if (m_at >= m_block.size()) continue;
        ++m_at;  // the quote: doubled it stands for one, else the cell ends
        if (m_at >= m_block.size()) VITRINE_CHECK(fill());
        if (m_at >= m_block.size()) return After::End;
        const char next = m_block[m_at];
        if (next == '"') {
            m_record += '"';
            ++m_at;
        } else if (next == m_format.delimiter || (m_format.delimiter == ' ' && isBlank(next))) {
            ++m_at;
            return After::Cell;
        } else if (next == '\n' || next == '\r') {
            return endLine();
        } else {
            return malformed("text follows after a closing quote");
        }
    }
}

Result<CsvRecords::After> CsvRecords::readCell() {
    const bool blanks = m_format.delimiter == ' ';
    for (bool first = true;;) {
        if (m_at >= m_block.size()) {
            VITRINE_TRY(const bool more, fill());
            if (!more) return After::End;
        }
        if (first && blanks && isBlank(m_block[m_at])) {
            ++m_at;
            continue;
        }
        if (first && m_format.quotes && m_block[m_at] == '"') return readQuoted();
        first = false;
        std::size_t end = m_at;
        while (end < m_block.size() && m_block[end] != m_format.delimiter && m_block[end] != '\n' &&
               m_block[end] != '\r' && !(blanks && m_block[end] == '\t'))
            ++end;
        VITRINE_CHECK(grow(m_at, end));
        m_at = end;
        if (end >= m_block.size()) continue;
        if (m_block[end] == '\n' || m_block[end] == '\r') return endLine();
        ++m_at;
        return After::Cell;
    }
}

Status CsvRecords::skipComments() {
    while (m_format.comments) {
        if (m_at >= m_block.size()) {
            VITRINE_TRY(const bool more, fill());
            if (!more) return {};
        }
        if (m_block[m_at] != '#' && m_block[m_at] != '%') return {};
        for (std::size_t end; (end = m_block.find('\n', m_at)) == std::string::npos;) {
            VITRINE_TRY(const bool more, fill());
            if (!more) return {};
        }
        m_at = m_block.find('\n', m_at) + 1;
        ++m_line;
    }
    return {};
}

Result<bool> CsvRecords::next(std::vector<std::string_view>& cells) {
    for (After after = After::Record; after != After::End;) {
        m_record.clear();
        m_ends.clear();
        m_quoted = false;
        VITRINE_CHECK(skipComments());
        m_recordLine = m_line;
        do {
            VITRINE_TRY(after, readCell());
            m_ends.push_back(m_record.size());
            if (m_ends.size() > kMaxCells)
                return malformed(fmt::format("the record has more than {} cells", kMaxCells));
        } while (after == After::Cell);
        const bool lastEmpty = m_ends.size() > 1 && m_ends.back() == m_ends[m_ends.size() - 2];
        if (m_format.delimiter == ' ' && lastEmpty && !m_quoted) m_ends.pop_back();  // blanks at the end of the line
        if (m_ends.size() == 1 && m_record.empty() && !m_quoted) continue;           // an empty line
        cells.clear();
        for (std::size_t i = 0, start = 0; i < m_ends.size(); start = m_ends[i++])
            cells.push_back(std::string_view(m_record).substr(start, m_ends[i] - start));
        return true;
    }
    return false;
}

}  // namespace vitrine
