// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/manifest.h"

#include <algorithm>

#include "core/schema/object_reader.h"

namespace vitrine {
namespace {

template <class T>
const T* findById(const std::vector<T>& items, const std::string& id) {
    const auto found = std::find_if(items.begin(), items.end(), [&](const T& item) { return item.id == id; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

Result<Manifest> Manifest::read(const std::filesystem::path& file) {
    constexpr std::size_t kLargestManifest = std::size_t(1) << 20;
    VITRINE_TRY(const Json json, readJsonFile(file, kLargestManifest));
    VITRINE_TRY(Manifest manifest, fromJson(json, file));
    const std::string folder = std::filesystem::absolute(file).parent_path().filename().string();
    if (manifest.id != folder)
        return Error{ErrorCode::BadFormat, "Cannot read a plugin's manifest", file.string() + ", key \"id\"",
                     fmt::format("the id is \"{}\" but the folder is named {}", manifest.id, inQuotes(folder)),
                     "Give both the same name."};
    return manifest;
}

const DataRole* Manifest::role(const std::string& id) const {
    return findById(data, id);
}
const Preset* Manifest::preset(const std::string& id) const {
    return findById(presets, id);
}
const ClaimSpec* Manifest::claim(const std::string& id) const {
    return findById(claims, id);
}
const ClaimPreset* ClaimSpec::preset(const std::string& id) const {
    return findById(presets, id);
}
std::filesystem::path Manifest::methodLibrary() const {
    return folder / (id + "_method.so");
}

}  // namespace vitrine
