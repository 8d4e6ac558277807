// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/cli/commands.h"
#include "core/cli/foreground_run.h"
#include "core/cli/method_text.h"
#include "core/cli/run_json.h"
#include "core/cli/terminal.h"
#include "core/cli/text_table.h"

namespace vitrine {
namespace {

class ShowCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run")->required()->type_name("N");
        app.add_option("--log", m_logLines, "Last lines of the log to print (default 10, -1: all)")->type_name("LINES");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord record, store.run(m_id));
        VITRINE_TRY(const std::vector<MetricSummary> metrics, store.summaries(m_id));
        VITRINE_TRY(const std::vector<ArtifactRow> artifacts, store.artifacts(m_id));
        VITRINE_TRY(const std::vector<LogRow> log, store.log(m_id, m_logLines));
        Outcome outcome{recordJson(record)};
        outcome.json["metrics"] = outcome.json["artifacts"] = Json::array();
        for (const MetricSummary& metric : metrics) outcome.json["metrics"].push_back(summaryJson(metric));
        for (const ArtifactRow& artifact : artifacts)
            outcome.json["artifacts"].push_back(artifactJson(artifact, store.folder()));
        outcome.json["log"] = logJson(log);
        if (context.out.json()) return outcome;
        printHead(context, record);
        printInput(context.out, record);
        printMetrics(context.out, metrics);
        printArtifacts(context.out, artifacts, store.folder());
        printLog(context.out, log);
        return outcome;
    }

private:
    static void printHead(CommandContext& context, const RunRecord& record) {
        Output& out = context.out;
        const RunRow& row = record.row;
        out.title(fmt::format("Run {} of {}{}", row.id, row.method, row.title.empty() ? "" : ": " + row.title));
        TextTable table({"", ""});
        const auto line = [&](const char* title, const std::string& text) {
            if (!text.empty()) table.add({title, text});
        };
        line("state", row.state == RunState::Running || row.state == RunState::Cancelling
                          ? fmt::format("{}, {:.0f} %{}", name(row.state), row.progress * 100,
                                        row.progressText.empty() ? "" : ", " + row.progressText)
                          : name(row.state));
        line("error", row.error);
        line("created", isoTime(row.created));
        line("took", row.started ? durationText(runSeconds(row)) : "");
        line("preset", row.preset);
        line("seed", std::to_string(row.seed));
        line("device", row.device);
        line("host", row.host);
        line("attempt", row.attempt > 1 ? std::to_string(row.attempt) : "");
        line("repeats", row.parent ? fmt::format("run {}", *row.parent) : "");
        line("tags", fmt::format("{}", fmt::join(row.tags, ", ")));
        line("note", row.note);
        line("trash", row.trashed ? "in the trash" : "");
        line("uuid", row.uuid);
        out.print("{}", table.text(0, "  "));
        if (isEnded(row.state))
            out.print("  {}: {}\n", row.state == RunState::Finished ? "repeat it" : "go on with it",
                      commandFor(context, row.state == RunState::Finished ? "rerun" : "resume", row.id));
    }

    static void printObject(Output& out, const char* title, const Json& object) {
        if (!object.is_object() || object.empty()) return;
        TextTable table({"", ""});
        addRows(table, "", object);
        out.print("\n{}\n{}", title, table.text(out.width(), "  "));
    }

    /// Objects inside objects as "outer.inner"; hashes are cut, --json has them whole.
    static void addRows(TextTable& table, const std::string& prefix, const Json& object) {
        constexpr std::size_t kHashDigits = 64, kShownDigits = 12;
        for (const auto& [key, value] : object.items()) {
            if (value.is_object()) {
                addRows(table, prefix + key + ".", value);
                continue;
            }
            const std::string text = valueText(value);
            const bool hash =
                text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
            table.add({prefix + key, hash ? text.substr(0, kShownDigits) : text});
        }
    }

    static void printFiles(Output& out, const char* title, const Json& files) {
        TextTable table({"", "", ""});
        for (const auto& [role, value] : files.items()) {
            const Json list = value.is_array() ? value : Json::array({value});
            if (list.empty()) table.add({role, "built-in sample", ""});
            for (const Json& file : list)
                if (file.is_object())
                    table.add(
                        {role, stringOr(file, "sha256").substr(0, 12), stringOr(file, "path", stringOr(file, "text"))});
        }
        if (!table.empty()) out.print("\n{}\n{}", title, table.text(out.width(), "  "));
    }

    static void printInput(Output& out, const RunRecord& record) {
        printObject(out, "Parameters", record.parameters);
        printFiles(out, "Data", record.data);
        if (record.weights.is_array() && !record.weights.empty())
            printFiles(out, "Weights", {{"weights", record.weights}});
        if (record.weights.is_object()) printFiles(out, "Weights", record.weights);
        printObject(out, "Environment", record.environment);
    }

    static void printMetrics(Output& out, const std::vector<MetricSummary>& metrics) {
        if (metrics.empty()) return;
        TextTable table({"metric", "last", "min", "max", "mean", "points"});
        for (const MetricSummary& metric : metrics)
            table.add({metric.name, numberText(metric.last), numberText(metric.min), numberText(metric.max),
                       numberText(metric.mean), std::to_string(metric.count)});
        out.print("\nMetrics\n{}", table.text(out.width(), "  "));
    }

    static void printArtifacts(Output& out, const std::vector<ArtifactRow>& artifacts,
                               const std::filesystem::path& folder) {
        if (artifacts.empty()) return;
        TextTable table({"artifact", "kind", "bytes", "file"});
        for (const ArtifactRow& artifact : artifacts)
            table.add({artifact.name, artifact.kind, std::to_string(artifact.size), (folder / artifact.file).string()});
        out.print("\nArtifacts\n{}", table.text(0, "  "));
    }

    static void printLog(Output& out, const std::vector<LogRow>& log) {
        if (log.empty()) return;
        out.print("\nLog\n");
        for (const LogRow& line : log)
            out.print("  {}  {:<7}  {}\n", isoTime(line.time).substr(11, 8), line.level, printable(line.text));
    }

    std::int64_t m_id = 0, m_logLines = 10;
};

}  // namespace

std::unique_ptr<Command> makeShowCommand() {
    return std::make_unique<ShowCommand>();
}

}  // namespace vitrine
