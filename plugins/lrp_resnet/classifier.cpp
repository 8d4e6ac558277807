// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/classifier.h"

#include "core/compute/errors.h"
#include "core/compute/tensor.h"
#include "core/compute/weights.h"
#include "core/nn/recognise_resnet.h"

namespace vitrine::lrp {
namespace {

/// Standard order of CIFAR-10's labels.
const std::vector<std::string> kCifar10Classes{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};

Status checkFinite(const NamedArrays& weights, const std::string& file) {
    for (const auto& [name, array] : weights) {
        const torch::Tensor values = toTensor(array);
        if (!values.is_floating_point() || values.isfinite().all().item<bool>()) continue;
        const auto bad = (~values.isfinite()).sum().item<std::int64_t>();
        return Error{ErrorCode::BadFormat, "Cannot use the weights", file + ", tensor " + name,
                     fmt::format("{} of its {} values are NaN or infinite", bad, values.numel()), "Take another checkpoint: this one diverged or is damaged."};
    }
    return {};
}

}  // namespace

std::string Classifier::className(std::int64_t index) const {
    const bool known = index >= 0 && index < static_cast<std::int64_t>(classNames.size());
    return known ? classNames[static_cast<std::size_t>(index)] : fmt::format("class {}", index);
}

torch::Tensor Classifier::probabilities(const torch::Tensor& pixels) const {
    const torch::NoGradGuard noGrad;
    return nn::Resnet(network)->forward(normalised(pixels)).softmax(1);
}

void freeze(nn::ResnetImpl& network, const torch::Device& device) {
    network.to(device);
    network.eval();
    for (torch::Tensor& parameter : network.parameters()) parameter.set_requires_grad(false);
}

Result<Classifier> loadClassifier(const std::filesystem::path& file, const torch::Device& device) {
    VITRINE_TRY(const NamedArrays weights, readWeights(file));
    return guarded("Cannot use the weights", file.string(), [&]() -> Result<Classifier> {
        VITRINE_CHECK(checkFinite(weights, file.string()));
        Classifier classifier;
        VITRINE_TRY(classifier.network, nn::buildResnet(weights, file.string()));
        const nn::ResnetConfig& config = classifier.network->config;
        if (config.inputChannels != 3)
            return Error{ErrorCode::Unsupported, "Cannot use the weights", file.string(),
                         fmt::format("the network takes {} channels, pictures have 3", config.inputChannels), "Give weights of a network for RGB images."};
        classifier.title = config.title();
        classifier.device = device;
        if (config.family == nn::ResnetFamily::Cifar && config.classes == 10) classifier.classNames = kCifar10Classes;
        freeze(*classifier.network, device);
        return classifier;
    });
}

}  // namespace vitrine::lrp
