// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine {

/// What the data say of a claim "the method beats the baseline by more than a margin".
enum class Verdict {
    Holds,  ///< The whole interval of the difference lies beyond the margin on the claimed side.
    Leans,  ///< The mean lies beyond the margin on the claimed side, the interval reaches across it.
    Fails   ///< Neither, or a number is NaN.
};

const char* name(Verdict verdict);

/// Judges the difference method - baseline with mean `mean` and confidence interval [low, high]. `margin` >= 0 is the
/// least improvement that counts, in the unit of the metric; it points down where lower is better.
Verdict judge(double low, double high, double mean, bool higherIsBetter, double margin);

}  // namespace vitrine
