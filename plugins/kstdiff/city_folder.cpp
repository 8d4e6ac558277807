// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/city_folder.h"

#include <algorithm>
#include <map>

#include "core/data/byte_source.h"
#include "core/data/read_support.h"
#include "core/data/zip.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::size_t kMaxUnpacked = std::size_t(1) << 30;  // A year of hourly flow of a large city takes a tenth of that.

std::string withoutGz(const std::string& name) {
    return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
}

/// What lies in a folder, for errors: "a.json, b.txt".
std::string listing(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    if (names.size() > 12) names.resize(12), names.push_back("...");
    return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, ", "));
}

Status unpack(const std::filesystem::path& archive, const std::filesystem::path& folder) {
    VITRINE_TRY(const ZipArchive zip, ZipArchive::open(archive, {.maxBytes = kMaxUnpacked}));
    for (const ZipEntry& entry : zip.entries()) {
        const std::filesystem::path name = std::filesystem::path(entry.name).filename();
        if (name.empty() || name == "." || name == "..") continue;  // A folder; files lie under their bare names, so none can leave.
        if (std::filesystem::exists(folder / name))
            return badCity(archive.string(), fmt::format("it holds more than one file \"{}\"", name.string()), "Give an archive of one city.");
        VITRINE_TRY(const Array bytes, zip.read(entry));
        VITRINE_CHECK(writeAtomically(folder / name, {static_cast<const char*>(bytes.bytes()), bytes.byteSize()}));
    }
    return {};
}

/// The key in front of a place in JSON text whose value is an object: "36061000201".
std::string keyAround(std::string_view text, std::size_t place) {
    const std::size_t brace = text.rfind('{', place);
    if (brace == std::string_view::npos) return {};
    const std::size_t end = text.rfind('"', brace), start = end == std::string_view::npos || end == 0 ? end : text.rfind('"', end - 1);
    return start == std::string_view::npos || end == 0 ? std::string()
                                                       : std::string(text.substr(start + 1, std::min<std::size_t>(end - start - 1, 60)));
}

}  // namespace

Error badCity(std::string object, std::string why, std::string next) {
    return badFile("Cannot read the city", std::move(object), std::move(why), std::move(next));
}

Result<CityFolder> CityFolder::open(const std::filesystem::path& path) {
    CityFolder folder;
    folder.m_given = folder.m_path = path;
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return folder;
    if (!std::filesystem::exists(path, ignored))
        return Error{ErrorCode::NotFound, "Cannot read the city", path.string(), "there is no such folder or file", "Check the path."};
    if (path.extension() != ".zip" && path.extension() != ".ZIP")
        return badCity(path.string(), "a city is a folder or a zip archive of its files",
                       "Give the folder with region2info.json, or one with regions.geojson.");
    folder.m_unpacked = std::make_shared<TemporaryFolder>();
    folder.m_path = folder.m_unpacked->path();
    VITRINE_CHECK(unpack(path, folder.m_path));
    return folder;
}

std::string CityFolder::cityName() const {
    static const std::map<std::string, std::string> kReleased{{"nyc", "New York"},      {"DC", "Washington DC"},      {"BM", "Baltimore"},
                                                              {"data_nyc", "New York"}, {"data_DC", "Washington DC"}, {"data_BM", "Baltimore"}};
    std::filesystem::path given = m_given.lexically_normal();
    if (given.filename().empty()) given = given.parent_path();
    const std::string name = m_unpacked ? given.stem().string() : given.filename().string();
    const auto known = kReleased.find(name);
    return known == kReleased.end() ? name : known->second;
}

std::optional<std::filesystem::path> CityFolder::find(const std::string& name) const {
    for (const std::string& variant : {name, name + ".gz"})
        if (std::filesystem::exists(m_path / variant)) return m_path / variant;
    return std::nullopt;
}

Result<std::filesystem::path> CityFolder::require(const std::string& name, const std::string& purpose) const {
    if (auto found = find(name)) return *found;
    return Error{ErrorCode::NotFound, "Cannot read the city", (m_path / name).string(),
                 fmt::format("there is no such file, plain or .gz (there is: {})", listing(m_path)), fmt::format("Add {}.", purpose)};
}

std::vector<std::filesystem::path> CityFolder::matching(const std::string& start, const std::string& end) const {
    std::vector<std::filesystem::path> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(m_path, ignored)) {
        const std::string name = withoutGz(entry.path().filename().string());
        if (name.starts_with(start) && name.ends_with(end)) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

Error CityFolder::inPlace(Error error) const {
    const std::string unpacked = m_path.string() + "/";
    if (!m_unpacked) return error;
    if (const std::size_t at = error.object.find(unpacked); at != std::string::npos)
        error.object.replace(at, unpacked.size(), m_given.string() + ", entry ");
    if (error.object == m_path) error.object = m_given.string();
    return error;
}

Result<Json> readCityJson(const std::filesystem::path& path) {
    VITRINE_TRY(const std::string text, readUnpacked(path, {}));
    Result<Json> json = parseJson(text, path.string());
    if (json.ok()) return json;
    for (const char* word : {"NaN", "Infinity"}) {
        const std::size_t place = text.find(word);
        if (place == std::string::npos) continue;
        const std::string key = keyAround(text, place);
        return badCity(key.empty() ? path.string() : fmt::format("{}, \"{}\"", path.string(), key), fmt::format("a number is {}", word),
                       "Replace it by a real value: features of a region that has no data are best set to the city's mean (0 after z-scoring).");
    }
    Error error = json.error();
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    if (last == std::string::npos || (text[last] != '}' && text[last] != ']') || error.why.find("unexpected end of input") != std::string::npos)
        error.why = "the file ends in the middle: it is truncated";
    return error;
}

}  // namespace vitrine::kstdiff
