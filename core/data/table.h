// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/data/array.h"

namespace vitrine {

/// One named column: numbers (rank-1 Array, F64 or I64 from text files; missing = NaN) or texts.
struct Column {
    std::string name;
    std::variant<Array, std::vector<std::string>> cells;
    std::string unit;

    bool isNumeric() const { return cells.index() == 0; }
    const Array& numbers() const { return std::get<0>(cells); }
    const std::vector<std::string>& texts() const { return std::get<1>(cells); }
    std::int64_t rows() const;
};

/// Columns of equal length.
struct Table {
    std::vector<Column> columns;

    std::int64_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }
    const Column* find(std::string_view name) const;
    /// The column, or an error that lists the names that exist; `object` names the file.
    Result<const Column*> require(std::string_view name, const std::string& object) const;
};

}  // namespace vitrine
