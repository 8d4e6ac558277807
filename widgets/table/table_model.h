// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <atomic>
#include <memory>

#include "widgets/table/table_query.h"

namespace vitrine {

/// A Table as a model: cells are made into text when they are looked at, filtering and sorting of large tables happen on a thread. The rows
/// shown stay as they are until the answer is there.
class TableModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit TableModel(QObject* parent);
    ~TableModel() override;

    void setTable(Table table);
    const Table& table() const { return *m_table; }
    std::shared_ptr<const Table> shared() const { return m_table; }
    void setFilter(const QString& filter);
    const TableQuery& query() const { return m_query; }
    bool busy() const { return m_busy; }

    int tableRow(int viewRow) const { return m_identity ? viewRow : m_rows[std::size_t(viewRow)]; }
    /// -1 when the filter leaves it out. A search through all rows shown.
    int viewRow(int tableRow) const;
    std::vector<int> shownRows() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void busyChanged();

private:
    void run();
    void take(std::vector<int> rows, bool identity);
    std::shared_ptr<const Table> m_table = std::make_shared<const Table>();
    TableQuery m_query;
    std::vector<int> m_rows;
    bool m_identity = true, m_busy = false;
    /// The number of the newest question; a thread that works on an older one stops.
    std::shared_ptr<std::atomic<std::uint64_t>> m_newest = std::make_shared<std::atomic<std::uint64_t>>(0);
};

}  // namespace vitrine
