// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/scaling.h"

#include <cmath>

namespace vitrine::kstdiff {

Result<FlowScaling> FlowScaling::fit(const torch::Tensor& flow, const std::vector<std::int64_t>& train, ScalingRange range, ScalingCurve curve) {
    const torch::Tensor seen = range == ScalingRange::Global ? flow : flow.index_select(1, torch::tensor(train, torch::kInt64));
    const Error nothing{ErrorCode::InvalidArgument, "Cannot scale the flow", fmt::format("{} days, {} regions", seen.size(0), seen.size(1)),
                        "all counts are equal, so there is no range to scale to [-1, 1]",
                        "Check the flow file, or take the built-in generator's flow."};
    if (seen.numel() == 0) return nothing;
    FlowScaling scaling{curve, seen.min().item<double>(), seen.max().item<double>()};
    if (curve == ScalingCurve::Log1p) scaling.low = std::log1p(scaling.low), scaling.high = std::log1p(scaling.high);
    if (!(scaling.high > scaling.low)) return nothing;
    return scaling;
}

torch::Tensor FlowScaling::apply(const torch::Tensor& counts) const {
    const torch::Tensor values = curve == ScalingCurve::Log1p ? torch::log1p(counts) : counts;
    return (2 * values - low - high) / (high - low);
}

torch::Tensor FlowScaling::undo(const torch::Tensor& scaled) const {
    const torch::Tensor values = (scaled * (high - low) + low + high) / 2;
    return curve == ScalingCurve::Log1p ? torch::expm1(values) : values;
}

}  // namespace vitrine::kstdiff
