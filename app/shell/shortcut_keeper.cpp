// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/shortcut_keeper.h"

namespace vitrine {
namespace {

std::filesystem::path fileOf(MainWindow& window) {
    return window.workbench().options().stateFolder / "shortcuts.json";
}

}  // namespace

ShortcutKeeper::ShortcutKeeper(MainWindow& window) : Behaviour(window), m_writer(fileOf(window)) {
    Workbench& workbench = window.workbench();
    std::error_code error;
    if (std::filesystem::exists(fileOf(window), error)) {
        Result<Json> kept = readJsonFile(fileOf(window));
        if (kept.ok())
            m_kept = std::move(*kept);
        else
            Q_EMIT workbench.reported(kept.error());
        workbench.actions().restoreShortcuts(m_kept);
    }
    connect(&workbench.actions(), &ActionRegistry::changed, this, [this] {
        Json now = m_window.workbench().actions().shortcuts();
        if (now == m_kept) return;
        m_kept = std::move(now);
        m_writer.write(dumpJson(m_kept, 2) + "\n");
    });
    connect(&m_writer, &FileWriter::failed, &workbench, &Workbench::reported);
}

}  // namespace vitrine
