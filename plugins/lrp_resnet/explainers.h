// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plugins/lrp_resnet/classifier.h"
#include "plugins/lrp_resnet/lrp.h"

namespace vitrine::lrp {

/// The proposal and what it is compared with; all give one map [H, W] an image.
enum class Explainer {
    Lrp,                  ///< With the split rule of the options.
    PlainLrp,             ///< rho = 1 everywhere: without splitting.
    GradCam,              ///< Selvaraju et al., ICCV 2017, on the last stage.
    IntegratedGradients,  ///< Sundararajan et al., ICML 2017: |sum over channels|, black baseline.
    GradientTimesInput,   ///< x dy/dx, summed over channels.
    Gradient,             ///< |dy/dx|, summed over channels (Simonyan et al., 2014).
    Rise,                 ///< Petsiuk et al., BMVC 2018.
    Random                ///< Uniform noise: what no method may fall below.
};

inline constexpr Explainer kExplainers[] = {Explainer::Lrp, Explainer::PlainLrp, Explainer::GradCam, Explainer::IntegratedGradients,
                                            Explainer::GradientTimesInput, Explainer::Gradient, Explainer::Rise, Explainer::Random};

const char* name(Explainer explainer);   ///< The id in plugin.json: "lrp", "grad_cam", ...
const char* title(Explainer explainer);  ///< "Grad-CAM"
Result<Explainer> explainerOf(const std::string& name);
/// "plain_lrp, grad_cam" -> the explainers, without duplicates.
Result<std::vector<Explainer>> explainerList(const std::string& list);

struct ExplainerOptions {
    LrpOptions lrp;
    std::int64_t integrationSteps = 50;
    std::int64_t riseMasks = 2000;
    double riseKeep = 0.5;     ///< Chance that a cell of a mask is open.
    std::int64_t batch = 256;  ///< Images per forward pass of RISE, per forward and backward pass a quarter.
    std::uint64_t seed = 0;
    std::function<bool()> cancelled;
};

/// Images to explain: pixels [N, 3, H, W] in [0, 1], the class of each, and its number in the data (which names its random stream).
struct Question {
    torch::Tensor pixels, targets;
    std::vector<std::int64_t> indices;
};

struct Answer {
    torch::Tensor maps;                ///< F32 [N, H, W] on the CPU.
    std::optional<Explanation> lrp;    ///< Lrp and PlainLrp only.
};

/// Errors: ErrorCode::Cancelled, and what LibTorch reports.
Result<Answer> explain(Explainer explainer, const Classifier& classifier, const Question& question, const ExplainerOptions& options);

/// RISE's masks first..last of a seed, [last - first, H, W]: a grid of 4 x 4 cells (8 x 8 from 128 px on), cells open with chance
/// `keep`, bilinear between them, shifted at random by up to one cell.
torch::Tensor riseMasks(std::uint64_t seed, std::int64_t first, std::int64_t last, std::int64_t side, double keep);

}  // namespace vitrine::lrp
