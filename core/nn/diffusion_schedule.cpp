// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/diffusion_schedule.h"

#include <algorithm>
#include <cmath>

namespace vitrine::nn {
namespace {

DiffusionSchedule scheduleOf(std::vector<double> beta) {
    DiffusionSchedule schedule{std::move(beta), {}};
    double kept = 1;
    for (const double step : schedule.beta) schedule.alphaBar.push_back(kept *= 1 - step);
    return schedule;
}

}  // namespace

DiffusionSchedule cosineSchedule(std::int64_t steps, double offset, double most) {
    const auto level = [&](std::int64_t t) {
        const double angle =
            (static_cast<double>(t) / static_cast<double>(steps) + offset) / (1 + offset) * std::acos(-1.0) / 2;
        return std::cos(angle) * std::cos(angle);
    };
    std::vector<double> beta;
    for (std::int64_t t = 0; t < steps; ++t) beta.push_back(std::clamp(1 - level(t + 1) / level(t), 0.0, most));
    return scheduleOf(std::move(beta));
}

DiffusionSchedule linearSchedule(std::int64_t steps, double most) {
    const double scale = 1000.0 / static_cast<double>(steps), first = scale * 1e-4, last = scale * 0.02;
    std::vector<double> beta;
    for (std::int64_t t = 0; t < steps; ++t) {
        const double share = steps > 1 ? static_cast<double>(t) / static_cast<double>(steps - 1) : 0;
        beta.push_back(std::min(first + share * (last - first), most));
    }
    return scheduleOf(std::move(beta));
}

}  // namespace vitrine::nn
