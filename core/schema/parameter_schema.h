// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

enum class ParameterType {
    Bool,
    Int,
    Real,
    Choice,      ///< One id of `choices`.
    Text,
    Path,        ///< A file or folder of the user.
    Dataset,     ///< A reference that DatasetCatalog resolves.
    Weights,     ///< Likewise, to a file of weights.
    Colour,      ///< "#rrggbb" or "#rrggbbaa".
    IntVector,   ///< `length` integers, or any number when length is 0.
    RealVector
};
const char* name(ParameterType type);

/// Numbers that describe the chosen data ("data.images.count" -> 100) and bound parameters.
using DataFacts = std::map<std::string, double>;

/// One end of a range: a number, or a fact of the data ("data.images.count") plus an offset.
struct Bound {
    double value = 0;
    std::string fact;    ///< When not empty the bound is facts[fact] + value; without that fact it does not bind.
    bool exclusive = false;
    std::optional<double> resolve(const DataFacts& facts) const;
};

struct Choice {
    std::string id, title, help;
};

/// A parameter is shown and used only when another one has one of these values.
struct VisibleWhen {
    std::string parameter;
    std::vector<Json> values;
};

/// One typed parameter. The one description gives the form, the command-line flag, validation, store columns, sweep axes and docs.
struct Parameter {
    std::string id, title, help, unit, group;
    ParameterType type = ParameterType::Real;
    Json defaultValue;
    std::optional<Bound> minimum, maximum;
    double step = 0;           ///< For the form; 0 = by range.
    bool logarithmic = false;  ///< Slider and sweeps in log scale.
    bool advanced = false;     ///< Hidden behind "more" in the form.
    bool optional = false;     ///< Null is a value ("not given").
    int length = 0;
    std::vector<Choice> choices;
    std::vector<VisibleWhen> visibleWhen;  ///< All must hold.

    /// The value in canonical form (numbers for numeric texts from a command line, whole reals as integers, ...) or what is wrong with it.
    Result<Json> accept(const Json& value, const DataFacts& facts = {}) const;
    /// From command-line text: "0.5", "true", "1,2,3", "ratio".
    Result<Json> parse(const std::string& text, const DataFacts& facts = {}) const;
    std::string rangeText() const;  ///< "0 < x <= 1, pixels", "one of ratio, main": for --help and docs.
};

/// A complete, valid set of values: every parameter of a schema has one. Knows which of them were read.
class ParameterSet {
public:
    bool getBool(const std::string& id) const;
    std::int64_t getInt(const std::string& id) const;
    double getReal(const std::string& id) const;
    std::string getText(const std::string& id) const;  ///< Text, choice, path, data set, weights, colour; "" when null.
    std::vector<std::int64_t> getInts(const std::string& id) const;
    std::vector<double> getReals(const std::string& id) const;
    bool isNull(const std::string& id) const;

    const Json& json() const { return m_values; }
    /// Ids that a getter has touched: the contract suite checks that a method reads all it declares. Asking for an id that is not
    /// in the schema is our own bug and throws std::logic_error, which the worker reports as a failure of the method.
    std::set<std::string> readIds() const;

private:
    friend class ParameterSchema;
    const Json& value(const std::string& id) const;
    Json m_values = Json::object();
    struct Reads;
    std::shared_ptr<Reads> m_reads;
};

/// The ordered parameters of a method.
class ParameterSchema {
public:
    /// From the "parameters" array of plugin.json. `where` names the file in errors.
    static Result<ParameterSchema> fromJson(const Json& array, const std::string& where);

    const std::vector<Parameter>& parameters() const { return m_parameters; }
    const Parameter* find(const std::string& id) const;
    /// Defaults overlaid by `overrides`, every value checked. Unknown ids are an error that suggests the nearest known one.
    Result<ParameterSet> resolve(const Json& overrides, const DataFacts& facts = {}) const;
    bool isVisible(const Parameter& parameter, const Json& values) const;
    Json toJson() const { return m_json; }
    std::string hash() const;  ///< SHA-256 of the canonical JSON; part of every run's record.

private:
    std::vector<Parameter> m_parameters;
    Json m_json = Json::array();
};

/// The known name nearest to a mistyped one, or "" when none is near (edit distance over a third of the length).
std::string nearestName(const std::string& wrong, const std::vector<std::string>& known);

}  // namespace vitrine
