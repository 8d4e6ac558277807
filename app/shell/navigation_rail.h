// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace vitrine {

/// The column of places at the left edge: an icon with a word each, the place of the current page marked. Places that are not about
/// research (settings, health) stand at the bottom. Arrow keys move between them.
class NavigationRail : public QWidget {
    Q_OBJECT

public:
    explicit NavigationRail(QWidget* parent = nullptr);
    void addPlace(const QString& title, const QString& icon, const QString& address, bool atBottom);
    void setCurrent(const QString& address);  ///< Of the current page; marks the place whose address begins it.
    QToolButton* button(const QString& address) const { return m_buttons.value(address); }

Q_SIGNALS:
    void chosen(const QString& address);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent*) override;

private:
    QVBoxLayout *m_top, *m_bottom;
    QMap<QString, QToolButton*> m_buttons;
};

}  // namespace vitrine
