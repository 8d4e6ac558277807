// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/plugin_catalog.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <tuple>

#include "core/base/files.h"
#include "core/base/paths.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

/// The subfolders that hold a plugin.json, sorted so that what wins does not depend on the file system; or why they
/// cannot be listed.
Result<std::vector<fs::path>> candidates(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;  // An entry that cannot even be looked at (a dangling link) is no plugin.
        if (fs::is_directory(entry->path(), ignored) &&
            fs::exists(fs::symlink_status(entry->path() / "plugin.json", ignored)))
            found.push_back(entry->path());
    }
    if (error) return systemError("Cannot list a folder of plugins", folder, error.value());
    std::sort(found.begin(), found.end());
    return found;
}

const Manifest* find(const std::vector<Manifest>& methods, const std::string& id) {
    const auto found = std::find_if(methods.begin(), methods.end(), [&](const Manifest& m) { return m.id == id; });
    return found == methods.end() ? nullptr : &*found;
}

}  // namespace

PluginCatalog PluginCatalog::scan(const std::vector<fs::path>& folders) {
    PluginCatalog catalog;
    std::set<fs::path> seen;
    const auto isNew = [&](const fs::path& folder) {
        std::error_code error;
        const fs::path real = fs::canonical(folder, error);
        return seen.insert(error ? folder : real).second;
    };
    for (const fs::path& folder : folders) {
        Result<std::vector<fs::path>> listed = candidates(folder);
        if (!listed) {
            catalog.m_broken.push_back({folder, std::move(listed).error()});
            continue;
        }
        for (const fs::path& candidate : *listed) {
            if (!isNew(candidate)) continue;  // The same place by two roads.
            Result<Manifest> manifest = Manifest::read(candidate / "plugin.json");
            if (!manifest) {
                catalog.m_broken.push_back({candidate, std::move(manifest).error()});
            } else if (const Manifest* first = find(catalog.m_methods, manifest->id)) {
                catalog.m_broken.push_back(
                    {candidate,
                     {ErrorCode::Conflict, "Cannot list a plugin", candidate.string(),
                      fmt::format("\"{}\" is already there from {}", manifest->id, first->folder.string()),
                      "Remove or rename one of the two."}});
            } else {
                catalog.m_methods.push_back(*std::move(manifest));
            }
        }
    }
    std::sort(catalog.m_methods.begin(), catalog.m_methods.end(), [](const Manifest& a, const Manifest& b) {
        return std::tie(a.family, a.title, a.id) < std::tie(b.family, b.title, b.id);
    });
    return catalog;
}

PluginCatalog PluginCatalog::scanDefault() {
    return scan(pluginFolders());
}

Result<const Manifest*> PluginCatalog::require(const std::string& id) const {
    if (const Manifest* manifest = find(m_methods, id)) return manifest;
    for (const BrokenPlugin& plugin : m_broken)
        if (plugin.folder.filename() == id) return plugin.error;
    std::vector<std::string> ids;
    for (const Manifest& manifest : m_methods) ids.push_back(manifest.id);
    const std::string near = nearestName(id, ids);
    return Error{ErrorCode::NotFound, "Cannot find a method", id, "no plugin has that id",
                 near.empty() ? "See the ids with 'vitrine-cli list'." : fmt::format("Did you mean \"{}\"?", near)};
}

}  // namespace vitrine
