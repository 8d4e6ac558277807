// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin/manifest.h"

namespace vitrine {

/// A folder that looks like a plugin but cannot be listed, and why.
struct BrokenPlugin {
    std::filesystem::path folder;
    Error error;
};

/// The plugins of this machine, from their plugin.json alone: no code is loaded. Reading is bounded: broken, huge or duplicate
/// manifests are listed with their reason and never stop the others.
class PluginCatalog {
public:
    static PluginCatalog scan(const std::vector<std::filesystem::path>& folders);
    static PluginCatalog scanDefault();  ///< `pluginFolders()`; of two folders with one id, the first wins and the second is broken.

    const std::vector<Manifest>& methods() const { return m_methods; }  ///< By family, then title.
    const std::vector<BrokenPlugin>& broken() const { return m_broken; }
    /// The method, or an error that names the nearest id.
    Result<const Manifest*> require(const std::string& id) const;

private:
    std::vector<Manifest> m_methods;
    std::vector<BrokenPlugin> m_broken;
};

}  // namespace vitrine
