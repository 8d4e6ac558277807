// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/decimate.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <tuple>

namespace vitrine {
namespace {

constexpr std::size_t kBlock = MinMaxPyramid::kBlock, kFactor = 16;   ///< Points of a block of the lowest level, blocks of a block above.
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

using Two = double __attribute__((vector_size(16)));

Two twoOf(const double* from) {
    Two loaded;
    std::memcpy(&loaded, from, sizeof loaded);
    return loaded;
}

struct LowHigh {
    double low = kBeyondAll, high = -kBeyondAll;
    void take(double smallest, double largest) {
        low = smallest < low ? smallest : low;
        high = largest > high ? largest : high;
    }
    /// Eight at a time: one chain of comparisons would wait for itself.
    void take(const double* lows, const double* highs, std::size_t count) {
        std::size_t i = 0;
        if (count >= 8) {
            Two a = {low, low}, b = a, c = a, d = a, e = {high, high}, f = e, g = e, h = e;
            const auto widen = [](Two& least, Two& largest, Two smaller, Two larger) {
                least = smaller < least ? smaller : least;
                largest = larger > largest ? larger : largest;
            };
            for (; i + 8 <= count; i += 8) {
                widen(a, e, twoOf(lows + i), twoOf(highs + i));
                widen(b, f, twoOf(lows + i + 2), twoOf(highs + i + 2));
                widen(c, g, twoOf(lows + i + 4), twoOf(highs + i + 4));
                widen(d, h, twoOf(lows + i + 6), twoOf(highs + i + 6));
            }
            widen(a, e, b, f), widen(c, g, d, h), widen(a, e, c, g);
            take(a[0], e[0]), take(a[1], e[1]);
        }
        for (; i < count; ++i) take(lows[i], highs[i]);
    }
};

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
    std::size_t size = y.size(), of = kBlock;
    for (std::size_t level = 0; size >= of; ++level, of = kFactor) {
        if (level == m_levels.size()) m_levels.emplace_back();
        Level& to = m_levels[level];
        std::size_t block = to.low.size();
        size /= of;
        if (to.low.capacity() < size) {
            const std::size_t room = block == 0 ? size : std::max(size, 2 * block);   // Twice as much for those that grow.
            to.low.reserve(room), to.high.reserve(room);
        }
        to.low.resize(size), to.high.resize(size);
        for (; block < size; ++block) {
            LowHigh found;
            found.take(lows + block * of, highs + block * of, of);
            to.low[block] = found.low, to.high[block] = found.high;
        }
        lows = to.low.data(), highs = to.high.data();
    }
}

std::pair<double, double> MinMaxPyramid::range(std::span<const double> y, std::size_t begin, std::size_t end) const {
    end = std::min(end, y.size());
    LowHigh found;
    if (begin >= end) return {found.low, found.high};
    // The highest level with a whole block inside; level 0 are the points.
    std::size_t level = 0, points = 1;
    for (std::size_t next = kBlock; level < m_levels.size() && (begin + next - 1) / next < end / next; next *= kFactor) ++level, points = next;
    std::size_t left = (begin + points - 1) / points, right = end / points;
    const auto take = [&](std::size_t of, std::size_t from, std::size_t to) {
        const double *lows = of == 0 ? y.data() : m_levels[of - 1].low.data(), *highs = of == 0 ? y.data() : m_levels[of - 1].high.data();
        found.take(lows + from, highs + from, to - from);
    };
    // Whether a block that reaches beyond the edge may hold more than was found: mostly not, and what is below it is never read.
    const auto promises = [&](std::size_t of, std::size_t block) {
        const Level& blocks = m_levels[of - 1];
        return block >= blocks.low.size() || blocks.low[block] < found.low || blocks.high[block] > found.high;
    };
    take(level, left, right);
    std::size_t size = points, at = level;
    for (std::size_t edge = left; edge * size > begin && promises(at, edge - 1);) {
        const std::size_t factor = at == 1 ? kBlock : kFactor, last = edge * factor;
        size /= factor, --at;
        edge = (begin + size - 1) / size;
        take(at, edge, last);
    }
    size = points, at = level;
    for (std::size_t edge = right; edge * size < end && promises(at, edge);) {
        const std::size_t factor = at == 1 ? kBlock : kFactor, first = edge * factor;
        size /= factor, --at;
        edge = end / size;
        take(at, first, edge);
    }
    return {found.low, found.high};
}

std::size_t MinMaxPyramid::place(std::span<const double> y, double value, std::size_t begin, std::size_t end) const {
    const std::size_t blocks = m_levels.empty() ? 0 : m_levels[0].low.size();
    for (std::size_t i = begin; i < end; ++i) {
        // Blocks that cannot hold it are passed over.
        for (std::size_t block = i / kBlock; i % kBlock == 0 && i < end && block < blocks; i += kBlock, ++block)
            if (m_levels[0].low[block] <= value && value <= m_levels[0].high[block]) break;
        if (i < end && y[i] == value) return i;
    }
    return begin;
}

std::pair<std::size_t, std::size_t> MinMaxPyramid::extremes(std::span<const double> y, std::size_t begin, std::size_t end) const {
    end = std::min(end, y.size());
    const auto [low, high] = range(y, begin, end);
    if (!(low <= high)) return {begin, begin};
    return {place(y, low, begin, end), place(y, high, begin, end)};
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

void alignToBlocks(ColumnBounds& bounds, std::size_t points) {
    const std::vector<std::uint32_t> exact = bounds.first;
    for (std::size_t c = 0; c < exact.size(); ++c) {
        const bool isFirst = c == 0, isLast = c + 1 == exact.size();
        if ((!isFirst && exact[c] - exact[c - 1] < kManyPoints) || (!isLast && exact[c + 1] - exact[c] < kManyPoints)) continue;
        const std::size_t up = isFirst ? 0 : isLast ? kBlock - 1 : kBlock / 2;
        const std::size_t at = std::min((exact[c] + up) / kBlock * kBlock, points);
        bounds.first[c] = static_cast<std::uint32_t>(at);
        bounds.between[c] = at > 0 && at < points ? 0.5f : std::numeric_limits<float>::quiet_NaN();
    }
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
