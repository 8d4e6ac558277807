// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/schema/object_reader.h"
#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

constexpr std::size_t kLongestText = 20'000;
constexpr std::size_t kLongestVector = 10'000;

Error refusal(const Parameter& parameter, const std::string& why) {
    return {ErrorCode::InvalidArgument, "Cannot use a parameter's value", fmt::format("parameter \"{}\"", parameter.id),
            why, fmt::format("Give {}.", parameter.rangeText())};
}

std::string_view trimmed(std::string_view text) {
    const auto isSpace = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
    return text;
}

template <class T>
std::optional<T> numberFrom(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

std::optional<double> realFrom(const Json& value) {
    if (value.is_string()) return numberFrom<double>(value.get_ref<const std::string&>());
    if (value.is_number()) return value.get<double>();
    return {};
}

/// Whole numbers only; 3.0 and "1e3" count, beyond 2^53 a real is no longer exact and does not.
std::optional<std::int64_t> integerFrom(const Json& value) {
    if (value.is_string())
        if (const auto integer = numberFrom<std::int64_t>(value.get_ref<const std::string&>())) return integer;
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) return {};
    if (value.is_number_integer()) return value.get<std::int64_t>();
    const std::optional<double> real = realFrom(value);
    if (!real || std::floor(*real) != *real || std::abs(*real) > 9007199254740992.0) return {};
    return static_cast<std::int64_t>(*real);
}

std::optional<bool> booleanFrom(const Json& value) {
    if (value.is_boolean()) return value.get<bool>();
    const std::string text = value.is_string()           ? value.get<std::string>()
                             : value.is_number_integer() ? value.dump()
                                                         : "";
    for (const char* yes : {"true", "yes", "on", "1"})
        if (text == yes) return true;
    for (const char* no : {"false", "no", "off", "0"})
        if (text == no) return false;
    return {};
}

Status checkBounds(const Parameter& parameter, double value, const DataFacts& facts) {
    const auto limit = [&](const std::optional<Bound>& bound) { return bound ? bound->resolve(facts) : std::nullopt; };
    const auto factText = [](const Bound& bound) {
        return bound.fact.empty() ? "" : " (" + bound.fact + " of this data)";
    };
    if (const auto least = limit(parameter.minimum);
        least && !(parameter.minimum->exclusive ? value > *least : value >= *least))
        return refusal(parameter, fmt::format("{} is below the minimum{} {}{}", value,
                                              parameter.minimum->exclusive ? ", exclusive," : "", *least,
                                              factText(*parameter.minimum)));
    if (const auto most = limit(parameter.maximum);
        most && !(parameter.maximum->exclusive ? value < *most : value <= *most))
        return refusal(parameter, fmt::format("{} is above the maximum{} {}{}", value,
                                              parameter.maximum->exclusive ? ", exclusive," : "", *most,
                                              factText(*parameter.maximum)));
    return {};
}

Result<Json> acceptInteger(const Parameter& parameter, const Json& value, const DataFacts& facts) {
    const std::optional<std::int64_t> integer = integerFrom(value);
    if (!integer) return refusal(parameter, shown(value) + " is not a whole number");
    VITRINE_CHECK(checkBounds(parameter, static_cast<double>(*integer), facts));
    return Json(*integer);
}

Result<Json> acceptReal(const Parameter& parameter, const Json& value, const DataFacts& facts) {
    const std::optional<double> real = realFrom(value);
    if (!real || !std::isfinite(*real)) return refusal(parameter, shown(value) + " is not a finite number");
    VITRINE_CHECK(checkBounds(parameter, *real, facts));
    return Json(*real);
}

Json splitAtCommas(const std::string& text) {
    Json parts = Json::array();
    std::string_view rest = trimmed(text);
    if (rest.size() >= 2 && rest.front() == '[' && rest.back() == ']') rest = trimmed(rest.substr(1, rest.size() - 2));
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        parts.push_back(std::string(trimmed(rest.substr(0, comma))));
        if (comma + 1 == rest.size()) parts.push_back("");  // "1,2," misses a number; it must not pass as two.
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return parts;
}

Result<Json> acceptVector(const Parameter& parameter, const Json& given, const DataFacts& facts) {
    const Json value = given.is_string() ? splitAtCommas(given.get_ref<const std::string&>()) : given;
    if (!value.is_array()) return refusal(parameter, shown(value) + " is not a list of numbers");
    if (value.size() > kLongestVector)
        return refusal(parameter, fmt::format("{} numbers are over the cap of {}", value.size(), kLongestVector));
    if (parameter.length > 0 && value.size() != static_cast<std::size_t>(parameter.length))
        return refusal(parameter, fmt::format("{} numbers were given, {} are needed", value.size(), parameter.length));
    Json accepted = Json::array();
    for (const Json& element : value) {
        VITRINE_TRY(Json number, parameter.type == ParameterType::IntVector ? acceptInteger(parameter, element, facts)
                                                                            : acceptReal(parameter, element, facts));
        accepted.push_back(std::move(number));
    }
    return accepted;
}

Result<Json> acceptChoice(const Parameter& parameter, const std::string& text) {
    std::vector<std::string> ids;
    for (const Choice& choice : parameter.choices) ids.push_back(choice.id);
    if (std::find(ids.begin(), ids.end(), text) != ids.end()) return Json(text);
    Error error = refusal(parameter, inQuotes(text) + " is not one of its choices");
    if (const std::string near = nearestName(text, ids); !near.empty())
        error.next = fmt::format("Did you mean \"{}\"? {}", near, error.next);
    return error;
}

Result<Json> acceptColour(const Parameter& parameter, std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool digits = !text.empty() && text.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
    if (!digits || text[0] != '#' || (text.size() != 7 && text.size() != 9))
        return refusal(parameter, inQuotes(text) + " is not a colour");
    return Json(std::move(text));
}

Result<Json> acceptText(const Parameter& parameter, const Json& value) {
    if (!value.is_string()) return refusal(parameter, shown(value) + " is not a text");
    const std::string& text = value.get_ref<const std::string&>();
    if (text.size() > kLongestText)
        return refusal(parameter, fmt::format("{} bytes are over the cap of {}", text.size(), kLongestText));
    if (text.find('\0') != std::string::npos) return refusal(parameter, "the text contains a zero byte");
    try {
        value.dump();  // Strict: the one UTF-8 check at hand, and what the store would run into.
    } catch (const Json::type_error&) {
        return refusal(parameter, "the text is not valid UTF-8");
    }
    if (parameter.type == ParameterType::Choice) return acceptChoice(parameter, text);
    if (parameter.type == ParameterType::Colour) return acceptColour(parameter, text);
    return value;
}

}  // namespace

std::optional<double> Bound::resolve(const DataFacts& facts) const {
    if (fact.empty()) return value;
    const auto known = facts.find(fact);
    if (known == facts.end() || !std::isfinite(known->second)) return {};
    return known->second + value;
}

Result<Json> Parameter::accept(const Json& value, const DataFacts& facts) const {
    if (value.is_null()) {
        if (optional) return Json();
        return refusal(*this, "it needs a value");
    }
    switch (type) {
        case ParameterType::Bool: {
            const std::optional<bool> boolean = booleanFrom(value);
            if (!boolean) return refusal(*this, shown(value) + " is neither true nor false");
            return Json(*boolean);
        }
        case ParameterType::Int: return acceptInteger(*this, value, facts);
        case ParameterType::Real: return acceptReal(*this, value, facts);
        case ParameterType::IntVector:
        case ParameterType::RealVector: return acceptVector(*this, value, facts);
        default: return acceptText(*this, value);
    }
}

Result<Json> Parameter::parse(const std::string& text, const DataFacts& facts) const {
    const bool isText = type == ParameterType::Text || type == ParameterType::Choice;
    if (optional && (text.empty() || (!isText && (text == "none" || text == "null")))) return Json();
    return accept(Json(text), facts);
}

}  // namespace vitrine
