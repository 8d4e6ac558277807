// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/column_spans.h"

#include <QThreadPool>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <semaphore>
#include <tuple>

namespace vitrine {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Smallest and largest positive value: the pyramid knows only the smallest of all, so the few columns that hold others are read in full.
std::pair<double, double> positiveRange(std::span<const double> y, const MinMaxPyramid& pyramid, std::size_t begin, std::size_t end) {
    auto [low, high] = pyramid.range(y, begin, end);
    if (low > 0) return {low, high};
    if (!(high > 0)) return {kInfinity, -kInfinity};
    low = kInfinity;
    for (std::size_t i = begin; i < end; ++i) low = y[i] > 0 && y[i] < low ? y[i] : low;
    return {low, high};
}

}  // namespace

ColumnSpans columnSpans(std::span<const double> y, const MinMaxPyramid& pyramid, const ColumnBounds& bounds, bool steps, bool logarithmic) {
    const std::size_t columns = bounds.first.empty() ? 0 : bounds.first.size() - 1;
    ColumnSpans spans;
    spans.low.resize(columns);
    spans.high.resize(columns);
    // The line's value where it crosses an edge of columns, or NaN.
    const auto crossing = [&](std::size_t edge) {
        const float part = bounds.between[edge];
        const std::size_t next = bounds.first[edge];
        if (std::isnan(part) || next >= y.size()) return kNone;
        const double before = y[next - 1], after = y[next];
        if (logarithmic && !(before > 0 && after > 0)) return kNone;
        if (steps) return std::isnan(after) ? kNone : before;
        if (logarithmic) return before * std::pow(after / before, part);
        return before + (after - before) * part;
    };
    const auto edgeAt = [&](std::size_t c) { return std::min<std::size_t>(bounds.first[c], y.size()); };
    const auto pointsIn = [&](std::size_t c) { return edgeAt(c + 1) - edgeAt(c); };
    for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t begin = edgeAt(c), end = edgeAt(c + 1);
        std::tie(spans.low[c], spans.high[c]) = begin >= end ? std::pair{kInfinity, -kInfinity}
                                                : logarithmic ? positiveRange(y, pyramid, begin, end)
                                                              : pyramid.range(y, begin, end);
    }
    // Columns of many points that overlap are joined already, and reading the two points at the edge would be a wait for memory.
    const auto joined = [&](std::size_t edge) {
        return edge > 0 && edge < columns && spans.low[edge - 1] <= spans.high[edge] && spans.low[edge] <= spans.high[edge - 1] &&
               pointsIn(edge - 1) >= kManyPoints && pointsIn(edge) >= kManyPoints;
    };
    for (std::size_t edge = 0; columns > 0 && edge <= columns; ++edge) {
        if (joined(edge)) continue;
        const double value = crossing(edge);
        for (std::size_t c = edge == 0 ? 0 : edge - 1; c < std::min(edge + 1, columns); ++c) {
            spans.low[c] = value < spans.low[c] ? value : spans.low[c];
            spans.high[c] = value > spans.high[c] ? value : spans.high[c];
        }
    }
    return spans;
}

void inParallel(int count, const std::function<void(int)>& body) {
    std::atomic<int> next{0};
    const auto done = std::make_shared<std::counting_semaphore<>>(0);   // A helper may still be in release() when this function has returned.
    const auto work = [&] {
        for (int i = next++; i < count; i = next++) body(i);
    };
    int helpers = 0;
    QThreadPool& pool = *QThreadPool::globalInstance();
    const int most = std::min(count, QThread::idealThreadCount()) - 1;
    for (; helpers < most; ++helpers)
        if (!pool.tryStart(std::function<void()>([&work, done] { work(), done->release(); }))) break;
    work();
    for (int i = 0; i < helpers; ++i) done->acquire();
}

}  // namespace vitrine
