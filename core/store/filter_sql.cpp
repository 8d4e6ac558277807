// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/filter_sql.h"

namespace vitrine::store {
namespace {

using Kind = RunField::Kind;

std::string statisticSql(const std::string& statistic) {
    if (statistic == "mean") return "l.sum / l.numbers";
    return "l." + statistic;  // One of the known names only: see runField().
}

/// `column op values`, with `~` as "contains, whatever the case".
SqlPart compareSql(const std::string& column, const std::string& op, std::vector<Json> values) {
    SqlPart part;
    if (op == "in") {
        part.sql = column + " IN (";
        for (std::size_t i = 0; i < values.size(); ++i) part.sql += i ? ", ?" : "?";
        part.sql += ")";
    } else if (op == "~") {
        part.sql = "instr(lower(" + column + "), lower(?)) > 0";
    } else {
        part.sql = column + " " + (op == "==" ? "=" : op) + " ?";
    }
    part.values = std::move(values);
    return part;
}

/// Numbers sort before texts in the database, so "greater than 5" has to leave the texts out, and "less than 'x'" the
/// numbers.
std::string onlySameType(const std::string& op, const Json& value) {
    if (value.is_string() && (op == "<" || op == "<=")) return " AND p.value >= ''";
    if (!value.is_string() && (op == ">" || op == ">=")) return " AND p.value < ''";
    return {};
}

SqlPart parameterSql(const RunField& field, const std::string& op, std::vector<Json> values) {
    const std::string typed = onlySameType(op, values.front());
    SqlPart compared = compareSql("p.value", op, std::move(values));
    SqlPart part{
        "r.id IN (SELECT p.run FROM run_parameters p WHERE p.key = (SELECT id FROM names WHERE name = ?) AND " +
            compared.sql + typed + ")",
        {field.name}};
    part.values.insert(part.values.end(), compared.values.begin(), compared.values.end());
    return part;
}

SqlPart metricSql(const RunField& field, const std::string& op, std::vector<Json> values) {
    SqlPart compared = compareSql(statisticSql(field.statistic), op, std::move(values));
    SqlPart part{"r.id IN (SELECT l.run FROM run_latest l WHERE l.name = (SELECT id FROM names WHERE name = ?) AND " +
                     compared.sql + ")",
                 {field.name}};
    part.values.insert(part.values.end(), compared.values.begin(), compared.values.end());
    return part;
}

SqlPart tagSql(const std::string& op, std::vector<Json> values) {
    const bool negative = op == "!=";
    SqlPart part = compareSql("t.tag", negative ? "==" : op, std::move(values));
    part.sql =
        std::string(negative ? "r.id NOT IN " : "r.id IN ") + "(SELECT t.run FROM run_tags t WHERE " + part.sql + ")";
    return part;
}

Result<SqlPart> comparisonSql(const FilterNode& node) {
    VITRINE_TRY(const RunField field, runField(node.field));
    if (node.values.empty())
        return Error{ErrorCode::InvalidArgument, "Cannot read the filter", node.field, "it is compared with nothing",
                     "Give a value."};
    std::vector<Json> values;
    for (const Json& value : node.values) {
        VITRINE_TRY(Json stored, storedValue(field, node.op, value));
        values.push_back(std::move(stored));
    }
    if (field.kind == Kind::Parameter) return parameterSql(field, node.op, std::move(values));
    if (field.kind == Kind::Metric) return metricSql(field, node.op, std::move(values));
    if (field.kind == Kind::Tag) return tagSql(node.op, std::move(values));
    SqlPart part = compareSql(columnSql(field), node.op, std::move(values));
    part.sql = "ifnull(" + part.sql +
               ", 0)";  // A run that has not started has no duration: neither side of "not" may be unknown.
    return part;
}

}  // namespace

std::string columnSql(const RunField& field) {
    if (field.name == "experiment") return "(SELECT e.name FROM experiments e WHERE e.id = r.experiment)";
    if (field.name == "duration")
        return "(CASE WHEN r.started = 0 THEN NULL ELSE max(r.ended, r.heartbeat) - r.started END) / 1e6";  // So far,
                                                                                                            // while it
                                                                                                            // runs.
    return "r." + field.name;  // One of the known names only: see runField().
}

SqlPart valueTableSql(const RunField& field) {
    if (field.kind == Kind::Parameter)
        return {
            "(SELECT p.run AS run, p.value AS value FROM run_parameters p WHERE p.key = (SELECT id FROM names WHERE "
            "name = ?))",
            {field.name}};
    const std::string value = statisticSql(field.statistic);
    return {"(SELECT l.run AS run, " + value +
                " AS value FROM run_latest l WHERE l.name = (SELECT id FROM names WHERE name = ?) AND " + value +
                " IS NOT NULL)",
            {field.name}};
}

Result<SqlPart> conditionSql(const FilterNode& node) {
    if (node.kind == FilterNode::Kind::Compare) return comparisonSql(node);
    SqlPart part;
    const char* joint = node.kind == FilterNode::Kind::And ? " AND " : " OR ";
    for (const auto& child : node.children) {
        VITRINE_TRY(SqlPart inner, conditionSql(*child));
        part.sql += (part.sql.empty() ? "" : joint) + inner.sql;
        part.values.insert(part.values.end(), inner.values.begin(), inner.values.end());
    }
    part.sql = (node.kind == FilterNode::Kind::Not ? "NOT (" : "(") + part.sql + ")";
    return part;
}

}  // namespace vitrine::store
