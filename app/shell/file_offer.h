// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "core/plugin/plugin_catalog.h"

namespace vitrine {

/// What dropped files are, and who takes them. Made on a thread: it looks into the files.
struct FileOffer {
    QStringList data;           ///< Files and folders that are data.
    QStringList runFolders;     ///< Written by "vitrine-cli export".
    QStringList pluginFolders;  ///< With a plugin.json.
    QStringList missing;
    std::string format;  ///< Of the first of `data`; "folder" for a folder, empty when not known.
};
FileOffer sortFiles(const QStringList& paths);

/// Methods with a data role that accepts the format, in the catalogue's order.
std::vector<const Manifest*> methodsFor(const std::string& format, const PluginCatalog& plugins);

}  // namespace vitrine
