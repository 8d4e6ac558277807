// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/method.h"

#include <cmath>

#include "plugins/@ID@/model.h"

namespace vitrine::@ID@ {
namespace {

constexpr std::int64_t kReportSteps = 100;  ///< Progress, checkpoint and cancel are looked after this often.

class @CLASS@ final : public Method {
public:
    Status run(RunContext& context) override {
        const Walk walk{context.params().getReal("pull"), context.params().getReal("sigma")};
        const std::int64_t steps = context.params().getInt("steps");
        std::vector<double> positions;
        VITRINE_TRY(const auto restored, context.restore());
        if (restored) {
            const auto kept = restored->arrays.at("positions").values<double>();
            positions.assign(kept.begin(), kept.end());
        }
        const MetricId position = context.metricId("position");
        for (auto step = static_cast<std::int64_t>(positions.size()); step < steps; ++step) {
            positions.push_back(walk.next(positions.empty() ? 0 : positions.back(), noise(context.seed(), step)));
            context.metric(position, step, positions.back());
            if ((step + 1) % kReportSteps != 0) continue;
            if (context.cancelled()) return cancelledError();
            context.progress(static_cast<double>(step + 1), static_cast<double>(steps), "walking");
            VITRINE_CHECK(context.checkpoint([&] { return checkpointOf(positions); }));
        }
        double squares = 0;
        for (const double value : positions) squares += value * value;
        context.metric("spread", steps, std::sqrt(squares / static_cast<double>(steps)));
        const ArtifactSpec spec{"walk", "series", "Position after each step", "", 0, Json::object()};
        return context.artifact(spec, Array::of(positions));
    }

private:
    static Checkpoint checkpointOf(const std::vector<double>& positions) {
        Checkpoint checkpoint;
        checkpoint.step = static_cast<std::int64_t>(positions.size());
        checkpoint.arrays["positions"] = Array::of(positions);
        return checkpoint;
    }
};

}  // namespace
}  // namespace vitrine::@ID@

VITRINE_METHOD(vitrine::@ID@::@CLASS@)
