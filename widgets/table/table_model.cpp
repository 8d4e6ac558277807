// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/table_model.h"

#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <numeric>

#include "widgets/base/text.h"
#include "widgets/base/ui_thread.h"
#include "widgets/table/table_cells.h"

namespace vitrine {
namespace {

constexpr std::int64_t kCellsAtOnce = 20'000;  // Filtered and sorted within a frame, without a thread.

}  // namespace

TableModel::TableModel(QObject* parent) : QAbstractTableModel(parent) {}

TableModel::~TableModel() {
    ++*m_newest;
}

void TableModel::setTable(Table table) {
    ++*m_newest;
    beginResetModel();
    m_table = std::make_shared<const Table>(std::move(table));
    m_rows.clear();
    m_identity = true;
    if (m_query.sortColumn >= int(m_table->columns.size())) m_query.sortColumn = -1;
    endResetModel();
    if (!m_query.isIdentity()) run();
}

void TableModel::setFilter(const QString& filter) {
    if (filter == m_query.filter) return;
    m_query.filter = filter;
    run();
}

void TableModel::sort(int column, Qt::SortOrder order) {
    m_query.sortColumn = column < int(m_table->columns.size()) ? column : -1;
    m_query.descending = order == Qt::DescendingOrder;
    run();
}

void TableModel::run() {
    const std::uint64_t question = ++*m_newest;
    if (m_query.isIdentity()) return take({}, true);
    if (m_table->rows() * std::int64_t(m_table->columns.size()) <= kCellsAtOnce) return take(*queryRows(*m_table, m_query, [] { return false; }), false);
    m_busy = true;
    Q_EMIT busyChanged();
    QThreadPool::globalInstance()->start([model = QPointer(this), table = m_table, query = m_query, newest = m_newest, question] {
        auto rows = queryRows(*table, query, [&] { return newest->load() != question; });
        if (!rows) return;
        auto shared = std::make_shared<std::vector<int>>(std::move(*rows));
        postToUi([model, shared, newest, question] {
            if (model && newest->load() == question) model->take(std::move(*shared), false);
        });
    });
}

void TableModel::take(std::vector<int> rows, bool identity) {
    beginResetModel();
    m_rows = std::move(rows);
    m_identity = identity;
    endResetModel();
    m_busy = false;
    Q_EMIT busyChanged();
}

int TableModel::viewRow(int tableRow) const {
    if (tableRow < 0) return -1;
    if (m_identity) return tableRow < m_table->rows() ? tableRow : -1;
    const auto found = std::find(m_rows.begin(), m_rows.end(), tableRow);
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

std::vector<int> TableModel::shownRows() const {
    if (!m_identity) return m_rows;
    std::vector<int> rows(std::size_t(m_table->rows()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

int TableModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    return m_identity ? int(m_table->rows()) : int(m_rows.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_table->columns.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Column& column = m_table->columns[std::size_t(index.column())];
    if (role == Qt::DisplayRole) return cellText(column, tableRow(index.row()));
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) return cellFullText(column, tableRow(index.row()));
    if (role == Qt::TextAlignmentRole) return int((column.isNumeric() ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Vertical) return role == Qt::DisplayRole && section < rowCount() ? QVariant(tableRow(section) + 1) : QVariant();
    if (section < 0 || section >= int(m_table->columns.size())) return {};
    const Column& column = m_table->columns[std::size_t(section)];
    if (role == Qt::DisplayRole) return columnTitle(column);
    if (role == Qt::ToolTipRole) return columnTitle(column) + "\nClick to sort, drag to move, right-click to hide columns";
    if (role == Qt::TextAlignmentRole) return int((column.isNumeric() ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

}  // namespace vitrine
