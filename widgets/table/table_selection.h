// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/data/table.h"

class QItemSelectionModel;
class QString;

namespace vitrine {

class TableModel;

/// Selected cells, free of any view: rows in the order shown, columns in the order shown.
struct SelectedCells {
    struct Range {
        std::vector<int> rows;      ///< Of the table.
        std::vector<bool> columns;  ///< By position in `columns` below: selected or left blank.
    };
    std::shared_ptr<const Table> table;
    std::vector<int> columns;       ///< Of the table; those in which anything is selected.
    std::vector<Range> ranges;      ///< From top to bottom.

    std::int64_t size() const;
    /// Tab-separated lines with every digit; tabs and line ends inside of texts become spaces.
    QString text(bool withHeader) const;
};

SelectedCells selectedCells(const QItemSelectionModel& selection, const TableModel& model, const std::vector<int>& columnsInOrder);

/// Some rows and columns as a table of its own.
Table partOf(const Table& table, const std::vector<int>& rows, const std::vector<int>& columns);

}  // namespace vitrine
