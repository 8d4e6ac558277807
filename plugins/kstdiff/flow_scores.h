// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine::kstdiff {

/// Generated against real flow of the same regions (section 5 of the method's notes). The first three compare the means over days, [R, 24, 2]
/// each.
struct FlowScores {
    double mae = 0, rmse = 0;      ///< Counts per hour.
    double smape = 0;              ///< Mean of |p - y| / ((|p| + |y|) / 2 + 1e-8): 0 to 2.
    double mmd = 0;                ///< Mean over regions of the maximum mean discrepancy between days (48-vectors of counts).
    double volumeCorrelation = 0;  ///< Pearson, of the regions' mean flow; NaN when one side is constant or there is one region.
    double shapeDistance =
        0;  ///< Mean over regions of the L1 distance of profiles that each sum to 1: 0 to 2. Regions without any flow are left out.
    /// The same by region, F64 [R].
    torch::Tensor regionMae, regionMmd, realVolume, generatedVolume;
};

/// `real` [D, R, 24, 2] and `generated` [D', R, 24, 2] counts; the numbers of days may differ. Errors: shapes that do not fit, no days.
Result<FlowScores> evaluate(const torch::Tensor& real, const torch::Tensor& generated);

/// The biased MMD of every region: F64 [R] from [D, R, k] and [D', R, k]. Kernel sum_{i=0..4} exp(-|a - b|^2 / (b0 2^i)); b0 = a quarter of the
/// mean squared distance between different days of the pooled sample. 0 where all days are equal.
torch::Tensor maximumMeanDiscrepancy(const torch::Tensor& real, const torch::Tensor& generated);

}  // namespace vitrine::kstdiff
