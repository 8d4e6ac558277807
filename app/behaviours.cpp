// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/behaviours.h"

#include "app/gallery/gallery_page.h"
#include "app/method/methods_behaviour.h"
#include "app/pages/settings_place.h"
#include "app/shell/command_palette.h"
#include "app/shell/crash_notice.h"
#include "app/shell/drop_target.h"
#include "app/shell/help_actions.h"
#include "app/shell/main_menu.h"
#include "app/shell/page_actions.h"
#include "app/shell/plugin_installer.h"
#include "app/shell/quit_guard.h"
#include "app/shell/session_keeper.h"
#include "app/shell/session_lock.h"
#include "app/shell/shortcut_keeper.h"
#include "app/shell/single_instance.h"
#include "app/shell/status_line.h"
#include "app/shell/theme_switch.h"
#include "app/shell/undo_history.h"
#include "app/shell/view_actions.h"
#include "app/shell/watchdog.h"
#include "app/tools/tools_behaviour.h"

namespace vitrine {

void addBehaviours(MainWindow& window, const BehaviourOptions& options) {
    window.add<ThemeSwitch>();
    window.add<GalleryPlace>();
    window.add<MethodsBehaviour>();
    window.add<ToolsBehaviour>();
    window.add<SettingsPlace>();
    window.add<UndoHistory>();
    window.add<PageActions>();
    window.add<ViewActions>();
    window.add<CommandPalette>();
    window.add<MainMenu>();
    window.add<DropTarget>();
    window.add<PluginInstaller>();
    window.add<CrashNotice>();
    window.add<HelpActions>(options.logFile);
    window.add<QuitGuard>();
    window.add<Watchdog>();
    window.add<ShortcutKeeper>();
    window.add<SessionKeeper>(options.lock);
    window.add<StatusLine>();
    if (options.lock && options.lock->held()) window.add<SingleInstance>();
}

}  // namespace vitrine
