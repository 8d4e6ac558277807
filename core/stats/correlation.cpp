// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/stats/descriptive.h"
#include "core/stats/distributions.h"

namespace vitrine {

Result<Correlation> pearson(std::span<const double> x, std::span<const double> y) {
    VITRINE_CHECK(checkSample(x, 3, "a correlation"));
    VITRINE_CHECK(checkSample(y, 3, "a correlation"));
    if (x.size() != y.size())
        return Error{ErrorCode::InvalidArgument, "Cannot compute a correlation",
                     fmt::format("samples of {} and {} values", x.size(), y.size()), "pairs are needed",
                     "Give two samples of the same items."};
    const double meanX = detail::meanOf(x), meanY = detail::meanOf(y);
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double dx = x[i] - meanX, dy = y[i] - meanY;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    if (xx == 0 || yy == 0)
        return Error{ErrorCode::InvalidArgument, "Cannot compute a correlation",
                     xx == 0 ? "first sample" : "second sample", "all its values are equal",
                     "A correlation needs spread in both samples."};
    Correlation result{std::clamp(xy / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0), 0, x.size()};
    const double degrees = static_cast<double>(x.size() - 2), unexplained = (1 - result.r) * (1 + result.r);
    result.p = unexplained == 0 ? 0 : studentTwoSided(result.r * std::sqrt(degrees / unexplained), degrees);
    return result;
}

Result<Correlation> spearman(std::span<const double> x, std::span<const double> y) {
    VITRINE_CHECK(checkSample(x, 3, "a rank correlation"));
    VITRINE_CHECK(checkSample(y, 3, "a rank correlation"));
    return pearson(midRanks(x), midRanks(y));
}

std::vector<double> midRanks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t start = 0, end = 0; start < order.size(); start = end) {
        while (end < order.size() && values[order[end]] == values[order[start]]) ++end;
        for (std::size_t i = start; i < end; ++i) ranks[order[i]] = static_cast<double>(start + 1 + end) / 2;
    }
    return ranks;
}

}  // namespace vitrine
