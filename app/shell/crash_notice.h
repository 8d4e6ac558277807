// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "app/shell/main_window.h"

namespace vitrine {

/// Says once, at the start after a crash, that there was one, and opens the log that tells where.
class CrashNotice final : public Behaviour {
    Q_OBJECT

public:
    explicit CrashNotice(MainWindow& window) : Behaviour(window) {}
    void shown() override;

    /// Where the note of a crash lies in a state folder.
    static std::filesystem::path noteIn(const std::filesystem::path& stateFolder) { return stateFolder / "crash.txt"; }
};

}  // namespace vitrine
