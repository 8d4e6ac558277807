// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/method.h"
#include "plugins/kstdiff/inputs.h"

namespace vitrine::kstdiff {

/// A model to answer with before a run was made: a small network, trained for some seconds on the city's flow and kept
/// in the session's cache.
Result<FlowModel> briefModel(const City& city, const Options& options, const SessionContext& context,
                             const std::function<bool()>& cancelled);

}  // namespace vitrine::kstdiff
