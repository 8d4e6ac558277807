// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/stats/descriptive.h"

namespace vitrine {

/// A test statistic and its two-sided p-value.
struct TestResult {
    double statistic = 0, p = 1;
    std::size_t n = 0;   ///< Pairs that took part.
    bool exact = false;  ///< The p-value comes from the exact distribution, not from an approximation.
};

/// The differences a - b, or an error when the samples are no finite pairs or fewer than `atLeast`.
Result<std::vector<double>> pairedDifferences(std::span<const double> a, std::span<const double> b,
                                              std::size_t atLeast);

/// Student's paired t-test; statistic t with n - 1 degrees of freedom. Two pairs or more; differences without spread
/// give t = 0, p = 1 (all zero) or an infinite t, p = 0.
Result<TestResult> pairedTTest(std::span<const double> a, std::span<const double> b);

/// Wilcoxon's signed-rank test; statistic = the smaller of the two rank sums. Zero differences are dropped (Wilcoxon's
/// rule). Exact, ties included, up to 50 differences; beyond, the normal approximation with tie and continuity
/// correction.
Result<TestResult> wilcoxonSignedRank(std::span<const double> a, std::span<const double> b);

/// McNemar's test of two classifiers on the same items: `onlyA` items only A got right, `onlyB` only B. Exact binomial
/// below 1,000 discordant items (statistic = the smaller count); beyond, chi-squared with continuity correction
/// (statistic = chi-squared).
Result<TestResult> mcnemar(std::int64_t onlyA, std::int64_t onlyB);

/// Holm's step-down adjustment of a family of p-values, in the order given (Holm, Scand. J. Statist. 1979).
Result<std::vector<double>> holm(std::span<const double> pValues);

}  // namespace vitrine
