// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// One call of an operator, times in microseconds since the recording began.
struct TimelineCall {
    double startUs = 0, durationUs = 0;
    std::uint32_t name = 0;      ///< Index into the names.
    std::uint32_t shapes = 0;    ///< Index into the shape texts.
    std::int32_t parent = -1;    ///< The call that made this one, or -1.
    std::int32_t root = 0;       ///< The outermost call above it (itself for an outermost one): the "module".
    std::uint32_t lane = 0;
    double endUs() const { return startUs + durationUs; }
};

/// The calls of one thread at one depth, by start: one row of the picture.
class TimelineLane {
public:
    std::uint32_t thread = 0, depth = 0;
    std::size_t size() const { return m_calls.size(); }
    std::uint32_t call(std::size_t i) const { return m_calls[i]; }

private:
    friend class OperatorTimelineModel;
    std::size_t firstEndingAfter(double us) const;
    std::size_t firstStartingFrom(double us, std::size_t from) const;
    std::uint32_t longest(std::size_t first, std::size_t last) const;   ///< Of [first, last): position in the lane.
    void finish(const std::vector<TimelineCall>& calls);
    static constexpr std::size_t kBlock = 64;
    std::vector<std::uint32_t> m_calls;
    std::vector<double> m_starts, m_ends;
    std::vector<double> m_latestEnd;   ///< Largest end up to each place: ends need not rise with starts.
    std::vector<double> m_busy;        ///< Sum of durations before each place.
    std::vector<std::uint32_t> m_blockLongest;
    /// Names of each call and its caller beside its times: sums over a long span run through memory in order.
    struct Names {
        std::uint32_t own = 0, caller = kNoCaller;
        bool callerOutermost = false;
    };
    static constexpr std::uint32_t kNoCaller = UINT32_MAX;
    std::vector<Names> m_names;
};

/// What the operators of a run did when, ready to be drawn and summed: lanes, callers, names. Knows nothing of how it is drawn. Immutable after
/// `fromJson`, so it may be built on a worker thread and read from any.
class OperatorTimelineModel {
public:
    /// Reads the profiler's artifact (core/compute/profiler.h). Anything else is ErrorCode::BadFormat naming the event.
    static Result<OperatorTimelineModel> fromJson(const Json& timeline);

    const std::vector<TimelineCall>& calls() const { return m_calls; }
    const std::vector<TimelineLane>& lanes() const { return m_lanes; }   ///< By thread, then depth.
    const std::vector<std::string>& names() const { return m_names; }
    const std::string& nameOf(const TimelineCall& call) const { return m_names[call.name]; }
    const std::string& shapesOf(const TimelineCall& call) const { return m_shapes[call.shapes]; }
    double wallUs() const { return m_wallUs; }
    std::int64_t dropped() const { return m_dropped; }
    /// 0 for the operator with most time of its own, 1 for the next, ...: gives the colours.
    int rankOf(std::uint32_t name) const { return m_rank[name]; }

    /// A bar of the picture: one call, or several too narrow to be told apart.
    struct Bar {
        double startUs = 0, endUs = 0;
        std::uint32_t call = 0;    ///< The call, or the longest of the merged ones.
        std::uint32_t count = 1;
        double busy = 1;           ///< Share of the bar that calls fill.
    };
    /// The bars of a lane in [fromUs, toUs]; calls shorter than `leastUs` are merged into bars of about that length. Costs the number of
    /// bars times a binary search, not the number of calls.
    void bars(std::size_t lane, double fromUs, double toUs, double leastUs, std::vector<Bar>& out) const;

    struct Sum {
        std::uint32_t name = 0;
        std::int64_t calls = 0;
        double totalUs = 0;        ///< From call to return.
        double selfUs = 0;         ///< Without the operators called from it.
    };
    struct Sums {
        std::vector<Sum> byOperator;   ///< By falling own time.
        std::vector<Sum> byModule;     ///< Outermost calls by name, by falling total time.
        std::int64_t calls = 0;
        double busyUs = 0;             ///< Time of outermost calls, all threads together.
    };
    /// Sums over the part of each call that lies in [fromUs, toUs].
    Sums sums(double fromUs, double toUs) const;

    /// True for each name that contains `text` (case ignored); all false for an empty text.
    std::vector<char> matches(const std::string& text) const;
    /// The first call of a marked name that starts after `afterUs`, or the very first one when there is none.
    std::optional<std::uint32_t> nextMatch(const std::vector<char>& marked, double afterUs) const;
    std::int64_t countMatches(const std::vector<char>& marked) const;

private:
    Status readEvents(const Json& events);
    void findParents();
    void rankNames();
    std::vector<TimelineCall> m_calls;   ///< By start, outer before inner.
    std::vector<TimelineLane> m_lanes;
    std::vector<std::string> m_names, m_shapes;
    std::vector<int> m_rank;
    double m_wallUs = 0;
    std::int64_t m_dropped = 0;
};

}  // namespace vitrine
