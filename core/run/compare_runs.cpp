// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <set>

#include "core/run/data_binding.h"
#include "core/run/launcher.h"

namespace vitrine {
namespace {

constexpr const char* kTimePrefix = "time/";

bool sameBits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Where two series part, or "" when they are the same.
std::string seriesDifference(const MetricSeries& a, const MetricSeries& b) {
    const std::size_t common = std::min(a.values.size(), b.values.size());
    for (std::size_t i = 0; i < common; ++i)
        if (a.steps[i] != b.steps[i] || !sameBits(a.values[i], b.values[i]))
            return fmt::format("point {}: {} at step {} against {} at step {}", i, a.values[i], a.steps[i], b.values[i], b.steps[i]);
    return a.values.size() == b.values.size() ? "" : fmt::format("{} points against {}", a.values.size(), b.values.size());
}

class RunComparison {
public:
    RunComparison(ExperimentStore& store, std::int64_t first, std::int64_t second) : m_store(store), m_first(first), m_second(second) {}

    Result<std::vector<RunDifference>> differences() {
        VITRINE_CHECK(compareInputs());
        VITRINE_CHECK(compareMetrics());
        VITRINE_CHECK(compareArtifacts());
        return std::move(m_found);
    }

private:
    void add(std::string what, std::string detail) { m_found.push_back({std::move(what), std::move(detail)}); }

    Status compareInputs() {
        VITRINE_TRY(const RunRecord a, m_store.run(m_first));
        VITRINE_TRY(const RunRecord b, m_store.run(m_second));
        if (a.row.seed != b.row.seed) add("seed", fmt::format("{} against {}", a.row.seed, b.row.seed));
        if (a.parameters != b.parameters) add("parameters", Json::diff(a.parameters, b.parameters).dump());
        VITRINE_TRY(const DataBinding dataA, bindingFromJson(a.data));
        VITRINE_TRY(const DataBinding dataB, bindingFromJson(b.data));
        const auto hashes = [](const DataBinding& data) {
            std::map<std::string, std::vector<std::string>> byRole;
            for (const auto& [role, references] : data)
                for (const DataRef& ref : references) byRole[role].push_back(ref.sha256);
            return byRole;
        };
        if (hashes(dataA) != hashes(dataB)) add("data", "the files differ");
        return {};
    }

    Status compareMetrics() {
        VITRINE_TRY(const auto namesA, m_store.metricNames(m_first));
        VITRINE_TRY(const auto namesB, m_store.metricNames(m_second));
        std::set<std::string> names(namesA.begin(), namesA.end());
        names.insert(namesB.begin(), namesB.end());
        const std::set<std::string> inA(namesA.begin(), namesA.end()), inB(namesB.begin(), namesB.end());
        for (const std::string& name : names) {
            if (name.starts_with(kTimePrefix)) continue;
            if (!inA.contains(name) || !inB.contains(name)) {
                add("metric " + name, fmt::format("only in run {}", inA.contains(name) ? m_first : m_second));
                continue;
            }
            VITRINE_TRY(const MetricSeries a, m_store.series(m_first, name));
            VITRINE_TRY(const MetricSeries b, m_store.series(m_second, name));
            if (const std::string difference = seriesDifference(a, b); !difference.empty()) add("metric " + name, difference);
        }
        return {};
    }

    /// Hash by name and step, without what is different each time by nature.
    Result<std::map<std::string, std::string>> artifactHashes(std::int64_t run) {
        VITRINE_TRY(const auto rows, m_store.artifacts(run));
        std::map<std::string, std::string> hashes;
        for (const ArtifactRow& row : rows)
            if (!row.meta.is_object() || !boolOr(row.meta, "volatile", false))
                hashes[row.step == 0 ? row.name : fmt::format("{} at step {}", row.name, row.step)] = row.sha256;
        return hashes;
    }

    Status compareArtifacts() {
        VITRINE_TRY(const auto a, artifactHashes(m_first));
        VITRINE_TRY(const auto b, artifactHashes(m_second));
        for (const auto& [name, hash] : a) {
            const auto other = b.find(name);
            if (other == b.end()) add("artifact " + name, fmt::format("only in run {}", m_first));
            else if (other->second != hash) add("artifact " + name, "the bytes differ");
        }
        for (const auto& [name, hash] : b)
            if (!a.contains(name)) add("artifact " + name, fmt::format("only in run {}", m_second));
        return {};
    }

    ExperimentStore& m_store;
    std::int64_t m_first, m_second;
    std::vector<RunDifference> m_found;
};

}  // namespace

Result<std::vector<RunDifference>> compareRuns(ExperimentStore& store, std::int64_t first, std::int64_t second) {
    return RunComparison(store, first, second).differences();
}

}  // namespace vitrine
