// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/cli/commands.h"

namespace vitrine {

const std::vector<CommandEntry>& commandTable() {
    static const char* const kMethods = "Methods";
    static const char* const kRuns = "Runs";
    static const char* const kStore = "Store and data";
    static const char* const kTools = "Tools";
    static const char* const kHidden = "";
    static const std::vector<CommandEntry> table = {
        {"list", kMethods, "List the methods", false, false, makeListCommand},
        {"describe", kMethods, "Tell all about a method: parameters, data, outputs, claims", false, false,
         makeDescribeCommand},
        {"run", kMethods, "Run a method and record it", true, false, makeRunCommand},
        {"claim", kMethods, "Check a method's published claim against its baselines", false, false, makeClaimCommand},
        {"new", kMethods, "Write a new method's folder that builds, runs and passes", false, false, makeNewCommand},
        {"runs", kRuns, "List the recorded runs", false, false, makeRunsCommand},
        {"show", kRuns, "Show a run: parameters, data, metrics, artifacts, log", false, false, makeShowCommand},
        {"resume", kRuns, "Go on with a run that was stopped", false, false, makeResumeCommand},
        {"rerun", kRuns, "Run again and tell whether the result is equal to the bit", false, false, makeRerunCommand},
        {"cancel", kRuns, "Stop a queued or running run", false, false, makeCancelCommand},
        {"export", kRuns, "Write a run to a folder of its own", false, false, makeExportCommand},
        {"import", kRuns, "Take an exported run into the store", false, false, makeImportCommand},
        {"tag", kRuns, "Add or remove tags of a run", false, false, makeTagCommand},
        {"note", kRuns, "Write a note to a run", false, false, makeNoteCommand},
        {"trash", kRuns, "Move runs to the trash", false, false, makeTrashCommand},
        {"untrash", kRuns, "Take runs out of the trash", false, false, makeUntrashCommand},
        {"data", kStore, "Tell which data sets are present, missing or broken", false, false, makeDataCommand},
        {"check", kStore, "Check the store for damage, and salvage it", false, false, makeCheckCommand},
        {"backup", kStore, "Copy the store's database while it is in use", false, false, makeBackupCommand},
        {"doctor", kTools, "Tell what this machine has and lacks", false, false, makeDoctorCommand},
        {"worker", kTools, "Execute queued runs", false, true, makeWorkerCommand},
        {"serve", kTools, "Serve a live session of a method to a program", true, true, makeServeCommand},
        {"probe", kHidden, "Load the compute libraries and describe them", false, false, makeProbeCommand},
    };
    return table;
}

Result<ExperimentStore> openStore(CommandContext& context, bool mustExist) {
    std::error_code ignored;
    if (mustExist && !std::filesystem::exists(context.storeFolder / "vitrine.db", ignored))
        return Error{ErrorCode::NotFound, "Cannot open the store", context.storeFolder.string(),
                     "there is no store in this folder",
                     "Run a method first (vitrine-cli run METHOD), or name another folder with --store."};
    auto store = ExperimentStore::open(context.storeFolder);
    if (!store.ok() && store.error().code == ErrorCode::Io &&
        mustExist) {  // A read-only medium can still be looked at.
        auto readOnly = ExperimentStore::open(context.storeFolder, {.readOnly = true});
        if (readOnly.ok()) store = std::move(readOnly);
    }
    if (!store.ok()) return std::move(store).error();
    for (const std::string& notice : store->notices())
        if (!context.out.json()) context.out.note(notice);
    if (store->readOnly()) return store;
    if (const auto swept = store->sweepInterrupted(); swept.ok() && !context.out.json())
        for (const std::int64_t id : *swept)
            context.out.note(
                fmt::format("run {} had lost its worker; 'vitrine-cli resume {}' goes on with it", id, id));
    return store;
}

}  // namespace vitrine
