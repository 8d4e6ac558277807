// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// Writes a line to the log whenever the window did not answer for longer than the setting "slow_event", with what it was doing.
class Watchdog final : public Behaviour {
    Q_OBJECT

public:
    explicit Watchdog(MainWindow& window);
    void shown() override;  ///< The start itself is not counted.
};

}  // namespace vitrine
