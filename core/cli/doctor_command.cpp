// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/commands.h"
#include "core/cli/exit_codes.h"
#include "core/cli/health.h"
#include "core/cli/terminal.h"

namespace vitrine {
namespace {

/// `doctor`: what this machine has and lacks. Ends with 1 when something will not work.
class DoctorCommand final : public Command {
public:
    void declare(CLI::App&) override {}

    Result<Outcome> execute(CommandContext& context) override {
        const Result<Json> compute = probeCompute();
        std::vector<HealthCheck> checks = checkMachine();
        for (const auto& more :
             {checkStore(context.storeFolder), checkCompute(compute), checkLibraries(), checkData(), checkPlugins()})
            checks.insert(checks.end(), more.begin(), more.end());
        Outcome outcome{{{"checks", Json::array()}, {"compute", compute.ok() ? *compute : Json(nullptr)}}};
        bool works = true;
        for (const HealthCheck& check : checks) {
            works &= check.state != HealthState::Problem;
            outcome.json["checks"].push_back(
                {{"name", check.name}, {"state", name(check.state)}, {"detail", check.detail}, {"next", check.next}});
            print(context.out, check);
        }
        outcome.json["ok"] = works;
        outcome.status = works ? kExitOk : kExitFailed;
        return outcome;
    }

private:
    static void print(Output& out, const HealthCheck& check) {
        static constexpr const char* kColours[] = {"\033[32m", "", "\033[33m", "\033[31m"};
        const bool colour = out.colour() && check.state != HealthState::Note;
        out.print("{}{:<8}{} {:<12} {}\n", colour ? kColours[int(check.state)] : "", name(check.state),
                  colour ? "\033[0m" : "", check.name, printable(check.detail));
        if (!check.next.empty()) out.print("{:22}{}\n", "", check.next);
    }
};

class ProbeCommand final : public Command {
public:
    void declare(CLI::App&) override {}

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(Json description, describeComputeHere());
        context.out.print("{}\n", dumpJson(description, 2));
        return Outcome{std::move(description)};
    }
};

}  // namespace

std::unique_ptr<Command> makeDoctorCommand() {
    return std::make_unique<DoctorCommand>();
}
std::unique_ptr<Command> makeProbeCommand() {
    return std::make_unique<ProbeCommand>();
}

}  // namespace vitrine
