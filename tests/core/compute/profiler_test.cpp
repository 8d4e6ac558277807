// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include <torch/torch.h>

#include "core/compute/profiler.h"

namespace vitrine {
namespace {

const OperatorEvent* find(const OperatorTimeline& timeline, const std::string& name) {
    const auto found = std::find_if(timeline.events.begin(), timeline.events.end(),
                                    [&](const OperatorEvent& e) { return e.name == name; });
    return found == timeline.events.end() ? nullptr : &*found;
}

TEST(Profiler, SeesNestedOperatorsWithShapes) {
    const torch::NoGradGuard noGrad;
    const torch::Tensor x = torch::ones({1, 3, 16, 16}), w = torch::ones({4, 3, 3, 3});
    OperatorProfiler::instance().start();
    torch::conv2d(x, w);
    const OperatorTimeline timeline = OperatorProfiler::instance().stop();
    const OperatorEvent* outer = find(timeline, "aten::conv2d");
    const OperatorEvent* inner = find(timeline, "aten::convolution");
    ASSERT_TRUE(outer && inner);
    EXPECT_EQ(outer->depth, 0u);
    EXPECT_EQ(inner->depth, 1u);
    EXPECT_EQ(outer->shapes, "[1,3,16,16] [4,3,3,3]");
    EXPECT_GE(inner->startNs, outer->startNs);
    EXPECT_LE(inner->startNs + inner->durationNs, outer->startNs + outer->durationNs);
    EXPECT_LE(outer->selfNs, outer->durationNs - inner->durationNs);
    EXPECT_GE(outer->selfNs, 0);
    EXPECT_LE(outer->startNs + outer->durationNs, timeline.wallNs);
    EXPECT_EQ(timeline.dropped, 0);
}

TEST(Profiler, SelfTimesAddUpToTheOutermostCalls) {
    OperatorProfiler::instance().start();
    torch::Tensor x = torch::ones({8, 8}, torch::requires_grad());
    torch::mm(x, x).sum();
    const OperatorTimeline timeline = OperatorProfiler::instance().stop();
    std::int64_t outermost = 0, self = 0;
    for (const OperatorEvent& event : timeline.events) {
        outermost += event.depth == 0 ? event.durationNs : 0;
        self += event.selfNs;
    }
    ASSERT_FALSE(timeline.events.empty());
    EXPECT_EQ(outermost, self);
    const Json json = timeline.toJson();
    EXPECT_EQ(json.at("events").size(), timeline.events.size());
    EXPECT_GE(json.at("by_operator").at(0).at("self_us"), json.at("by_operator").back().at("self_us"));
}

TEST(Profiler, RecordsOnlyBetweenStartAndStopOnAllThreads) {
    torch::ones({3}).exp();
    OperatorProfiler::instance().start();
    torch::ones({3}).sin();
    std::thread([] { torch::ones({3}).cos(); }).join();
    const OperatorTimeline timeline = OperatorProfiler::instance().stop();
    torch::ones({3}).tan();
    EXPECT_EQ(find(timeline, "aten::exp"), nullptr);
    EXPECT_EQ(find(timeline, "aten::tan"), nullptr);
    ASSERT_TRUE(find(timeline, "aten::sin") && find(timeline, "aten::cos"));
    EXPECT_NE(find(timeline, "aten::sin")->thread, find(timeline, "aten::cos")->thread);
    EXPECT_TRUE(OperatorProfiler::instance().stop().events.empty());
}

TEST(Profiler, CountsWhatItDrops) {
    const torch::Tensor x = torch::ones({2});
    OperatorProfiler::instance().start(5);
    for (int i = 0; i < 20; ++i) x.sin();
    const OperatorTimeline timeline = OperatorProfiler::instance().stop();
    EXPECT_EQ(timeline.events.size(), 5u);
    EXPECT_EQ(timeline.dropped, 15);
}

TEST(Profiler, CostsLittlePerOperator) {
    const torch::NoGradGuard noGrad;
    const torch::Tensor x = torch::ones({4});
    constexpr int kCalls = 20'000;
    const auto nanosecondsPerCall = [&] {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; i < kCalls; ++i) x.sin();
        return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / kCalls;
    };
    nanosecondsPerCall();
    const double off = nanosecondsPerCall();
    OperatorProfiler::instance().start();
    const double on = nanosecondsPerCall();
    OperatorProfiler::instance().stop();
    RecordProperty("ns_per_operator", static_cast<int>(on - off));
    std::printf("profiler: %.0f ns per operator (%.0f -> %.0f)\n", on - off, off, on);
    EXPECT_LT(on - off, 20'000);  // Usually below 1,000; the bound only catches something quadratic on a busy machine.
}

}  // namespace
}  // namespace vitrine
