// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

class QMenu;

namespace vitrine {

/// The menu bar: one menu per group of actions, filled when it opens; recent things under "File".
class MainMenu final : public Behaviour {
    Q_OBJECT

public:
    explicit MainMenu(MainWindow& window);

private:
    void fill(QMenu* menu, const QString& group);
    void addRecent(QMenu* menu);
    void addActions(QMenu* menu, const QString& group);
};

}  // namespace vitrine
