// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/operator_timeline_model.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

namespace vitrine {
namespace {

constexpr std::int64_t kMostDepth = 1024, kMostThread = 65'536;
constexpr double kSlackUs = 0.5;   // Clock ticks of caller and callee may differ by one.

Error badEvent(std::size_t index, const std::string& why) {
    return {ErrorCode::BadFormat, "Cannot read the operator timeline", fmt::format("event {}", index), why,
            "Record the run again with \"Record operator timeline\" switched on."};
}

/// Indices for texts, each text once.
class Interner {
public:
    explicit Interner(std::vector<std::string>& texts) : m_texts(texts) {}
    std::uint32_t idOf(const std::string& text) {
        const auto [place, added] = m_ids.emplace(text, static_cast<std::uint32_t>(m_texts.size()));
        if (added) m_texts.push_back(text);
        return place->second;
    }

private:
    std::vector<std::string>& m_texts;
    std::unordered_map<std::string, std::uint32_t> m_ids;
};

struct EventPlace {
    std::int64_t thread = 0, depth = 0;
};

/// Fills times and place; the reason why it cannot, or empty.
std::string readEvent(const Json& event, TimelineCall& call, EventPlace& place) {
    if (!event.is_object()) return "it is no object";
    if (stringOr(event, "name").empty()) return "it has no name";
    call.startUs = numberOr(event, "start_us", NAN);
    call.durationUs = numberOr(event, "duration_us", NAN);
    if (!std::isfinite(call.startUs) || !std::isfinite(call.durationUs)) return "start_us or duration_us is no number";
    if (call.startUs < 0 || call.durationUs < 0) return "its time is negative";
    const double thread = numberOr(event, "thread", 0), depth = numberOr(event, "depth", 0);
    if (!(thread >= 0 && thread < double(kMostThread))) return fmt::format("thread {} makes no sense", thread);
    if (!(depth >= 0 && depth < double(kMostDepth))) return fmt::format("depth {} makes no sense", depth);
    place = {std::int64_t(thread), std::int64_t(depth)};
    return {};
}

}  // namespace

std::size_t TimelineLane::firstEndingAfter(double us) const {
    return std::size_t(std::upper_bound(m_latestEnd.begin(), m_latestEnd.end(), us) - m_latestEnd.begin());
}

std::size_t TimelineLane::firstStartingFrom(double us, std::size_t from) const {
    return std::size_t(std::lower_bound(m_starts.begin() + std::ptrdiff_t(from), m_starts.end(), us) - m_starts.begin());
}

std::uint32_t TimelineLane::longest(std::size_t first, std::size_t last) const {
    std::size_t best = first;
    const auto length = [this](std::size_t i) { return m_ends[i] - m_starts[i]; };
    for (std::size_t i = first; i < last;) {
        std::size_t candidate = i;
        if (i % kBlock == 0 && i + kBlock <= last) {
            candidate = m_blockLongest[i / kBlock];
            i += kBlock;
        } else {
            ++i;
        }
        if (length(candidate) > length(best)) best = candidate;
    }
    return static_cast<std::uint32_t>(best);
}

void TimelineLane::finish(const std::vector<TimelineCall>& calls) {
    m_busy.push_back(0);
    for (const std::uint32_t index : m_calls) {
        const TimelineCall& call = calls[index];
        m_starts.push_back(call.startUs);
        m_ends.push_back(call.endUs());
        m_latestEnd.push_back(std::max(m_latestEnd.empty() ? 0 : m_latestEnd.back(), call.endUs()));
        m_busy.push_back(m_busy.back() + call.durationUs);
    }
    for (std::size_t first = 0; first < m_calls.size(); first += kBlock) {
        std::size_t best = first;
        for (std::size_t i = first; i < std::min(first + kBlock, m_calls.size()); ++i)
            if (m_ends[i] - m_starts[i] > m_ends[best] - m_starts[best]) best = i;
        m_blockLongest.push_back(static_cast<std::uint32_t>(best));
    }
}

Result<OperatorTimelineModel> OperatorTimelineModel::fromJson(const Json& timeline) {
    if (!timeline.is_object() || !timeline.contains("events") || !timeline["events"].is_array())
        return Error{ErrorCode::BadFormat, "Cannot read the operator timeline", "the file", "it has no list \"events\"",
                     "Open the artifact \"operator_timeline\" of a run."};
    OperatorTimelineModel model;
    VITRINE_CHECK(model.readEvents(timeline["events"]));
    model.findParents();
    model.rankNames();
    model.m_dropped = std::int64_t(std::clamp(numberOr(timeline, "dropped", 0), 0.0, 9e15));
    double end = 0;
    for (const TimelineCall& call : model.m_calls) end = std::max(end, call.endUs());
    model.m_wallUs = std::max(numberOr(timeline, "wall_us", 0), end);
    return model;
}

Status OperatorTimelineModel::readEvents(const Json& events) {
    Interner names(m_names), shapes(m_shapes);
    struct Read {
        TimelineCall call;
        EventPlace place;
    };
    std::vector<Read> read;
    read.reserve(events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        Read& one = read.emplace_back();
        if (const std::string why = readEvent(events[i], one.call, one.place); !why.empty()) return badEvent(i, why);
        one.call.name = names.idOf(stringOr(events[i], "name"));
        one.call.shapes = shapes.idOf(stringOr(events[i], "shapes"));
    }
    std::stable_sort(read.begin(), read.end(), [](const Read& a, const Read& b) {
        return a.call.startUs != b.call.startUs ? a.call.startUs < b.call.startUs : a.place.depth < b.place.depth;
    });
    std::map<std::pair<std::int64_t, std::int64_t>, std::uint32_t> lanes;
    for (const Read& one : read) lanes.emplace(std::pair(one.place.thread, one.place.depth), 0);
    for (auto& [place, index] : lanes) {
        index = static_cast<std::uint32_t>(m_lanes.size());
        TimelineLane& lane = m_lanes.emplace_back();
        lane.thread = static_cast<std::uint32_t>(place.first);
        lane.depth = static_cast<std::uint32_t>(place.second);
    }
    for (Read& one : read) {
        one.call.lane = lanes.at({one.place.thread, one.place.depth});
        m_lanes[one.call.lane].m_calls.push_back(static_cast<std::uint32_t>(m_calls.size()));
        m_calls.push_back(one.call);
    }
    for (TimelineLane& lane : m_lanes) lane.finish(m_calls);
    return {};
}

/// A call's caller is the last one of the depth above on its thread, when that one still runs. The recording keeps calls as they end, so under its
/// cap a caller may be missing: its callees then stand alone.
void OperatorTimelineModel::findParents() {
    std::map<std::uint32_t, std::vector<std::int32_t>> running;   // Per thread, the last call of each depth.
    for (std::size_t i = 0; i < m_calls.size(); ++i) {
        TimelineCall& call = m_calls[i];
        const TimelineLane& lane = m_lanes[call.lane];
        std::vector<std::int32_t>& stack = running[lane.thread];
        if (stack.size() <= lane.depth) stack.resize(lane.depth + 1, -1);
        stack[lane.depth] = static_cast<std::int32_t>(i);
        call.root = static_cast<std::int32_t>(i);
        if (lane.depth == 0 || stack[lane.depth - 1] < 0) continue;
        const TimelineCall& above = m_calls[std::size_t(stack[lane.depth - 1])];
        if (call.endUs() > above.endUs() + kSlackUs) continue;
        call.parent = stack[lane.depth - 1];
        call.root = above.root;
    }
    for (TimelineLane& lane : m_lanes) {
        for (const std::uint32_t index : lane.m_calls) {
            const TimelineCall& call = m_calls[index];
            TimelineLane::Names& names = lane.m_names.emplace_back();
            names.own = call.name;
            if (call.parent < 0) continue;
            names.caller = m_calls[std::size_t(call.parent)].name;
            names.callerOutermost = m_calls[std::size_t(call.parent)].parent < 0;
        }
    }
}

void OperatorTimelineModel::rankNames() {
    m_rank.assign(m_names.size(), 0);
    double end = 0;
    for (const TimelineCall& call : m_calls) end = std::max(end, call.endUs());
    int rank = 0;
    for (const Sum& sum : sums(0, end).byOperator) m_rank[sum.name] = rank++;
}

void OperatorTimelineModel::bars(std::size_t laneIndex, double fromUs, double toUs, double leastUs, std::vector<Bar>& out) const {
    const TimelineLane& lane = m_lanes[laneIndex];
    const std::size_t count = lane.m_calls.size();
    const auto duration = [&lane](std::size_t i) { return lane.m_ends[i] - lane.m_starts[i]; };
    for (std::size_t i = lane.firstEndingAfter(fromUs); i < count && lane.m_starts[i] <= toUs;) {
        if (duration(i) >= leastUs) {
            out.push_back({lane.m_starts[i], lane.m_ends[i], lane.m_calls[i], 1, 1});
            ++i;
            continue;
        }
        std::size_t last = lane.firstStartingFrom(lane.m_starts[i] + leastUs, i + 1);   // One past the merged.
        while (last > i + 1 && duration(last - 1) >= leastUs) --last;                    // A long one stands alone.
        const std::size_t longest = lane.longest(i, last);
        const double end = std::max(lane.m_ends[last - 1], lane.m_starts[i]);
        const double busy = lane.m_busy[last] - lane.m_busy[i];
        const double width = std::max(end - lane.m_starts[i], leastUs);
        out.push_back({lane.m_starts[i], end, lane.m_calls[longest], static_cast<std::uint32_t>(last - i),
                       std::clamp(busy / std::max(width, 1e-9), 0.0, 1.0)});
        i = last;
    }
}

OperatorTimelineModel::Sums OperatorTimelineModel::sums(double fromUs, double toUs) const {
    Sums all;
    std::vector<Sum> operators(m_names.size()), modules(m_names.size());
    for (const TimelineLane& lane : m_lanes) {
        for (std::size_t i = lane.firstEndingAfter(fromUs); i < lane.m_calls.size() && lane.m_starts[i] <= toUs; ++i) {
            const double part = std::min(lane.m_ends[i], toUs) - std::max(lane.m_starts[i], fromUs);
            if (part < 0) continue;
            const TimelineLane::Names& names = lane.m_names[i];
            Sum& sum = operators[names.own];
            ++sum.calls;
            ++all.calls;
            sum.totalUs += part;
            sum.selfUs += part;
            if (names.caller != TimelineLane::kNoCaller) {
                operators[names.caller].selfUs -= part;
                if (names.callerOutermost) modules[names.caller].selfUs -= part;
                continue;
            }
            Sum& module = modules[names.own];
            ++module.calls;
            module.totalUs += part;
            module.selfUs += part;
            all.busyUs += part;
        }
    }
    const auto keep = [](std::vector<Sum>& from, std::vector<Sum>& to, auto before) {
        for (std::uint32_t name = 0; name < from.size(); ++name) {
            from[name].name = name;
            if (from[name].calls > 0) to.push_back(from[name]);
        }
        std::stable_sort(to.begin(), to.end(), before);
    };
    keep(operators, all.byOperator, [](const Sum& a, const Sum& b) { return a.selfUs > b.selfUs; });
    keep(modules, all.byModule, [](const Sum& a, const Sum& b) { return a.totalUs > b.totalUs; });
    return all;
}

std::vector<char> OperatorTimelineModel::matches(const std::string& text) const {
    std::vector<char> marked(m_names.size(), 0);
    if (text.empty()) return marked;
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)); };
    for (std::size_t i = 0; i < m_names.size(); ++i)
        marked[i] = std::search(m_names[i].begin(), m_names[i].end(), text.begin(), text.end(), same) != m_names[i].end();
    return marked;
}

std::optional<std::uint32_t> OperatorTimelineModel::nextMatch(const std::vector<char>& marked, double afterUs) const {
    std::optional<std::uint32_t> first;
    for (std::uint32_t i = 0; i < m_calls.size(); ++i) {
        if (!marked[m_calls[i].name]) continue;
        if (m_calls[i].startUs > afterUs) return i;
        if (!first) first = i;
    }
    return first;
}

std::int64_t OperatorTimelineModel::countMatches(const std::vector<char>& marked) const {
    return std::count_if(m_calls.begin(), m_calls.end(), [&](const TimelineCall& call) { return marked[call.name] != 0; });
}

}  // namespace vitrine
