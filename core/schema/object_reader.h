// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// Reads the members of one JSON object that a person wrote, and leaves nothing unsaid: wrong types, missing texts,
/// duplicate ids and unknown keys (with the nearest known one) are errors. The first problem is kept and later reads
/// return fallbacks, so that a reader is a plain list of members that ends with `finish()`.
class ObjectReader {
public:
    /// `what` begins its errors ("Cannot read a parameter"), `where` names the object ("a/plugin.json, parameters[3]").
    /// `object` must outlive the reader.
    ObjectReader(const Json& object, std::string what, std::string where);

    bool has(const char* key);
    std::string text(const char* key);          ///< "" when absent.
    std::string requiredText(const char* key);  ///< Not empty.
    std::string requiredId(const char* key);    ///< As `isValidId`.
    bool flag(const char* key, bool fallback = false);
    std::optional<double> number(const char* key);
    std::int64_t integer(const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most);
    std::vector<std::string> texts(const char* key);
    const Json& any(const char* key);     ///< Null when absent.
    const Json& object(const char* key);  ///< Empty when absent; at most 1,000 entries.
    const Json& array(const char* key);   ///< Likewise.

    /// The elements of an array, each read by `read(json, where) -> Result<T>`; two of one `T::*id` are an error.
    template <class T, class Read>
    std::vector<T> items(const char* key, std::string T::*id, Read read) {
        std::vector<T> found;
        const Json& list = array(key);
        for (std::size_t i = 0; i < list.size(); ++i) add(found, key, id, read(list[i], elementPlace(key, i, list[i])));
        return found;
    }
    /// The members of an object, each read by `read(name, json, where) -> Result<T>`.
    template <class T, class Read>
    std::vector<T> members(const char* key, std::string T::*id, Read read) {
        std::vector<T> found;
        for (const auto& [name, value] : object(key).items())
            add(found, key, id, read(name, value, memberPlace(key, name)));
        return found;
    }

    /// Keeps a problem with a key.
    void fail(const char* key, std::string why, std::string next);
    void fail(Error error);
    bool failed() const { return m_error.has_value(); }
    const std::string& where() const { return m_where; }
    /// The first problem; then keys that nobody asked for.
    Status finish();

private:
    template <class T>
    void add(std::vector<T>& found, const char* key, std::string T::*id, Result<T> item) {
        if (!item) return fail(std::move(item).error());
        for (const T& other : found)
            if (other.*id == (*item).*id) return failDuplicate(key, other.*id);
        found.push_back(*std::move(item));
    }
    void failDuplicate(const char* key, const std::string& id);
    const Json* find(const char* key);
    bool hasFewEntries(const char* key, const Json& value);
    std::string elementPlace(const char* key, std::size_t index, const Json& element) const;
    std::string memberPlace(const char* key, const std::string& name) const;

    const Json& m_object;
    std::string m_what, m_where;
    std::vector<std::string> m_known;
    std::optional<Error> m_error;
};

/// A text for an error message: at most 60 bytes of it, in quotes, with control characters escaped.
std::string inQuotes(const std::string& text);
/// A JSON value for an error message, likewise cut.
std::string shown(const Json& value);

}  // namespace vitrine
