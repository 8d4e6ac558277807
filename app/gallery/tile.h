// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QPen>

namespace vitrine {

/// What all tiles of the gallery's board do: a button that paints itself, lit under the mouse. Arrow keys belong to the board, which knows how
/// the tiles lie; Enter opens like Space.
class Tile : public QAbstractButton {
    Q_OBJECT

public:
    Tile(const QString& title, const QString& description, QWidget* parent);

protected:
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    /// The outline: accent when it has the focus or is `marked`.
    QPen outline(bool marked = false) const;
    QColor ground() const;
    static constexpr int kRadius = 10;
};

}  // namespace vitrine
