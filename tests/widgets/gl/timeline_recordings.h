// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <random>

#include "core/base/json.h"

namespace vitrine::test {

/// A recording of about `count` nested calls on `threads` threads, in the form of core/compute/profiler.h.
inline Json randomRecording(int count, int threads, unsigned seed) {
    static constexpr std::array<const char*, 12> kNames{"aten::conv2d",  "aten::convolution", "aten::batch_norm", "aten::relu",   "aten::add",     "aten::mm",
                                        "aten::softmax", "aten::copy_",       "aten::empty",      "aten::linear", "aten::reshape", "aten::sum"};
    std::mt19937 random(seed);
    const auto pick = [&random](double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); };
    Json events = Json::array();
    double wall = 0;
    for (int thread = 0; thread < threads; ++thread) {
        double now = pick(0, 50);
        while (int(events.size()) < (thread + 1) * count / threads) {
            const auto call = [&](const auto& self, double start, double length, int depth) -> void {
                events.push_back({{"name", kNames[random() % kNames.size()]}, {"start_us", start}, {"duration_us", length}, {"thread", thread},
                                  {"depth", depth}, {"shapes", "[1,3,32,32] [16,3,3,3]"}});
                if (depth >= 4) return;
                double at = start + length * pick(0.02, 0.1);
                for (int i = int(random() % 3); i > 0; --i) {
                    const double inner = length * pick(0.1, 0.28);
                    if (at + inner >= start + length) break;
                    self(self, at, inner, depth + 1);
                    at += inner * 1.05;
                }
            };
            const double length = random() % 9 == 0 ? pick(150, 600) : pick(2, 60);
            call(call, now, length, 0);
            now += length + pick(0.5, 12);
        }
        wall = std::max(wall, now);
    }
    return {{"events", std::move(events)}, {"by_operator", Json::array()}, {"dropped", 0}, {"wall_us", wall}};
}

}  // namespace vitrine::test
