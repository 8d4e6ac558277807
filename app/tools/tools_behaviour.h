// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// The tools that any method gets: pages "tools/timeline" and "tools/tensors", and an action for each. An action opens the tool on the selected
/// run, or without one.
class ToolsBehaviour final : public Behaviour {
    Q_OBJECT

public:
    explicit ToolsBehaviour(MainWindow& window);

private:
    void open(const QString& tool);
    void inspectLive();
};

}  // namespace vitrine
