// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

namespace vitrine::kstdiff {

/// Executes a run: opens the city, trains (or takes the bound model), draws the flow of the held-out regions, scores
/// it, and writes everything.
Status generateUrbanFlow(RunContext& context);

}  // namespace vitrine::kstdiff
