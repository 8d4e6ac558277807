// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/profiler.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <ATen/record_function.h>
#include <torch/torch.h>

namespace vitrine {
namespace {

std::int64_t nowNs() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// A running operator, from its start callback to its end callback on the same
/// thread.
struct RunningOperator final : at::ObserverContext {
    std::uint64_t recording = 0;
    RunningOperator* caller = nullptr;
    std::uint32_t depth = 0;
    std::int64_t startNs = 0, calleesNs = 0;
    std::vector<std::int64_t> sizes;  ///< Per tensor input its rank, then its sizes: turned into text
                                      ///< only after the recording.
};

thread_local RunningOperator* t_running = nullptr;

struct FinishedOperator {
    OperatorEvent event;
    std::vector<std::int64_t> sizes;
};

/// The one recording of the process.
struct Recording {
    std::atomic<std::uint64_t> active = 0;  ///< Number of the recording that is on; 0: none.
    std::mutex mutex;                       ///< Guards all that follows.
    std::uint64_t count = 0;
    std::optional<at::CallbackHandle> callback;
    std::size_t maxEvents = 0;
    std::int64_t startNs = 0, dropped = 0;
    std::vector<FinishedOperator> finished;
    std::unordered_map<std::uint64_t, std::uint32_t> threads;
};

Recording& recording() {
    static Recording* instance = new Recording;  // Never destroyed: threads of LibTorch may outlive static
                                                 // objects.
    return *instance;
}

void appendSizes(std::vector<std::int64_t>& sizes, const c10::IValue& input) {
    if (!input.isTensor() || !input.toTensor().defined() || input.toTensor().is_sparse()) return;
    const auto shape = input.toTensor().sizes();
    sizes.push_back(static_cast<std::int64_t>(shape.size()));
    sizes.insert(sizes.end(), shape.begin(), shape.end());
}

std::unique_ptr<at::ObserverContext> onStart(const at::RecordFunction& function) {
    auto running = std::make_unique<RunningOperator>();
    running->recording = recording().active.load(std::memory_order_relaxed);
    running->caller = t_running;
    running->depth = t_running ? t_running->depth + 1 : 0;
    for (const c10::IValue& input : function.inputs()) appendSizes(running->sizes, input);
    t_running = running.get();
    running->startNs = nowNs();  // Last, so that our own work is not charged to the operator.
    return running;
}

void onEnd(const at::RecordFunction& function, at::ObserverContext* context) {
    const std::int64_t end = nowNs();
    auto* running = static_cast<RunningOperator*>(context);
    const std::int64_t duration = end - running->startNs;
    t_running = running->caller;
    if (running->caller) running->caller->calleesNs += duration;
    Recording& all = recording();
    std::lock_guard lock(all.mutex);
    if (running->recording == 0 || running->recording != all.active.load(std::memory_order_relaxed)) return;
    if (all.finished.size() >= all.maxEvents) {
        ++all.dropped;
        return;
    }
    const auto thread = static_cast<std::uint32_t>(all.threads.size());
    OperatorEvent event;
    event.name = function.name();
    event.startNs = running->startNs - all.startNs;
    event.durationNs = duration;
    event.selfNs = duration - running->calleesNs;
    event.thread = all.threads.emplace(at::RecordFunction::currentThreadId(), thread).first->second;
    event.depth = running->depth;
    all.finished.push_back({std::move(event), std::move(running->sizes)});
}

/// "[1,3,32,32] [16,3,3,3]" from ranks and sizes.
std::string shapesText(const std::vector<std::int64_t>& sizes) {
    std::string text;
    for (std::size_t i = 0; i < sizes.size(); i += static_cast<std::size_t>(sizes[i]) + 1) {
        const auto first = sizes.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        text += fmt::format("{}[{}]", text.empty() ? "" : " ", fmt::join(first, first + sizes[i], ","));
    }
    return text;
}

double microseconds(std::int64_t ns) {
    return static_cast<double>(ns) / 1000.0;
}

Json byOperator(const std::vector<OperatorEvent>& events) {
    struct Total {
        std::int64_t calls = 0, totalNs = 0, selfNs = 0;
    };
    std::map<std::string, Total> totals;
    for (const OperatorEvent& event : events) {
        Total& total = totals[event.name];
        ++total.calls;
        total.totalNs += event.durationNs;
        total.selfNs += event.selfNs;
    }
    std::vector<std::pair<std::string, Total>> sorted(totals.begin(), totals.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second.selfNs > b.second.selfNs; });
    Json rows = Json::array();
    for (const auto& [name, total] : sorted)
        rows.push_back({{"name", name},
                        {"calls", total.calls},
                        {"total_us", microseconds(total.totalNs)},
                        {"self_us", microseconds(total.selfNs)}});
    return rows;
}

}  // namespace

Json OperatorTimeline::toJson() const {
    Json rows = Json::array();
    for (const OperatorEvent& event : events)
        rows.push_back({{"name", event.name},
                        {"start_us", microseconds(event.startNs)},
                        {"duration_us", microseconds(event.durationNs)},
                        {"thread", event.thread},
                        {"depth", event.depth},
                        {"shapes", event.shapes}});
    return {{"events", std::move(rows)},
            {"by_operator", byOperator(events)},
            {"dropped", dropped},
            {"wall_us", microseconds(wallNs)}};
}

OperatorProfiler& OperatorProfiler::instance() {
    static OperatorProfiler profiler;
    return profiler;
}

void OperatorProfiler::start(std::size_t maxEvents) {
    stop();
    Recording& all = recording();
    std::lock_guard lock(all.mutex);
    all.maxEvents = maxEvents;
    all.dropped = 0;
    all.finished.clear();
    all.finished.reserve(std::min<std::size_t>(maxEvents, 4096));
    all.threads.clear();
    all.startNs = nowNs();
    all.active = ++all.count;
    all.callback = at::addGlobalCallback(
        at::RecordFunctionCallback(&onStart, &onEnd)
            .needsInputs(true)
            .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION, at::RecordScope::USER_SCOPE}));
}

OperatorTimeline OperatorProfiler::stop() {
    Recording& all = recording();
    std::lock_guard lock(all.mutex);
    OperatorTimeline timeline;
    if (!all.callback) return timeline;
    at::removeCallback(*all.callback);
    all.callback.reset();
    all.active = 0;
    timeline.wallNs = nowNs() - all.startNs;
    timeline.dropped = all.dropped;
    timeline.events.reserve(all.finished.size());
    for (FinishedOperator& finished : all.finished) {
        finished.event.shapes = shapesText(finished.sizes);
        timeline.events.push_back(std::move(finished.event));
    }
    all.finished = {};
    std::stable_sort(timeline.events.begin(), timeline.events.end(),
                     [](const OperatorEvent& a, const OperatorEvent& b) {
                         return a.startNs != b.startNs ? a.startNs < b.startNs : a.depth < b.depth;
                     });
    return timeline;
}

}  // namespace vitrine
