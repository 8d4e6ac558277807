// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// Light, dark, or like the desktop: the setting "theme" and the actions that change it.
class ThemeSwitch final : public Behaviour {
    Q_OBJECT

public:
    explicit ThemeSwitch(MainWindow& window);

private:
    void apply();
};

}  // namespace vitrine
