// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <memory>
#include <optional>

#include "core/data/table.h"

namespace vitrine {

/// What of a table is shown, and in which order.
struct TableQuery {
    /// Terms joined by " and ". "acc > 0.5" compares a column by its name (> >= < <= = !=; ~ for "contains"); any other term is a text
    /// that occurs in some cell, without regard to case.
    QString filter;
    int sortColumn = -1;       ///< -1: as in the table.
    bool descending = false;

    bool isIdentity() const { return filter.trimmed().isEmpty() && sortColumn < 0; }
};

/// The rows that a query leaves, in its order; missing numbers come last. Nothing when `cancelled` said so on the way. Runs on any thread.
std::optional<std::vector<int>> queryRows(const Table& table, const TableQuery& query, const std::function<bool()>& cancelled);

}  // namespace vitrine
