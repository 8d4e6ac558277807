// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"
#include "core/nn/normalisation.h"
#include "core/nn/resnet.h"

namespace vitrine::lrp {

/// The network that is explained, with what it expects of an image.
struct Classifier {
    nn::Resnet network{nullptr};  ///< Eval mode, no gradients of its weights.
    nn::Normalisation normalisation = nn::kImageNet;
    std::vector<std::string> classNames;  ///< Empty when not known.
    std::string title;
    torch::Device device = torch::kCPU;

    std::int64_t classes() const { return network->config.classes; }
    std::int64_t inputSize() const { return network->config.inputSize; }
    std::string className(std::int64_t index) const;  ///< "frog", or "class 283".
    /// Pixels [N, 3, H, W] in [0, 1] -> what the network takes, on its device.
    torch::Tensor normalised(const torch::Tensor& pixels) const { return normalisation.apply(pixels.to(device)); }
    /// Softmax of pixels [N, 3, H, W] -> [N, classes], without a graph.
    torch::Tensor probabilities(const torch::Tensor& pixels) const;
};

/// A ResNet from a file of weights (CIFAR or torchvision family, recognised by names and shapes). Weights of another family, weights that are
/// not finite and networks that do not take RGB are errors that name the file.
Result<Classifier> loadClassifier(const std::filesystem::path& weights, const torch::Device& device);

/// Puts a network into the state that explaining needs: eval mode, no gradients of weights, on the device.
void freeze(nn::ResnetImpl& network, const torch::Device& device);

}  // namespace vitrine::lrp
