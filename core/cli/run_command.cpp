// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/commands.h"
#include "core/cli/foreground_run.h"
#include "core/cli/interrupt.h"
#include "core/cli/order_options.h"
#include "core/cli/run_json.h"
#include "core/run/launcher.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

class RunCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        m_options.declare(app);
        app.add_option("--title", m_title, "A title for the run")->type_name("TEXT");
        app.add_option("--experiment", m_experiment, "Experiment that the run belongs to (default: the method's)")
            ->type_name("NAME");
        app.add_option("--tag", m_tags, "A tag; may be given several times")->type_name("TAG")->allow_extra_args(false);
        app.add_flag("--profile", m_profile, "Record the timeline of operators as an artifact");
        app.add_flag("--detach", m_detach, "Queue the run, start a worker in the background, and return at once");
        app.add_option("--out", m_outFolder, "Copy the artifacts to this folder afterwards")->type_name("DIR");
    }

    Result<Outcome> execute(CommandContext& context) override {
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        if (m_options.helpWanted()) return m_options.help(context, catalog);
        VITRINE_TRY(const Manifest* method, m_options.method(catalog));
        VITRINE_TRY(RunOrder order, m_options.order(context, *method));
        order.title = m_title;
        order.experiment = m_experiment;
        order.tags = m_tags;
        order.profile = m_profile;
        VITRINE_TRY(const DatasetCatalog data, DatasetCatalog::openDefault());
        VITRINE_TRY(const RunRequest request, prepareRun(order, *method, data));
        VITRINE_TRY(ExperimentStore store, openStore(context, false));
        InterruptGuard guard;
        VITRINE_TRY(const std::int64_t id, store.createRun(request));
        return m_detach ? detach(context, store, id) : wait(context, store, id);
    }

private:
    Result<Outcome> detach(CommandContext& context, ExperimentStore& store, std::int64_t id) {
        VITRINE_TRY(const int pid, launchDetached(store.folder()));
        VITRINE_TRY(const RunRecord record, store.run(id));
        context.out.print("Run {} is queued; a worker (process {}) has started.\nlook at it: {}\nstop it: {}\n", id,
                          pid, commandFor(context, "show", id), commandFor(context, "cancel", id));
        return Outcome{{{"run", rowJson(record.row)}, {"worker_pid", pid}}};
    }

    Result<Outcome> wait(CommandContext& context, ExperimentStore& store, std::int64_t id) {
        VITRINE_TRY(const RunRow row, runInForeground(context, store, id));
        VITRINE_TRY(Outcome outcome, reportRun(context, store, row));
        if (m_outFolder.empty()) return outcome;
        VITRINE_CHECK(copyArtifacts(store, id, m_outFolder));
        outcome.json["out"] = m_outFolder;
        context.out.print("copied to: {}\n", m_outFolder);
        return outcome;
    }

    OrderOptions m_options;
    std::string m_title, m_experiment, m_outFolder;
    std::vector<std::string> m_tags;
    bool m_profile = false, m_detach = false;
};

}  // namespace

std::unique_ptr<Command> makeRunCommand() {
    return std::make_unique<RunCommand>();
}

}  // namespace vitrine
