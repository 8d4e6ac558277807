// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/parameter_read.h"

#include <algorithm>
#include <cmath>

#include "core/schema/object_reader.h"

namespace vitrine {
namespace {

constexpr const char* kWhat = "Cannot read a parameter";

constexpr ParameterType kTypes[] = {ParameterType::Bool,      ParameterType::Int,       ParameterType::Real,
                                    ParameterType::Choice,    ParameterType::Text,      ParameterType::Path,
                                    ParameterType::Dataset,   ParameterType::Weights,   ParameterType::Colour,
                                    ParameterType::IntVector, ParameterType::RealVector};

bool isVector(ParameterType type) {
    return type == ParameterType::IntVector || type == ParameterType::RealVector;
}
bool isNumeric(ParameterType type) {
    return type == ParameterType::Int || type == ParameterType::Real || isVector(type);
}
/// Types whose empty text means "nothing chosen": they need no default.
bool mayBeEmpty(ParameterType type) {
    return type == ParameterType::Text || type == ParameterType::Path || type == ParameterType::Dataset ||
           type == ParameterType::Weights;
}

ParameterType readType(ObjectReader& reader) {
    const std::string text = reader.requiredText("type");
    std::vector<std::string> names;
    for (const ParameterType type : kTypes) {
        names.emplace_back(name(type));
        if (text == names.back()) return type;
    }
    const std::string near = nearestName(text, names);
    reader.fail("type", fmt::format("{} is not a type", inQuotes(text)),
                near.empty() ? fmt::format("Use one of {}.", fmt::join(names, ", "))
                             : fmt::format("Did you mean \"{}\"?", near));
    return ParameterType::Real;
}

/// "min": 0, or "min": {"fact": "data.images.count", "offset": -1, "exclusive": true}, or "min": 0 beside
/// "exclusiveMin": true.
std::optional<Bound> readBound(ObjectReader& reader, const char* key, const char* exclusiveKey) {
    Bound bound;
    bound.exclusive = reader.flag(exclusiveKey);
    const Json& json = reader.any(key);
    if (json.is_null()) {
        if (bound.exclusive)
            reader.fail(exclusiveKey, fmt::format("there is no \"{}\" that it could make exclusive", key),
                        "Add the bound.");
        return {};
    }
    if (!json.is_object()) {
        bound.value = reader.number(key).value_or(0);
        return bound;
    }
    ObjectReader inner(json, kWhat, fmt::format("{}, key \"{}\"", reader.where(), key));
    bound.fact = inner.requiredText("fact");
    bound.value = inner.number("offset").value_or(0);
    bound.exclusive = inner.flag("exclusive", bound.exclusive);
    if (Status status = inner.finish(); !status) reader.fail(std::move(status).error());
    return bound;
}

Result<Choice> readChoice(const Json& json, const std::string& where) {
    Choice choice;
    if (json.is_string()) {
        choice.id = json.get<std::string>();
    } else {
        ObjectReader reader(json, kWhat, where);
        choice.id = reader.requiredText("id");
        choice.title = reader.text("title");
        choice.help = reader.text("help");
        VITRINE_CHECK(reader.finish());
    }
    const bool plain = std::none_of(choice.id.begin(), choice.id.end(),
                                    [](unsigned char c) { return c <= ' ' || c == ',' || c == 127; });
    if (choice.id.empty() || choice.id.size() > 64 || !plain)
        return Error{ErrorCode::BadFormat, kWhat, where,
                     fmt::format("{} cannot be the id of a choice", inQuotes(choice.id)),
                     "Use 1 to 64 characters without blanks and commas; put the words for people in \"title\"."};
    if (choice.title.empty()) choice.title = choice.id;
    return choice;
}

std::vector<VisibleWhen> readVisibility(ObjectReader& reader) {
    std::vector<VisibleWhen> conditions;
    for (const auto& [other, values] : reader.object("visibleWhen").items()) {
        VisibleWhen condition{other, {}};
        if (values.is_array())
            condition.values.assign(values.begin(), values.end());
        else
            condition.values.push_back(values);
        if (condition.values.empty())
            reader.fail("visibleWhen", fmt::format("no value of {} is listed, it would never show", inQuotes(other)),
                        "List the values.");
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

void checkRange(ObjectReader& reader, const Parameter& p) {
    if (!isNumeric(p.type)) {
        if (p.minimum || p.maximum || p.step != 0 || p.logarithmic)
            reader.fail("type", fmt::format("\"{}\" has no range, step or log", name(p.type)),
                        "Remove them or use a type of numbers.");
        return;
    }
    if (p.step < 0) reader.fail("step", fmt::format("{} is negative", p.step), "Give a positive step.");
    const double least = p.minimum ? p.minimum->resolve({}).value_or(-HUGE_VAL) : -HUGE_VAL;
    const double most = p.maximum ? p.maximum->resolve({}).value_or(HUGE_VAL) : HUGE_VAL;
    if (least > most || (least == most && (p.minimum->exclusive || p.maximum->exclusive)))
        reader.fail("max", fmt::format("no number is in the range {}", p.rangeText()),
                    "Exchange or correct the bounds.");
    if (p.logarithmic && (least < 0 || (least == 0 && !p.minimum->exclusive)))
        reader.fail("log", "a logarithmic scale needs a minimum above 0",
                    "Give \"min\" above 0, or 0 with \"exclusiveMin\": true.");
}

void readDefault(ObjectReader& reader, Parameter& p) {
    Json given = reader.any("default");
    if (given.is_null() && !p.optional) {
        if (!mayBeEmpty(p.type)) return reader.fail("default", "it is missing", "Add a default or \"optional\": true.");
        given = "";
    }
    if (reader.failed()) return;  // A default cannot be judged by a range that is itself wrong.
    Result<Json> accepted = p.accept(given);
    if (!accepted) return reader.fail("default", accepted.error().why, accepted.error().next);
    p.defaultValue = *std::move(accepted);
}

}  // namespace

Result<Parameter> readParameter(const Json& json, const std::string& where) {
    ObjectReader reader(json, kWhat, where);
    Parameter p;
    p.id = reader.requiredId("id");
    p.title = reader.text("title");
    if (p.title.empty()) p.title = p.id;
    p.help = reader.text("help");
    p.unit = reader.text("unit");
    p.group = reader.text("group");
    p.type = readType(reader);
    p.minimum = readBound(reader, "min", "exclusiveMin");
    p.maximum = readBound(reader, "max", "exclusiveMax");
    p.step = reader.number("step").value_or(0);
    p.logarithmic = reader.flag("log");
    p.advanced = reader.flag("advanced");
    p.optional = reader.flag("optional");
    p.length = static_cast<int>(reader.integer("length", 0, 0, 10'000));
    p.choices = reader.items("choices", &Choice::id, readChoice);
    p.visibleWhen = readVisibility(reader);
    if (p.type == ParameterType::Choice && p.choices.empty())
        reader.fail("choices", "a choice needs at least one", "Add \"choices\": [...].");
    if (p.type != ParameterType::Choice && !p.choices.empty())
        reader.fail("choices", fmt::format("\"{}\" has no choices", name(p.type)),
                    "Remove them or use the type \"choice\".");
    if (p.length > 0 && !isVector(p.type))
        reader.fail("length", "only vectors have a length", "Remove it or use \"ints\" or \"reals\".");
    checkRange(reader, p);
    readDefault(reader, p);
    VITRINE_CHECK(reader.finish());
    return p;
}

}  // namespace vitrine
