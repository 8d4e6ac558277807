// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"

namespace vitrine::store {

/// A field of runs that filters compare and lists sort by: "duration", "param.lr", "metric.loss.min", "metric.`a
/// b`.max".
struct RunField {
    enum class Kind { Text, Number, Time, State, Tag, Parameter, Metric };
    Kind kind = Kind::Text;
    std::string name;       ///< Field, parameter or metric, without back quotes.
    std::string statistic;  ///< Of a metric: last, min, max, mean, count.
};

/// Fails with NotFound for a name that is no field.
Result<RunField> runField(const std::string& text);

/// A value in the unit and type in which the database keeps the field: times in microseconds, states as numbers.
Result<Json> storedValue(const RunField& field, const std::string& op, const Json& value);

}  // namespace vitrine::store
