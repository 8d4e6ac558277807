// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/file_writer.h"
#include "app/shell/main_window.h"

namespace vitrine {

/// Keeps the shortcuts that the user chose in <state folder>/shortcuts.json: they hold in every window, also without a session.
class ShortcutKeeper final : public Behaviour {
    Q_OBJECT

public:
    explicit ShortcutKeeper(MainWindow& window);

private:
    FileWriter m_writer;
    Json m_kept = Json::object();
};

}  // namespace vitrine
