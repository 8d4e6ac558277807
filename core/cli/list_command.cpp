// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/commands.h"
#include "core/cli/method_text.h"
#include "core/cli/terminal.h"
#include "core/cli/text_table.h"
#include "core/run/message.h"

namespace vitrine {
namespace {

class ListCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("--family", m_family, "Only methods of this family")->type_name("NAME");
    }

    Result<Outcome> execute(CommandContext& context) override {
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        TextTable table({"METHOD", "FAMILY", "YEAR", "TITLE"});
        Outcome outcome{{{"methods", Json::array()}, {"broken", Json::array()}}};
        for (const Manifest& method : catalog.methods()) {
            if (!m_family.empty() && method.family != m_family) continue;
            table.add(
                {method.id, method.family, method.paper.year ? std::to_string(method.paper.year) : "", method.title});
            outcome.json["methods"].push_back({{"id", method.id},
                                               {"title", method.title},
                                               {"family", method.family},
                                               {"summary", method.summary},
                                               {"version", method.version},
                                               {"year", method.paper.year},
                                               {"needs", method.needs},
                                               {"folder", method.folder.string()}});
        }
        for (const BrokenPlugin& broken : catalog.broken()) {
            Json entry = errorToJson(broken.error);
            entry["folder"] = broken.folder.string();
            outcome.json["broken"].push_back(entry);
            if (!context.out.json())
                context.out.note("not listed: " + broken.folder.string() + ": " + broken.error.why);
        }
        if (table.empty())
            context.out.print("No methods. They are looked for in $VITRINE_PLUGINS and beside vitrine-cli.\n");
        else
            context.out.print("{}", table.text(context.out.width()));
        return outcome;
    }

private:
    std::string m_family;
};

class DescribeCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("method", m_id, "Id of the method")->required()->type_name("METHOD");
    }

    Result<Outcome> execute(CommandContext& context) override {
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        VITRINE_TRY(const Manifest* method, catalog.require(m_id));
        Output& out = context.out;
        const std::size_t width = out.width() ? std::min<std::size_t>(out.width(), 100) : 100;
        out.title(method->title + " (" + method->id + ")");
        out.print("{}\n\n", wrapped(printable(method->summary), width, 0));
        printOrigin(out, *method);
        out.print("{}{}{}", parametersText(*method, width), presetsText(*method, width), dataRolesText(*method, width));
        printResults(out, *method);
        printClaims(out, *method, width);
        return Outcome{manifestJson(*method)};
    }

private:
    static void printOrigin(Output& out, const Manifest& method) {
        TextTable table({"", ""});
        const auto line = [&](const char* title, const std::string& text) {
            if (!text.empty()) table.add({title, text});
        };
        const Paper& paper = method.paper;
        line("paper", paper.title);
        line("authors", paper.authors);
        line("published", paper.venue + (paper.year && paper.venue.find(std::to_string(paper.year)) == std::string::npos
                                             ? (paper.venue.empty() ? "" : ", ") + std::to_string(paper.year)
                                             : ""));
        line("link", paper.url);
        line("family", method.family);
        line("needs", fmt::format("{}", fmt::join(method.needs, ", ")));
        line("resumes", method.resumable ? "yes, from its last checkpoint" : "no, starts again");
        line("repeats", method.nondeterministic.empty() ? "to the bit" : "not to the bit: " + method.nondeterministic);
        line("folder", method.folder.string());
        out.print("{}\n", table.text(out.width()));
    }

    static void printResults(Output& out, const Manifest& method) {
        TextTable outputs({"output", "kind", "title"}), metrics({"metric", "unit", "better", "title"});
        for (const OutputSpec& output : method.outputs) outputs.add({output.name, output.kind, output.title});
        for (const MetricSpec& metric : method.metrics)
            metrics.add({metric.name, metric.unit, metric.higherIsBetter ? "higher" : "lower", metric.title});
        if (!outputs.empty()) out.print("Outputs\n{}\n", outputs.text(out.width(), "  "));
        if (!metrics.empty()) out.print("Metrics\n{}\n", metrics.text(out.width(), "  "));
    }

    static void printClaims(Output& out, const Manifest& method, std::size_t width) {
        if (method.claims.empty()) return;
        out.print("Claims (vitrine-cli claim {} --preset P)\n", method.id);
        for (const ClaimSpec& claim : method.claims) {
            std::vector<std::string> presets;
            for (const ClaimPreset& preset : claim.presets)
                presets.push_back(
                    fmt::format("{} ({} seeds{})", preset.id, preset.seeds.size(),
                                preset.minutes > 0 ? fmt::format(", about {:g} min", preset.minutes) : ""));
            out.print("  {}: {}\n    metric {}, {} is better; presets: {}\n", claim.id,
                      wrapped(printable(claim.statement), width - 4, 4), claim.metric,
                      claim.higherIsBetter ? "higher" : "lower", fmt::join(presets, ", "));
        }
    }

    std::string m_id;
};

}  // namespace

std::unique_ptr<Command> makeListCommand() {
    return std::make_unique<ListCommand>();
}
std::unique_ptr<Command> makeDescribeCommand() {
    return std::make_unique<DescribeCommand>();
}

}  // namespace vitrine
