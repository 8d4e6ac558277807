// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/stats/descriptive.h"

namespace vitrine {

/// How an interval is read off the resampled statistics (Efron and Tibshirani, "An Introduction to the Bootstrap",
/// 1993, ch. 13-14).
enum class BootstrapInterval {
    Percentile,  ///< Their quantiles. Too narrow for few values: with n = 5 a nominal 95 % covers the truth about 83 %
                 ///< of the time.
    Bca          ///< Quantiles corrected for bias and for skewness ("bias-corrected and accelerated").
};

struct BootstrapOptions {
    int resamples = 10000;  ///< 100 ... 10,000,000.
    double confidence = 0.95;
    std::uint64_t seed = 0;  ///< The same seed gives the same interval on every platform.
    BootstrapInterval interval = BootstrapInterval::Percentile;
};

/// A statistic of a sample; called with samples of the size of the given one.
using Statistic = std::function<double(std::span<const double>)>;

struct BootstrapResult {
    double estimate = 0;       ///< The statistic of the sample itself.
    double low = 0, high = 0;  ///< Its confidence interval.
    double error = 0;          ///< Standard deviation of the resampled statistics.
    std::size_t n = 0;         ///< Values (or clusters) that were resampled.
};

/// Interval of any statistic of independent values. Needs two values; a statistic that is not finite on some resample
/// is an error.
Result<BootstrapResult> bootstrap(std::span<const double> values, const Statistic& statistic,
                                  const BootstrapOptions& options = {});

/// Interval of the mean when values come in clusters that are not independent inside (images of one person, folds of
/// one seed): whole clusters are resampled, and with `withinClusters` values inside each drawn cluster as well
/// (hierarchical bootstrap). `cluster[i]` is any id of the cluster of value i. Two clusters or more. The mean is that
/// of all drawn values. Percentile intervals only.
Result<BootstrapResult> clusterBootstrap(std::span<const double> values, std::span<const std::int64_t> cluster,
                                         const BootstrapOptions& options = {}, bool withinClusters = false);

/// Method against baseline over the same items, seeds or folds.
struct PairedResult {
    double meanDifference = 0;  ///< Mean of method - baseline, in the unit of the metric.
    double low = 0, high = 0;   ///< Bootstrap interval of that mean.
    std::size_t n = 0;          ///< Pairs.
    double effectSize = 0;      ///< Cohen's d_z = mean / standard deviation of the differences; 0 when all are zero,
                                ///< infinite when all are equal.
    double p = 1;               ///< Two-sided sign-flip permutation test of "no difference".
    bool exactP = false;        ///< All 2^n sign patterns were counted (n <= 20).
};

/// Two pairs or more. With n pairs the smallest possible p is 2^(1-n): three seeds cannot show more than 0.25.
Result<PairedResult> pairedBootstrap(std::span<const double> method, std::span<const double> baseline,
                                     const BootstrapOptions& options = {});

}  // namespace vitrine
