// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/inputs.h"

#include <algorithm>
#include <numeric>

#include "core/compute/errors.h"
#include "core/compute/seed.h"

namespace vitrine::lrp {
namespace {

constexpr std::int64_t kScenes = 1000;   // Offered by the generator.
constexpr std::size_t kLookAhead = 64;   // Images classified at a time while selecting.

/// The single file of a role, or null.
const DataRef* fileOf(const DataBinding& data, const std::string& role) {
    const auto found = data.find(role);
    return found == data.end() || found->second.empty() ? nullptr : &found->second.front();
}

Result<std::vector<std::int64_t>> chosenImages(const Inputs& inputs, const std::vector<std::int64_t>& chosen) {
    std::vector<std::int64_t> indices = chosen;
    std::sort(indices.begin(), indices.end());
    indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
    for (const std::int64_t index : {indices.front(), indices.back()})
        if (index < 0 || index >= inputs.images->count())
            return Error{ErrorCode::InvalidArgument, "Cannot explain the image", fmt::format("image_numbers, number {}", index),
                         fmt::format("there are {} ({})", inputs.images->count(), inputs.images->describe()),
                         fmt::format("Give numbers from 0 to {}.", inputs.images->count() - 1)};
    return indices;
}

/// Of some candidates those that may be explained.
Result<std::vector<std::int64_t>> correctOnes(const Inputs& inputs, const std::vector<std::int64_t>& candidates) {
    VITRINE_TRY(const SampleBatch batch, loadBatch(inputs, candidates));
    const torch::Tensor predicted = inputs.classifier.probabilities(batch.pixels).argmax(1).to(torch::kCPU);
    std::vector<std::int64_t> kept;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (batch.labels[i] < 0 || batch.labels[i] == predicted[static_cast<std::int64_t>(i)].item<std::int64_t>()) kept.push_back(candidates[i]);
    return kept;
}

}  // namespace

Result<Inputs> openInputs(const DataBinding& data, const InputServices& services) {
    const DataRef* images = fileOf(data, "images");
    const DataRef* weights = fileOf(data, "weights");
    Inputs inputs;
    if (weights) {
        VITRINE_TRY(inputs.classifier, loadClassifier(weights->path, services.device));
    }
    if (!images) {
        if (weights)
            services.say(fmt::format("no images are bound: the built-in scenes are explained with their own network, {} is not used", weights->path.string()));
        VITRINE_TRY(inputs.classifier, sceneClassifier(services.cached, services.device, services.say, services.cancelled));
        inputs.images = std::make_unique<SceneSource>(services.seed, kScenes);
        return inputs;
    }
    if (!weights)
        return Error{ErrorCode::NotFound, "Cannot explain the images", images->path.string(), "there are no weights of a network to explain",
                     "Add --data weights=FILE (a CIFAR or torchvision ResNet: safetensors, .pth, .npz), or leave the images to the built-in generator."};
    VITRINE_TRY(inputs.images, openImages(images->path, inputs.classifier.inputSize(), services.say));
    services.usedWeights(*weights);
    return inputs;
}

Result<SampleBatch> loadBatch(const Inputs& inputs, const std::vector<std::int64_t>& indices) {
    SampleBatch batch;
    std::vector<torch::Tensor> pixels;
    for (const std::int64_t index : indices) {
        VITRINE_TRY(Sample sample, inputs.images->at(index));
        if (sample.label >= inputs.classifier.classes())
            return Error{ErrorCode::InvalidArgument, "Cannot judge the image", sample.name,
                         fmt::format("its label is {}, the network has classes 0 to {}", sample.label, inputs.classifier.classes() - 1),
                         "Give images and weights of the same task."};
        pixels.push_back(sample.pixels);
        batch.labels.push_back(sample.label);
        batch.indices.push_back(index);
        batch.names.push_back(sample.name);
        batch.samples.push_back(std::move(sample));
    }
    batch.pixels = torch::stack(pixels);
    return batch;
}

Result<std::vector<std::int64_t>> selectImages(const Inputs& inputs, const Options& options, const InputServices& services) {
    if (!options.chosen.empty()) return chosenImages(inputs, options.chosen);
    const std::int64_t available = inputs.images->count();
    std::vector<std::int64_t> order(static_cast<std::size_t>(available)), kept;
    std::iota(order.begin(), order.end(), 0);
    if (options.seededSelection) {
        const torch::Tensor permutation = torch::randperm(available, namedGenerator(services.seed, "selection of images"));
        std::copy_n(permutation.data_ptr<std::int64_t>(), available, order.begin());
    }
    const auto wanted = static_cast<std::size_t>(std::min(options.count, available));
    for (std::size_t first = 0; first < order.size() && kept.size() < wanted;) {
        if (services.cancelled()) return cancelledError();
        const std::size_t last = std::min(first + std::min(kLookAhead, wanted - kept.size()), order.size());
        std::vector<std::int64_t> candidates(order.begin() + static_cast<std::ptrdiff_t>(first), order.begin() + static_cast<std::ptrdiff_t>(last));
        if (options.correctOnly) {
            VITRINE_TRY(candidates, correctOnes(inputs, candidates));
        }
        kept.insert(kept.end(), candidates.begin(), candidates.end());
        first = last;
    }
    if (kept.empty())
        return Error{ErrorCode::InvalidArgument, "No image can be explained", inputs.images->describe(), "the network gets the label of every image wrong",
                     "Give weights of the task, or set correct_only to false."};
    if (static_cast<std::int64_t>(kept.size()) < options.count)
        services.say(fmt::format("{} images were asked for, {} are there{}: all of these are explained", options.count, kept.size(),
                                 options.correctOnly ? " (that the network gets right, or that have no label)" : ""));
    std::sort(kept.begin(), kept.end());
    return kept;
}

}  // namespace vitrine::lrp
