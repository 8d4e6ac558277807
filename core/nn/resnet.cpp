// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/resnet.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::nn {
namespace {

Error invalid(const ResnetConfig& config, std::string why) {
    return {ErrorCode::InvalidArgument, "Cannot build the network",
            fmt::format("ResNet with widths [{}] and blocks [{}]", fmt::join(config.widths, ", "),
                        fmt::join(config.blocks, ", ")),
            std::move(why), "Give one positive width and number of blocks for each stage."};
}

bool allPositive(const std::vector<std::int64_t>& values) {
    return std::all_of(values.begin(), values.end(), [](std::int64_t value) { return value > 0; });
}

}  // namespace

std::int64_t ResnetConfig::depth() const {
    return std::accumulate(blocks.begin(), blocks.end(), std::int64_t{0}) * (bottleneck ? 3 : 2) + 2;
}

std::string ResnetConfig::title() const {
    return fmt::format("ResNet-{} ({}, {} classes)", depth(), family == ResnetFamily::Cifar ? "CIFAR" : "torchvision",
                       classes);
}

Status ResnetConfig::validate() const {
    if (widths.empty() || widths.size() != blocks.size())
        return invalid(*this, fmt::format("there are {} widths for {} stages", widths.size(), blocks.size()));
    if (!allPositive(widths) || !allPositive(blocks) || classes < 1 || inputChannels < 1 || inputSize < 1)
        return invalid(*this, "every number must be positive");
    if (optionA && (bottleneck || !std::is_sorted(widths.begin(), widths.end())))
        return invalid(
            *this, "parameter-free shortcuts only add channels: they need basic blocks and widths that do not fall");
    return {};
}

ResnetImpl::ResnetImpl(const ResnetConfig& config_) : config(config_) {
    const bool torchvision = config.family == ResnetFamily::Torchvision;
    stem = makeConvBn(config.inputChannels, config.widths.front(), torchvision ? 7 : 3, torchvision ? 2 : 1);
    stemPool = torchvision;
    register_module("conv1", stem.conv);
    register_module("bn1", stem.bn);
    std::int64_t channels = config.widths.front();
    for (std::size_t stage = 0; stage < config.widths.size(); ++stage) addStage(stage, channels);
    head = register_module(torchvision ? "fc" : "linear", torch::nn::Linear(channels, config.classes));
}

void ResnetImpl::addStage(std::size_t stage, std::int64_t& channels) {
    const std::string stageName = "layer" + std::to_string(stage + 1);
    const auto stageModule = register_module(stageName, std::make_shared<torch::nn::Module>());
    for (std::int64_t i = 0; i < config.blocks[stage]; ++i) {
        ResidualBlockSpec spec;
        spec.inputs = channels;
        spec.width = config.widths[stage];
        spec.stride = stage > 0 && i == 0 ? 2 : 1;
        spec.bottleneck = config.bottleneck;
        spec.optionA = config.optionA;
        if (config.family == ResnetFamily::Torchvision) spec.projectionName = "downsample";
        ResidualBlock block(spec);
        block->name = stageName + "." + std::to_string(i);
        blocks.push_back(stageModule->register_module(std::to_string(i), block));
        channels = spec.outputs();
    }
}

torch::Tensor ResnetImpl::forwardStem(const torch::Tensor& images) {
    const torch::Tensor x = torch::relu(stem.forward(images));
    return stemPool ? torch::max_pool2d(x, 3, 2, 1) : x;
}

torch::Tensor ResnetImpl::features(const torch::Tensor& images) {
    torch::Tensor x = forwardStem(images);
    for (ResidualBlock& block : blocks) x = block->forward(x);
    return x;
}

torch::Tensor ResnetImpl::forward(const torch::Tensor& images) {
    return head->forward(features(images).mean({2, 3}));
}

void initialise(ResnetImpl& network, at::Generator generator) {
    torch::NoGradGuard noGrad;
    for (const auto& module : network.modules()) {
        if (auto* conv = module->as<torch::nn::Conv2dImpl>()) {
            const auto fanOut = static_cast<double>(conv->weight.numel() / conv->weight.size(1));
            conv->weight.normal_(0.0, std::sqrt(2.0 / fanOut), generator);
        } else if (auto* bn = module->as<torch::nn::BatchNorm2dImpl>()) {
            bn->reset_parameters();
        } else if (auto* linear = module->as<torch::nn::LinearImpl>()) {
            const double bound = 1.0 / std::sqrt(static_cast<double>(linear->weight.size(1)));
            linear->weight.uniform_(-bound, bound, generator);
            linear->bias.uniform_(-bound, bound, generator);
        }
    }
}

}  // namespace vitrine::nn
