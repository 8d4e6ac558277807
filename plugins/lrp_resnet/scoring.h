// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/lrp_resnet/images.h"
#include "plugins/lrp_resnet/options.h"
#include "plugins/lrp_resnet/report.h"

namespace vitrine::lrp {

/// Whose probability the curves follow: the label when it is known and asked for, else the explained class.
std::int64_t scoredClass(const Options& options, std::int64_t label, std::int64_t explained);

/// The options of the curves of image `index`; ties are broken by the seed and that number.
metrics::InsertionDeletionOptions curveOptions(const Options& options, std::int64_t side, std::int64_t index, std::uint64_t seed,
                                               std::function<bool()> cancelled);

/// Insertion and deletion of a map [S, S] on one image, masked in pixel space.
Result<metrics::InsertionDeletion> curvesOf(const Classifier& classifier, const torch::Tensor& pixels, const torch::Tensor& map,
                                            std::int64_t scored, const metrics::InsertionDeletionOptions& options);

/// Share of the positive relevance that lies on the object; NaN when the object is not known or nothing is positive.
double insideObject(const torch::Tensor& map, const torch::Tensor& object);

}  // namespace vitrine::lrp
