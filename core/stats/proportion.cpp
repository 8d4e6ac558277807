// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/proportion.h"

#include "core/stats/distributions.h"

namespace vitrine {

Result<Interval> clopperPearson(std::int64_t successes, std::int64_t trials, double confidence) {
    VITRINE_CHECK(checkConfidence(confidence));
    if (trials < 1 || successes < 0 || successes > trials)
        return Error{ErrorCode::InvalidArgument, "Cannot compute an interval of a proportion",
                     fmt::format("{} of {}", successes, trials),
                     "the counts must satisfy 0 <= successes <= trials and trials >= 1", "Check what was counted."};
    const double tail = (1 - confidence) / 2;
    const auto hits = static_cast<double>(successes), misses = static_cast<double>(trials - successes);
    return Interval{successes == 0 ? 0.0 : betaQuantile(tail, hits, misses + 1),
                    successes == trials ? 1.0 : betaQuantile(1 - tail, hits + 1, misses)};
}

double binomialCdf(std::int64_t successes, std::int64_t trials, double probability) {
    if (successes < 0) return 0;
    if (successes >= trials) return 1;
    return incompleteBeta(1 - probability, static_cast<double>(trials - successes), static_cast<double>(successes + 1));
}

}  // namespace vitrine
