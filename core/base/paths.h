// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace vitrine {

/// The user's data folder: $VITRINE_HOME, else $XDG_DATA_HOME/vitrine, else ~/.local/share/vitrine. Not created here.
std::filesystem::path userFolder();

/// The store used when none is named: $VITRINE_STORE, else <user folder>/store.
std::filesystem::path defaultStoreFolder();

/// Folders with data sets: the entries of $VITRINE_DATA (colon-separated), then <user folder>/data. Existing ones only.
std::vector<std::filesystem::path> dataFolders();

/// Folders with plugins: the entries of $VITRINE_PLUGINS, <user folder>/plugins, then those beside the executable (build tree and installed).
std::vector<std::filesystem::path> pluginFolders();

/// The folder of icons, themes and catalogues: $VITRINE_RESOURCES, else that of the source tree, else the installed one.
std::filesystem::path resourceFolder();

/// The folder of the running executable.
std::filesystem::path executableFolder();

}  // namespace vitrine
