// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/object_reader.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/ids.h"
#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

const Json kNothing;
const Json kNoMembers = Json::object();
const Json kNoElements = Json::array();

std::string cut(std::string text) {
    constexpr std::size_t kShown = 60;
    if (text.size() <= kShown) return text;
    std::size_t end = kShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;  // Never inside of a UTF-8 sequence.
    return text.substr(0, end) + "...";
}

}  // namespace

std::string inQuotes(const std::string& text) {
    return dumpJson(Json(cut(text)));
}

std::string shown(const Json& value) {
    if (value.is_string()) return inQuotes(value.get_ref<const std::string&>());
    if (value.is_structured() && value.size() > 100)
        return fmt::format("{} of {} values", value.type_name(), value.size());
    return cut(dumpJson(value));
}

ObjectReader::ObjectReader(const Json& object, std::string what, std::string where)
    : m_object(object.is_object() ? object : kNoMembers), m_what(std::move(what)), m_where(std::move(where)) {
    if (!object.is_object())
        fail({ErrorCode::BadFormat, m_what, m_where, fmt::format("it is {}, not an object", shown(object)),
              "Write it as { ... }."});
}

const Json* ObjectReader::find(const char* key) {
    m_known.emplace_back(key);
    const auto member = m_object.find(key);
    return member == m_object.end() || member->is_null() ? nullptr : &*member;
}

bool ObjectReader::has(const char* key) {
    return find(key) != nullptr;
}

std::string ObjectReader::text(const char* key) {
    const Json* value = find(key);
    if (!value) return {};
    if (!value->is_string()) {
        fail(key, fmt::format("it is {}, not a text", shown(*value)), "Put the value in quotes.");
        return {};
    }
    return value->get<std::string>();
}

std::string ObjectReader::requiredText(const char* key) {
    std::string value = text(key);
    if (value.empty()) fail(key, "it is missing or empty", fmt::format("Add \"{}\": \"...\".", key));
    return value;
}

std::string ObjectReader::requiredId(const char* key) {
    std::string value = requiredText(key);
    if (!value.empty() && !isValidId(value))
        fail(key, fmt::format("{} is not an id", inQuotes(value)),
             "Use 1 to 64 lower-case letters, digits, '_' and '-', beginning with a letter or digit.");
    return value;
}

bool ObjectReader::flag(const char* key, bool fallback) {
    const Json* value = find(key);
    if (!value) return fallback;
    if (!value->is_boolean())
        fail(key, fmt::format("it is {}, not true or false", shown(*value)), "Write true or false without quotes.");
    return value->is_boolean() ? value->get<bool>() : fallback;
}

std::optional<double> ObjectReader::number(const char* key) {
    const Json* value = find(key);
    if (!value) return {};
    if (!value->is_number() || !std::isfinite(value->get<double>())) {
        fail(key, fmt::format("it is {}, not a finite number", shown(*value)), "Write a number without quotes.");
        return {};
    }
    return value->get<double>();
}

std::int64_t ObjectReader::integer(const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
    const std::optional<double> value = number(key);
    if (!value) return fallback;
    if (*value != std::floor(*value) || *value < static_cast<double>(least) || *value > static_cast<double>(most)) {
        fail(key, fmt::format("{} is not a whole number from {} to {}", *value, least, most), "Correct the number.");
        return fallback;
    }
    return static_cast<std::int64_t>(*value);
}

std::vector<std::string> ObjectReader::texts(const char* key) {
    std::vector<std::string> found;
    for (const Json& value : array(key)) {
        if (value.is_string() && !value.get_ref<const std::string&>().empty())
            found.push_back(value.get<std::string>());
        else
            fail(key, fmt::format("it contains {}, which is not a non-empty text", shown(value)),
                 "List texts in quotes.");
    }
    return found;
}

const Json& ObjectReader::any(const char* key) {
    const Json* value = find(key);
    return value ? *value : kNothing;
}

const Json& ObjectReader::object(const char* key) {
    const Json* value = find(key);
    if (value && !value->is_object())
        fail(key, fmt::format("it is {}, not an object", shown(*value)), "Write it as { ... }.");
    return value && value->is_object() && hasFewEntries(key, *value) ? *value : kNoMembers;
}

const Json& ObjectReader::array(const char* key) {
    const Json* value = find(key);
    if (value && !value->is_array())
        fail(key, fmt::format("it is {}, not a list", shown(*value)), "Write it as [ ... ].");
    return value && value->is_array() && hasFewEntries(key, *value) ? *value : kNoElements;
}

bool ObjectReader::hasFewEntries(const char* key, const Json& value) {
    constexpr std::size_t kMostEntries = 1000;
    if (value.size() > kMostEntries)
        fail(key, fmt::format("it has {} entries, the cap is {}", value.size(), kMostEntries), "Shorten it.");
    return value.size() <= kMostEntries;
}

void ObjectReader::fail(const char* key, std::string why, std::string next) {
    fail({ErrorCode::BadFormat, m_what, fmt::format("{}, key \"{}\"", m_where, key), std::move(why), std::move(next)});
}

void ObjectReader::fail(Error error) {
    if (!m_error) m_error = std::move(error);
}

void ObjectReader::failDuplicate(const char* key, const std::string& id) {
    fail(key, fmt::format("{} occurs twice", inQuotes(id)), "Give every entry its own name.");
}

std::string ObjectReader::elementPlace(const char* key, std::size_t index, const Json& element) const {
    for (const char* naming : {"id", "name"})
        if (const std::string text = stringOr(element, naming); !text.empty())
            return fmt::format("{}, {}[{}] {}", m_where, key, index, inQuotes(text));
    return fmt::format("{}, {}[{}]", m_where, key, index);
}

std::string ObjectReader::memberPlace(const char* key, const std::string& name) const {
    return fmt::format("{}, {} {}", m_where, key, inQuotes(name));
}

Status ObjectReader::finish() {
    if (m_error) return *m_error;
    for (const auto& member : m_object.items()) {
        if (std::find(m_known.begin(), m_known.end(), member.key()) != m_known.end()) continue;
        const std::string near = nearestName(member.key(), m_known);
        return Error{ErrorCode::BadFormat, m_what, fmt::format("{}, key {}", m_where, inQuotes(member.key())),
                     "this key is unknown",
                     near.empty()
                         ? fmt::format("Known keys: {}.", fmt::join(std::set(m_known.begin(), m_known.end()), ", "))
                         : fmt::format("Did you mean \"{}\"?", near)};
    }
    return {};
}

}  // namespace vitrine
