// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/result.h"

namespace vitrine::kstdiff {

/// The files of one city: a folder, or a zip archive of one (unpacked into a temporary folder, without the archive's own folders).
class CityFolder {
public:
    static Result<CityFolder> open(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    /// As the city is to be called: the folder's or archive's name; the released cities by their full names.
    std::string cityName() const;
    /// The file, or the same with ".gz".
    std::optional<std::filesystem::path> find(const std::string& name) const;
    /// The same; when there is none, an error that says what it is for.
    Result<std::filesystem::path> require(const std::string& name, const std::string& purpose) const;
    /// Files of these beginnings and ends (".gz" is looked through), in order of name.
    std::vector<std::filesystem::path> matching(const std::string& start, const std::string& end) const;
    /// An error about an unpacked file as one about the archive.
    Error inPlace(Error error) const;

private:
    std::filesystem::path m_given, m_path;
    std::shared_ptr<TemporaryFolder> m_unpacked;
};

/// JSON (plain or gzip) as Python writes it: NaN and Infinity are found and named, with the key they stand under.
Result<Json> readCityJson(const std::filesystem::path& path);

/// The error of a city's file.
Error badCity(std::string object, std::string why, std::string next);

}  // namespace vitrine::kstdiff
