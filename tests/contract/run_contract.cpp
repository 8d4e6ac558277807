// SPDX-License-Identifier: GPL-3.0-or-later
// What a run in this process promises: outputs, parameters, time, determinism, cancel, resume.
#include <unistd.h>

#include <bit>
#include <ctime>
#include <future>

#include "core/base/clock.h"
#include "tests/contract/contract.h"

namespace vitrine {
namespace {

/// True when `name` is the output or belongs to its family ("curve/*").
bool matches(const std::string& pattern, const std::string& name) {
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : pattern == name;
}

/// Bit patterns of a metric's values, so that NaN equals NaN.
std::vector<std::uint64_t> bits(const MetricSeries& series) {
    std::vector<std::uint64_t> result;
    for (const double value : series.values) result.push_back(std::bit_cast<std::uint64_t>(value));
    return result;
}

/// Equal metrics, to the bit; times are left out.
void expectSameMetrics(const MemoryRunContext& a, const MemoryRunContext& b) {
    for (const auto& [name, series] : a.metrics) {
        if (name.starts_with("time/")) continue;
        const auto other = b.metrics.find(name);
        ASSERT_NE(other, b.metrics.end()) << name;
        EXPECT_EQ(series.steps, other->second.steps) << name;
        EXPECT_EQ(bits(series), bits(other->second)) << name;
    }
    EXPECT_EQ(a.metrics.size(), b.metrics.size());
}

}  // namespace

TEST_F(Contract, SmokeRunMakesItsOutputsReadsItsParametersAndIsQuick) {
    auto order = request("smoke");
    CONTRACT_OK(order);
    auto run = context(*order);
    // Processor time, which holds on a busy machine too: 20 s on 2 cores.
    const std::clock_t start = std::clock();
    const Status status = execute(*run);
    CONTRACT_OK(status);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_LE(seconds, 40.0) << "the smoke preset is for 20 s on 2 cores";
    RecordProperty("smoke_seconds", std::to_string(seconds));

    for (const OutputSpec& output : m_manifest.outputs) {
        if (output.optional) continue;
        const bool found = std::any_of(run->artifacts.begin(), run->artifacts.end(), [&](const auto& item) {
            return matches(output.name, item.second.first.name) && item.second.first.kind == output.kind;
        });
        EXPECT_TRUE(found) << "declared output " << output.name << " (" << output.kind << ") did not appear";
    }
    for (const auto& [key, item] : run->artifacts) {
        const bool declared = std::any_of(m_manifest.outputs.begin(), m_manifest.outputs.end(),
                                          [&](const OutputSpec& output) { return matches(output.name, item.first.name); });
        EXPECT_TRUE(declared) << "artifact " << item.first.name << " is not in plugin.json";
    }
    for (const Parameter& parameter : m_manifest.schema.parameters())
        EXPECT_TRUE(run->params().readIds().contains(parameter.id)) << "parameter " << parameter.id << " is declared but never read";
    for (const ClaimSpec& claim : m_manifest.claims) {
        ASSERT_TRUE(run->metrics.contains(claim.metric)) << "the claim's metric " << claim.metric;
        EXPECT_TRUE(std::isfinite(run->metrics[claim.metric].values.back())) << claim.metric;
    }
}

TEST_F(Contract, SameSeedGivesTheSameNumbers) {
    if (!m_manifest.nondeterministic.empty()) GTEST_SKIP() << "declared: " << m_manifest.nondeterministic;
    auto order = request("smoke");
    CONTRACT_OK(order);
    auto first = context(*order), second = context(*order);
    CONTRACT_OK(execute(*first));
    CONTRACT_OK(execute(*second));
    expectSameMetrics(*first, *second);
}

TEST_F(Contract, RunsOnItsGeneratorWhenThereIsNoData) {
    auto order = request("smoke", [&](RunOrder& wish) {
        for (const DataRole& role : m_manifest.data)
            if (!role.required) wish.data[role.id] = {"none"};
    });
    CONTRACT_OK(order);
    auto run = context(*order);
    CONTRACT_OK(execute(*run));
    EXPECT_FALSE(run->metrics.empty());
}

TEST_F(Contract, CancelStopsItWithinThreeSeconds) {
    for (const int wait : {200'000, 1'000'000}) {
        auto order = request("desk");
        CONTRACT_OK(order);
        auto run = context(*order);
        auto ended = std::async(std::launch::async, [&] { return execute(*run); });
        ::usleep(static_cast<useconds_t>(wait));
        const std::int64_t wish = steadyMicros();
        run->cancel();
        const Status status = ended.get();
        if (status.ok()) continue;  // It was done before the wish could be seen.
        EXPECT_EQ(status.error().code, ErrorCode::Cancelled) << status.error().message();
        EXPECT_LE(static_cast<double>(steadyMicros() - wish) * 1e-6, 3.0);
    }
}

TEST_F(Contract, ResumeFromACheckpointGivesTheSameNumbers) {
    if (!m_manifest.resumable) GTEST_SKIP() << "not declared resumable";
    auto order = request("smoke");
    CONTRACT_OK(order);
    auto whole = context(*order), broken = context(*order);
    CONTRACT_OK(execute(*whole));
    ASSERT_TRUE(whole->lastCheckpoint) << "a resumable method checkpoints";
    Status status;
    for (int after = 2; after <= 32 && !broken->lastCheckpoint; after *= 2) {  // Cancel as soon as there is a checkpoint.
        broken = context(*order);
        broken->stopAfter = after;
        status = execute(*broken);
    }
    if (status.ok() || !broken->lastCheckpoint) GTEST_SKIP() << "the smoke run has no checkpoint before its end";
    auto resumed = context(*order);
    resumed->lastCheckpoint = broken->lastCheckpoint;
    resumed->metrics = broken->metrics;
    CONTRACT_OK(execute(*resumed));
    expectSameMetrics(*whole, *resumed);
}

TEST_F(Contract, UnknownSessionRequestIsAnErrorNotACrash) {
    auto order = request("smoke");
    CONTRACT_OK(order);
    auto method = loadMethod(m_manifest);
    CONTRACT_OK(method);
    if (m_manifest.requests.empty()) GTEST_SKIP() << "no live session declared";
    auto run = context(*order);
    const TemporaryFolder cache;
    auto session = (*method)->open({run->params(), bindingOf(order->data), "cpu", 7, cache.path()});
    CONTRACT_OK(session);
    Request request;
    request.name = "no-such-request";
    const auto reply = (*session)->answer(request);
    ASSERT_FALSE(reply.ok());
    EXPECT_FALSE(reply.error().next.empty());
    for (const RequestSpec& known : m_manifest.requests) {
        request.name = known.name;
        const auto answer = (*session)->answer(request);  // With defaults alone: an answer, or an error that says what is missing.
        EXPECT_TRUE(answer.ok() || !answer.error().next.empty()) << known.name << ": " << answer.error().message();
    }
}

}  // namespace vitrine
