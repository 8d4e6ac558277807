// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// Settings and shortcuts as pages, with their place in the rail.
class SettingsPlace final : public Behaviour {
    Q_OBJECT

public:
    explicit SettingsPlace(MainWindow& window);
};

}  // namespace vitrine
