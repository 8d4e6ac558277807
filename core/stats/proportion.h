// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/stats/descriptive.h"

namespace vitrine {

/// Exact (conservative) interval of a proportion with `successes` out of `trials` (Clopper and Pearson, Biometrika
/// 1934).
Result<Interval> clopperPearson(std::int64_t successes, std::int64_t trials, double confidence = 0.95);

/// P(X <= successes) of a binomial distribution; 0 <= probability <= 1.
double binomialCdf(std::int64_t successes, std::int64_t trials, double probability);

}  // namespace vitrine
