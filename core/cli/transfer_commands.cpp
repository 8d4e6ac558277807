// SPDX-License-Identifier: GPL-3.0-or-later
// A run from one machine to another: export and import.
#include "core/cli/commands.h"
#include "core/cli/run_folder.h"
#include "core/cli/run_json.h"

namespace vitrine {
namespace {

class ExportCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run")->required()->type_name("N");
        app.add_option("--out", m_folder, "Folder to write (default: METHOD-run-N here)")->type_name("FOLDER");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord record, store.run(m_id));
        const std::filesystem::path folder =
            m_folder.empty() ? fmt::format("{}-run-{}", record.row.method, m_id) : m_folder;
        VITRINE_CHECK(writeRunFolder(store, m_id, folder));
        context.out.print("Run {} is in {}: run.json, metrics.csv, artifacts.\n", m_id, folder.string());
        return Outcome{{{"run", m_id}, {"uuid", record.row.uuid}, {"folder", folder.string()}}};
    }

private:
    std::int64_t m_id = 0;
    std::string m_folder;
};

class ImportCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("folder", m_folder, "A folder that 'vitrine-cli export' wrote")->required()->type_name("FOLDER");
        app.add_flag("--copy", m_copy, "Take the run in also when the store has it already");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(const RunFolder source, readRunFolder(m_folder));
        VITRINE_TRY(ExperimentStore store, openStore(context, false));
        VITRINE_TRY(const std::int64_t id, importRunFolder(store, source, m_copy));
        VITRINE_TRY(const RunRecord record, store.run(id));
        context.out.print("Imported as run {}: {}, {} artifacts, all hashes right.\n", id, record.row.method,
                          source.artifacts.size());
        return Outcome{{{"run", rowJson(record.row)}, {"artifacts", source.artifacts.size()}}};
    }

private:
    std::string m_folder;
    bool m_copy = false;
};

}  // namespace

std::unique_ptr<Command> makeExportCommand() {
    return std::make_unique<ExportCommand>();
}
std::unique_ptr<Command> makeImportCommand() {
    return std::make_unique<ImportCommand>();
}

}  // namespace vitrine
