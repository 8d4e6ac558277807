// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/session.h"

#include "core/base/clock.h"
#include "core/compute/device.h"
#include "core/compute/errors.h"
#include "core/compute/tensor.h"
#include "core/run/cached_file.h"
#include "plugins/lrp_resnet/runner.h"
#include "plugins/lrp_resnet/scoring.h"
#include "plugins/lrp_resnet/session_query.h"

namespace vitrine::lrp {
namespace {

Array onCpu(const torch::Tensor& tensor) { return toArray(tensor.detach().to(torch::kCPU).contiguous()); }

constexpr std::int64_t kLiveBatch = 64;   // A question that is given up is so after some tens of milliseconds.

std::vector<double> numbers(const torch::Tensor& tensor) {
    const torch::Tensor values = tensor.to(torch::kCPU, torch::kFloat64).contiguous();
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

class LrpSession final : public Session {
public:
    LrpSession(Options options, Inputs inputs, std::uint64_t seed) : m_options(std::move(options)), m_inputs(std::move(inputs)), m_seed(seed) {}

    Result<Reply> answer(const Request& request) override {
        const std::int64_t start = steadyMicros();
        auto reply = guarded("Cannot answer the request", request.name, [&] { return dispatch(request); });
        if (reply.ok()) reply->values["milliseconds"] = static_cast<double>(steadyMicros() - start) * 1e-3;
        return reply;
    }

private:
    /// What a request asks about.
    struct Query {
        Options options;
        Sample sample;
        torch::Tensor pixels, probabilities;  ///< [1, 3, S, S], [classes]
        std::int64_t predicted = 0, target = 0;
    };

    /// "explain:left" is "explain": what follows the colon keeps several askers of one request from superseding each other.
    Result<Reply> dispatch(const Request& request) {
        const std::string name = request.name.substr(0, request.name.find(':'));
        if (name == "info") return info();
        if (name == "explain") return explainRequest(request);
        if (name == "conservation") return conservation(request);
        if (name == "curve") return curve(request);
        if (name == "probability") return probability(request);
        if (name == "thumbnails") return thumbnails(m_inputs, request);
        if (name == "batch") return batch(request);
        return Error{ErrorCode::InvalidArgument, "Cannot answer the request", "\"" + request.name + "\"", "there is no request of that name",
                     "Ask info, explain, conservation, curve, probability, thumbnails or batch."};
    }

    Result<Query> read(const Request& request) const {
        Query query;
        VITRINE_TRY(query.options, optionsOf(m_options, request.parameters));
        VITRINE_TRY(query.sample, sampleOfRequest(m_inputs, request));
        query.pixels = query.sample.pixels.unsqueeze(0);
        query.probabilities = m_inputs.classifier.probabilities(query.pixels).squeeze(0).to(torch::kCPU);
        query.predicted = query.probabilities.argmax().item<std::int64_t>();
        VITRINE_TRY(const bool label, asksForLabel(request.parameters));
        const std::int64_t usual = label && query.sample.label >= 0 ? query.sample.label : query.predicted;
        VITRINE_TRY(query.target, wholeNumber(request.parameters, "class", usual, 0, m_inputs.classifier.classes() - 1));
        return query;
    }

    Result<ExplainerOptions> explainers(const Options& options, const Request& request) const {
        VITRINE_TRY(ExplainerOptions result, options.explainerOptions(*m_inputs.classifier.network, m_seed));
        result.batch = std::min(result.batch, kLiveBatch);
        result.cancelled = [&request] { return request.cancelled(); };
        return result;
    }

    Result<Answer> mapOf(const Query& query, const Request& request) const {
        VITRINE_TRY(const ExplainerOptions options, explainers(query.options, request));
        VITRINE_TRY(Answer answer, explain(query.options.explainer, m_inputs.classifier, {query.pixels, torch::tensor({query.target}), {query.sample.index}}, options));
        answer.maps = finished(answer.maps, query.options);
        return answer;
    }

    void describe(const Query& query, Reply& reply) const {
        const Classifier& classifier = m_inputs.classifier;
        reply.values["image"] = query.sample.name;
        reply.values["label"] = query.sample.label;
        reply.values["predicted"] = query.predicted;
        reply.values["class"] = query.target;
        reply.values["class_name"] = classifier.className(query.target);
        reply.values["probability"] = query.probabilities[query.target].item<double>();
        reply.arrays["probabilities"] = onCpu(query.probabilities);
    }

    Result<Reply> info() const {
        const Classifier& classifier = m_inputs.classifier;
        Reply reply;
        reply.values = {{"network", classifier.title}, {"classes", classifier.classes()}, {"class_names", classifier.classNames},
                        {"input_size", classifier.inputSize()}, {"images", m_inputs.images->count()}, {"source", m_inputs.images->describe()},
                        {"boundaries", boundaryNames(*classifier.network)}, {"blocks", Json::array()}, {"splits", Json::array()}, {"explainers", Json::array()}};
        for (const nn::ResidualBlock& block : classifier.network->blocks) {
            const auto kind = block->shortcut.kind;
            reply.values["blocks"].push_back({{"name", block->name}, {"skip", kind == nn::ShortcutKind::Identity     ? "identity"
                                                                              : kind == nn::ShortcutKind::Projection ? "projection" : "option_a"}});
        }
        for (const SplitRule rule : kSplitRules) reply.values["splits"].push_back(name(rule));
        for (const Explainer explainer : kExplainers) reply.values["explainers"].push_back({{"name", name(explainer)}, {"title", title(explainer)}});
        return reply;
    }

    Result<Reply> explainRequest(const Request& request) const {
        VITRINE_TRY(const Query query, read(request));
        VITRINE_TRY(const std::string layer, textOf(request.parameters, "layer", ""));
        VITRINE_TRY(const Answer answer, mapOf(query, request));
        Reply reply;
        describe(query, reply);
        reply.arrays["map"] = onCpu(answer.maps[0]);
        reply.arrays["pixels"] = onCpu(query.sample.pixels);
        reply.arrays["picture"] = onCpu(query.sample.picture);
        reply.values["square"] = {{"top", query.sample.top}, {"left", query.sample.left}, {"side", query.sample.side}};
        if (query.sample.object.defined()) reply.arrays["object"] = onCpu(query.sample.object);
        if (answer.lrp) addFlows(*answer.lrp, reply);
        if (!layer.empty()) VITRINE_CHECK(addLayer(layer, answer, reply));
        return reply;
    }

    /// Sums at every boundary, and what entered the two branches of every block: the river.
    void addFlows(const Explanation& explanation, Reply& reply) const {
        reply.values["boundaries"] = explanation.boundaries;
        reply.values["sums"] = numbers(explanation.sums[0]);
        reply.values["conservation_error"] = explanation.conservationErrors().max().item<double>();
        reply.values["blocks"] = Json::array();
        for (std::size_t i = 0; i < explanation.blocks.size(); ++i) {
            const BlockRelevance& block = explanation.blocks[i];
            reply.values["blocks"].push_back({{"name", m_inputs.classifier.network->blocks[i]->name}, {"main", block.main[0].item<double>()}, {"skip", block.skip[0].item<double>()}});
        }
    }

    /// Relevance and rho of one block.
    Status addLayer(const std::string& layer, const Answer& answer, Reply& reply) const {
        const std::vector<std::string> names = blockNames(*m_inputs.classifier.network);
        const auto found = std::find(names.begin(), names.end(), layer);
        if (found == names.end() || !answer.lrp)
            return Error{ErrorCode::InvalidArgument, "Cannot show the layer", "layer \"" + layer + "\"",
                         answer.lrp ? "the network has no such block" : "only LRP has relevance inside the network", fmt::format("Blocks: {}.", fmt::join(names, ", "))};
        const BlockRelevance& block = answer.lrp->blocks[static_cast<std::size_t>(found - names.begin())];
        reply.arrays["layer_relevance"] = onCpu(block.R[0]);
        reply.arrays["layer_map"] = onCpu(block.R[0].sum(0));
        reply.arrays["layer_channels"] = onCpu(block.R[0].sum({1, 2}));
        reply.arrays["rho"] = onCpu(block.rho[0]);
        reply.arrays["rho_map"] = onCpu(block.rho[0].mean(0));
        return {};
    }

    /// The sums of every split rule: the conservation meter.
    Result<Reply> conservation(const Request& request) const {
        VITRINE_TRY(const Query query, read(request));
        Reply reply;
        describe(query, reply);
        for (const SplitRule rule : kSplitRules) {
            if (request.cancelled()) return cancelledError();
            VITRINE_TRY(ExplainerOptions options, explainers(query.options, request));
            VITRINE_TRY(options.lrp.rules, blockRules(rule, "", *m_inputs.classifier.network));
            VITRINE_TRY(const Answer answer, explain(Explainer::Lrp, m_inputs.classifier, {query.pixels, torch::tensor({query.target}), {query.sample.index}}, options));
            reply.values["boundaries"] = answer.lrp->boundaries;
            reply.values["sums"][name(rule)] = numbers(answer.lrp->sums[0]);
        }
        return reply;
    }

    Result<Reply> curve(const Request& request) const {
        VITRINE_TRY(const Query query, read(request));
        torch::Tensor map;
        if (request.arrays.contains("map")) {
            VITRINE_TRY(map, mapOfRequest(request, m_inputs.classifier.inputSize()));
        } else {
            VITRINE_TRY(const Answer answer, mapOf(query, request));
            map = answer.maps[0];
        }
        const auto options = curveOptions(query.options, map.size(0), query.sample.index, m_seed, [&request] { return request.cancelled(); });
        VITRINE_TRY(const auto steps, metrics::pixelSteps(map, options.step, options.ties, options.generator.clone()));
        VITRINE_TRY(const auto curves, curvesOf(m_inputs.classifier, query.sample.pixels, map, query.target, options));
        Reply reply;
        describe(query, reply);
        reply.values["insertion"] = curves.insertionAuc;
        reply.values["deletion"] = curves.deletionAuc;
        reply.values["id"] = curves.score();
        reply.arrays["insertion"] = Array::of(curves.insertion);
        reply.arrays["deletion"] = Array::of(curves.deletion);
        reply.arrays["changed"] = Array::of(curves.changed);
        reply.arrays["enters_at"] = onCpu(steps.entersAt);
        reply.arrays["pixels"] = onCpu(query.sample.pixels);
        reply.arrays["absent"] = onCpu(metrics::replacementFor(query.sample.pixels, query.options.replacement));
        reply.arrays["map"] = onCpu(map);
        return reply;
    }

    /// Probability and conservation of several images at once, under the session's rule or the request's.
    Result<Reply> batch(const Request& request) const {
        VITRINE_TRY(Options options, optionsOf(m_options, request.parameters));
        VITRINE_TRY(const std::vector<std::int64_t> indices, rangeOf(request.parameters, m_inputs.images->count(), 64));
        VITRINE_TRY(const SampleBatch samples, loadBatch(m_inputs, indices));
        const torch::Tensor probabilities = m_inputs.classifier.probabilities(samples.pixels).to(torch::kCPU);
        const torch::Tensor predicted = probabilities.argmax(1);
        VITRINE_TRY(const ExplainerOptions lrp, explainers(options, request));
        VITRINE_TRY(const Answer answer, explain(Explainer::Lrp, m_inputs.classifier, {samples.pixels, predicted, indices}, lrp));
        Reply reply;
        reply.values["from"] = indices.front();
        reply.values["labels"] = samples.labels;
        reply.values["names"] = samples.names;
        reply.arrays["predicted"] = onCpu(predicted);
        reply.arrays["probability"] = onCpu(probabilities.gather(1, predicted.unsqueeze(1)).squeeze(1));
        reply.arrays["relevance_in"] = onCpu(answer.lrp->sums.slice(1, -1).squeeze(1));
        reply.arrays["conservation_error"] = onCpu(std::get<0>(answer.lrp->conservationErrors().max(1)));
        return reply;
    }

    /// The image under edits by hand: rectangles deleted from it, or inserted into what stands for an absent image.
    Result<Reply> probability(const Request& request) const {
        VITRINE_TRY(const Query query, read(request));
        VITRINE_TRY(const std::string mode, textOf(request.parameters, "mode", "delete"));
        if (mode != "delete" && mode != "insert")
            return Error{ErrorCode::InvalidArgument, "Cannot edit the image", "mode = \"" + mode + "\"", "it is not known", "Use delete or insert."};
        const torch::Tensor absent = metrics::replacementFor(query.sample.pixels, query.options.replacement);
        VITRINE_TRY(const std::vector<Edit> edits, editsOf(request.parameters, m_inputs.classifier.inputSize()));
        const torch::Tensor source = mode == "delete" ? absent : query.sample.pixels;
        torch::Tensor edited = (mode == "delete" ? query.sample.pixels : absent).clone();
        for (const Edit& edit : edits) {
            const auto part = [&](const torch::Tensor& of) { return of.narrow(1, edit.y, edit.height).narrow(2, edit.x, edit.width); };
            part(edited).copy_(part(source));
        }
        Reply reply;
        describe(query, reply);
        const torch::Tensor after = m_inputs.classifier.probabilities(edited.unsqueeze(0)).squeeze(0).to(torch::kCPU);
        reply.values["edited_probability"] = after[query.target].item<double>();
        reply.values["edited_predicted"] = after.argmax().item<std::int64_t>();
        reply.arrays["edited_probabilities"] = onCpu(after);
        reply.arrays["edited"] = onCpu(edited);
        return reply;
    }

    Options m_options;
    Inputs m_inputs;
    std::uint64_t m_seed;
};

}  // namespace

Result<std::unique_ptr<Session>> openSession(const SessionContext& context) {
    return guarded("Cannot open the session", "lrp_resnet", [&]() -> Result<std::unique_ptr<Session>> {
        InputServices services;
        services.device = deviceOf(context.device);
        services.seed = context.seed;
        services.say = [](const std::string& text) { logLine(LogLevel::Info, text); };
        services.cancelled = [] { return false; };
        services.usedWeights = [](const DataRef&) {};
        services.cached = [&](const std::string& key, const auto& make) { return cachedFile(context.cacheFolder, key, make, services.cancelled); };
        VITRINE_TRY(Options options, readOptions(context.params));
        VITRINE_TRY(Inputs inputs, openInputs(context.data, services));
        VITRINE_CHECK(options.explainerOptions(*inputs.classifier.network, context.seed));  // Wrong rules are told now, not with each request.
        return std::unique_ptr<Session>(std::make_unique<LrpSession>(std::move(options), std::move(inputs), context.seed));
    });
}

}  // namespace vitrine::lrp
