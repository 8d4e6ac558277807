// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/scoring.h"

#include <limits>

#include "core/compute/seed.h"

namespace vitrine::lrp {

namespace {
constexpr std::int64_t kMaskedImages = 256;  // A forward pass.
}

std::int64_t scoredClass(const Options& options, std::int64_t label, std::int64_t explained) {
    return options.scoreLabel && label >= 0 ? label : explained;
}

metrics::InsertionDeletionOptions curveOptions(const Options& options, std::int64_t side, std::int64_t index, std::uint64_t seed,
                                               std::function<bool()> cancelled) {
    metrics::InsertionDeletionOptions curves;
    curves.step = options.stepFor(side);
    curves.ties = options.ties;
    curves.replacement = options.replacement;
    curves.batch = kMaskedImages;
    curves.generator = namedGenerator(seed, fmt::format("ties/{}", index));
    curves.cancelled = std::move(cancelled);
    return curves;
}

Result<metrics::InsertionDeletion> curvesOf(const Classifier& classifier, const torch::Tensor& pixels, const torch::Tensor& map,
                                            std::int64_t scored, const metrics::InsertionDeletionOptions& options) {
    const auto probabilities = [&](const torch::Tensor& masked) { return classifier.probabilities(masked).select(1, scored); };
    return metrics::insertionDeletion(pixels.to(classifier.device), map, probabilities, options);
}

double insideObject(const torch::Tensor& map, const torch::Tensor& object) {
    if (!object.defined()) return std::numeric_limits<double>::quiet_NaN();
    const torch::Tensor positive = map.clamp_min(0).to(torch::kFloat64);
    const double all = positive.sum().item<double>();
    return all > 0 ? positive.masked_select(object).sum().item<double>() / all : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace vitrine::lrp
