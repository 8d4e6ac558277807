// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/flow_scores.h"

namespace vitrine::kstdiff {

/// What a run found out.
struct Outcome {
    const City& city;
    const std::vector<std::int64_t>& regions;  ///< Whose flow was drawn.
    const torch::Tensor& generated;            ///< Counts [days, regions, 24, 2].
    const torch::Tensor& estimated;            ///< Volume estimate per hour, [regions]; undefined without a network.
    const FlowScores& scores;
    bool saveFlow = true;
};

/// Metrics, tables, matrices, map layer and the flow files.
Status writeReport(RunContext& context, const Outcome& outcome);

}  // namespace vitrine::kstdiff
