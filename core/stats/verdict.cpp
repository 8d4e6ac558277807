// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/verdict.h"

#include <cmath>

namespace vitrine {

const char* name(Verdict verdict) {
    switch (verdict) {
        case Verdict::Holds:
            return "holds";
        case Verdict::Leans:
            return "leans";
        case Verdict::Fails:
            return "fails";
    }
    return "fails";
}

Verdict judge(double low, double high, double mean, bool higherIsBetter, double margin) {
    if (std::isnan(low) || std::isnan(high) || std::isnan(mean) || std::isnan(margin)) return Verdict::Fails;
    const double nearEnd = higherIsBetter ? low : -high;
    const double improvement = higherIsBetter ? mean : -mean;
    if (!(improvement > margin)) return Verdict::Fails;
    return nearEnd > margin ? Verdict::Holds : Verdict::Leans;
}

}  // namespace vitrine
