// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/metrics/insertion_deletion.h"
#include "core/schema/parameter_schema.h"
#include "plugins/lrp_resnet/explainers.h"

namespace vitrine::lrp {

enum class Target { Predicted, Label, Class };

/// The parameters of plugin.json, read once.
struct Options {
    Explainer explainer = Explainer::Lrp;
    std::vector<Explainer> compared;  ///< Further explainers on the same images; never holds `explainer`.
    SplitRule split = SplitRule::Ratio;
    std::string blockRules;
    LrpOptions lrp;                   ///< Without `rules`: they need the network.
    Target target = Target::Predicted;
    std::int64_t targetClass = 0;
    bool quantise = false;
    std::int64_t levels = 8;

    std::int64_t count = 8;
    std::vector<std::int64_t> chosen;  ///< Numbers of images; empty: `count` of them.
    bool seededSelection = false, correctOnly = true;

    bool evaluate = true;
    std::int64_t step = 0;             ///< Pixels per step; 0: by image size.
    metrics::TieRule ties = metrics::TieRule::Rank;
    metrics::Replacement replacement = metrics::Replacement::Black;
    bool scoreLabel = true;            ///< Probability of the true class where it is known; else of the explained one.

    std::int64_t integrationSteps = 50, riseMasks = 2000;
    std::int64_t batch = 16;           ///< Images per LRP pass and checkpoint.
    bool audit = true, saveMaps = true;
    double opacity = 0.6;

    /// Explainer, then the compared ones.
    std::vector<Explainer> explainers() const;
    /// Pixels per step for an image of that side: as set, or 16 at 32 px, 64 at 64 px and 500 at 224 px (the paper's).
    std::int64_t stepFor(std::int64_t side) const;
    /// For `explain`; resolves the rules of the blocks.
    Result<ExplainerOptions> explainerOptions(const nn::ResnetImpl& network, std::uint64_t seed) const;
};

Result<Options> readOptions(const ParameterSet& params);

/// The map as it is shown and scored.
torch::Tensor finished(const torch::Tensor& maps, const Options& options);

/// The class to explain for each image. `labels` may hold -1 where it is not known; `names` are for errors.
Result<torch::Tensor> targetsOf(const Options& options, const torch::Tensor& predicted, const std::vector<std::int64_t>& labels, std::int64_t classes,
                                const std::vector<std::string>& names);

}  // namespace vitrine::lrp
