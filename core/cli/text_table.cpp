// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/text_table.h"

#include <algorithm>

#include "core/cli/terminal.h"

namespace vitrine {

bool TextTable::isNumeric(std::size_t column) const {
    bool any = false;
    for (const auto& row : m_rows) {
        const std::string& cell = row[column];
        if (cell.empty()) continue;
        any = true;
        char* end = nullptr;
        std::strtod(cell.c_str(), &end);
        if (*end != '\0') return false;
    }
    return any;
}

std::string TextTable::text(std::size_t width, const std::string& indent) const {
    std::vector<std::vector<std::string>> lines;
    const bool titled =
        std::any_of(m_headers.begin(), m_headers.end(), [](const std::string& header) { return !header.empty(); });
    if (titled) lines.push_back(m_headers);
    for (const auto& row : m_rows) {
        lines.emplace_back();
        for (const std::string& cell : row) lines.back().push_back(printable(cell));
    }
    const std::size_t columns = m_headers.size();
    std::vector<std::size_t> widths(columns, 0);
    for (const auto& line : lines)
        for (std::size_t column = 0; column < columns; ++column)
            widths[column] = std::max(widths[column], displayWidth(line[column]));

    std::string result;
    for (const auto& line : lines) {
        std::string row = indent;
        for (std::size_t column = 0; column < columns; ++column) {
            const bool last = column + 1 == columns;
            const std::size_t used = displayWidth(row);
            const std::string cell = last && width > used + 8 ? fitted(line[column], width - used) : line[column];
            const std::string gap(widths[column] - std::min(widths[column], displayWidth(cell)), ' ');
            row += isNumeric(column) ? gap + cell : cell + gap;
            if (!last) row += "  ";
        }
        row.erase(row.find_last_not_of(' ') + 1);
        result += row + '\n';
    }
    return result;
}

}  // namespace vitrine
