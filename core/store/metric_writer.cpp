// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/metric_writer.h"

#include <algorithm>

namespace vitrine::store {
namespace {

constexpr std::int64_t kMaxSeries = std::int64_t(1) << 27, kMaxPoints = std::int64_t(1) << kIndexBits;
constexpr std::int64_t kSmallPiece = 512;  ///< The tail is written anew up to this size; beyond it a new piece starts.
constexpr const char* kAppending = "Cannot store metric points";
constexpr const char* kStateColumns = "l.count, l.last, l.last_step, l.min, l.max, l.sum, l.numbers";

SeriesState stateFrom(const Query& row, std::int64_t series, std::int64_t name, int column) {
    SeriesState state;
    state.series = series;
    state.name = name;
    state.count = row.integer(column);
    state.last = row.real(column + 1);
    state.lastStep = row.integer(column + 2);
    state.min = row.real(column + 3);
    state.max = row.real(column + 4);
    state.sum = row.real(column + 5);
    state.numbers = row.integer(column + 6);
    return state;
}

void extend(MetricSeries& series, const PointSpan& points) {
    series.steps.insert(series.steps.end(), points.steps.begin(), points.steps.end());
    series.times.insert(series.times.end(), points.times.begin(), points.times.end());
    series.values.insert(series.values.end(), points.values.begin(), points.values.end());
}

}  // namespace

SeriesState MetricWriter::find(const std::string& name) {
    static const std::string sql = fmt::format(
        "SELECT s.id, s.name, {} FROM names n JOIN metric_series s ON s.name = n.id "
        "JOIN run_latest l ON l.name = s.name AND l.run = s.run WHERE n.name = ? AND s.run = ?",
        kStateColumns);
    Query query(m_database, sql);
    return query.bind(name, m_run).step() ? stateFrom(query, query.integer(0), query.integer(1), 2) : SeriesState();
}

Result<SeriesState> MetricWriter::create(const std::string& name) {
    SeriesState state = find(name);
    if (state.series) return state;
    state.name = m_impl.nameId(name);
    Query(m_database, "INSERT INTO metric_series(run, name) VALUES(?, ?)").bind(m_run, state.name).run();
    state.series = m_database.lastId();
    if (state.series >= kMaxSeries)
        return Error{ErrorCode::TooLarge, kAppending, m_impl.folder.string(),
                     "the store has more than 134 million series", "Start a new store."};
    return state;
}

std::vector<std::pair<std::string, SeriesState>> MetricWriter::all() {
    static const std::string sql = fmt::format(
        "SELECT n.name, s.id, s.name, {} FROM metric_series s JOIN run_latest l ON l.name = s.name "
        "AND l.run = s.run JOIN names n ON n.id = s.name WHERE s.run = ? ORDER BY n.name",
        kStateColumns);
    std::vector<std::pair<std::string, SeriesState>> result;
    Query query(m_database, sql);
    query.bind(m_run);
    while (query.step()) result.emplace_back(query.text(0), stateFrom(query, query.integer(1), query.integer(2), 3));
    return result;
}

Error MetricWriter::damaged(const SeriesState& state, const std::string& why) const {
    return corruptError("Cannot read metric points",
                        fmt::format("series {} of run {} in {}", state.series, m_run, m_impl.folder.string()), why);
}

std::int64_t MetricWriter::chunkStart(const SeriesState& state, std::int64_t index) {
    Query query(m_database, "SELECT max(id) FROM metric_chunk WHERE id >= ? AND id <= ?");
    query.bind(chunkId(state.series, 0), chunkId(state.series, index));
    return query.step() && !query.isNull(0) ? query.integer(0) - chunkId(state.series, 0) : 0;
}

Status MetricWriter::loadFrom(const SeriesState& state, std::int64_t firstIndex, MetricSeries& into) {
    Query query(m_database, "SELECT id, data FROM metric_chunk WHERE id >= ? AND id < ? ORDER BY id");
    query.bind(chunkId(state.series, firstIndex), chunkId(state.series, state.count));
    const std::int64_t before = static_cast<std::int64_t>(into.values.size());
    while (query.step()) {
        if (query.integer(0) !=
            chunkId(state.series, firstIndex + static_cast<std::int64_t>(into.values.size()) - before))
            return damaged(state, "a chunk is missing");
        if (Status status = decodeChunk(query.blob(1), into); !status.ok()) return damaged(state, status.error().why);
    }
    if (firstIndex + static_cast<std::int64_t>(into.values.size()) - before != state.count)
        return damaged(state, "its last points are missing");
    return {};
}

void MetricWriter::putChunk(std::int64_t id, const PointSpan& points) {
    SeriesState range;
    range.add(points);
    const std::string bytes = encodeChunk(points);
    Query(m_database,
          "INSERT OR REPLACE INTO metric_chunk(id, n, first_step, last_step, vmin, vmax, data) VALUES(?, ?, ?, ?, ?, "
          "?, ?)")
        .bind(id, points.size(), points.steps.front(), points.steps.back(), range.min, range.max,
              std::string_view(bytes))
        .run();
}

/// Points that do not fill the open chunk: they join the last piece while that is small, or become a piece of their
/// own.
Status MetricWriter::appendTail(const SeriesState& state, const PointSpan& points) {
    const std::int64_t open = state.count - state.count % kChunkPoints;
    MetricSeries piece;
    std::int64_t id = chunkId(state.series, state.count);
    if (Query last(m_database,
                   "SELECT id, n, data FROM metric_chunk WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1");
        last.bind(chunkId(state.series, open), id).step() &&
        last.integer(1) + std::int64_t(points.size()) <= kSmallPiece) {
        if (Status status = decodeChunk(last.blob(2), piece); !status.ok()) return damaged(state, status.error().why);
        if (last.integer(0) + std::int64_t(piece.values.size()) != id) return damaged(state, "its tail has a gap");
        id = last.integer(0);
    }
    extend(piece, points);
    putChunk(id, pointsOf(piece));
    return {};
}

/// Points that complete the open chunk: its pieces become one, then full chunks follow, and the rest is the new tail.
Status MetricWriter::appendChunks(const SeriesState& state, const PointSpan& points) {
    const std::int64_t open = state.count - state.count % kChunkPoints;
    std::size_t done = 0;
    std::int64_t next = open;
    if (state.count > open) {
        MetricSeries chunk;
        VITRINE_CHECK(loadFrom(state, open, chunk));
        done = static_cast<std::size_t>(kChunkPoints) - chunk.values.size();
        extend(chunk, points.part(0, done));
        Query(m_database, "DELETE FROM metric_chunk WHERE id > ? AND id < ?")
            .bind(chunkId(state.series, open), chunkId(state.series, state.count))
            .run();
        putChunk(chunkId(state.series, open), pointsOf(chunk));
        next += kChunkPoints;
    }
    while (done < points.size()) {
        const std::size_t count = std::min<std::size_t>(points.size() - done, kChunkPoints);
        putChunk(chunkId(state.series, next), points.part(done, count));
        done += count;
        next += kChunkPoints;
    }
    return {};
}

void MetricWriter::save(const SeriesState& state) {
    Query(m_database,
          "INSERT OR REPLACE INTO run_latest(name, run, count, last, last_step, min, max, sum, numbers) VALUES(?, ?, "
          "?, ?, ?, ?, ?, ?, ?)")
        .bind(state.name, m_run, state.count, state.last, state.lastStep, state.min, state.max, state.sum,
              state.numbers)
        .run();
}

Status MetricWriter::append(const std::string& name, const PointSpan& points) {
    VITRINE_TRY(SeriesState state, create(name));
    if (std::int64_t(points.size()) > kMaxPoints - state.count)
        return Error{ErrorCode::TooLarge, kAppending, name, "a series has at most 68 billion points",
                     "Log this metric less often."};
    const bool fills = state.count % kChunkPoints + std::int64_t(points.size()) >= kChunkPoints;
    VITRINE_CHECK(fills ? appendChunks(state, points) : appendTail(state, points));
    state.add(points);
    save(state);
    return {};
}

Status MetricWriter::truncate(const SeriesState& state, std::int64_t count) {
    if (count >= state.count) return {};
    MetricSeries kept;
    if (count > 0) VITRINE_CHECK(loadFrom(state, 0, kept));
    // The chunk that holds the cut begins at a multiple of 4,096 whether it was full or still in pieces.
    const std::int64_t open = count - count % kChunkPoints;
    Query(m_database, "DELETE FROM metric_chunk WHERE id >= ? AND id < ?")
        .bind(chunkId(state.series, open), chunkId(state.series, state.count))
        .run();
    if (count == 0) {
        Query(m_database, "DELETE FROM run_latest WHERE name = ? AND run = ?").bind(state.name, m_run).run();
        Query(m_database, "DELETE FROM metric_series WHERE id = ?").bind(state.series).run();
        return {};
    }
    const PointSpan points = pointsOf(kept);
    if (count > open) putChunk(chunkId(state.series, open), points.part(open, count - open));
    SeriesState shorter;
    shorter.series = state.series;
    shorter.name = state.name;
    shorter.add(points.part(0, count));
    save(shorter);
    return {};
}

}  // namespace vitrine::store
