// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "app/shell/main_window.h"

namespace vitrine {

/// About, and where the log and the settings lie.
class HelpActions final : public Behaviour {
    Q_OBJECT

public:
    HelpActions(MainWindow& window, std::filesystem::path logFile);

private:
    void showAbout();
    std::filesystem::path m_logFile;
};

}  // namespace vitrine
