// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>

#include "core/base/result.h"

namespace vitrine {

/// A confidence interval.
struct Interval {
    double low = 0, high = 0;
};

/// Error unless there are at least `atLeast` values and all of them are finite; names `what` and the first bad index.
Status checkSample(std::span<const double> values, std::size_t atLeast, const std::string& what);

/// Error unless 0 < confidence < 1.
Status checkConfidence(double confidence);

/// Arithmetic mean (two passes: exact to rounding even with a large offset).
Result<double> mean(std::span<const double> values);

/// Sample standard deviation with n - 1; needs two values.
Result<double> standardDeviation(std::span<const double> values);

/// Standard error of the mean: standardDeviation / sqrt(n).
Result<double> standardError(std::span<const double> values);

/// Quantile q in [0, 1] with linear interpolation between order statistics (Hyndman and Fan's type 7, as in NumPy and
/// R).
Result<double> quantile(std::span<const double> values, double q);

/// Student's t interval of the mean; exact for normal values. Needs two values.
Result<Interval> studentInterval(std::span<const double> values, double confidence = 0.95);

/// The parts below trust their caller: a checked, non-empty sample.
namespace detail {
double meanOf(std::span<const double> values);
double varianceOf(std::span<const double> values);  ///< With n - 1.
double quantileOfSorted(std::span<const double> sorted, double q);
}  // namespace detail

}  // namespace vitrine
