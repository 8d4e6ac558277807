// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/store/filter_sql.h"
#include "core/store/run_rows.h"

namespace vitrine {
namespace {

using store::Query;
using store::RunField;
using store::SqlPart;

constexpr const char* kListing = "Cannot list the runs";
constexpr std::int64_t kMaxPage = 100'000;

/// One row of the sorted list: sort value (null: the run has none, which sorts last) and run.
using SortedId = std::pair<Json, std::int64_t>;

/// Finds the ids of one page. Runs that have the sort value come in its order, by value and id; then those that lack
/// it, by id.
class RunLister {
public:
    RunLister(ExperimentStore::Impl& impl, const RunQuery& query, RunField field, bool descending, SqlPart condition)
        : m_impl(impl),
          m_query(query),
          m_field(std::move(field)),
          m_descending(descending),
          m_condition(std::move(condition)) {}

    std::int64_t total() {
        Query query(*m_impl.database, "SELECT count(*) FROM runs r WHERE " + m_condition.sql, Query::Keep::Once);
        bindAll(query, m_condition);
        return query.step() ? query.integer(0) : 0;
    }

    /// Up to `count` ids. Throws.
    std::vector<SortedId> page(std::int64_t count) {
        std::vector<SortedId> ids;
        const bool pastValues = m_query.after && m_query.after->first.is_null();
        if (!pastValues) run(withValue(), count, ids);
        if (mayLack() && std::int64_t(ids.size()) < count)
            run(withoutValue(pastValues), count - std::int64_t(ids.size()), ids);
        return ids;
    }

private:
    bool hasTable() const {
        return m_field.kind == RunField::Kind::Parameter || m_field.kind == RunField::Kind::Metric;
    }
    bool mayLack() const { return hasTable() || m_field.name == "duration"; }
    const char* order() const { return m_descending ? " DESC" : " ASC"; }
    const char* beyond() const { return m_descending ? " < " : " > "; }

    SqlPart withValue() const {
        SqlPart part;
        std::string value = "v.value";
        if (hasTable()) {
            part = store::valueTableSql(m_field);
            // CROSS JOIN keeps the value table outside: it is read in its index's order and stops when the page is
            // full.
            part.sql = "SELECT v.run, v.value FROM " + part.sql + " v CROSS JOIN runs r ON r.id = v.run WHERE " +
                       m_condition.sql;
        } else {
            value = store::columnSql(m_field);
            part.sql = "SELECT r.id, " + value + " FROM runs r WHERE " + value + " IS NOT NULL AND " + m_condition.sql;
        }
        append(part, m_condition.values);
        const std::string id = hasTable() ? "v.run" : "r.id";
        if (m_query.after) {
            if (m_field.name == "id")
                part.sql += " AND r.id" + std::string(beyond()) + "?";
            else
                part.sql += " AND (" + value + ", " + id + ")" + beyond() + "(?, ?)";
            if (m_field.name != "id") part.values.push_back(m_query.after->first);
            part.values.push_back(m_query.after->second);
        }
        part.sql +=
            " ORDER BY " + (m_field.name == "id" ? std::string() : value + order() + ", ") + id + order() + " LIMIT ?";
        return part;
    }

    SqlPart withoutValue(bool pastValues) const {
        SqlPart part{"SELECT r.id, NULL FROM runs r WHERE " + m_condition.sql, m_condition.values};
        if (hasTable()) {
            const SqlPart table = store::valueTableSql(m_field);
            part.sql += " AND r.id NOT IN (SELECT run FROM " + table.sql + ")";
            append(part, table.values);
        } else {
            part.sql += " AND " + store::columnSql(m_field) + " IS NULL";
        }
        if (pastValues) {
            part.sql += std::string(" AND r.id") + beyond() + "?";
            part.values.push_back(m_query.after->second);
        }
        part.sql += std::string(" ORDER BY r.id") + order() + " LIMIT ?";
        return part;
    }

    void run(const SqlPart& part, std::int64_t limit, std::vector<SortedId>& ids) {
        Query query(*m_impl.database, part.sql, Query::Keep::Once);
        bindAll(query, part);
        query.bind(limit);
        while (query.step()) ids.emplace_back(query.json(1), query.integer(0));
    }

    static void append(SqlPart& part, const std::vector<Json>& values) {
        part.values.insert(part.values.end(), values.begin(), values.end());
    }
    static void bindAll(Query& query, const SqlPart& part) {
        for (const Json& value : part.values) query.bindJson(value);
    }

    ExperimentStore::Impl& m_impl;
    const RunQuery& m_query;
    RunField m_field;
    bool m_descending;
    SqlPart m_condition;
};

Result<SqlPart> conditionOf(const RunQuery& query) {
    SqlPart condition{"r.trashed = ?", {Json(query.trashed ? 1 : 0)}};
    if (query.where.find_first_not_of(" \t\n") == std::string::npos) return condition;
    VITRINE_TRY(const auto filter, parseFilter(query.where));
    VITRINE_TRY(const SqlPart part, store::conditionSql(*filter));
    condition.sql += " AND " + part.sql;
    condition.values.insert(condition.values.end(), part.values.begin(), part.values.end());
    return condition;
}

}  // namespace

Result<RunPage> ExperimentStore::runs(const RunQuery& query) {
    const bool descending = query.sort.starts_with("-");
    VITRINE_TRY(const RunField field, store::runField(descending ? query.sort.substr(1) : query.sort));
    if (field.kind == RunField::Kind::Tag)
        return Error{ErrorCode::InvalidArgument, kListing, "sort key " + query.sort, "a run has many tags",
                     "Sort by something else; filter by tag."};
    VITRINE_TRY(SqlPart condition, conditionOf(query));
    const std::int64_t limit = std::clamp<std::int64_t>(query.limit, 1, kMaxPage);
    return m_impl->read(kListing, [&]() -> Result<RunPage> {
        RunLister lister(*m_impl, query, field, descending, std::move(condition));
        RunPage page;
        page.total = lister.total();
        std::vector<SortedId> ids = lister.page(limit + 1);
        const bool more = std::int64_t(ids.size()) > limit;
        if (more) ids.pop_back();
        for (const auto& [value, id] : ids) {
            VITRINE_TRY(RunRow row, store::loadRunRow(*m_impl, kListing, id));
            page.rows.push_back(std::move(row));
        }
        if (more) page.next = ids.back();
        return page;
    });
}

}  // namespace vitrine
