// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/settings_place.h"

#include "app/pages/settings_page.h"
#include "app/pages/shortcuts_page.h"

namespace vitrine {

SettingsPlace::SettingsPlace(MainWindow& window) : Behaviour(window) {
    Workbench& workbench = window.workbench();
    workbench.registerPages("settings", [&workbench](const QString& address) -> Page* {
        if (address == "settings") return new SettingsPage(address, workbench);
        return address == "settings/shortcuts" ? new ShortcutsPage(address, workbench) : nullptr;
    });
    window.addRailEntry("Settings", "settings", "settings");
    workbench.actions().add({"settings.open", "Settings", "Edit", "settings", QKeySequence("Ctrl+,"), {}, false}, this,
                            [&window] { window.open("settings"); });
    workbench.actions().add(
        {"settings.shortcuts", "Keyboard shortcuts", "Edit", "keyboard", QKeySequence("Ctrl+Alt+K"), "See and change them", false}, this,
        [&window] { window.open("settings/shortcuts"); });
}

}  // namespace vitrine
