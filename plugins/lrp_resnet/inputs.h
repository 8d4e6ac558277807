// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "plugins/lrp_resnet/classifier.h"
#include "plugins/lrp_resnet/images.h"
#include "plugins/lrp_resnet/options.h"
#include "plugins/lrp_resnet/scenes.h"

namespace vitrine::lrp {

/// What a run or session works on.
struct Inputs {
    Classifier classifier;
    std::unique_ptr<ImageSource> images;
};

/// What opening needs of the run or session.
struct InputServices {
    torch::Device device = torch::kCPU;
    std::uint64_t seed = 0;
    CacheFunction cached;
    std::function<void(const std::string&)> say;
    std::function<bool()> cancelled;
    std::function<void(const DataRef&)> usedWeights;
};

/// The roles "images" and "weights". No images: the generator with its own network (given weights are checked, then left aside, and
/// `say` tells so). Images without weights are an error.
Result<Inputs> openInputs(const DataBinding& data, const InputServices& services);

/// Samples of one pass, stacked.
struct SampleBatch {
    std::vector<Sample> samples;
    torch::Tensor pixels;  ///< [N, 3, S, S]
    std::vector<std::int64_t> labels, indices;
    std::vector<std::string> names;
};
Result<SampleBatch> loadBatch(const Inputs& inputs, const std::vector<std::int64_t>& indices);

/// Numbers of the images to explain, ascending: the chosen ones (out of range is an error), or `count` of them in order or drawn by the
/// seed; with `correctOnly` those whose label is known and not predicted are passed over. Fewer than `count` are said, none is an error.
Result<std::vector<std::int64_t>> selectImages(const Inputs& inputs, const Options& options, const InputServices& services);

}  // namespace vitrine::lrp
