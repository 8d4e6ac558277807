// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/file_offer.h"

#include <algorithm>

#include "core/data/readers.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace fs = std::filesystem;

FileOffer sortFiles(const QStringList& paths) {
    FileOffer offer;
    for (const QString& path : paths) {
        const fs::path file(ss(path));
        std::error_code error;
        if (!fs::exists(file, error))
            offer.missing << path;
        else if (fs::exists(file / "run.json", error))
            offer.runFolders << path;
        else if (fs::exists(file / "plugin.json", error))
            offer.pluginFolders << path;
        else
            offer.data << path;
    }
    if (offer.data.isEmpty()) return offer;
    const fs::path first(ss(offer.data.first()));
    std::error_code error;
    if (fs::is_directory(first, error)) {
        offer.format = "folder";
    } else if (const auto reader = FormatRegistry::instance().forFile(first); reader.ok()) {
        offer.format = (*reader)->id;
    }
    return offer;
}

std::vector<const Manifest*> methodsFor(const std::string& format, const PluginCatalog& plugins) {
    std::vector<const Manifest*> found;
    for (const Manifest& method : plugins.methods())
        if (std::any_of(method.data.begin(), method.data.end(), [&](const DataRole& role) {
                return std::any_of(role.accepts.begin(), role.accepts.end(),
                                   [&](const std::string& accepted) { return accepted == format || accepted == "any"; });
            }))
            found.push_back(&method);
    return found;
}

}  // namespace vitrine
