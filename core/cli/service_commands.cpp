// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that programs start: worker and serve, from their command lines to worker_command.h.
#include "core/cli/commands.h"
#include "core/cli/order_options.h"
#include "core/cli/worker_command.h"

namespace vitrine {
namespace {

class WorkerCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        m_runOption =
            app.add_option("--run", m_run, "Execute only this run (default: the next in the queue)")->type_name("N");
        app.add_flag("--drain", m_options.drain, "Go on until the queue is empty");
        app.add_flag("--supervise", m_options.supervise,
                     "Execute the run in a process of its own and record its end, also when it crashes")
            ->needs(m_runOption);
        app.add_flag("--stream", m_options.stream, "Messages for a program on standard output");
    }

    Result<Outcome> execute(CommandContext& context) override {
        m_options.storeFolder = context.storeFolder;
        if (m_runOption->count()) m_options.run = m_run;
        return Outcome{{}, workerCommand(m_options)};
    }

private:
    WorkerCommandOptions m_options;
    std::int64_t m_run = 0;
    CLI::Option* m_runOption = nullptr;
};

class ServeCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        m_options.declare(app);
        app.add_option("--order", m_order, "The whole order as JSON, for programs")->type_name("JSON");
    }

    Result<Outcome> execute(CommandContext& context) override {
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        if (m_options.helpWanted()) return m_options.help(context, catalog);
        if (!m_order.empty()) {
            VITRINE_TRY(const Json json, parseJson(m_order, "--order"));
            VITRINE_TRY(const RunOrder order, orderFromJson(json));
            return Outcome{{}, serveCommand(order, context.storeFolder)};
        }
        VITRINE_TRY(const Manifest* method, m_options.method(catalog));
        VITRINE_TRY(const RunOrder order, m_options.order(context, *method));
        return Outcome{{}, serveCommand(order, context.storeFolder)};
    }

private:
    OrderOptions m_options;
    std::string m_order;
};

}  // namespace

std::unique_ptr<Command> makeWorkerCommand() {
    return std::make_unique<WorkerCommand>();
}
std::unique_ptr<Command> makeServeCommand() {
    return std::make_unique<ServeCommand>();
}

}  // namespace vitrine
