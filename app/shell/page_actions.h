// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// Closing, reopening, and walking through the pages by keyboard and by the tab bar's menu.
class PageActions final : public Behaviour {
    Q_OBJECT

public:
    explicit PageActions(MainWindow& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void step(int by);
    void showMenu(int tab, const QPoint& at);
    QStringList m_closed;
};

}  // namespace vitrine
