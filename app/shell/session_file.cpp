// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/session_file.h"

#include "core/base/files.h"
#include "core/base/log.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostBytes = std::size_t(32) << 20;

/// The end of the JSON value that begins at `at`, in valid JSON: strings and brackets are all that has to be told apart.
std::size_t endOfValue(const std::string& text, std::size_t at) {
    int depth = 0;
    bool inText = false;
    for (std::size_t i = at; i < text.size(); ++i) {
        const char c = text[i];
        if (inText) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inText = false;
            continue;
        }
        if (c == '"')
            inText = true;
        else if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']' || c == ',') {
            if (depth == 0) return i;
            if (c != ',') --depth;
        }
    }
    return text.size();
}

std::size_t skipSpace(const std::string& text, std::size_t at) {
    const std::size_t found = text.find_first_not_of(" \t\r\n", at);
    return found == std::string::npos ? text.size() : found;
}

/// Known blocks are replaced or left out by the window; all others belong to somebody who is away.
bool isPageState(const std::string& key) {
    return key.starts_with("page:");
}

}  // namespace

Result<std::map<std::string, std::string>> SessionFile::cut(const std::string& text, const std::string& origin) {
    std::map<std::string, std::string> members;
    std::size_t at = skipSpace(text, 0);
    if (at >= text.size() || text[at] != '{') return Error{ErrorCode::BadFormat, "Cannot read session", origin, "it holds no object", {}};
    at = skipSpace(text, at + 1);
    while (at < text.size() && text[at] == '"') {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
        VITRINE_TRY(const Json key, parseJson(text.substr(at, end + 1 - at), origin));
        at = skipSpace(text, text.find(':', end) + 1);
        const std::size_t next = endOfValue(text, at);
        std::size_t last = text.find_last_not_of(" \t\r\n", next - 1);
        members[key.get<std::string>()] = text.substr(at, last + 1 - at);
        at = next < text.size() && text[next] == ',' ? skipSpace(text, next + 1) : text.size();
    }
    return members;
}

Result<Json> SessionFile::take(const fs::path& file) {
    VITRINE_TRY(const std::string text, readText(file, kMostBytes));
    VITRINE_TRY(Json blocks, parseJson(text, file.string()));
    VITRINE_TRY(m_texts, cut(text, file.string()));
    m_loaded = blocks;
    return blocks;
}

Result<Json> SessionFile::load() {
    const fs::path backup = m_file.string() + ".bak";
    std::error_code error;
    if (!fs::exists(m_file, error) && !fs::exists(backup, error)) return Json::object();
    Result<Json> blocks = take(m_file);
    if (blocks.ok()) return blocks;
    logWarning("{}", blocks.error().message());
    if (Result<Json> before = take(backup); before.ok()) return before;
    Error told = blocks.error();
    told.what = "Cannot restore the session";
    told.next = "The window starts afresh; runs and results are in the store and not affected.";
    return told;
}

std::string SessionFile::compose(const Json& blocks) const {
    std::map<std::string, std::string> texts;
    for (const auto& [key, text] : m_texts)
        if (!isPageState(key) && !blocks.contains(key)) texts[key] = text;
    for (const auto& [key, value] : blocks.items()) {
        if (value.is_null()) continue;
        const auto before = m_loaded.find(key);
        texts[key] = before != m_loaded.end() && *before == value ? m_texts.at(key) : dumpJson(value);
    }
    std::string all = "{";
    for (const auto& [key, text] : texts) all += (all.size() > 1 ? ",\n" : "\n") + dumpJson(Json(key)) + ": " + text;
    return all + "\n}\n";
}

}  // namespace vitrine
