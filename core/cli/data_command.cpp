// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/cli/commands.h"
#include "core/cli/exit_codes.h"
#include "core/cli/terminal.h"
#include "core/cli/text_table.h"
#include "core/data/catalog.h"

namespace vitrine {
namespace {

Json statusJson(const DatasetStatus& status) {
    Json files = Json::array();
    for (const DatasetFile& file : status.dataset.files)
        files.push_back({{"path", file.path},
                         {"size", file.size},
                         {"sha256", file.sha256},
                         {"format", file.format},
                         {"unit", file.unit}});
    return {{"id", status.dataset.id},
            {"title", status.dataset.title},
            {"description", status.dataset.description},
            {"licence", status.dataset.licence},
            {"source", status.dataset.source},
            {"state", name(status.state)},
            {"folder", status.folder.string()},
            {"problems", status.problems},
            {"files", files}};
}

class DataCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("set", m_set, "Tell all about this data set")->type_name("SET");
        app.add_flag("--verify", m_verify, "Read every file and compare its hash");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(const DatasetCatalog catalog, DatasetCatalog::openDefault());
        std::vector<DatasetStatus> all = catalog.status(m_verify);
        if (!m_set.empty()) VITRINE_CHECK(keepOnly(all));
        const bool broken = std::any_of(
            all.begin(), all.end(), [](const DatasetStatus& status) { return status.state == DatasetState::Broken; });
        Outcome outcome{{{"sets", Json::array()}, {"verified", m_verify}}, broken ? kExitBadInput : kExitOk};
        for (const DatasetStatus& status : all) outcome.json["sets"].push_back(statusJson(status));
        if (!m_set.empty())
            printOne(context.out, all.front());
        else
            printAll(context.out, all);
        return outcome;
    }

private:
    Status keepOnly(std::vector<DatasetStatus>& all) const {
        std::vector<std::string> ids;
        for (const DatasetStatus& status : all) ids.push_back(status.dataset.id);
        const std::string nearest = nearestName(m_set, ids);
        std::erase_if(all, [&](const DatasetStatus& status) { return status.dataset.id != m_set; });
        if (!all.empty()) return {};
        return Error{ErrorCode::NotFound, "Unknown data set", m_set, "it is in no catalogue and in no data folder",
                     nearest.empty() ? "'vitrine-cli data' lists the sets; folders are named by VITRINE_DATA."
                                     : fmt::format("Did you mean {}?", nearest)};
    }

    static void printAll(Output& out, const std::vector<DatasetStatus>& all) {
        TextTable table({"SET", "STATE", "FILES", "TITLE"});
        for (const DatasetStatus& status : all)
            table.add({status.dataset.id, name(status.state), std::to_string(status.dataset.files.size()),
                       status.dataset.title.empty() ? status.folder.string() : status.dataset.title});
        if (table.empty())
            out.print("No data sets. Folders with sets are named by VITRINE_DATA.\n");
        else
            out.print("{}", table.text(out.width()));
        for (const DatasetStatus& status : all)
            for (const std::string& problem :
                 status.state == DatasetState::Missing ? std::vector<std::string>{} : status.problems)
                out.print("{}: {}\n", status.dataset.id, printable(problem));
    }

    static void printOne(Output& out, const DatasetStatus& status) {
        out.title(status.dataset.id + (status.dataset.title.empty() ? "" : ": " + status.dataset.title));
        TextTable facts({"", ""});
        const auto line = [&](const char* title, const std::string& text) {
            if (!text.empty()) facts.add({title, text});
        };
        line("state", name(status.state));
        line("folder", status.folder.string());
        line("licence", status.dataset.licence);
        line("source", status.dataset.source);
        out.print("{}\n{}", wrapped(printable(status.dataset.description), 100, 0), facts.text(0, "  "));
        TextTable files({"file", "bytes", "format", "unit"});
        for (const DatasetFile& file : status.dataset.files)
            files.add({file.path, std::to_string(file.size), file.format, file.unit});
        if (!files.empty()) out.print("\n{}", files.text(0, "  "));
        for (const std::string& problem : status.problems) out.print("  problem: {}\n", printable(problem));
    }

    std::string m_set;
    bool m_verify = false;
};

}  // namespace

std::unique_ptr<Command> makeDataCommand() {
    return std::make_unique<DataCommand>();
}

}  // namespace vitrine
