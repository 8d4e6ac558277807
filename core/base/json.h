// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace vitrine {

using Json = nlohmann::json;

/// Parses JSON text with a cap on nesting (a hostile file of a million '[' must not overflow the stack) and without
/// exceptions. `origin` names the text in errors; the error carries line and column.
Result<Json> parseJson(std::string_view text, const std::string& origin, int maxDepth = 128);

/// Reads and parses a JSON file of at most `maxBytes`.
Result<Json> readJsonFile(const std::filesystem::path& path, std::size_t maxBytes = std::size_t(64) << 20);

/// Text of a JSON value; bytes that are no UTF-8 become U+FFFD instead of an exception.
std::string dumpJson(const Json& value, int indent = -1);

/// Member of an object with its type checked; `where` names the object in the error.
Result<std::string> requireString(const Json& object, const char* key, const std::string& where);
std::string stringOr(const Json& object, const char* key, const std::string& fallback = {});
double numberOr(const Json& object, const char* key, double fallback);
bool boolOr(const Json& object, const char* key, bool fallback);

}  // namespace vitrine
