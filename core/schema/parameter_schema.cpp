// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/schema/parameter_schema.h"

#include <algorithm>
#include <cmath>

#include "core/base/hash.h"
#include "core/schema/object_reader.h"
#include "core/schema/parameter_read.h"
#include "core/schema/parameter_reads.h"

namespace vitrine {
namespace {

/// A parameter may depend on earlier ones only, so that there are no circles; the values are those the other one can
/// have.
Status checkVisibility(Parameter& parameter, const ParameterSchema& earlier, const std::string& where) {
    const auto wrong = [&](const std::string& why, const std::string& next) {
        return Error{ErrorCode::BadFormat, "Cannot read a parameter",
                     fmt::format("{}, parameter \"{}\", key \"visibleWhen\"", where, parameter.id), why, next};
    };
    for (VisibleWhen& condition : parameter.visibleWhen) {
        const Parameter* other = earlier.find(condition.parameter);
        if (!other)
            return wrong(fmt::format("{} is not an earlier parameter", inQuotes(condition.parameter)),
                         "Name a parameter that stands before this one in the list.");
        if (other->type == ParameterType::IntVector || other->type == ParameterType::RealVector)
            return wrong(fmt::format("\"{}\" is a vector", other->id), "Depend on a parameter of one value.");
        for (Json& value : condition.values) {
            Result<Json> accepted = other->accept(value);
            if (!accepted)
                return wrong(fmt::format("\"{}\" never has that value: {}", other->id, accepted.error().why),
                             accepted.error().next);
            value = *std::move(accepted);
        }
    }
    return {};
}

/// A default that this data's bounds leave outside ("100 images" of 40) moves to the nearest allowed number; the user
/// did not choose it.
Json fitted(const Parameter& parameter, const DataFacts& facts) {
    const bool integer = parameter.type == ParameterType::Int;
    if ((!integer && parameter.type != ParameterType::Real) || parameter.defaultValue.is_null())
        return parameter.defaultValue;
    const auto inner = [&](const Bound& bound, double limit, double direction) {
        if (integer)
            return direction * (std::ceil(direction * limit) + (bound.exclusive && limit == std::round(limit) ? 1 : 0));
        return bound.exclusive ? std::nextafter(limit, direction * HUGE_VAL) : limit;
    };
    double value = parameter.defaultValue.get<double>();
    if (parameter.maximum && !parameter.maximum->fact.empty())
        if (const auto most = parameter.maximum->resolve(facts))
            value = std::min(value, inner(*parameter.maximum, *most, -1));
    if (parameter.minimum && !parameter.minimum->fact.empty())
        if (const auto least = parameter.minimum->resolve(facts))
            value = std::max(value, inner(*parameter.minimum, *least, 1));
    constexpr double kExact = 9007199254740992.0;  // Beyond, the bound is no count of anything and `accept` says so.
    if (value == parameter.defaultValue.get<double>() || std::abs(value) > kExact) return parameter.defaultValue;
    return integer ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

}  // namespace

Result<ParameterSchema> ParameterSchema::fromJson(const Json& array, const std::string& where) {
    ParameterSchema schema;
    if (array.is_null()) return schema;
    const Json wrapped = {{"parameters", array}};
    ObjectReader reader(wrapped, "Cannot read the parameters", where);
    std::vector<Parameter> parameters = reader.items("parameters", &Parameter::id, readParameter);
    VITRINE_CHECK(reader.finish());
    for (Parameter& parameter : parameters) {
        VITRINE_CHECK(checkVisibility(parameter, schema, where));
        schema.m_parameters.push_back(std::move(parameter));
    }
    schema.m_json = array;
    return schema;
}

const Parameter* ParameterSchema::find(const std::string& id) const {
    const auto found =
        std::find_if(m_parameters.begin(), m_parameters.end(), [&](const Parameter& p) { return p.id == id; });
    return found == m_parameters.end() ? nullptr : &*found;
}

Result<ParameterSet> ParameterSchema::resolve(const Json& overrides, const DataFacts& facts) const {
    if (!overrides.is_object() && !overrides.is_null())
        return Error{ErrorCode::InvalidArgument, "Cannot use parameters", shown(overrides),
                     "it is not an object of names and values", "Give {\"name\": value, ...}."};
    for (const auto& given : overrides.items()) {
        if (find(given.key())) continue;
        std::vector<std::string> ids;
        for (const Parameter& parameter : m_parameters) ids.push_back(parameter.id);
        const std::string near = nearestName(given.key(), ids);
        return Error{ErrorCode::InvalidArgument, "Cannot use a parameter",
                     fmt::format("parameter {}", inQuotes(given.key())), "the method has no such parameter",
                     !near.empty() ? fmt::format("Did you mean \"{}\"?", near)
                     : ids.empty() ? "This method has no parameters."
                                   : fmt::format("It has: {}.", fmt::join(ids, ", "))};
    }
    ParameterSet set;
    set.m_reads = std::make_shared<ParameterSet::Reads>();
    for (const Parameter& parameter : m_parameters) {
        const bool given = overrides.is_object() && overrides.contains(parameter.id);
        VITRINE_TRY(set.m_values[parameter.id],
                    parameter.accept(given ? overrides[parameter.id] : fitted(parameter, facts), facts));
    }
    return set;
}

bool ParameterSchema::isVisible(const Parameter& parameter, const Json& values) const {
    std::set<std::string>
        hidden;  // What depends on a hidden parameter is hidden as well; conditions name earlier parameters only.
    const auto holds = [&](const VisibleWhen& condition) {
        const Parameter* other = find(condition.parameter);
        if (!other || hidden.contains(other->id)) return false;
        const Json& value = values.is_object() && values.contains(other->id) ? values[other->id] : other->defaultValue;
        return std::find(condition.values.begin(), condition.values.end(), value) != condition.values.end();
    };
    for (const Parameter& candidate : m_parameters) {
        if (!std::all_of(candidate.visibleWhen.begin(), candidate.visibleWhen.end(), holds))
            hidden.insert(candidate.id);
        if (candidate.id == parameter.id) break;
    }
    return !hidden.contains(parameter.id);
}

std::string ParameterSchema::hash() const {
    return sha256(dumpJson(m_json));
}

}  // namespace vitrine
