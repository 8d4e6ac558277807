// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/files.h"

namespace vitrine {
namespace {

/// Depth of bracket nesting outside of strings; the parser recurses once per level.
int nestingDepth(std::string_view text) {
    int depth = 0, deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\') ++i;
            else if (c == '"') inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

std::string placeOf(std::string_view text, std::size_t byte) {
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i + 1 < byte && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++line;
            column = 1;
        } else {
            ++column;
        }
    }
    return fmt::format("line {}, column {}", line, column);
}

}  // namespace

Result<Json> parseJson(std::string_view text, const std::string& origin, int maxDepth) {
    if (nestingDepth(text) > maxDepth)
        return Error{ErrorCode::TooLarge, "Cannot parse JSON", origin, fmt::format("nested deeper than {} levels", maxDepth),
                     "Check that this is the right file."};
    try {
        return Json::parse(text.begin(), text.end());
    } catch (const Json::parse_error& e) {
        return Error{ErrorCode::BadFormat, "Cannot parse JSON", origin + ", " + placeOf(text, e.byte), e.what(),
                     "Correct the text at that place."};
    } catch (const std::exception& e) {
        return Error{ErrorCode::BadFormat, "Cannot parse JSON", origin, e.what(), "Check the file."};
    }
}

Result<Json> readJsonFile(const std::filesystem::path& path, std::size_t maxBytes) {
    VITRINE_TRY(std::string text, readText(path, maxBytes));
    return parseJson(text, path.string());
}

std::string dumpJson(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> requireString(const Json& object, const char* key, const std::string& where) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_string() || object[key].get_ref<const std::string&>().empty())
        return Error{ErrorCode::BadFormat, "Missing text", fmt::format("{}, key \"{}\"", where, key), "a non-empty string is needed",
                     fmt::format("Add \"{}\": \"...\".", key)};
    return object[key].get<std::string>();
}

std::string stringOr(const Json& object, const char* key, const std::string& fallback) {
    return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : fallback;
}

double numberOr(const Json& object, const char* key, double fallback) {
    return object.is_object() && object.contains(key) && object[key].is_number() ? object[key].get<double>() : fallback;
}

bool boolOr(const Json& object, const char* key, bool fallback) {
    return object.is_object() && object.contains(key) && object[key].is_boolean() ? object[key].get<bool>() : fallback;
}

}  // namespace vitrine
