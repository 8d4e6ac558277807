// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/runner.h"

#include "core/base/clock.h"
#include "core/compute/device.h"
#include "core/compute/errors.h"
#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "plugins/kstdiff/feat_profile.h"
#include "plugins/kstdiff/inputs.h"
#include "plugins/kstdiff/report.h"

namespace vitrine::kstdiff {
namespace {

double secondsSince(std::int64_t micros) {
    return static_cast<double>(steadyMicros() - micros) * 1e-6;
}

/// One run, stage by stage.
class Runner {
public:
    Runner(RunContext& context, Options options)
        : m_context(context), m_options(std::move(options)), m_device(deviceOf(context.device())) {}

    Status run() {
        m_context.progress(0, 1, "opening the city");
        DataBinding data;
        for (const char* role : {"city", "model"}) data[role] = m_context.data(role);
        VITRINE_TRY(Inputs inputs, openInputs(data, m_options, services()));
        m_city = std::move(inputs.city);
        if (m_options.variant == Variant::FeatProfile) {
            // Nothing to train; the checkpoint says that the run is past its beginning.
            VITRINE_CHECK(m_context.checkpoint([] { return Checkpoint{}; }, 0, true));
            return finish(FeatProfile(m_city).sample(rowsOf(m_city.features, regions()), days(),
                                                     namedGenerator(m_context.seed(), "sampling")),
                          {});
        }
        VITRINE_TRY(FlowModel model, modelOf(std::move(inputs.bound)));
        model.to(m_device);
        if (m_options.train) VITRINE_CHECK(train(model));
        VITRINE_TRY(const torch::Tensor generated, sample(model));
        VITRINE_CHECK(m_context.artifact({"weights", "weights", "Trained flow model", ""}, model.arrays()));
        return finish(generated, volumesOf(model));
    }

private:
    InputServices services() {
        InputServices services;
        services.device = m_device;
        services.seed = m_context.seed();
        services.say = [this](const std::string& text) { m_context.log(LogLevel::Info, text); };
        services.cancelled = [this] { return m_context.cancelled(); };
        services.progress = [this](double done, double total, const char* phase) {
            m_context.progress(done, total, phase);
        };
        services.usedWeights = [this](const DataRef& weights) { m_context.usedWeights(weights); };
        return services;
    }

    static torch::Tensor rowsOf(const torch::Tensor& table, const std::vector<std::int64_t>& rows) {
        return table.index_select(0, torch::tensor(rows, torch::kInt64));
    }

    std::vector<std::int64_t> everyRegion() const {
        std::vector<std::int64_t> all;
        for (std::int64_t i = 0; i < m_city.size(); ++i) all.push_back(i);
        return all;
    }

    /// The regions whose flow is drawn and scored.
    std::vector<std::int64_t> regions() const { return m_options.allRegions ? everyRegion() : m_city.test; }
    std::int64_t days() const { return m_options.daysFor(m_city.flow.size(0)); }

    Result<FlowModel> modelOf(std::optional<FlowModel> bound) {
        m_bound = bound.has_value();
        if (bound) return *std::move(bound);
        if (!m_options.train)
            return Error{ErrorCode::InvalidArgument, "Cannot sample", "mode = sample", "no trained model is bound",
                         "Bind the file \"weights\" of a finished run (--data model=FILE), or use mode = train."};
        FlowModelConfig config = m_options.model;
        config.denoiser.features = m_city.features.size(1);
        VITRINE_TRY(const FlowScaling scaling,
                    FlowScaling::fit(m_city.flow, m_city.train, m_options.range, m_options.curve));
        return FlowModel(config, scaling);
    }

    Status train(FlowModel& model) {
        const std::int64_t start = steadyMicros();
        const torch::Tensor flow =
            model.scaling().apply(m_city.flow.index_select(1, torch::tensor(m_city.train, torch::kInt64)));
        Training training(model, regionInputs(m_city, m_city.train, m_device),
                          flow.transpose(0, 1).contiguous().to(m_device), m_options.training, m_bound);
        const auto cancelled = [this] { return m_context.cancelled(); };
        VITRINE_TRY(const std::optional<Checkpoint> checkpoint, m_context.restore());
        if (checkpoint)
            VITRINE_CHECK(training.restore(checkpoint->arrays));
        else
            VITRINE_CHECK(training.fitVolume(cancelled));
        const auto total = static_cast<double>(m_options.training.epochs);
        while (!training.finished()) {
            m_context.progress(static_cast<double>(training.epochsDone()), total, "training");
            VITRINE_TRY(const EpochLosses losses, training.epoch(cancelled));
            const std::int64_t epoch = training.epochsDone();
            m_context.metric("loss", epoch, losses.noise);
            m_context.metric("volume_loss", epoch, losses.volume);
            m_context.metric("learning_rate", epoch, losses.learningRate);
            VITRINE_CHECK(m_context.checkpoint(
                [&] {
                    return Checkpoint{epoch, training.state(), Json::object(), {}};
                },
                1, training.finished()));
        }
        m_context.metric("time/train_s", m_options.training.epochs, secondsSince(start));
        return {};
    }

    /// Counts [days, regions, 24, 2], a few days at a time.
    Result<torch::Tensor> sample(FlowModel& model) {
        const std::int64_t start = steadyMicros(), total = days();
        const std::vector<std::int64_t> wanted = regions(), drawn = m_options.fullGraph ? everyRegion() : wanted;
        const RegionInputs inputs = regionInputs(m_city, drawn, m_device);
        std::vector<torch::Tensor> parts;
        for (std::int64_t day = 0; day < total; day += m_options.sampleBatch) {
            DrawOptions draw{std::min(m_options.sampleBatch, total - day),
                             m_options.sampleSteps,
                             m_options.eta,
                             namedGenerator(m_context.seed(), fmt::format("sampling {}", day)),
                             {}};
            draw.onStep = [&](const nn::SamplerStep& step) {
                const double share = static_cast<double>(step.number) / static_cast<double>(step.steps);
                m_context.progress(static_cast<double>(day) + share * static_cast<double>(draw.days),
                                   static_cast<double>(total), "drawing flow");
                previewStep(model, step);
                return !m_context.cancelled();
            };
            VITRINE_TRY(const torch::Tensor scaled, model.draw(inputs, draw));
            parts.push_back(model.counts(scaled));
        }
        torch::Tensor flow = torch::cat(parts);
        if (m_options.fullGraph) flow = flow.index_select(1, torch::tensor(wanted, torch::kInt64));
        m_context.metric("time/sample_s", total, secondsSince(start));
        return flow;
    }

    /// Inflow and outflow of the mean day, regions x hours, as the sampler sees it now.
    void previewStep(const FlowModel& model, const nn::SamplerStep& step) {
        Array picture = toArray(model.counts(step.noisy).mean(0).sum(2).contiguous());
        picture.axes = {"region", "hour"};
        m_context.preview(
            {"emerging", "matrix", fmt::format("Flow at denoising step t = {}", step.t), "per hour", step.number},
            picture);
    }

    torch::Tensor volumesOf(FlowModel& model) const {
        const torch::NoGradGuard noGraph;
        return model.scaling()
            .undo(model.volume(regionInputs(m_city, regions(), m_device)).to(torch::kCPU))
            .clamp_min(0);
    }

    Status finish(const torch::Tensor& generated, const torch::Tensor& estimated) {
        const std::vector<std::int64_t> wanted = regions();
        VITRINE_TRY(const FlowScores scores,
                    evaluate(m_city.flow.index_select(1, torch::tensor(wanted, torch::kInt64)), generated));
        return writeReport(m_context, {m_city, wanted, generated, estimated, scores, m_options.saveFlow});
    }

    RunContext& m_context;
    const Options m_options;
    const torch::Device m_device;
    City m_city;
    bool m_bound = false;
};

}  // namespace

Status generateUrbanFlow(RunContext& context) {
    return guarded("Cannot generate the flow", "kstdiff",
                   [&] { return Runner(context, readOptions(context.params(), context.seed())).run(); });
}

}  // namespace vitrine::kstdiff
