// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

/// One call of an operator.
struct OperatorEvent {
    std::string name;          ///< "aten::conv2d"
    std::int64_t startNs = 0;  ///< Since `start`.
    std::int64_t durationNs = 0;
    std::int64_t selfNs = 0;   ///< Without the operators called from it on the same thread.
    std::uint32_t thread = 0;  ///< 0 is the first thread seen.
    std::uint32_t depth = 0;   ///< 0 for a call from outside of LibTorch.
    std::string shapes;        ///< Of the tensor inputs: "[1,3,32,32] [16,3,3,3]".
};

/// The operators of a span of time, by start.
struct OperatorTimeline {
    std::vector<OperatorEvent> events;
    std::int64_t dropped = 0;  ///< Calls beyond the cap.
    std::int64_t wallNs = 0;   ///< From start to stop.

    /// {"events": [{name, start_us, duration_us, thread, depth, shapes}], "by_operator": [{name, calls, total_us,
    /// self_us}], "dropped", "wall_us"}; by_operator by falling self time.
    Json toJson() const;
};

/// Records every operator that LibTorch runs, on all threads, while it is on (at::RecordFunction). One recording at a
/// time in a process. Times are the CPU's: for work on a GPU, the time to launch it.
class OperatorProfiler {
public:
    static constexpr std::size_t kMaxEvents = 200'000;

    static OperatorProfiler& instance();
    /// Begins a recording; what an unfinished one held is dropped.
    void start(std::size_t maxEvents = kMaxEvents);
    /// Ends the recording. Without one: an empty timeline.
    OperatorTimeline stop();

private:
    OperatorProfiler() = default;
};

}  // namespace vitrine
