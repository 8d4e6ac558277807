// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/tile.h"

#include <QKeyEvent>

#include "widgets/base/theme.h"

namespace vitrine {

Tile::Tile(const QString& title, const QString& description, QWidget* parent) : QAbstractButton(parent) {
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(description);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Tile::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void Tile::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void Tile::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else if (event->key() == Qt::Key_Space)
        QAbstractButton::keyPressEvent(event);
    else
        event->ignore();
}

QPen Tile::outline(bool marked) const {
    const bool strong = hasFocus() || marked;
    return QPen(Theme::instance().colour(strong || underMouse() ? Ink::Accent : Ink::Border), strong ? 2 : 1);
}

QColor Tile::ground() const { return Theme::instance().colour(underMouse() ? Ink::Raised : Ink::Surface); }

}  // namespace vitrine
