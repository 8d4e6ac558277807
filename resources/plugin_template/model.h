// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace vitrine::@ID@ {

/// Standard normal noise of step `step`: a function of seed and step alone, so that a resumed walk needs no state of
/// a generator.
double noise(std::uint64_t seed, std::int64_t step);

/// x' = (1 - pull) x + sigma n, the walk of Uhlenbeck and Ornstein in steps of time 1.
struct Walk {
    double pull = 0, sigma = 1;
    double next(double position, double noise) const { return (1 - pull) * position + sigma * noise; }
    /// Variance that the position settles at, for 0 < pull < 2.
    double settledVariance() const;
};

}  // namespace vitrine::@ID@
