// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

namespace vitrine {

/// What computes on this machine, for a run's record: {"torch": version, "blas": {"configured", "loaded": [paths]},
/// "mkldnn": {...}, "openmp", "threads": {"operators", "between_operators"}, "deterministic", "cuda": {"available",
/// "devices": [...], ...}, "config": text}.
Json describeCompute();

}  // namespace vitrine
