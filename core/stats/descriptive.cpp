// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/descriptive.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/stats/distributions.h"

namespace vitrine {
namespace detail {

double meanOf(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    const double first = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double rest = 0;
    for (const double value : values) rest += value - first;
    return first + rest / n;
}

double varianceOf(std::span<const double> values) {
    const double center = meanOf(values);
    double sum = 0;
    for (const double value : values) sum += (value - center) * (value - center);
    return sum / static_cast<double>(values.size() - 1);
}

double quantileOfSorted(std::span<const double> sorted, double q) {
    const double place = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

}  // namespace detail

Status checkSample(std::span<const double> values, std::size_t atLeast, const std::string& what) {
    if (values.size() < atLeast)
        return Error{ErrorCode::InvalidArgument, "Cannot compute " + what,
                     fmt::format("sample of {} values", values.size()), fmt::format("at least {} are needed", atLeast),
                     "Add runs, seeds or items."};
    const auto bad = std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
    if (bad != values.end())
        return Error{ErrorCode::InvalidArgument, "Cannot compute " + what,
                     fmt::format("value {} of {}", bad - values.begin(), values.size()),
                     fmt::format("it is {}, not a finite number", *bad),
                     "Leave out that value or find out why it is not finite."};
    return {};
}

Status checkConfidence(double confidence) {
    if (confidence > 0 && confidence < 1) return {};
    return Error{ErrorCode::InvalidArgument, "Cannot compute an interval", fmt::format("confidence {}", confidence),
                 "it does not lie between 0 and 1", "Give a level such as 0.95."};
}

Result<double> mean(std::span<const double> values) {
    VITRINE_CHECK(checkSample(values, 1, "a mean"));
    return detail::meanOf(values);
}

Result<double> standardDeviation(std::span<const double> values) {
    VITRINE_CHECK(checkSample(values, 2, "a standard deviation"));
    return std::sqrt(detail::varianceOf(values));
}

Result<double> standardError(std::span<const double> values) {
    VITRINE_TRY(const double deviation, standardDeviation(values));
    return deviation / std::sqrt(static_cast<double>(values.size()));
}

Result<double> quantile(std::span<const double> values, double q) {
    VITRINE_CHECK(checkSample(values, 1, "a quantile"));
    if (!(q >= 0 && q <= 1))
        return Error{ErrorCode::InvalidArgument, "Cannot compute a quantile", fmt::format("q = {}", q),
                     "it does not lie between 0 and 1", "Give 0.5 for the median."};
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return detail::quantileOfSorted(sorted, q);
}

Result<Interval> studentInterval(std::span<const double> values, double confidence) {
    VITRINE_CHECK(checkConfidence(confidence));
    VITRINE_TRY(const double error, standardError(values));
    const double center = detail::meanOf(values);
    const double reach = error * studentQuantile(0.5 + confidence / 2, static_cast<double>(values.size() - 1));
    return Interval{center - reach, center + reach};
}

}  // namespace vitrine
