// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/commands.h"
#include "core/cli/exit_codes.h"
#include "core/cli/foreground_run.h"
#include "core/cli/interrupt.h"
#include "core/cli/run_json.h"
#include "core/run/launcher.h"

namespace vitrine {
namespace {

class ResumeCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run")->required()->type_name("N");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord record, store.run(m_id));
        const RunState state = record.row.state;
        const std::string object = fmt::format("run {} ({})", m_id, record.row.method);
        if (state == RunState::Finished)
            return Error{ErrorCode::InvalidArgument, "Cannot resume the run", object, "it has finished",
                         fmt::format("'{}' runs it again.", commandFor(context, "rerun", m_id))};
        if (state == RunState::Running || state == RunState::Cancelling)
            return Error{ErrorCode::Busy, "Cannot resume the run", object,
                         fmt::format("it is {} on {}", name(state), record.row.host),
                         fmt::format("Wait for it, or stop it with '{}'.", commandFor(context, "cancel", m_id))};
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        VITRINE_TRY(const Manifest* method, catalog.require(record.row.method));
        if (!method->resumable && !context.out.json())
            context.out.note(method->id + " keeps no checkpoints: the run starts again");
        InterruptGuard guard;
        if (state != RunState::Queued) VITRINE_CHECK(store.requeue(m_id));
        VITRINE_TRY(const RunRow row, runInForeground(context, store, m_id));
        return reportRun(context, store, row);
    }

private:
    std::int64_t m_id = 0;
};

/// Where the data of two records differ: "images/0 (photo.png)".
std::vector<std::string> changedData(const Json& before, const Json& now) {
    std::vector<std::string> changed;
    for (const auto& [role, references] : before.items()) {
        const Json was = references.is_array() ? references : Json::array({references});
        const Json is =
            now.contains(role) ? (now[role].is_array() ? now[role] : Json::array({now[role]})) : Json::array();
        for (std::size_t i = 0; i < was.size(); ++i)
            if (i >= is.size() || stringOr(was[i], "sha256") != stringOr(is[i], "sha256"))
                changed.push_back(fmt::format("{}: {}", role, stringOr(was[i], "path", stringOr(was[i], "text"))));
    }
    return changed;
}

class RerunCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run to repeat")->required()->type_name("N");
        app.add_flag("--changed-data", m_changedData, "Run also when the data are not those of the first run");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord record, store.run(m_id));
        if (record.row.state != RunState::Finished)
            return Error{ErrorCode::InvalidArgument, "Cannot compare with the run",
                         fmt::format("run {} ({})", m_id, record.row.method),
                         fmt::format("it is {}, so it has no complete result", name(record.row.state)),
                         fmt::format("Finish it first: '{}'.", commandFor(context, "resume", m_id))};
        VITRINE_TRY(const RunRequest request, prepare(record));
        InterruptGuard guard;
        VITRINE_TRY(const std::int64_t id, store.createRun(request));
        VITRINE_TRY(const RunRow row, runInForeground(context, store, id));
        if (row.state != RunState::Finished) return reportRun(context, store, row);
        VITRINE_TRY(const std::vector<RunDifference> differences, compareRuns(store, m_id, id));
        return report(context, row, differences);
    }

private:
    Result<RunRequest> prepare(const RunRecord& record) const {
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        VITRINE_TRY(const Manifest* method, catalog.require(record.row.method));
        VITRINE_TRY(const DatasetCatalog data, DatasetCatalog::openDefault());
        VITRINE_TRY(RunRequest request, prepareRun(orderOf(record), *method, data));
        const std::vector<std::string> changed = changedData(record.data, request.data);
        if (!changed.empty() && !m_changedData)
            return Error{ErrorCode::BadFormat, "Cannot repeat the run", fmt::format("{}", fmt::join(changed, ", ")),
                         fmt::format("the data are not those of run {} (other hash)", m_id),
                         "Bring the data back, or add --changed-data to run with what is there."};
        return request;
    }

    Result<Outcome> report(CommandContext& context, const RunRow& row,
                           const std::vector<RunDifference>& differences) const {
        Output& out = context.out;
        Outcome outcome{{{"run", rowJson(row)},
                         {"first", m_id},
                         {"second", row.id},
                         {"equal", differences.empty()},
                         {"differences", Json::array()}}};
        for (const RunDifference& difference : differences)
            outcome.json["differences"].push_back({{"what", difference.what}, {"detail", difference.detail}});
        if (differences.empty()) {
            out.print("Runs {} and {} are bit-equal: every metric and every artifact.\n", m_id, row.id);
            return outcome;
        }
        outcome.status = kExitFailed;
        out.print("Runs {} and {} differ in {} place{}:\n", m_id, row.id, differences.size(),
                  differences.size() == 1 ? "" : "s");
        for (const RunDifference& difference : differences) out.print("  {}: {}\n", difference.what, difference.detail);
        return outcome;
    }

    std::int64_t m_id = 0;
    bool m_changedData = false;
};

}  // namespace

std::unique_ptr<Command> makeResumeCommand() {
    return std::make_unique<ResumeCommand>();
}
std::unique_ptr<Command> makeRerunCommand() {
    return std::make_unique<RerunCommand>();
}

}  // namespace vitrine
