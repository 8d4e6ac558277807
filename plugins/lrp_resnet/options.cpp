// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/options.h"

#include <algorithm>

namespace vitrine::lrp {
namespace {

Target targetOf(const std::string& text) {
    return text == "label" ? Target::Label : text == "class" ? Target::Class : Target::Predicted;
}

metrics::Replacement replacementOf(const std::string& text) {
    return text == "mean" ? metrics::Replacement::Mean : text == "blur" ? metrics::Replacement::Blur : metrics::Replacement::Black;
}

void readRules(const ParameterSet& params, Options& options) {
    options.blockRules = params.getText("block_rules");
    options.lrp.epsilon = params.getReal("epsilon");
    options.lrp.topK = params.getReal("top_k");
    options.lrp.foldBatchNorm = params.getBool("fold_batch_norm");
    options.lrp.closePadding = params.getBool("close_padding");
    options.lrp.firstLayer = params.getText("first_layer") == "zplus" ? FirstLayerRule::ZPlus : FirstLayerRule::Ones;
    options.target = targetOf(params.getText("target"));
    options.targetClass = params.getInt("target_class");
    options.quantise = params.getBool("quantise");
    options.levels = params.getInt("levels");
    options.integrationSteps = params.getInt("integration_steps");
    options.riseMasks = params.getInt("rise_masks");
}

void readImages(const ParameterSet& params, Options& options) {
    options.count = params.getInt("count");
    options.chosen = params.getInts("image_numbers");
    options.seededSelection = params.getText("selection") == "seeded";
    options.correctOnly = params.getBool("correct_only");
    options.batch = params.getInt("batch");
}

void readEvaluation(const ParameterSet& params, Options& options) {
    options.evaluate = params.getBool("evaluate");
    options.step = params.getInt("step");
    options.ties = params.getText("ties") == "threshold" ? metrics::TieRule::Threshold : metrics::TieRule::Rank;
    options.replacement = replacementOf(params.getText("replacement"));
    options.scoreLabel = params.getText("score_class") == "label";
    options.audit = params.getBool("audit");
    options.saveMaps = params.getBool("save_maps");
    options.opacity = params.getReal("opacity");
}

}  // namespace

std::vector<Explainer> Options::explainers() const {
    std::vector<Explainer> all{explainer};
    all.insert(all.end(), compared.begin(), compared.end());
    return all;
}

std::int64_t Options::stepFor(std::int64_t side) const {
    if (step > 0) return step;
    return side <= 64 ? std::max<std::int64_t>(1, side * side / 64) : std::max<std::int64_t>(1, side * side * 500 / (224 * 224));
}

Result<ExplainerOptions> Options::explainerOptions(const nn::ResnetImpl& network, std::uint64_t seed) const {
    ExplainerOptions result;
    result.lrp = lrp;
    VITRINE_TRY(result.lrp.rules, lrp::blockRules(split, blockRules, network));
    result.integrationSteps = integrationSteps;
    result.riseMasks = riseMasks;
    result.seed = seed;
    return result;
}

Result<Options> readOptions(const ParameterSet& params) {
    Options options;
    VITRINE_TRY(options.explainer, explainerOf(params.getText("explainer")));
    VITRINE_TRY(options.compared, explainerList(params.getText("compare")));
    std::erase(options.compared, options.explainer);
    VITRINE_TRY(options.split, splitRuleOf(params.getText("split")));
    readRules(params, options);
    readImages(params, options);
    readEvaluation(params, options);
    return options;
}

torch::Tensor finished(const torch::Tensor& maps, const Options& options) {
    return options.quantise ? quantise(maps, options.levels) : maps;
}

Result<torch::Tensor> targetsOf(const Options& options, const torch::Tensor& predicted, const std::vector<std::int64_t>& labels, std::int64_t classes,
                                const std::vector<std::string>& names) {
    if (options.target == Target::Predicted) return predicted;
    if (options.target == Target::Class) {
        if (options.targetClass < classes) return torch::full_like(predicted, options.targetClass);
        return Error{ErrorCode::InvalidArgument, "Cannot explain the class", fmt::format("target_class = {}", options.targetClass),
                     fmt::format("the network has classes 0 to {}", classes - 1), "Give one of these, or explain the predicted class."};
    }
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] < 0)
            return Error{ErrorCode::InvalidArgument, "Cannot explain the true class", names[i], "the image has no label", "Use target = predicted or target = class."};
    return torch::tensor(labels);
}

}  // namespace vitrine::lrp
