// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/decimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace vitrine {
namespace {

constexpr std::size_t kFactor = 16;
constexpr double kBeyondAll = std::numeric_limits<double>::infinity();

/// The extremes met so far. Comparisons with NaN are false, so NaN passes over by itself.
struct Extremes {
    double low = kBeyondAll, high = -kBeyondAll;
    std::size_t least = 0, largest = 0;
    bool any = false;

    void take(double smallest, std::size_t at, double largestValue, std::size_t largestAt) {
        if (smallest < low || (smallest == low && (!any || at < least))) low = smallest, least = at;
        if (largestValue > high || (largestValue == high && (!any || largestAt < largest))) high = largestValue, largest = largestAt;
        any = any || smallest <= largestValue;
    }
};

/// Four at a time: one chain of comparisons would wait for itself.
std::pair<double, double> extremesOfBlock(const double* lows, const double* highs) {
    double low[4], high[4];
    for (int k = 0; k < 4; ++k) low[k] = kBeyondAll, high[k] = -kBeyondAll;
    for (std::size_t i = 0; i < kFactor; i += 4)
        for (std::size_t k = 0; k < 4; ++k) {
            low[k] = lows[i + k] < low[k] ? lows[i + k] : low[k];
            high[k] = highs[i + k] > high[k] ? highs[i + k] : high[k];
        }
    return {std::min(std::min(low[0], low[1]), std::min(low[2], low[3])), std::max(std::max(high[0], high[1]), std::max(high[2], high[3]))};
}

/// First index in [begin, end) whose x is not below `edge`, looked for around `guess`: columns of even data are found in one or two steps.
template <class Below>
std::size_t gallop(std::size_t begin, std::size_t end, std::size_t guess, const Below& below) {
    std::size_t low = begin, high = end;       // The answer lies in [low, high].
    guess = std::clamp(guess, begin, end);
    if (guess < end && below(guess)) {
        low = guess + 1;
        for (std::size_t step = 1; low + step < end; step *= 2) {
            if (!below(low + step - 1)) {
                high = low + step - 1;
                break;
            }
            low += step;
        }
    } else {
        high = guess;
        for (std::size_t step = 1; high >= begin + step; step *= 2) {
            if (below(high - step)) {
                low = high - step + 1;
                break;
            }
            high -= step;
        }
    }
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        below(middle) ? low = middle + 1 : high = middle;
    }
    return low;
}

void keep(Decimated& to, std::span<const double> x, std::span<const double> y, std::size_t i) {
    if (std::isnan(y[i]) && !to.y.empty() && std::isnan(to.y.back())) return;
    to.x.push_back(x[i]);
    to.y.push_back(y[i]);
}

/// First, extremes, last of [begin, end) in order, each point once.
void keepColumn(Decimated& to, std::span<const double> x, std::span<const double> y, std::size_t begin, std::size_t end,
                const MinMaxPyramid* pyramid) {
    std::size_t least = begin, largest = begin;
    if (pyramid) {
        std::tie(least, largest) = pyramid->extremes(y, begin, end);
    } else {
        Extremes found;
        for (std::size_t i = begin; i < end; ++i) found.take(y[i], i, y[i], i);
        if (found.any) least = found.least, largest = found.largest;
    }
    std::size_t kept[4] = {begin, std::min(least, largest), std::max(least, largest), end - 1};
    for (int i = 0; i < 4; ++i)
        if (i == 0 || kept[i] != kept[i - 1]) keep(to, x, y, kept[i]);
}

}  // namespace

void MinMaxPyramid::append(std::span<const double> y) {
    m_count = y.size();
    const double *lows = y.data(), *highs = y.data();
    std::size_t size = y.size();
    for (std::size_t level = 0; size >= kFactor; ++level) {
        if (level == m_levels.size()) m_levels.emplace_back();
        Level& to = m_levels[level];
        std::size_t block = to.low.size();
        size /= kFactor;
        if (to.low.capacity() < size) {
            const std::size_t room = block == 0 ? size : std::max(size, 2 * block);   // Twice as much for those that grow.
            to.low.reserve(room), to.high.reserve(room);
        }
        to.low.resize(size), to.high.resize(size);
        for (; block < size; ++block) {
            const auto [low, high] = extremesOfBlock(lows + block * kFactor, highs + block * kFactor);
            to.low[block] = low, to.high[block] = high;
        }
        lows = to.low.data(), highs = to.high.data();
    }
}

std::size_t MinMaxPyramid::place(std::span<const double> y, double value, std::size_t level, std::size_t block, bool low) const {
    for (; level > 0; --level) {
        const double* of = level == 1 ? y.data() : low ? m_levels[level - 2].low.data() : m_levels[level - 2].high.data();
        block *= kFactor;
        while (of[block] != value) ++block;    // It is among the sixteen.
    }
    return block;
}

std::pair<std::size_t, std::size_t> MinMaxPyramid::extremes(std::span<const double> y, std::size_t begin, std::size_t end) const {
    // Of equal values the one that lies first.
    struct Found {
        double value;
        std::size_t level = 0, block = 0, start = SIZE_MAX;
    } least{kBeyondAll}, largest{-kBeyondAll};
    bool any = false;
    std::size_t b = begin, e = std::min(end, y.size()), points = 1;
    const auto take = [&](std::size_t level, std::size_t i) {
        const double low = level == 0 ? y[i] : m_levels[level - 1].low[i], high = level == 0 ? y[i] : m_levels[level - 1].high[i];
        if (!(low <= high)) return;            // NaN alone.
        any = true;
        const std::size_t start = i * points;
        if (low < least.value || (low == least.value && start < least.start)) least = {low, level, i, start};
        if (high > largest.value || (high == largest.value && start < largest.start)) largest = {high, level, i, start};
    };
    for (std::size_t level = 0; b < e; ++level) {
        const std::size_t above = level < m_levels.size() ? m_levels[level].low.size() : 0;
        while (b < e && (b % kFactor != 0 || above == 0)) take(level, b++);
        while (b < e && (e % kFactor != 0 || e / kFactor > above)) take(level, --e);
        b /= kFactor, e /= kFactor, points *= kFactor;
    }
    if (!any) return {begin, begin};
    return {place(y, least.value, least.level, least.block, true), place(y, largest.value, largest.level, largest.block, false)};
}

std::pair<double, double> MinMaxPyramid::range(std::span<const double> y, std::size_t begin, std::size_t end) const {
    double low = kBeyondAll, high = -kBeyondAll;
    std::size_t b = begin, e = std::min(end, y.size());
    const double *lows = y.data(), *highs = y.data();
    for (std::size_t level = 0; b < e; ++level) {
        const std::size_t above = level < m_levels.size() ? m_levels[level].low.size() : 0;
        const std::size_t inner = above == 0 ? e : std::min(e, (b + kFactor - 1) / kFactor * kFactor);
        for (; b < inner; ++b) {
            low = lows[b] < low ? lows[b] : low;
            high = highs[b] > high ? highs[b] : high;
        }
        const std::size_t outer = std::max(b, std::min(e / kFactor, above) * kFactor);
        for (std::size_t i = outer; i < e; ++i) {
            low = lows[i] < low ? lows[i] : low;
            high = highs[i] > high ? highs[i] : high;
        }
        b /= kFactor, e = outer / kFactor;
        if (b >= e) break;
        lows = m_levels[level].low.data(), highs = m_levels[level].high.data();
    }
    return {low, high};
}

void MinMaxPyramid::clear() {
    m_levels.clear();
    m_count = 0;
}

double ColumnAxis::edge(int column) const {
    if (column >= columns) return high;
    const double part = static_cast<double>(column) / columns;
    return logarithmic ? low * std::pow(high / low, part) : low + (high - low) * part;
}

ColumnBounds columnBounds(std::span<const double> x, const ColumnAxis& axis) {
    ColumnBounds bounds;
    const std::size_t size = x.size(), edges = static_cast<std::size_t>(axis.columns) + 1;
    bounds.first.resize(edges);
    bounds.between.resize(edges);
    std::size_t before = 0, stride = 0;
    for (std::size_t c = 0; c < edges; ++c) {
        const double edge = axis.edge(static_cast<int>(c));
        std::size_t at = c + 1 < edges ? gallop(before, size, before + stride, [&](std::size_t i) { return x[i] < edge; })
                                       : gallop(before, size, before + stride, [&](std::size_t i) { return x[i] <= edge; });
        stride = c == 0 ? 0 : at - before;
        bounds.first[c] = static_cast<std::uint32_t>(at);
        before = at;
        float part = std::numeric_limits<float>::quiet_NaN();
        if (at > 0 && at < size && (!axis.logarithmic || x[at - 1] > 0)) {
            const double left = axis.logarithmic ? std::log(x[at - 1]) : x[at - 1], right = axis.logarithmic ? std::log(x[at]) : x[at];
            const double here = axis.logarithmic ? std::log(edge) : edge;
            part = right > left ? static_cast<float>(std::clamp((here - left) / (right - left), 0.0, 1.0)) : 0.0f;
        }
        bounds.between[c] = part;
    }
    return bounds;
}

Decimated decimateM4(std::span<const double> x, std::span<const double> y, double low, double high, int columns, const MinMaxPyramid* pyramid,
                     bool logarithmic) {
    Decimated result;
    const std::size_t size = std::min(x.size(), y.size());
    x = x.first(size), y = y.first(size);
    if (size == 0 || columns < 1 || !(low < high)) return result;
    const auto begin = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), low) - x.begin());
    const auto end = static_cast<std::size_t>(std::upper_bound(x.begin() + static_cast<std::ptrdiff_t>(begin), x.end(), high) - x.begin());
    const std::size_t most = 4 * static_cast<std::size_t>(columns);
    result.x.reserve(std::min(end - begin, most) + 2);
    result.y.reserve(std::min(end - begin, most) + 2);
    if (begin > 0) keep(result, x, y, begin - 1);
    if (end - begin <= most) {
        for (std::size_t i = begin; i < end; ++i) keep(result, x, y, i);
    } else {
        const ColumnBounds bounds = columnBounds(x, {low, high, columns, logarithmic && low > 0});
        for (int c = 0; c < columns; ++c)
            if (bounds.first[c] < bounds.first[c + 1]) keepColumn(result, x, y, bounds.first[c], bounds.first[c + 1], pyramid);
    }
    if (end < size) keep(result, x, y, end);
    return result;
}

}  // namespace vitrine
