// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/claim.h"

#include <cmath>
#include <limits>

#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;

class ClaimTest : public testing::RunTest {
protected:
    ClaimTest() : m_store(open()) {
        m_claim.id = "test";
        m_claim.statement = "A bias raises the score.";
        m_claim.metric = "score";
        m_claim.method.id = "method";
        m_claim.method.parameters = {{"bias", 1}};
        m_claim.presets = {{"smoke", {1, 2, 3, 4, 5, 6}, 0.1, {{"points", 10}}, Json::object()}};
        addBaseline("plain", {{"bias", 0}});
    }

    void addBaseline(const std::string& id, Json parameters) {
        ClaimArm arm;
        arm.id = id;
        arm.title = "The " + id;
        arm.parameters = std::move(parameters);
        m_claim.baselines.push_back(std::move(arm));
    }

    /// Executes a run by writing the score that `score(bias, seed)` gives.
    RunExecutor executor(std::function<double(double, std::uint64_t)> score, RunState end = RunState::Finished) {
        return [this, score, end](const RunRequest& request, const std::string&) -> Result<std::int64_t> {
            ++m_executed;
            const std::int64_t run = take(m_store.createRun(request));
            take(m_store.claimRun(WorkerIdentity::ofThisProcess(), run));
            take(m_store.appendMetrics(run, {{"score", {0, 1}, {1, 2}, {-99, score(request.parameters["bias"].get<double>(), request.seed)}}}));
            take(m_store.endRun(run, end, end == RunState::Finished ? "" : "no memory"));
            return run;
        };
    }

    Result<ClaimReport> check(const RunExecutor& execute, const std::function<bool()>& cancelled = {}) {
        return checkClaim(manifest("fixture_counter"), m_claim, "smoke", noData(), m_store, execute, cancelled);
    }

    ExperimentStore m_store;
    ClaimSpec m_claim;
    int m_executed = 0;
};

double wobble(std::uint64_t seed) { return 0.01 * static_cast<double>(seed % 3); }

}  // namespace

TEST_F(ClaimTest, AClearEffectHolds) {
    const ClaimReport report = take(check(executor([](double bias, std::uint64_t seed) { return 0.3 * bias + 0.1 * static_cast<double>(seed) + bias * wobble(seed); })));
    EXPECT_EQ(report.verdict, Verdict::Holds);
    ASSERT_EQ(report.comparisons.size(), 1u);
    const ClaimComparison& comparison = report.comparisons[0];
    EXPECT_NEAR(comparison.effect.meanDifference, 0.31, 1e-9);
    EXPECT_GT(comparison.effect.low, 0.29);
    EXPECT_EQ(comparison.seeds, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6}));
    EXPECT_NEAR(comparison.method[1] - comparison.baselineValues[1], 0.32, 1e-9) << "paired by seed, last value";
    EXPECT_EQ(m_executed, 12);

    const auto records = take(m_store.claims("fixture_counter"));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].verdict, "holds");
    EXPECT_EQ(records[0].runs.size(), 12u);
    EXPECT_EQ(records[0].report["comparisons"][0]["effect"]["n"], 6);
    const std::string text = report.toText();
    for (const char* expected : {"A bias raises the score.", "The plain", "+0.31", "95 % interval", "verdict: holds"})
        EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
}

TEST_F(ClaimTest, AMixedEffectLeansAndAWrongOneFails) {
    const auto mixed = executor([](double bias, std::uint64_t seed) { return bias * (seed <= 4 ? 0.2 : -0.3); });
    EXPECT_EQ(take(check(mixed)).verdict, Verdict::Leans);
    EXPECT_EQ(take(check(executor([](double bias, std::uint64_t) { return -bias; }))).verdict, Verdict::Fails);
    EXPECT_EQ(take(check(executor([](double, std::uint64_t) { return 0.5; }))).verdict, Verdict::Fails) << "no difference";
}

TEST_F(ClaimTest, DirectionAndMarginCount) {
    const auto better = executor([](double bias, std::uint64_t seed) { return -0.3 * bias + wobble(seed) * bias; });
    EXPECT_EQ(take(check(better)).verdict, Verdict::Fails);
    m_claim.higherIsBetter = false;
    EXPECT_EQ(take(check(better)).verdict, Verdict::Holds);
    m_claim.margin = 0.4;
    EXPECT_EQ(take(check(better)).verdict, Verdict::Fails);
}

TEST_F(ClaimTest, TheWeakestComparisonDecidesAndEqualArmsShareRuns) {
    addBaseline("same_as_plain", {{"bias", 0}});
    addBaseline("strong", {{"bias", 2}});
    ClaimArm constant;
    constant.id = "constant";
    constant.constant = 0.1;
    m_claim.baselines.push_back(constant);
    const ClaimReport report = take(check(executor([](double bias, std::uint64_t seed) { return bias + wobble(seed) * bias; })));
    ASSERT_EQ(report.comparisons.size(), 4u);
    EXPECT_EQ(report.comparisons[0].verdict, Verdict::Holds);
    EXPECT_EQ(report.comparisons[1].baselineRuns, report.comparisons[0].baselineRuns);
    EXPECT_EQ(report.comparisons[2].verdict, Verdict::Fails);
    EXPECT_EQ(report.comparisons[3].verdict, Verdict::Holds);
    EXPECT_TRUE(report.comparisons[3].baselineRuns.empty());
    EXPECT_EQ(report.verdict, Verdict::Fails);
    EXPECT_EQ(m_executed, 18) << "three arms that differ, six seeds";
}

TEST_F(ClaimTest, NotANumberFails) {
    const ClaimReport report = take(check(executor([](double bias, std::uint64_t seed) { return seed == 2 ? std::numeric_limits<double>::quiet_NaN() : bias; })));
    EXPECT_EQ(report.verdict, Verdict::Fails);
    EXPECT_TRUE(std::isnan(report.comparisons[0].effect.meanDifference));
    EXPECT_FALSE(report.toText().empty());
}

TEST_F(ClaimTest, WhatStopsACheckIsTold) {
    const auto fine = executor([](double bias, std::uint64_t) { return bias; });
    const auto failing = executor([](double bias, std::uint64_t) { return bias; }, RunState::Failed);
    const auto failed = check(failing);
    ASSERT_FALSE(failed.ok());
    expectError(failed.error(), ErrorCode::MethodFailed);
    EXPECT_NE(failed.error().why.find("no memory"), std::string::npos);
    EXPECT_EQ(m_executed, 1) << "the first failure ends it";
    EXPECT_TRUE(take(m_store.claims()).empty());
    EXPECT_EQ(check(executor([](double, std::uint64_t) { return 0.0; }, RunState::Cancelled)).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(check(fine, [] { return true; }).error().code, ErrorCode::Cancelled);
    m_claim.metric = "no_such";
    expectError(check(fine).error(), ErrorCode::NotFound);
    EXPECT_NE(check(fine).error().next.find("score"), std::string::npos);
    m_claim.presets[0].seeds = {1};
    expectError(check(fine).error(), ErrorCode::InvalidArgument);
    m_claim.presets.clear();
    expectError(check(fine).error(), ErrorCode::NotFound);
}

TEST_F(ClaimTest, TheFixturesOwnClaimThroughRealWorkers) {
    const Manifest& counter = manifest("fixture_counter");
    m_claim = *counter.claim("bias_wins");
    m_claim.presets[0].seeds = {1, 2};
    const RunExecutor execute = [&](const RunRequest& request, const std::string&) -> Result<std::int64_t> {
        VITRINE_TRY(const std::int64_t run, m_store.createRun(request));
        VITRINE_TRY(const RunRow row, launchAndWait(m_store, run));
        return row.id;
    };
    const ClaimReport report = take(check(execute));
    ASSERT_EQ(report.comparisons.size(), 2u);
    EXPECT_NEAR(report.comparisons[0].effect.meanDifference, 0.5, 1e-9);
    EXPECT_EQ(report.verdict, Verdict::Holds);
}

}  // namespace vitrine
