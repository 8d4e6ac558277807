// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"
#include "core/nn/residual_block.h"

namespace vitrine::nn {

/// The two ways in which ResNets are written; they differ in stem, shortcut and names, not in the blocks.
enum class ResnetFamily {
    Cifar,       ///< 3x3 stem, no pooling, head "linear", projections "shortcut" (akamaster, kuangliu and our own small
                 ///< networks).
    Torchvision  ///< 7x7 stem with stride 2, 3x3 max pool with stride 2, head "fc", projections "downsample".
};

/// All that determines the layers of a ResNet; see cifar_resnet.h and torchvision_resnet.h for the known ones,
/// recognise_resnet.h for reading it off a state dict.
struct ResnetConfig {
    ResnetFamily family = ResnetFamily::Cifar;
    std::vector<std::int64_t> widths{16, 32, 64};  ///< Per stage; the first is the stem's.
    std::vector<std::int64_t> blocks{3, 3, 3};     ///< Per stage; stages after the first halve the resolution.
    bool bottleneck = false;
    bool optionA = true;  ///< Parameter-free shortcuts where shapes differ; torchvision's are projections.
    std::int64_t classes = 10;
    std::int64_t inputChannels = 3;
    std::int64_t inputSize = 32;  ///< Side of the images it was made for, px; other sizes work.

    /// Layers with weights on the main path: 20 for {3, 3, 3} basic blocks.
    std::int64_t depth() const;
    std::string title() const;  ///< "ResNet-20 (CIFAR, 10 classes)"
    /// The rules between the fields (as many widths as blocks, all positive, option A only for growing widths).
    Status validate() const;
};

/// A residual network as its parts, in the order of application, so that an explainer can walk it without knowing the
/// family: ReLU(stem) [max pool] blocks..., global average pool, head.
class ResnetImpl : public torch::nn::Module {
public:
    /// `config` must be valid. Weights are random (LibTorch's defaults, from the global generator) until loaded or
    /// initialised.
    explicit ResnetImpl(const ResnetConfig& config);

    ResnetConfig config;
    ConvBn stem;                        ///< "conv1", "bn1"
    bool stemPool = false;              ///< Max pool 3x3, stride 2, padding 1 after the stem.
    std::vector<ResidualBlock> blocks;  ///< Each knows its name.
    torch::nn::Linear head{nullptr};    ///< "linear" or "fc"

    /// Output of stem, ReLU and pool: the input of the first block.
    torch::Tensor forwardStem(const torch::Tensor& images);
    /// Feature maps after the last block, [N, C, H', W'].
    torch::Tensor features(const torch::Tensor& images);
    /// Logits [N, classes] of normalised images [N, inputChannels, H, W].
    torch::Tensor forward(const torch::Tensor& images);

private:
    void addStage(std::size_t stage, std::int64_t& channels);
};
TORCH_MODULE(Resnet);

/// He's normal initialisation (fan out) of all convolutions, batch norms at 1 and 0, a small uniform head; drawn from
/// `generator` alone, so that equal generators give equal networks. Source: He et al., ICCV 2015, arXiv 1502.01852;
/// torchvision's resnet.py.
void initialise(ResnetImpl& network, at::Generator generator);

}  // namespace vitrine::nn
