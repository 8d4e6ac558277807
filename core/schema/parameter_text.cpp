// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

std::string boundText(const Bound& bound) {
    if (bound.fact.empty()) return fmt::format("{}", bound.value);
    if (bound.value == 0) return bound.fact;
    return fmt::format("{} {} {}", bound.fact, bound.value < 0 ? '-' : '+', std::abs(bound.value));
}

std::string betweenText(const Parameter& parameter) {
    std::string text;
    if (parameter.minimum) text = boundText(*parameter.minimum) + (parameter.minimum->exclusive ? " < " : " <= ");
    text += "x";
    if (parameter.maximum) text += (parameter.maximum->exclusive ? " < " : " <= ") + boundText(*parameter.maximum);
    return parameter.minimum || parameter.maximum ? text : "";
}

std::string numberText(const Parameter& parameter, const char* noun) {
    const std::string between = betweenText(parameter);
    return between.empty() ? noun : between;
}

std::string vectorText(const Parameter& parameter, const char* noun) {
    std::string text = parameter.length > 0 ? fmt::format("{} {}s", parameter.length, noun) : fmt::format("{}s", noun);
    text += " with commas between";
    if (const std::string between = betweenText(parameter); !between.empty()) text += ", each " + between;
    return text;
}

std::string choicesText(const std::vector<Choice>& choices) {
    std::string text = "one of ";
    for (const Choice& choice : choices) text += (&choice == &choices.front() ? "" : ", ") + choice.id;
    return text;
}

std::string valuesText(const Parameter& parameter) {
    switch (parameter.type) {
        case ParameterType::Bool: return "true or false";
        case ParameterType::Int: return numberText(parameter, "an integer");
        case ParameterType::Real: return numberText(parameter, "a number");
        case ParameterType::Choice: return choicesText(parameter.choices);
        case ParameterType::Text: return "text";
        case ParameterType::Path: return "a file or folder";
        case ParameterType::Dataset: return "a data set";
        case ParameterType::Weights: return "a file of weights";
        case ParameterType::Colour: return "#rrggbb or #rrggbbaa";
        case ParameterType::IntVector: return vectorText(parameter, "integer");
        case ParameterType::RealVector: return vectorText(parameter, "number");
    }
    return "";
}

}  // namespace

const char* name(ParameterType type) {
    switch (type) {
        case ParameterType::Bool: return "bool";
        case ParameterType::Int: return "int";
        case ParameterType::Real: return "real";
        case ParameterType::Choice: return "choice";
        case ParameterType::Text: return "text";
        case ParameterType::Path: return "path";
        case ParameterType::Dataset: return "dataset";
        case ParameterType::Weights: return "weights";
        case ParameterType::Colour: return "colour";
        case ParameterType::IntVector: return "ints";
        case ParameterType::RealVector: return "reals";
    }
    return "";
}

std::string Parameter::rangeText() const {
    std::string text = valuesText(*this);
    if (!unit.empty()) text += ", " + unit;
    if (optional) text += ", or none";
    return text;
}

}  // namespace vitrine
