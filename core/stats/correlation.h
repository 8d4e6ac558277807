// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/base/result.h"

namespace vitrine {

/// A correlation with its two-sided p-value (Student's t with n - 2 degrees of freedom).
struct Correlation {
    double r = 0, p = 1;
    std::size_t n = 0;
};

/// Linear correlation. Needs three pairs and spread in both samples.
Result<Correlation> pearson(std::span<const double> x, std::span<const double> y);

/// Rank correlation: Pearson's of the mid-ranks (right with ties).
Result<Correlation> spearman(std::span<const double> x, std::span<const double> y);

/// Ranks from 1; equal values share the mean of their ranks. Values must not be NaN.
std::vector<double> midRanks(std::span<const double> values);

}  // namespace vitrine
