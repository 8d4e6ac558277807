// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>
#include <map>

#include "core/base/clock.h"
#include "core/cli/commands.h"
#include "core/cli/method_text.h"
#include "core/cli/run_json.h"
#include "core/cli/text_table.h"

namespace vitrine {
namespace {

using ColumnText = std::function<std::string(const RunRow&)>;

/// Columns that come from the run list alone, by name.
const std::map<std::string, ColumnText>& rowColumns() {
    static const std::map<std::string, ColumnText> columns = {
        {"id", [](const RunRow& row) { return std::to_string(row.id); }},
        {"uuid", [](const RunRow& row) { return row.uuid; }},
        {"method", [](const RunRow& row) { return row.method; }},
        {"experiment", [](const RunRow& row) { return row.experiment; }},
        {"title", [](const RunRow& row) { return row.title; }},
        {"state", [](const RunRow& row) { return std::string(name(row.state)); }},
        {"progress", [](const RunRow& row) { return fmt::format("{:.0f}%", row.progress * 100); }},
        {"preset", [](const RunRow& row) { return row.preset; }},
        {"seed", [](const RunRow& row) { return std::to_string(row.seed); }},
        {"device", [](const RunRow& row) { return row.device; }},
        {"host", [](const RunRow& row) { return row.host; }},
        {"priority", [](const RunRow& row) { return std::to_string(row.priority); }},
        {"parent", [](const RunRow& row) { return row.parent ? std::to_string(*row.parent) : ""; }},
        {"created", [](const RunRow& row) { return shortTime(row.created); }},
        {"started", [](const RunRow& row) { return shortTime(row.started); }},
        {"ended", [](const RunRow& row) { return shortTime(row.ended); }},
        {"duration", [](const RunRow& row) { return row.started ? durationText(runSeconds(row)) : ""; }},
        {"tag", [](const RunRow& row) { return fmt::format("{}", fmt::join(row.tags, " ")); }},
        {"note", [](const RunRow& row) { return row.note; }},
        {"error", [](const RunRow& row) { return row.error; }}};
    return columns;
}

double statistic(const MetricSummary& summary, const std::string& which) {
    return which == "min"     ? summary.min
           : which == "max"   ? summary.max
           : which == "mean"  ? summary.mean
           : which == "count" ? double(summary.count)
                              : summary.last;
}

/// "metric.loss.min" -> "loss" and "min"; a name may hold dots itself.
std::pair<std::string, std::string> metricColumn(const std::string& column) {
    std::string metric = column.substr(7), which = "last";
    for (const char* suffix : {"last", "min", "max", "mean", "count"})
        if (metric.ends_with(std::string(".") + suffix)) {
            which = suffix;
            metric.resize(metric.size() - which.size() - 1);
            break;
        }
    if (metric.size() > 2 && metric.front() == '`' && metric.back() == '`')
        metric = metric.substr(1, metric.size() - 2);
    return {metric, which};
}

/// One cell; parameters and metrics are read from the store when a column asks for them.
Result<std::string> cellText(ExperimentStore& store, const RunRow& row, const std::string& column) {
    if (column.starts_with("param.")) {
        VITRINE_TRY(const RunRecord record, store.run(row.id));
        const auto value = record.parameters.find(column.substr(6));
        return value == record.parameters.end() ? std::string() : valueText(*value);
    }
    if (column.starts_with("metric.")) {
        const auto [metric, which] = metricColumn(column);
        VITRINE_TRY(const std::vector<MetricSummary> summaries, store.summaries(row.id));
        for (const MetricSummary& summary : summaries)
            if (summary.name == metric) return numberText(statistic(summary, which));
        return std::string();
    }
    return rowColumns().at(column)(row);
}

Status checkColumns(const std::vector<std::string>& columns) {
    for (const std::string& column : columns) {
        if (rowColumns().contains(column) || (column.starts_with("param.") && column.size() > 6) ||
            (column.starts_with("metric.") && column.size() > 7))
            continue;
        std::vector<std::string> known;
        for (const auto& [name, text] : rowColumns()) known.push_back(name);
        const std::string nearest = nearestName(column, known);
        return Error{
            ErrorCode::InvalidArgument, "Unknown column", column, "runs have no such column",
            fmt::format("{}Columns are {}, param.ID, metric.NAME[.last|min|max|mean|count].",
                        nearest.empty() ? "" : fmt::format("Did you mean {}? ", nearest), fmt::join(known, ", "))};
    }
    return {};
}

class RunsCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("--where", m_query.where,
                       "Only runs for which this holds, e.g. 'method == \"lrp_resnet\" and metric.loss.min < 0.1'")
            ->type_name("EXPR");
        app.add_option("--sort", m_query.sort, "Column to sort by, '-' before it for descending (default -id)")
            ->type_name("KEY");
        app.add_option("--limit", m_query.limit, "At most so many (default 200)")
            ->type_name("N")
            ->check(CLI::Range(1, 1'000'000));
        app.add_flag("--trash", m_query.trashed, "The trash instead of the list");
        app.add_option("--columns", m_columns, "Columns to show, e.g. id,state,param.eps,metric.loss.min")
            ->type_name("LIST")
            ->delimiter(',');
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_CHECK(checkColumns(m_columns));
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const std::vector<RunRow> rows, fetch(store));
        const bool chosen = !m_columns.empty();
        const std::vector<std::string> columns =
            chosen ? m_columns : std::vector<std::string>{"id",      "state",    "method", "preset", "seed",
                                                          "created", "duration", "tag",    "title"};
        TextTable table(columns);
        Outcome outcome{{{"runs", Json::array()}, {"total", m_total}}};
        for (const RunRow& row : rows) {
            std::vector<std::string> cells;
            Json json = rowJson(row);
            for (const std::string& column : columns) {
                VITRINE_TRY(cells.emplace_back(), cellText(store, row, column));
                if (chosen) json["columns"][column] = cells.back();
            }
            table.add(std::move(cells));
            outcome.json["runs"].push_back(std::move(json));
        }
        if (rows.empty())
            context.out.print("{}\n", !m_query.where.empty() ? "No run matches."
                                      : m_query.trashed      ? "The trash is empty."
                                                             : "No runs yet.");
        else
            context.out.print("{}", table.text(context.out.width()));
        if (m_total > std::int64_t(rows.size()))
            context.out.print("{} of {} runs; --limit shows more\n", rows.size(), m_total);
        return outcome;
    }

private:
    /// Page by page, because one page may hold fewer than the limit.
    Result<std::vector<RunRow>> fetch(ExperimentStore& store) {
        std::vector<RunRow> rows;
        const std::int64_t limit = m_query.limit;
        do {
            m_query.limit = std::min<std::int64_t>(limit - std::int64_t(rows.size()), 1000);
            VITRINE_TRY(RunPage page, store.runs(m_query));
            m_total = page.total;
            rows.insert(rows.end(), page.rows.begin(), page.rows.end());
            m_query.after = page.next;
        } while (m_query.after && std::int64_t(rows.size()) < limit);
        return rows;
    }

    RunQuery m_query;
    std::int64_t m_total = 0;
    std::vector<std::string> m_columns;
};

}  // namespace

std::unique_ptr<Command> makeRunsCommand() {
    return std::make_unique<RunsCommand>();
}

}  // namespace vitrine
