// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside widgets/image only: what a MatrixView is made of.

#include "widgets/image/matrix_view.h"
#include "widgets/image/raster.h"

namespace vitrine {

struct MatrixView::Impl {
    /// Where the parts lie.
    struct Layout {
        QRectF title, rowTitle, columnTitle, rowNames, columnNames, cells, bar;
        bool upright = false;      ///< Column names turned by 90 degrees.
        double cellWidth = 0, cellHeight = 0;

        QRectF cell(int row, int column) const { return {cells.x() + column * cellWidth, cells.y() + row * cellHeight, cellWidth, cellHeight}; }
    };

    bool empty() const { return !raster; }
    int rowCount() const { return raster ? raster->height() : 0; }
    int columnCount() const { return raster ? raster->width() : 0; }
    QString rowName(int row) const { return row < rows.size() ? rows[row] : QString::number(row); }
    QString columnName(int column) const { return column < columns.size() ? columns[column] : QString::number(column); }
    QString unit() const;
    Layout layOut(const QRectF& area) const;
    void paint(QPainter& painter, const QRectF& area, bool live) const;
    void paintEmpty(QPainter& painter, const QRectF& area) const;   ///< What to do to see something; exported as well.
    void paintCells(QPainter& painter, const Layout& layout) const;
    void paintTexts(QPainter& painter, const Layout& layout) const;
    void paintNames(QPainter& painter, const Layout& layout) const;
    void paintTitles(QPainter& painter, const Layout& layout) const;
    void paintMarks(QPainter& painter, const Layout& layout) const;
    QString readout(int row, int column) const;
    /// Cell, row (-1 as column) or column (-1 as row) at a place; (-1, -1): none. As column, row.
    QPoint at(const QPointF& place) const;
    void retable();

    QRectF area;               ///< Of the widget.
    std::shared_ptr<Raster> raster;
    ValueColours asked, used;
    ColourTable table;
    QStringList rows, columns;
    QString title, rowTitle, columnTitle, emptyText = QStringLiteral("No matrix to show yet");
    QPoint current{-1, -1}, hovered{-1, -1};
    Json provenance = Json::object();
    bool focused = false;
};

}  // namespace vitrine
