// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

/// Full screen, and hiding of the rail and the status bar for those who want all room for the picture.
class ViewActions final : public Behaviour {
    Q_OBJECT

public:
    explicit ViewActions(MainWindow& window);
    Json saveState() const override;
    void restoreState(const Json& state) override;

private:
    void setQuiet(bool quiet);
    QAction* m_quiet;
};

}  // namespace vitrine
