// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "widgets/plot/decimate.h"

namespace vitrine {

/// From where to where a curve reaches in each pixel column, in values, lines to the neighbours included: what the line of all points covers.
/// low > high: nothing there.
struct ColumnSpans {
    std::vector<double> low, high;
};

/// `bounds` of the same x. `steps`: the value holds until the next point. On a logarithmic value axis values that are not positive are gaps.
ColumnSpans columnSpans(std::span<const double> y, const MinMaxPyramid& pyramid, const ColumnBounds& bounds, bool steps, bool logarithmic);

/// Runs body(0) ... body(count - 1) on this thread and on threads of the pool that are idle now: never waits for a busy pool.
void inParallel(int count, const std::function<void(int)>& body);

}  // namespace vitrine
