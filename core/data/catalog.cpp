// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/catalog.h"

#include <algorithm>
#include <set>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/paths.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

Error badCatalogue(const std::string& object, std::string why) {
    return Error{ErrorCode::BadFormat, "Cannot read data catalogue", object, std::move(why),
                 "Restore resources/datasets.json of this version."};
}

Result<DatasetFile> parseFile(const Json& value, const std::string& where) {
    DatasetFile file;
    VITRINE_TRY(file.path, requireString(value, "path", where));
    VITRINE_TRY(file.sha256, requireString(value, "sha256", where));
    const fs::path relative(file.path);
    if (relative.is_absolute() || *relative.lexically_normal().begin() == "..")
        return badCatalogue(where, fmt::format("\"{}\" leaves the set's folder", file.path));
    if (!value.contains("size") || !value["size"].is_number_unsigned())
        return badCatalogue(where, fmt::format("\"{}\" has no size", file.path));
    file.size = value["size"].get<std::uint64_t>();
    file.format = stringOr(value, "format");
    file.unit = stringOr(value, "unit");
    return file;
}

Result<Dataset> parseDataset(const Json& value, const std::string& where) {
    Dataset set;
    VITRINE_TRY(set.id, requireString(value, "id", where));
    VITRINE_TRY(set.title, requireString(value, "title", where));
    if (!isValidId(set.id)) return badCatalogue(where, fmt::format("\"{}\" is no valid id", set.id));
    set.description = stringOr(value, "description");
    set.licence = stringOr(value, "licence");
    set.source = stringOr(value, "source");
    if (!value.contains("files") || !value["files"].is_array()) return badCatalogue(where, "\"files\" is no list");
    for (const Json& file : value["files"]) {
        VITRINE_TRY(set.files.emplace_back(), parseFile(file, fmt::format("{}, set {}", where, set.id)));
    }
    return set;
}

/// What is wrong with one file of a set, or an empty text.
std::string problemOf(const DatasetFile& file, const fs::path& folder, bool verifyHashes) {
    std::error_code failed;
    const fs::path path = folder / file.path;
    if (!fs::is_regular_file(path, failed)) return file.path + ": missing";
    const std::uint64_t size = fs::file_size(path, failed);
    if (failed || size != file.size)
        return fmt::format("{}: {} bytes, expected {}", file.path, failed ? 0 : size, file.size);
    if (!verifyHashes) return {};
    const Result<std::string> hash = sha256File(path);
    if (!hash.ok()) return fmt::format("{}: {}", file.path, hash.error().why);
    return *hash == file.sha256 ? ""
                                : fmt::format("{}: its contents were changed (SHA-256 {:.8}, expected {:.8})",
                                              file.path, *hash, file.sha256);
}

/// The hash of a folder: over the sorted names and the hashes of all files below it.
Result<std::string> hashFolder(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
        if (it->is_regular_file(failed)) files.push_back(it->path().lexically_relative(folder));
    if (failed) return systemError("Cannot list folder", folder, failed.value());
    std::sort(files.begin(), files.end());
    Sha256 total;
    for (const fs::path& file : files) {
        VITRINE_TRY(const std::string hash, sha256File(folder / file));
        const std::string line = fmt::format("{}  {}\n", hash, file.generic_string());
        total.update(line.data(), line.size());
    }
    return total.finish();
}

}  // namespace

const char* name(DatasetState state) {
    switch (state) {
        case DatasetState::Present:
            return "present";
        case DatasetState::Missing:
            return "missing";
        case DatasetState::Broken:
            return "broken";
        case DatasetState::Unlisted:
            return "unlisted";
    }
    return "missing";
}

Result<DatasetCatalog> DatasetCatalog::open(const std::filesystem::path& catalogueFile,
                                            std::vector<std::filesystem::path> folders) {
    VITRINE_TRY(const Json root, readJsonFile(catalogueFile));
    const std::string where = catalogueFile.string();
    if (!root.is_object() || !root.contains("datasets") || !root["datasets"].is_array())
        return badCatalogue(where, "\"datasets\" is no list");
    DatasetCatalog catalog;
    catalog.m_folders = std::move(folders);
    std::set<std::string> ids;
    for (std::size_t i = 0; i < root["datasets"].size(); ++i) {
        VITRINE_TRY(Dataset set, parseDataset(root["datasets"][i], fmt::format("{}, datasets[{}]", where, i)));
        if (!ids.insert(set.id).second) return badCatalogue(where, fmt::format("two sets have the id {}", set.id));
        catalog.m_known.push_back(std::move(set));
    }
    return catalog;
}

Result<DatasetCatalog> DatasetCatalog::openDefault() {
    return open(resourceFolder() / "datasets.json", dataFolders());
}

std::vector<DatasetStatus> DatasetCatalog::status(bool verifyHashes) const {
    std::vector<DatasetStatus> result;
    std::set<std::string> listed;
    std::error_code failed;
    for (const Dataset& set : m_known) {
        listed.insert(set.id);
        DatasetStatus status{set, DatasetState::Missing, {}, {}};
        for (const fs::path& folder : m_folders)
            if (status.folder.empty() && fs::is_directory(folder / set.id, failed)) status.folder = folder / set.id;
        if (!status.folder.empty()) {
            for (const DatasetFile& file : set.files)
                if (std::string problem = problemOf(file, status.folder, verifyHashes); !problem.empty())
                    status.problems.push_back(std::move(problem));
            status.state = status.problems.empty() ? DatasetState::Present : DatasetState::Broken;
        }
        result.push_back(std::move(status));
    }
    for (const fs::path& folder : m_folders)
        for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
            const std::string id = it->path().filename().string();
            if (!it->is_directory(failed) || id.starts_with('.') || !listed.insert(id).second) continue;
            Dataset set;
            set.id = set.title = id;
            result.push_back({set, DatasetState::Unlisted, it->path(), {}});
        }
    return result;
}

Result<DataRef> DatasetCatalog::resolve(const std::string& reference, bool hash) const {
    DataRef ref;
    ref.text = reference;
    std::error_code failed;
    const fs::path given(reference), inside = given.lexically_normal();
    const bool relative =
        !reference.empty() && given.is_relative() && *inside.begin() != ".." && *inside.begin() != ".";
    const std::string set = relative ? inside.begin()->string() : "";
    const bool known =
        std::any_of(m_known.begin(), m_known.end(), [&](const Dataset& candidate) { return candidate.id == set; });
    for (const fs::path& folder : m_folders)
        if (relative && ref.path.empty() && fs::exists(folder / inside, failed)) ref.path = folder / inside;
    if (!ref.path.empty() && known) ref.datasetId = set;
    if (ref.path.empty() && !reference.empty() && fs::exists(given, failed)) ref.path = fs::absolute(given, failed);
    if (ref.path.empty()) {
        std::string folders;
        for (const fs::path& folder : m_folders) folders += (folders.empty() ? "" : ", ") + folder.string();
        return Error{ErrorCode::NotFound, "Cannot find data", reference.empty() ? "empty reference" : reference,
                     fmt::format("{}, and the data folders ({}) do not hold it",
                                 known ? "the set is known, but not on this machine" : "no file has this path",
                                 folders.empty() ? "none" : folders),
                     "Give a path, or name the folder of your data sets in VITRINE_DATA."};
    }
    if (hash) {
        VITRINE_TRY(ref.sha256, fs::is_directory(ref.path, failed) ? hashFolder(ref.path) : sha256File(ref.path));
    }
    return ref;
}

}  // namespace vitrine
