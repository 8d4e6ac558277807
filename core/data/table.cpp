// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/table.h"

namespace vitrine {

std::int64_t Column::rows() const {
    return isNumeric() ? numbers().count() : static_cast<std::int64_t>(texts().size());
}

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns)
        if (column.name == name) return &column;
    return nullptr;
}

Result<const Column*> Table::require(std::string_view name, const std::string& object) const {
    if (const Column* column = find(name)) return column;
    std::string names;
    for (const Column& column : columns) names += (names.empty() ? "" : ", ") + column.name;
    return Error{ErrorCode::NotFound, "Cannot find column", fmt::format("{}, column {}", object, name),
                 fmt::format("the columns are: {}", names.empty() ? "none" : names), "Name one of these columns."};
}

}  // namespace vitrine
