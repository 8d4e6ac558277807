// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/store/records.h"

namespace vitrine::store {

/// Points of a full chunk, and the most that a stored chunk may claim.
inline constexpr std::int64_t kChunkPoints = 4096;

/// A run of points of one series.
struct PointSpan {
    std::span<const std::int64_t> steps, times;
    std::span<const double> values;
    std::size_t size() const { return values.size(); }
    PointSpan part(std::size_t first, std::size_t count) const {
        return {steps.subspan(first, count), times.subspan(first, count), values.subspan(first, count)};
    }
};
PointSpan pointsOf(const MetricSeries& series);

/// Packs 1..4,096 points, exact to the bit (infinities, NaN payloads, any step order). Layout: format byte, CRC-32 of
/// the rest, count; steps and times as first value and differences (zigzag varints, or one if all are equal); values as
/// one, as float32 when every value is one, or as they are. Little-endian.
std::string encodeChunk(const PointSpan& points);

/// Appends the points of a chunk to `series`; BadFormat when the bytes are damaged (then `series` is as before).
Status decodeChunk(std::string_view bytes, MetricSeries& series);

}  // namespace vitrine::store
