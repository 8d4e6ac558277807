// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine::kstdiff {

enum class ScalingRange {
    Global,    ///< Minimum and maximum over all regions and days: as released; it looks at the test regions.
    TrainOnly  ///< Over the train regions only (strict).
};
enum class ScalingCurve { Linear, Log1p };

/// x = (2X - m - M) / (M - m), on the counts or on log(1 + counts). Under TrainOnly test values may lie outside of [-1, 1].
struct FlowScaling {
    ScalingCurve curve = ScalingCurve::Linear;
    double low = 0, high = 1;  ///< m and M, after the curve.

    /// From F32 [D, R, 24, 2] counts. An error when all counts are equal: there is nothing to scale.
    static Result<FlowScaling> fit(const torch::Tensor& flow, const std::vector<std::int64_t>& train, ScalingRange range, ScalingCurve curve);
    torch::Tensor apply(const torch::Tensor& counts) const;
    torch::Tensor undo(const torch::Tensor& scaled) const;
};

}  // namespace vitrine::kstdiff
