// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/bootstrap.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "core/stats/distributions.h"
#include "core/stats/draw.h"
#include "core/stats/paired_tests.h"

namespace vitrine {
namespace {

constexpr std::size_t kExactSignFlips = 20;

Status checkOptions(const BootstrapOptions& options) {
    VITRINE_CHECK(checkConfidence(options.confidence));
    if (options.resamples >= 100 && options.resamples <= 10'000'000) return {};
    return Error{ErrorCode::InvalidArgument, "Cannot compute a bootstrap interval",
                 fmt::format("{} resamples", options.resamples), "100 to 10,000,000 are possible",
                 "10,000 are a good choice."};
}

Error notFinite(const std::string& sample) {
    return Error{ErrorCode::InvalidArgument, "Cannot compute a bootstrap interval", sample,
                 "the statistic is not finite there",
                 "Choose a statistic that is defined for every sample, such as the mean."};
}

/// The statistic without value i, for each i, turned into the acceleration of BCa (Efron and Tibshirani, eq. 14.15).
double acceleration(std::span<const double> values, const Statistic& statistic) {
    std::vector<double> others(values.begin() + 1, values.end()), jackknife(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        jackknife[i] = statistic(others);
        if (i < others.size()) others[i] = values[i];
    }
    const double center = detail::meanOf(jackknife);
    double squares = 0, cubes = 0;
    for (const double value : jackknife) {
        squares += (center - value) * (center - value);
        cubes += (center - value) * (center - value) * (center - value);
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// Bias correction z0 of BCa; ties with the estimate count half, so that discrete statistics are not pushed to one
/// side.
double biasCorrection(const std::vector<double>& sorted, double estimate) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), estimate);
    const double below = static_cast<double>(first - sorted.begin()) + static_cast<double>(last - first) / 2;
    const auto n = static_cast<double>(sorted.size());
    return normalQuantile(std::clamp(below / n, 0.5 / n, 1 - 0.5 / n));
}

/// Where BCa reads the quantile that the plain percentile interval reads at `p`.
double bcaLevel(double p, double bias, double accelerate) {
    const double z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - accelerate * z));
}

/// The percentile interval of `replicates`, which are sorted here.
void fillPercentile(BootstrapResult& result, std::vector<double>& replicates, double confidence) {
    result.error = std::sqrt(detail::varianceOf(replicates));
    std::sort(replicates.begin(), replicates.end());
    result.low = detail::quantileOfSorted(replicates, (1 - confidence) / 2);
    result.high = detail::quantileOfSorted(replicates, (1 + confidence) / 2);
}

/// Share of sign patterns of the differences whose sum is at least as far from zero as the observed one. Rounding must
/// not tell equal sums apart, hence the tolerance.
double signFlipP(std::span<const double> differences, int samples, std::uint64_t seed) {
    const std::size_t n = differences.size();
    double sum = 0, scale = 0;
    for (const double d : differences) {
        sum += d;
        scale += std::abs(d);
    }
    const double enough = std::abs(sum) - 1e-10 * scale;
    if (n <= kExactSignFlips) {  // Gray code: neighbouring patterns differ in one sign.
        std::vector<double> sign(n, 1.0);
        std::uint64_t extreme = 0;
        const std::uint64_t patterns = std::uint64_t{1} << n;
        for (std::uint64_t pattern = 0;;) {
            extreme += std::abs(sum) >= enough;
            if (++pattern == patterns) break;
            const auto flipped = static_cast<std::size_t>(std::countr_zero(pattern));
            sign[flipped] = -sign[flipped];
            sum += 2 * sign[flipped] * differences[flipped];
        }
        return static_cast<double>(extreme) / static_cast<double>(patterns);
    }
    Draw draw(seed);
    int extreme = 0;
    for (int sample = 0; sample < samples; ++sample) {
        double flippedSum = 0;
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < n; ++i, bits >>= 1) {
            if (i % 64 == 0) bits = draw.bits();
            flippedSum += bits & 1 ? differences[i] : -differences[i];
        }
        extreme += std::abs(flippedSum) >= enough;
    }
    return (extreme + 1.0) / (samples + 1.0);  // Never zero: Phipson and Smyth, 2010.
}

/// Indices of the values of each cluster, in the order of the ids.
std::vector<std::vector<std::size_t>> groupByCluster(std::span<const std::int64_t> cluster) {
    std::map<std::int64_t, std::vector<std::size_t>> byId;
    for (std::size_t i = 0; i < cluster.size(); ++i) byId[cluster[i]].push_back(i);
    std::vector<std::vector<std::size_t>> groups;
    for (auto& [id, members] : byId) groups.push_back(std::move(members));
    return groups;
}

}  // namespace

Result<BootstrapResult> bootstrap(std::span<const double> values, const Statistic& statistic,
                                  const BootstrapOptions& options) {
    VITRINE_CHECK(checkOptions(options));
    VITRINE_CHECK(checkSample(values, 2, "a bootstrap interval"));
    BootstrapResult result;
    result.estimate = statistic(values);
    result.n = values.size();
    if (!std::isfinite(result.estimate)) return notFinite("the sample itself");
    Draw draw(options.seed);
    std::vector<double> sample(values.size()), replicates(static_cast<std::size_t>(options.resamples));
    for (std::size_t r = 0; r < replicates.size(); ++r) {
        for (double& value : sample) value = values[draw.below(values.size())];
        replicates[r] = statistic(sample);
        if (!std::isfinite(replicates[r])) return notFinite(fmt::format("resample {}", r));
    }
    fillPercentile(result, replicates, options.confidence);
    if (options.interval == BootstrapInterval::Bca && result.error > 0) {
        const double bias = biasCorrection(replicates, result.estimate), accelerate = acceleration(values, statistic);
        if (!std::isfinite(accelerate)) return notFinite("the sample without one of its values");
        result.low = detail::quantileOfSorted(replicates, bcaLevel((1 - options.confidence) / 2, bias, accelerate));
        result.high = detail::quantileOfSorted(replicates, bcaLevel((1 + options.confidence) / 2, bias, accelerate));
    }
    return result;
}

Result<BootstrapResult> clusterBootstrap(std::span<const double> values, std::span<const std::int64_t> cluster,
                                         const BootstrapOptions& options, bool withinClusters) {
    VITRINE_CHECK(checkOptions(options));
    VITRINE_CHECK(checkSample(values, 2, "a cluster bootstrap"));
    const auto refuse = [](const std::string& object, const std::string& why, const std::string& next) {
        return Error{ErrorCode::InvalidArgument, "Cannot compute a cluster bootstrap", object, why, next};
    };
    if (cluster.size() != values.size())
        return refuse(fmt::format("{} values, {} cluster ids", values.size(), cluster.size()), "every value needs one",
                      "Give one id per value.");
    if (options.interval == BootstrapInterval::Bca)
        return refuse("interval BCa", "it is defined here for independent values only", "Use the percentile interval.");
    const auto groups = groupByCluster(cluster);
    if (groups.size() < 2)
        return refuse("one cluster", "at least two are needed", "Resample values instead when they are independent.");
    std::vector<double> sums;
    for (const auto& members : groups) {
        sums.push_back(0);
        for (const std::size_t i : members) sums.back() += values[i];
    }
    Draw draw(options.seed);
    std::vector<double> replicates(static_cast<std::size_t>(options.resamples));
    for (double& replicate : replicates) {
        double sum = 0, count = 0;
        for (std::size_t drawn = 0; drawn < groups.size(); ++drawn) {
            const std::size_t g = draw.below(groups.size());
            count += static_cast<double>(groups[g].size());
            if (!withinClusters)
                sum += sums[g];
            else
                for (std::size_t k = 0; k < groups[g].size(); ++k)
                    sum += values[groups[g][draw.below(groups[g].size())]];
        }
        replicate = sum / count;
    }
    BootstrapResult result{detail::meanOf(values), 0, 0, 0, groups.size()};
    fillPercentile(result, replicates, options.confidence);
    return result;
}

Result<PairedResult> pairedBootstrap(std::span<const double> method, std::span<const double> baseline,
                                     const BootstrapOptions& options) {
    VITRINE_TRY(const std::vector<double> differences, pairedDifferences(method, baseline, 2));
    VITRINE_TRY(const BootstrapResult interval, bootstrap(differences, detail::meanOf, options));
    PairedResult result{interval.estimate, interval.low, interval.high, differences.size()};
    const double deviation = std::sqrt(detail::varianceOf(differences));
    if (deviation > 0)
        result.effectSize = result.meanDifference / deviation;
    else if (result.meanDifference != 0)
        result.effectSize = std::copysign(std::numeric_limits<double>::infinity(), result.meanDifference);
    result.exactP = differences.size() <= kExactSignFlips;
    result.p = signFlipP(differences, options.resamples,
                         options.seed ^ 0x9e3779b97f4a7c15u);  // Another stream than the resamples.
    return result;
}

}  // namespace vitrine
