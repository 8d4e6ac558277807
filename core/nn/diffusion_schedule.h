// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace vitrine::nn {

/// The noise of a diffusion process in T steps; t counts from 0 (hardly any noise) to T - 1 (nearly all).
/// Source: Ho, Jain, Abbeel, "Denoising Diffusion Probabilistic Models", NeurIPS 2020, arXiv 2006.11239.
struct DiffusionSchedule {
    std::vector<double> beta;  ///< Variance added by step t.
    std::vector<double>
        alphaBar;  ///< Product of 1 - beta up to and with t: the share of the signal's power that is left.

    std::int64_t steps() const { return static_cast<std::int64_t>(beta.size()); }
    double alpha(std::int64_t t) const { return 1 - beta[static_cast<std::size_t>(t)]; }
    /// alphaBar of step t; 1 in front of the first (t = -1).
    double kept(std::int64_t t) const { return t < 0 ? 1 : alphaBar[static_cast<std::size_t>(t)]; }
};

/// alphaBar falls like a squared cosine; beta is at most `most`. Source: Nichol and Dhariwal, "Improved Denoising
/// Diffusion Probabilistic Models", ICML 2021, arXiv 2102.09672.
DiffusionSchedule cosineSchedule(std::int64_t steps, double offset = 0.008, double most = 0.999);

/// beta rises evenly from 1e-4 to 0.02 at 1000 steps; with fewer steps both ends grow so that as much noise is added
/// (at most `most` a step).
DiffusionSchedule linearSchedule(std::int64_t steps, double most = 0.999);

}  // namespace vitrine::nn
