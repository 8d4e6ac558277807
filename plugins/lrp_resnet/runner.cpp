// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/runner.h"

#include <algorithm>
#include <limits>

#include "core/base/clock.h"
#include "core/compute/device.h"
#include "core/compute/errors.h"
#include "core/compute/tensor.h"
#include "plugins/lrp_resnet/figures.h"
#include "plugins/lrp_resnet/report.h"
#include "plugins/lrp_resnet/scoring.h"

namespace vitrine::lrp {
namespace {

std::vector<double> listOf(const torch::Tensor& row) {
    const torch::Tensor values = row.to(torch::kCPU, torch::kFloat64).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

double milliseconds(std::int64_t sinceMicros) { return static_cast<double>(steadyMicros() - sinceMicros) * 1e-3; }

/// The images of one batch with their maps, one tensor [N, S, S] an explainer.
struct Explained {
    SampleBatch batch;
    torch::Tensor probabilities, predicted, targets;  // On the CPU.
    std::vector<torch::Tensor> maps;
    std::vector<ImageResult> results;
};

/// One run, with what stays the same over its batches.
class Runner {
public:
    Runner(RunContext& context, Options options, Inputs inputs, ExplainerOptions explainers)
        : m_context(context), m_options(std::move(options)), m_inputs(std::move(inputs)), m_explainers(std::move(explainers)),
          m_report(m_options, blockNames(*m_inputs.classifier.network), boundaryNames(*m_inputs.classifier.network), m_inputs.classifier.classNames) {}

    Status run(const std::vector<std::int64_t>& images) {
        VITRINE_TRY(const std::optional<Checkpoint> checkpoint, m_context.restore());
        if (checkpoint) VITRINE_CHECK(m_report.restore(*checkpoint));
        m_total = images.size();
        m_context.progress(static_cast<double>(m_report.images()), static_cast<double>(m_total), "explaining images");
        while (m_report.images() < m_total) {
            const auto first = images.begin() + static_cast<std::ptrdiff_t>(m_report.images());
            const auto last = first + static_cast<std::ptrdiff_t>(std::min<std::size_t>(static_cast<std::size_t>(m_options.batch), m_total - m_report.images()));
            VITRINE_TRY(Explained explained, explainBatch({first, last}));
            VITRINE_CHECK(keep(std::move(explained)));
            const bool isLast = m_report.images() == m_total;
            VITRINE_CHECK(m_context.checkpoint([this] { return m_report.state(); }, 1.0, isLast));
            m_context.progress(static_cast<double>(m_report.images()), static_cast<double>(m_total), "explaining images");
        }
        return m_report.finish(m_context);
    }

private:
    /// All numbers of a batch; nothing of it is recorded yet, so that a cancelled batch leaves no trace.
    Result<Explained> explainBatch(const std::vector<std::int64_t>& indices) {
        const std::int64_t start = steadyMicros();
        Explained explained;
        VITRINE_TRY(explained.batch, loadBatch(m_inputs, indices));
        explained.probabilities = m_inputs.classifier.probabilities(explained.batch.pixels).to(torch::kCPU);
        explained.predicted = explained.probabilities.argmax(1);
        VITRINE_TRY(explained.targets, targetsOf(m_options, explained.predicted, explained.batch.labels, m_inputs.classifier.classes(), explained.batch.names));
        beginResults(explained);
        for (const Explainer explainer : m_options.explainers()) {
            if (m_context.cancelled()) return cancelledError();
            VITRINE_TRY(Answer answer, explain(explainer, m_inputs.classifier, {explained.batch.pixels, explained.targets, indices}, m_explainers));
            explained.maps.push_back(finished(answer.maps, m_options));
            if (answer.lrp && explained.maps.size() == 1) keepFlows(*answer.lrp, explained.results);
        }
        m_explainMs = milliseconds(start) / static_cast<double>(indices.size());
        if (m_options.audit) VITRINE_CHECK(audit(explained));
        VITRINE_CHECK(scoreBatch(explained));
        return explained;
    }

    void beginResults(Explained& explained) const {
        for (std::size_t i = 0; i < explained.batch.samples.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            ImageResult result;
            result.index = explained.batch.indices[i];
            result.label = explained.batch.labels[i];
            result.name = explained.batch.names[i];
            result.predicted = explained.predicted[row].item<std::int64_t>();
            result.explained = explained.targets[row].item<std::int64_t>();
            result.probability = explained.probabilities[row][result.explained].item<double>();
            explained.results.push_back(std::move(result));
        }
    }

    static void keepFlows(const Explanation& explanation, std::vector<ImageResult>& results) {
        for (std::size_t i = 0; i < results.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            results[i].sums = listOf(explanation.sums[row]);
            for (const BlockRelevance& block : explanation.blocks) {
                results[i].main.push_back(block.main[row].item<double>());
                results[i].skip.push_back(block.skip[row].item<double>());
            }
        }
    }

    /// The conservation of every split rule on these images, whatever explainer was chosen.
    Status audit(Explained& explained) const {
        ExplainerOptions options = m_explainers;
        for (const SplitRule rule : kSplitRules) {
            if (m_context.cancelled()) return cancelledError();
            VITRINE_TRY(options.lrp.rules, blockRules(rule, "", *m_inputs.classifier.network));
            VITRINE_TRY(const Answer answer, explain(Explainer::Lrp, m_inputs.classifier, {explained.batch.pixels, explained.targets, explained.batch.indices}, options));
            for (std::size_t i = 0; i < explained.results.size(); ++i)
                explained.results[i].audited.push_back(listOf(answer.lrp->sums[static_cast<std::int64_t>(i)]));
        }
        return {};
    }

    Status scoreBatch(Explained& explained) {
        const std::int64_t start = steadyMicros();
        const double nan = std::numeric_limits<double>::quiet_NaN();
        for (std::size_t i = 0; i < explained.results.size(); ++i) {
            ImageResult& result = explained.results[i];
            const Sample& sample = explained.batch.samples[i];
            for (const torch::Tensor& maps : explained.maps) {
                const torch::Tensor map = maps[static_cast<std::int64_t>(i)];
                MapScore score{nan, nan, insideObject(map, sample.object), {}, {}};
                if (m_options.evaluate) {
                    const auto curves = curveOptions(m_options, sample.pixels.size(1), sample.index, m_context.seed(), [this] { return m_context.cancelled(); });
                    VITRINE_TRY(auto curve, curvesOf(m_inputs.classifier, sample.pixels, map, scoredClass(m_options, result.label, result.explained), curves));
                    score.insertion = curve.insertionAuc;
                    score.deletion = curve.deletionAuc;
                    score.insertionCurve = std::move(curve.insertion);
                    score.deletionCurve = std::move(curve.deletion);
                }
                result.scores.push_back(std::move(score));
            }
            if (m_context.cancelled()) return cancelledError();
            m_context.progress(static_cast<double>(m_report.images() + i) + 0.9, static_cast<double>(m_total), "explaining images");
        }
        m_evaluateMs = milliseconds(start) / static_cast<double>(explained.results.size());
        return {};
    }

    /// Records a complete batch.
    Status keep(Explained explained) {
        m_context.metric("time/explain_ms", explained.batch.indices.front(), m_explainMs);
        if (m_options.evaluate) m_context.metric("time/evaluate_ms", explained.batch.indices.front(), m_evaluateMs);
        for (std::size_t i = 0; i < explained.results.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            std::vector<torch::Tensor> maps;
            for (const torch::Tensor& all : explained.maps) maps.push_back(all[row].contiguous());
            if (m_options.saveMaps) VITRINE_CHECK(savePictures(explained.batch.samples[i], maps, explained.results[i]));
            m_report.writeMetrics(m_context, explained.results[i]);
            m_report.add(std::move(explained.results[i]));
        }
        return {};
    }

    Status savePictures(const Sample& sample, const std::vector<torch::Tensor>& maps, const ImageResult& result) {
        const std::string number = fmt::format("{:04}", sample.index);
        const std::string what = fmt::format("{}: {} (p = {:.3f})", sample.name, m_inputs.classifier.className(result.explained), result.probability);
        Array map = toArray(maps.front());
        map.axes = {"y", "x"};
        VITRINE_CHECK(m_context.artifact({"heatmap/" + number, "heatmap", what, "relevance", 0, {{"full_colour", fullColour(maps.front())}}}, map));
        if (!canDraw()) return {};
        VITRINE_TRY(const Array input, inputPicture(sample));
        VITRINE_CHECK(m_context.artifact({"input/" + number, "image", what, ""}, input));
        VITRINE_TRY(const Array over, overlayPicture(sample, maps.front(), m_options.opacity));
        const ArtifactSpec overlaySpec{"overlay/" + number, "image", what, ""};
        VITRINE_CHECK(m_context.artifact(overlaySpec, over));
        m_context.preview(overlaySpec, over);
        if (!m_report.wantsSheetRow()) return {};
        VITRINE_TRY(Array row, sheetRow(sample, maps, m_options.opacity));
        m_report.addSheetRow(std::move(row));
        return {};
    }

    RunContext& m_context;
    const Options m_options;
    const Inputs m_inputs;
    const ExplainerOptions m_explainers;
    Report m_report;
    std::size_t m_total = 0;
    double m_explainMs = 0, m_evaluateMs = 0;
};

InputServices servicesOf(RunContext& context) {
    InputServices services;
    services.device = deviceOf(context.device());
    services.seed = context.seed();
    services.cached = [&context](const std::string& key, const auto& make) { return context.cached(key, make); };
    services.say = [&context](const std::string& text) { context.log(LogLevel::Info, text); };
    services.cancelled = [&context] { return context.cancelled(); };
    services.usedWeights = [&context](const DataRef& weights) { context.usedWeights(weights); };
    return services;
}

Status openAndRun(RunContext& context) {
    VITRINE_TRY(Options options, readOptions(context.params()));
    const InputServices services = servicesOf(context);
    DataBinding data;
    for (const char* role : {"images", "weights"}) data[role] = context.data(role);
    context.progress(0, 1, "opening images and weights");
    VITRINE_TRY(Inputs inputs, openInputs(data, services));
    VITRINE_TRY(ExplainerOptions explainers, options.explainerOptions(*inputs.classifier.network, context.seed()));
    explainers.cancelled = services.cancelled;
    context.log(LogLevel::Info, fmt::format("{} explained by {}{}, {}", inputs.classifier.title, title(options.explainer),
                                            options.explainer == Explainer::Lrp ? fmt::format(" with the split rule {}", name(options.split)) : "",
                                            inputs.images->describe()));
    VITRINE_TRY(const std::vector<std::int64_t> images, selectImages(inputs, options, services));
    return Runner(context, std::move(options), std::move(inputs), std::move(explainers)).run(images);
}

}  // namespace

std::vector<std::string> blockNames(const nn::ResnetImpl& network) {
    std::vector<std::string> names;
    for (const nn::ResidualBlock& block : network.blocks) names.push_back(block->name);
    return names;
}

std::vector<std::string> boundaryNames(const nn::ResnetImpl& network) {
    std::vector<std::string> names{"output", "head", "pool"}, blocks = blockNames(network);
    names.insert(names.end(), blocks.rbegin(), blocks.rend());
    if (network.stemPool) names.emplace_back("stem pool");
    names.emplace_back("input");
    return names;
}

Status explainImages(RunContext& context) {
    return guarded("Cannot explain the images", "lrp_resnet", [&] { return openAndRun(context); });
}

}  // namespace vitrine::lrp
