// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "core/base/json.h"
#include "core/data/table.h"

class QTableView;

namespace vitrine {

/// A table of any length: virtual rows, sort by column, filter box over all columns ("acc > 0.5" on one by name, else text; terms joined by
/// " and "), copy as tab-separated text, save as CSV, columns that can be hidden and moved. Tables of over 20,000 cells are filtered and sorted
/// on a thread: `busy` until `updated`.
class TableView : public QWidget {
    Q_OBJECT

public:
    explicit TableView(QWidget* parent = nullptr);
    ~TableView() override;
    void setTable(Table table);
    const Table& table() const;
    QTableView* view() const;
    /// What the empty table says: what to do to see something here.
    void setEmptyText(const QString& text);
    void setFilter(const QString& text);
    bool busy() const;
    int visibleRows() const;
    int currentRow() const;                    ///< Row of the table, not of the view; -1: none.
    void setCurrentRow(int row);
    QString copyText() const;                  ///< Of the selected cells.
    Json saveState() const;
    void restoreState(const Json& state);

Q_SIGNALS:
    void rowActivated(int row);
    void currentRowChanged(int row);
    void updated();                            ///< Other rows are shown.
    void stateTouched();                       ///< Something that saveState keeps has changed.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
