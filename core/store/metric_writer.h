// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <limits>
#include <utility>

#include "core/store/chunk_codec.h"
#include "core/store/store_impl.h"

namespace vitrine::store {

inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr int kIndexBits = 36;  ///< metric_chunk.id = series << 36 | index of the first point.
inline std::int64_t chunkId(std::int64_t series, std::int64_t firstIndex) {
    return (series << kIndexBits) | firstIndex;
}

/// Summary of a series as the writer keeps it. Sums run point by point, so they do not depend on how points came in
/// blocks.
struct SeriesState {
    std::int64_t series = 0, name = 0, count = 0, lastStep = 0, numbers = 0;
    double last = kNan, min = kNan, max = kNan, sum = 0;

    void add(const PointSpan& points) {
        for (double value : points.values) {
            if (std::isnan(value)) continue;
            min = value < min || std::isnan(min) ? value : min;
            max = value > max || std::isnan(max) ? value : max;
            sum += value;
            ++numbers;
        }
        count += static_cast<std::int64_t>(points.size());
        last = points.values.back();
        lastStep = points.steps.back();
    }
};

/// Reads and writes the series of one run. Call inside a transaction; throws what the database library throws.
///
/// A series is full chunks of 4,096 points and then the pieces of the open chunk, each at the row of its first point. A
/// flush adds a piece, or writes the last one anew while it has at most 512 points; the flush that fills the chunk
/// joins its pieces.
class MetricWriter {
public:
    MetricWriter(ExperimentStore::Impl& impl, std::int64_t run)
        : m_impl(impl), m_database(*impl.database), m_run(run) {}

    Status append(const std::string& name, const PointSpan& points);
    Status truncate(const SeriesState& state, std::int64_t count);
    /// The state of a series; `series` is 0 when there is none.
    SeriesState find(const std::string& name);
    std::vector<std::pair<std::string, SeriesState>> all();
    /// Appends the stored points from the chunk at `firstIndex` on to `into`; Corrupt when chunks are damaged or
    /// missing.
    Status loadFrom(const SeriesState& state, std::int64_t firstIndex, MetricSeries& into);
    /// Index of the first point of the chunk that holds point `index`.
    std::int64_t chunkStart(const SeriesState& state, std::int64_t index);

private:
    Result<SeriesState> create(const std::string& name);
    Status appendTail(const SeriesState& state, const PointSpan& points);
    Status appendChunks(const SeriesState& state, const PointSpan& points);
    void putChunk(std::int64_t id, const PointSpan& points);
    void save(const SeriesState& state);
    Error damaged(const SeriesState& state, const std::string& why) const;

    ExperimentStore::Impl& m_impl;
    Database& m_database;
    std::int64_t m_run;
};

}  // namespace vitrine::store
