// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/paired_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/stats/correlation.h"
#include "core/stats/distributions.h"
#include "core/stats/proportion.h"

namespace vitrine {
namespace {

constexpr std::size_t kExactWilcoxon = 50;
constexpr std::int64_t kExactMcnemar = 1000;

/// P(rank sum <= observed) when every rank is positive or negative with equal chance. Doubled mid-ranks are whole
/// numbers, so the distribution of their sum is a table that each rank convolves with {0, rank}.
double rankSumCdf(const std::vector<double>& ranks, double observed) {
    std::vector<double> chance{1};
    for (const double rank : ranks) {
        const auto step = static_cast<std::size_t>(std::lround(2 * rank));
        std::vector<double> next(chance.size() + step, 0);
        for (std::size_t sum = 0; sum < chance.size(); ++sum) {
            next[sum] += chance[sum] / 2;
            next[sum + step] += chance[sum] / 2;
        }
        chance = std::move(next);
    }
    const auto end = static_cast<std::ptrdiff_t>(std::lround(2 * observed)) + 1;
    return std::accumulate(chance.begin(), chance.begin() + end, 0.0);
}

/// Normal approximation of the same probability, with the variance as the ranks have it (which is the tie correction).
double rankSumNormal(const std::vector<double>& ranks, double observed) {
    double center = 0, variance = 0;
    for (const double rank : ranks) {
        center += rank / 2;
        variance += rank * rank / 4;
    }
    return normalCdf((observed + 0.5 - center) / std::sqrt(variance));
}

}  // namespace

Result<std::vector<double>> pairedDifferences(std::span<const double> a, std::span<const double> b,
                                              std::size_t atLeast) {
    if (a.size() != b.size())
        return Error{ErrorCode::InvalidArgument, "Cannot compare pairs",
                     fmt::format("samples of {} and {} values", a.size(), b.size()), "the samples have different sizes",
                     "Give one value per item, seed or fold on both sides, in the same order."};
    VITRINE_CHECK(checkSample(a, atLeast, "a paired comparison"));
    VITRINE_CHECK(checkSample(b, atLeast, "a paired comparison"));
    std::vector<double> differences(a.size());
    std::transform(a.begin(), a.end(), b.begin(), differences.begin(), std::minus<>());
    VITRINE_CHECK(checkSample(differences, atLeast, "a paired comparison (differences)"));
    return differences;
}

Result<TestResult> pairedTTest(std::span<const double> a, std::span<const double> b) {
    VITRINE_TRY(const std::vector<double> differences, pairedDifferences(a, b, 2));
    const auto n = static_cast<double>(differences.size());
    const double mean = detail::meanOf(differences), error = std::sqrt(detail::varianceOf(differences) / n);
    if (error == 0) {
        const double t = mean == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), mean);
        return TestResult{t, mean == 0 ? 1.0 : 0.0, differences.size(), true};
    }
    return TestResult{mean / error, studentTwoSided(mean / error, n - 1), differences.size(), true};
}

Result<TestResult> wilcoxonSignedRank(std::span<const double> a, std::span<const double> b) {
    VITRINE_TRY(std::vector<double> differences, pairedDifferences(a, b, 1));
    std::erase(differences, 0.0);
    if (differences.empty()) return TestResult{0, 1, 0, true};
    std::vector<double> sizes(differences.size());
    std::transform(differences.begin(), differences.end(), sizes.begin(), [](double d) { return std::abs(d); });
    const std::vector<double> ranks = midRanks(sizes);
    double positive = 0, negative = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) (differences[i] > 0 ? positive : negative) += ranks[i];
    const double statistic = std::min(positive, negative);
    const bool exact = ranks.size() <= kExactWilcoxon;
    const double tail = exact ? rankSumCdf(ranks, statistic) : rankSumNormal(ranks, statistic);
    return TestResult{statistic, std::min(1.0, 2 * tail), ranks.size(), exact};
}

Result<TestResult> mcnemar(std::int64_t onlyA, std::int64_t onlyB) {
    if (onlyA < 0 || onlyB < 0)
        return Error{ErrorCode::InvalidArgument, "Cannot compute McNemar's test",
                     fmt::format("counts {} and {}", onlyA, onlyB), "counts are not negative",
                     "Give the numbers of items that exactly one of the two got right."};
    const std::int64_t n = onlyA + onlyB, fewer = std::min(onlyA, onlyB);
    if (n < kExactMcnemar) {
        const double p = std::min(1.0, 2 * binomialCdf(fewer, n, 0.5));
        return TestResult{static_cast<double>(fewer), p, static_cast<std::size_t>(n), true};
    }
    const double apart = std::max(0.0, static_cast<double>(std::abs(onlyA - onlyB)) - 1);
    const double chiSquared = apart * apart / static_cast<double>(n);
    return TestResult{chiSquared, std::erfc(std::sqrt(chiSquared / 2)), static_cast<std::size_t>(n), false};
}

Result<std::vector<double>> holm(std::span<const double> pValues) {
    VITRINE_CHECK(checkSample(pValues, 1, "Holm's adjustment"));
    for (const double p : pValues)
        if (p < 0 || p > 1)
            return Error{ErrorCode::InvalidArgument, "Cannot compute Holm's adjustment", fmt::format("p-value {}", p),
                         "it does not lie between 0 and 1", "Give p-values, not statistics."};
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    std::vector<double> adjusted(pValues.size());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, std::min(1.0, static_cast<double>(order.size() - i) * pValues[order[i]]));
        adjusted[order[i]] = largest;
    }
    return adjusted;
}

}  // namespace vitrine
