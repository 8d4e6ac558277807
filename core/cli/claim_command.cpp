// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/cli/commands.h"
#include "core/cli/foreground_run.h"
#include "core/cli/interrupt.h"
#include "core/run/claim.h"

namespace vitrine {
namespace {

class ClaimCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("method", m_method, "Id of the method")->required()->type_name("METHOD");
        app.add_option("--claim", m_claim, "Id of the claim (default: every claim that has the preset)")
            ->type_name("C");
        app.add_option("--preset", m_preset, "How large: smoke, desk (<= 10 min), gpu")->required()->type_name("P");
        app.add_option("--seeds", m_seeds, "Seeds instead of the preset's, e.g. 0,1,2,3,4")
            ->type_name("LIST")
            ->delimiter(',');
    }

    Result<Outcome> execute(CommandContext& context) override {
        const PluginCatalog catalog = PluginCatalog::scanDefault();
        VITRINE_TRY(const Manifest* method, catalog.require(m_method));
        VITRINE_TRY(std::vector<ClaimSpec> claims, chosen(*method));
        VITRINE_TRY(const DatasetCatalog data, DatasetCatalog::openDefault());
        VITRINE_TRY(ExperimentStore store, openStore(context, false));
        InterruptGuard guard;
        Outcome outcome{{{"claims", Json::array()}}};
        for (const ClaimSpec& claim : claims) {
            const auto execute = [&](const RunRequest& request, const std::string& what) {
                return runOne(context, store, request, what);
            };
            const auto cancelled = [] { return InterruptGuard::count() > 0; };
            VITRINE_TRY(const ClaimReport report,
                        checkClaim(*method, claim, m_preset, data, store, execute, cancelled));
            context.out.print("{}{}\n", outcome.json["claims"].empty() ? "" : "\n", report.toText());
            outcome.json["claims"].push_back(report.toJson());
        }
        return outcome;
    }

private:
    /// The claims to check, with the seeds of the command line.
    Result<std::vector<ClaimSpec>> chosen(const Manifest& method) const {
        std::vector<std::string> ids, presets;
        std::vector<ClaimSpec> claims;
        for (const ClaimSpec& claim : method.claims) {
            ids.push_back(claim.id);
            for (const ClaimPreset& preset : claim.presets) presets.push_back(preset.id);
            if ((m_claim.empty() || claim.id == m_claim) && claim.preset(m_preset)) claims.push_back(claim);
        }
        if (!m_claim.empty() && !method.claim(m_claim))
            return Error{ErrorCode::NotFound, "Unknown claim", m_claim, fmt::format("{} has no such claim", method.id),
                         ids.empty() ? "Its plugin.json states none."
                                     : fmt::format("Its claims are: {}.", fmt::join(ids, ", "))};
        if (claims.empty())
            return Error{ErrorCode::NotFound, "Unknown preset of a claim", m_preset,
                         fmt::format("no claim of {} has this preset", method.id),
                         presets.empty() ? "Its plugin.json states no claims."
                                         : fmt::format("Presets are: {}.", fmt::join(presets, ", "))};
        for (ClaimSpec& claim : claims)
            for (ClaimPreset& preset : claim.presets)
                if (preset.id == m_preset && !m_seeds.empty()) preset.seeds = m_seeds;
        return claims;
    }

    static Result<std::int64_t> runOne(CommandContext& context, ExperimentStore& store, const RunRequest& request,
                                       const std::string& what) {
        VITRINE_TRY(const std::int64_t id, store.createRun(request));
        VITRINE_TRY(const RunRow row, runInForeground(context, store, id, what));
        if (row.state != RunState::Finished) return runError(row);
        if (!context.out.json())
            context.out.note(
                fmt::format("{}: run {}, {}", what, id, durationText(double(row.ended - row.started) / 1e6)));
        return id;
    }

    std::string m_method, m_claim, m_preset;
    std::vector<std::uint64_t> m_seeds;
};

}  // namespace

std::unique_ptr<Command> makeClaimCommand() {
    return std::make_unique<ClaimCommand>();
}

}  // namespace vitrine
