// SPDX-License-Identifier: GPL-3.0-or-later
// Care of the store: check (and salvage), backup.
#include "core/cli/commands.h"
#include "core/cli/exit_codes.h"
#include "core/cli/terminal.h"
#include "core/store/salvage.h"

namespace vitrine {
namespace {

class CheckCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_flag("--hashes", m_hashes, "Read every artifact and compare its hash");
        app.add_flag("--salvage", m_salvage,
                     "When the store is damaged: set it aside and copy all that is readable into a fresh one");
    }

    Result<Outcome> execute(CommandContext& context) override {
        auto store = openStore(context);
        if (!store.ok() && store.error().code == ErrorCode::Corrupt) return damaged(context, store.error());
        if (!store.ok()) return std::move(store).error();
        auto result = store->check(m_hashes);
        if (!result.ok() && result.error().code != ErrorCode::Corrupt) return std::move(result).error();
        const StoreCheck checked = result.ok() ? *result : StoreCheck{{result.error().message()}};
        if (!checked.ok() && m_salvage) {
            {
                const ExperimentStore closed = std::move(*store);
            }  // Nobody may hold the database while it is set aside.
            return salvage(context);
        }
        Output& out = context.out;
        out.print("{}: {} runs, {} artifacts, {} points\n", context.storeFolder.string(), checked.runs,
                  checked.artifacts, checked.points);
        for (const std::string& problem : checked.problems) out.print("  problem: {}\n", printable(problem));
        out.print("{}\n", checked.ok() ? "No problems." : "'vitrine-cli check --salvage' saves what is readable.");
        return Outcome{{{"store", context.storeFolder.string()},
                        {"ok", checked.ok()},
                        {"problems", checked.problems},
                        {"runs", checked.runs},
                        {"artifacts", checked.artifacts},
                        {"points", checked.points},
                        {"hashes", m_hashes}},
                       checked.ok() ? kExitOk : kExitStore};
    }

private:
    Result<Outcome> damaged(CommandContext& context, Error error) const {
        if (m_salvage) return salvage(context);
        error.next = "'vitrine-cli check --salvage' sets it aside and saves all that is readable.";
        return error;
    }

    static Result<Outcome> salvage(CommandContext& context) {
        VITRINE_TRY(const SalvageReport report, salvageStore(context.storeFolder));
        Output& out = context.out;
        out.print("Saved {} runs, {} points and {} artifacts. The damaged file is kept as {}.\n", report.runs,
                  report.points, report.artifacts, report.setAside.string());
        for (const std::string& loss : report.losses) out.print("  lost: {}\n", printable(loss));
        return Outcome{{{"store", context.storeFolder.string()},
                        {"salvaged", true},
                        {"set_aside", report.setAside.string()},
                        {"runs", report.runs},
                        {"points", report.points},
                        {"artifacts", report.artifacts},
                        {"losses", report.losses}}};
    }

    bool m_hashes = false, m_salvage = false;
};

class BackupCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("file", m_file, "File to write (it must not exist)")->required()->type_name("FILE");
    }

    Result<Outcome> execute(CommandContext& context) override {
        std::error_code error;
        if (std::filesystem::exists(m_file, error))
            return Error{ErrorCode::InvalidArgument, "Cannot write the backup", m_file, "there is a file of that name",
                         "Give a new name."};
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_CHECK(store.backup(m_file));
        const auto size = std::filesystem::file_size(m_file, error);
        context.out.print("Copied the database to {} ({} bytes). Artifacts stay in {}.\n", m_file, size,
                          (context.storeFolder / "runs").string());
        return Outcome{{{"file", m_file}, {"size", size}}};
    }

private:
    std::string m_file;
};

}  // namespace

std::unique_ptr<Command> makeCheckCommand() {
    return std::make_unique<CheckCommand>();
}
std::unique_ptr<Command> makeBackupCommand() {
    return std::make_unique<BackupCommand>();
}

}  // namespace vitrine
