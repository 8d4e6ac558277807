// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

#include "core/plugin/plugin_catalog.h"

namespace vitrine {

/// A plugin's folder that may be installed: it has been looked through, and none of its code was run.
struct PluginPackage {
    Manifest manifest;
    std::filesystem::path source;
    std::uint64_t bytes = 0;
    std::optional<std::string> replaces;  ///< The version that is installed under this id, as far as it is known.
};

/// Looks a folder through: the manifest is valid, the libraries are for this machine and this version of the program,
/// the id is free or belongs to a plugin in `home`, no link leads out. All else is refused with the reason. Blocks: for
/// a thread.
Result<PluginPackage> examinePlugin(const std::filesystem::path& folder, const std::filesystem::path& home,
                                    const PluginCatalog& known);

/// What was done, to take it back.
struct InstalledPlugin {
    std::string id, title;
    std::filesystem::path folder,
        previous;  ///< `previous`: where the replaced one lies in the trash; empty: there was none.
};

/// Copies the folder to a temporary name in `home`, flushes it to the disk, moves a plugin of the same id to
/// `home`/.trash, and renames the copy to `home`/<id>: at every moment there is a whole plugin or none. Blocks: for a
/// thread.
Result<InstalledPlugin> installPlugin(const PluginPackage& package, const std::filesystem::path& home);

/// Moves the installed plugin to the trash and the one before back to its place.
Status takeBackPlugin(const InstalledPlugin& installed, const std::filesystem::path& home);

}  // namespace vitrine
