// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/image/image_view.h"

namespace vitrine {

/// A matrix with named rows and columns as coloured cells: values in the cells when there is room, labels that thin out instead of
/// overlapping, read-out, click on cell, row or column (the other index is then -1). Arrows move the current cell, Space clicks it. For
/// confusion matrices, attention, curves by item.
class MatrixView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit MatrixView(QWidget* parent = nullptr);
    /// [H,W] real; empty: none. Missing names are the indices.
    Status setMatrix(const Array& values, QStringList rows = {}, QStringList columns = {}, const ValueColours& colours = {Colormap::Viridis, 0, 0});
    void setTitles(const QString& title, const QString& rowTitle, const QString& columnTitle);
    void setCurrent(int row, int column);      ///< -1: none.
    QPoint current() const;                    ///< Column, row.
    QRectF cellRect(int row, int column) const;
    void setEmptyText(const QString& text);
    void setProvenance(const Json& provenance);
    QSize sizeHint() const override;

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void cellClicked(int row, int column);
    void cellHovered(int row, int column);     ///< -1, -1: none.

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace vitrine
