// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include <cstdlib>
#include <string>

namespace vitrine {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> splitList(const char* list) {
    std::vector<fs::path> paths;
    std::string text = list ? list : "";
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find(':', start), text.size());
        if (end > start) paths.emplace_back(text.substr(start, end - start));
        start = end + 1;
    }
    return paths;
}

std::vector<fs::path> existing(std::vector<fs::path> paths) {
    std::erase_if(paths, [](const fs::path& path) {
        std::error_code error;
        return !fs::is_directory(path, error);
    });
    return paths;
}

fs::path environmentPath(const char* variable) {
    const char* value = std::getenv(variable);
    return value && *value ? fs::path(value) : fs::path();
}

}  // namespace

fs::path userFolder() {
    if (const fs::path home = environmentPath("VITRINE_HOME"); !home.empty()) return home;
    if (const fs::path xdg = environmentPath("XDG_DATA_HOME"); !xdg.empty()) return xdg / "vitrine";
    if (const fs::path home = environmentPath("HOME"); !home.empty()) return home / ".local/share/vitrine";
    return fs::temp_directory_path() / "vitrine";
}

fs::path defaultStoreFolder() {
    const fs::path store = environmentPath("VITRINE_STORE");
    return store.empty() ? userFolder() / "store" : store;
}

std::vector<fs::path> dataFolders() {
    std::vector<fs::path> folders = splitList(std::getenv("VITRINE_DATA"));
    folders.push_back(userFolder() / "data");
    return existing(folders);
}

fs::path executableFolder() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::current_path(error) : self.parent_path();
}

fs::path resourceFolder() {
    if (const fs::path named = environmentPath("VITRINE_RESOURCES"); !named.empty()) return named;
    std::error_code error;
    const fs::path sourceTree = (executableFolder() / "../../resources").lexically_normal();
    if (fs::is_directory(sourceTree, error)) return sourceTree;
    return (executableFolder() / "../share/vitrine/resources").lexically_normal();
}

std::vector<fs::path> pluginFolders() {
    std::vector<fs::path> folders = splitList(std::getenv("VITRINE_PLUGINS"));
    folders.push_back(userFolder() / "plugins");
    folders.push_back(executableFolder() / "../plugins");
    folders.push_back(executableFolder() / "../lib/vitrine/plugins");
    return existing(folders);
}

}  // namespace vitrine
