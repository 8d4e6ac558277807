// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/base/json.h"

namespace vitrine {

/// The session file: one JSON object whose members are blocks ("window", "page:method/x", "behaviour:undo"). What this build does not know,
/// and blocks whose content has not changed, are written back byte for byte, so that a plugin that is away finds its state untouched.
class SessionFile {
public:
    explicit SessionFile(std::filesystem::path file) : m_file(std::move(file)) {}

    /// The blocks; an empty object when there is no file. A damaged file gives way to the one before it ("<file>.bak"), then to an error.
    Result<Json> load();
    /// The text of these blocks on top of the unknown ones of the loaded file. A null block is left out.
    std::string compose(const Json& blocks) const;
    const std::filesystem::path& file() const { return m_file; }

    /// Cuts the text of a JSON object into the texts of its members; no value is changed. The text must be valid JSON.
    static Result<std::map<std::string, std::string>> cut(const std::string& text, const std::string& origin);

private:
    Result<Json> take(const std::filesystem::path& file);
    std::filesystem::path m_file;
    std::map<std::string, std::string> m_texts;  ///< Of the loaded file, by block.
    Json m_loaded = Json::object();
};

}  // namespace vitrine
