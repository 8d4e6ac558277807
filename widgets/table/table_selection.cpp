// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/table_selection.h"

#include <QItemSelectionModel>
#include <algorithm>
#include <map>
#include <set>

#include "widgets/table/table_cells.h"
#include "widgets/table/table_model.h"

namespace vitrine {
namespace {

QString clean(QString text) {
    return text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ');
}

/// The view's ranges cut at each other's edges, so that every band of rows has one set of columns.
std::map<int, std::set<int>> bandsOf(const QItemSelection& selection) {
    std::map<int, std::set<int>> bands;
    for (const QItemSelectionRange& range : selection) bands[range.top()], bands[range.bottom() + 1];
    for (auto& [top, columns] : bands)
        for (const QItemSelectionRange& range : selection)
            if (range.top() <= top && top <= range.bottom())
                for (int c = range.left(); c <= range.right(); ++c) columns.insert(c);
    return bands;
}

}  // namespace

std::int64_t SelectedCells::size() const {
    std::int64_t cells = 0;
    for (const Range& range : ranges) cells += std::int64_t(range.rows.size()) * std::int64_t(columns.size());
    return cells;
}

QString SelectedCells::text(bool withHeader) const {
    QString text;
    const auto line = [&](const auto& cell) {
        for (std::size_t i = 0; i < columns.size(); ++i) text += (i ? QString("\t") : QString()) + cell(i);
        text += '\n';
    };
    if (withHeader) line([&](std::size_t i) { return clean(columnTitle(table->columns[std::size_t(columns[i])])); });
    for (const Range& range : ranges)
        for (const int row : range.rows)
            line([&](std::size_t i) { return range.columns[i] ? clean(cellFullText(table->columns[std::size_t(columns[i])], row)) : QString(); });
    if (!text.isEmpty()) text.chop(1);
    return text;
}

SelectedCells selectedCells(const QItemSelectionModel& selection, const TableModel& model, const std::vector<int>& columnsInOrder) {
    SelectedCells cells;
    cells.table = model.shared();
    const std::map<int, std::set<int>> bands = bandsOf(selection.selection());
    std::set<int> used;
    for (const auto& [top, columns] : bands) used.insert(columns.begin(), columns.end());
    std::copy_if(columnsInOrder.begin(), columnsInOrder.end(), std::back_inserter(cells.columns), [&](int c) { return used.contains(c); });
    for (auto band = bands.begin(); band != bands.end(); ++band) {
        if (band->second.empty() || cells.columns.empty()) continue;
        SelectedCells::Range range;
        for (int row = band->first; row < std::next(band)->first; ++row) range.rows.push_back(model.tableRow(row));
        for (const int c : cells.columns) range.columns.push_back(band->second.contains(c));
        cells.ranges.push_back(std::move(range));
    }
    return cells;
}

Table partOf(const Table& table, const std::vector<int>& rows, const std::vector<int>& columns) {
    Table part;
    for (const int c : columns) {
        const Column& from = table.columns[std::size_t(c)];
        Column column{from.name, {}, from.unit};
        if (from.isNumeric()) {
            const std::size_t item = itemSize(from.numbers().dtype());
            Array picked = Array::zeros(from.numbers().dtype(), {std::int64_t(rows.size())});
            auto* to = static_cast<std::uint8_t*>(picked.mutableBytes());
            const auto* bytes = static_cast<const std::uint8_t*>(from.numbers().bytes());
            for (std::size_t i = 0; i < rows.size(); ++i) std::copy_n(bytes + std::size_t(rows[i]) * item, item, to + i * item);
            column.cells = std::move(picked);
        } else {
            std::vector<std::string> texts;
            for (const int row : rows) texts.push_back(from.texts()[std::size_t(row)]);
            column.cells = std::move(texts);
        }
        part.columns.push_back(std::move(column));
    }
    return part;
}

}  // namespace vitrine
