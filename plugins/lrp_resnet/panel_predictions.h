// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "plugins/lrp_resnet/panel_desk.h"

namespace vitrine::lrp_panel {

/// The most probable classes as bars: click or press the key in front of a class and its map is made. Marks the predicted and the true class;
/// Shift + click takes the difference from a class.
class Predictions : public QWidget {
    Q_OBJECT

public:
    explicit Predictions(Desk& desk, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Explains the class of row `row` of the list; false when there is no such row.
    bool pick(int row);
    const std::vector<std::int64_t>& classes() const { return m_classes; }

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;
    bool event(QEvent* event) override;

private:
    int rowHeight() const;
    int rowsShown() const;             ///< Whole rows that there is room for.
    int rowAt(const QPoint& place) const;
    void paintRow(QPainter& painter, int row) const;
    void takeDifference(std::int64_t index);
    QString tipOf(int row) const;

    Desk& m_desk;
    std::vector<std::int64_t> m_classes;
    int m_hovered = -1, m_current = 0;
};

}  // namespace vitrine::lrp_panel
