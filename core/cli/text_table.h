// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace vitrine {

/// Rows of texts with aligned columns for a terminal. Columns of numbers stand to the right.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> headers) : m_headers(std::move(headers)) {}
    void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
    bool empty() const { return m_rows.empty(); }
    /// The whole table, every line ended. The last column is cut so that lines fit into `width` columns (0: never cut).
    std::string text(std::size_t width = 0, const std::string& indent = {}) const;

private:
    bool isNumeric(std::size_t column) const;
    std::vector<std::string> m_headers;
    std::vector<std::vector<std::string>> m_rows;
};

}  // namespace vitrine
