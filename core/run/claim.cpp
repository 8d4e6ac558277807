// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/claim.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/clock.h"

namespace vitrine {
namespace {

constexpr const char* kChecking = "Cannot check the claim";
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Values of one arm, a seed each, and the runs they come from (none for a constant).
struct ArmValues {
    std::vector<double> values;
    std::vector<std::int64_t> runs;
};

/// One check; keeps the runs that arms with equal parameters share.
class ClaimCheck {
public:
    ClaimCheck(const Manifest& manifest, const ClaimSpec& claim, const ClaimPreset& preset, const DatasetCatalog& data, ExperimentStore& store,
               const RunExecutor& execute, const std::function<bool()>& cancelled)
        : m_manifest(manifest), m_claim(claim), m_preset(preset), m_data(data), m_store(store), m_execute(execute), m_cancelled(cancelled) {}

    Result<ClaimReport> check() {
        const std::int64_t created = wallMicros(), start = steadyMicros();
        ClaimReport report = header();
        VITRINE_TRY(const ArmValues method, valuesOf(m_claim.method));
        for (const ClaimArm& baseline : m_claim.baselines) {
            VITRINE_TRY(const ArmValues values, valuesOf(baseline));
            VITRINE_TRY(ClaimComparison comparison, compare(baseline, method, values));
            report.comparisons.push_back(std::move(comparison));
        }
        report.verdict = Verdict::Holds;
        for (const ClaimComparison& comparison : report.comparisons) report.verdict = std::max(report.verdict, comparison.verdict);
        report.seconds = static_cast<double>(steadyMicros() - start) / 1e6;
        VITRINE_CHECK(save(report, created));
        return report;
    }

private:
    ClaimReport header() const {
        ClaimReport report;
        report.method = m_manifest.id;
        report.claim = m_claim.id;
        report.preset = m_preset.id;
        report.statement = m_claim.statement;
        report.metric = m_claim.metric;
        report.higherIsBetter = m_claim.higherIsBetter;
        report.margin = m_claim.margin;
        return report;
    }

    Result<ArmValues> valuesOf(const ClaimArm& arm) {
        ArmValues result;
        if (arm.constant) {
            result.values.assign(m_preset.seeds.size(), *arm.constant);
            return result;
        }
        for (const std::uint64_t seed : m_preset.seeds) {
            if (m_cancelled && m_cancelled()) return cancelledError();
            VITRINE_TRY(const std::int64_t run, runOf(arm, seed));
            VITRINE_TRY(const double value, metricOf(run, arm.metric.empty() ? m_claim.metric : arm.metric));
            result.values.push_back(value);
            result.runs.push_back(run);
        }
        return result;
    }

    /// The run of an arm at a seed: defaults, then the claim's preset, then the arm.
    Result<std::int64_t> runOf(const ClaimArm& arm, std::uint64_t seed) {
        RunOrder order;
        order.method = m_manifest.id;
        order.experiment = fmt::format("claim {}/{}", m_claim.id, m_preset.id);
        order.title = fmt::format("{}, seed {}", arm.title.empty() ? arm.id : arm.title, seed);
        order.tags = {"claim"};
        order.parameters = m_preset.parameters.is_object() ? m_preset.parameters : Json::object();
        if (arm.parameters.is_object()) order.parameters.update(arm.parameters);
        order.seed = seed;
        VITRINE_CHECK(bindData(order));
        VITRINE_TRY(const RunRequest request, prepareRun(order, m_manifest, m_data));
        const std::string key = dumpJson({request.parameters, request.data, seed});
        if (const auto known = m_runs.find(key); known != m_runs.end()) return known->second;
        VITRINE_TRY(const std::int64_t run, m_execute(request, fmt::format("{}, seed {}", arm.id, seed)));
        VITRINE_TRY(const RunRecord record, m_store.run(run));
        if (record.row.state == RunState::Cancelled) return cancelledError();
        if (record.row.state != RunState::Finished)
            return Error{ErrorCode::MethodFailed, kChecking, fmt::format("run {} ({}, seed {})", run, arm.id, seed),
                         fmt::format("it is {}: {}", name(record.row.state), record.row.error), "Look at its log with vitrine-cli show."};
        return m_runs[key] = run;
    }

    Status bindData(RunOrder& order) const {
        if (!m_preset.data.is_object()) return {};
        for (const auto& [role, value] : m_preset.data.items()) {
            std::vector<std::string>& references = order.data[role];
            if (value.is_null()) references = {"none"};
            for (const Json& entry : value.is_array() ? value : Json::array({value}))
                if (entry.is_string()) references.push_back(entry.get<std::string>());
            if (references.empty())
                return Error{ErrorCode::BadFormat, kChecking, fmt::format("data \"{}\" of preset {}", role, m_preset.id), "it is neither a text nor null",
                             "Correct the claim in plugin.json."};
        }
        return {};
    }

    Result<double> metricOf(std::int64_t run, const std::string& metric) {
        VITRINE_TRY(const auto summaries, m_store.summaries(run));
        std::string known;
        for (const MetricSummary& summary : summaries) {
            if (summary.name == metric) return summary.last;
            known += (known.empty() ? "" : ", ") + summary.name;
        }
        return Error{ErrorCode::NotFound, kChecking, fmt::format("metric \"{}\" of run {}", metric, run), "the run has no such metric",
                     fmt::format("Its metrics are: {}.", known.empty() ? "(none)" : known)};
    }

    Result<ClaimComparison> compare(const ClaimArm& baseline, const ArmValues& method, const ArmValues& values) const {
        ClaimComparison comparison;
        comparison.baseline = baseline.id;
        comparison.title = baseline.title.empty() ? baseline.id : baseline.title;
        comparison.seeds = m_preset.seeds;
        comparison.method = method.values;
        comparison.baselineValues = values.values;
        comparison.methodRuns = method.runs;
        comparison.baselineRuns = values.runs;
        const auto finite = [](double value) { return std::isfinite(value); };
        if (std::all_of(method.values.begin(), method.values.end(), finite) && std::all_of(values.values.begin(), values.values.end(), finite)) {
            VITRINE_TRY(comparison.effect, pairedBootstrap(method.values, values.values));
        } else {  // A run that ended in NaN shows nothing: no interval, and the verdict is "fails".
            comparison.effect.meanDifference = comparison.effect.low = comparison.effect.high = comparison.effect.effectSize = kNan;
            comparison.effect.n = m_preset.seeds.size();
        }
        const PairedResult& effect = comparison.effect;
        comparison.verdict = judge(effect.low, effect.high, effect.meanDifference, m_claim.higherIsBetter, m_claim.margin);
        return comparison;
    }

    Status save(const ClaimReport& report, std::int64_t created) {
        ClaimRecord record;
        record.method = report.method;
        record.claim = report.claim;
        record.preset = report.preset;
        record.verdict = name(report.verdict);
        record.created = created;
        record.ended = wallMicros();
        record.report = report.toJson();
        for (const auto& [key, run] : m_runs) record.runs.push_back(run);
        std::sort(record.runs.begin(), record.runs.end());
        const auto saved = m_store.saveClaim(record);
        return saved.ok() ? Status() : Status(saved.error());
    }

    const Manifest& m_manifest;
    const ClaimSpec& m_claim;
    const ClaimPreset& m_preset;
    const DatasetCatalog& m_data;
    ExperimentStore& m_store;
    const RunExecutor& m_execute;
    const std::function<bool()>& m_cancelled;
    std::map<std::string, std::int64_t> m_runs;
};

}  // namespace

Result<ClaimReport> checkClaim(const Manifest& manifest, const ClaimSpec& claim, const std::string& preset, const DatasetCatalog& data,
                               ExperimentStore& store, const RunExecutor& execute, const std::function<bool()>& cancelled) {
    const std::string object = fmt::format("{} of {}", claim.id, manifest.id);
    const ClaimPreset* chosen = claim.preset(preset);
    if (!chosen) {
        std::string known;
        for (const ClaimPreset& candidate : claim.presets) known += (known.empty() ? "" : ", ") + candidate.id;
        return Error{ErrorCode::NotFound, kChecking, object, fmt::format("it has no preset \"{}\"", preset), fmt::format("Its presets are: {}.", known)};
    }
    if (chosen->seeds.size() < 2)
        return Error{ErrorCode::InvalidArgument, kChecking, object, fmt::format("the preset {} has fewer than two seeds: no interval can be computed", preset),
                     "List two seeds or more in plugin.json."};
    if (claim.baselines.empty())
        return Error{ErrorCode::InvalidArgument, kChecking, object, "it names no baseline to compare with", "Name one in plugin.json."};
    return ClaimCheck(manifest, claim, *chosen, data, store, execute, cancelled).check();
}

}  // namespace vitrine
