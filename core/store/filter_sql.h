// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/filter.h"
#include "core/store/run_field.h"

namespace vitrine::store {

/// A piece of SQL with the values of its question marks, in order. Values are never part of the text.
struct SqlPart {
    std::string sql;
    std::vector<Json> values;
};

/// Condition over `runs r`. Comparisons of parameters, metrics and tags are true only for runs that have one.
Result<SqlPart> conditionSql(const FilterNode& node);

/// Value of a field of `runs r` (not of parameters, metrics and tags, which have tables of their own).
std::string columnSql(const RunField& field);

/// Rows (run, value) of a parameter or metric that is set.
SqlPart valueTableSql(const RunField& field);

}  // namespace vitrine::store
