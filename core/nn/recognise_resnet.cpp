// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/recognise_resnet.h"

#include "core/compute/weights.h"

namespace vitrine::nn {
namespace {

constexpr const char* kPrefix = "module.";  // Left by torch.nn.DataParallel.

/// Looks into a state dict and remembers its name for errors.
class StateDict {
public:
    StateDict(const NamedArrays& weights, const std::string& object) : m_weights(weights), m_object(object) {}

    bool has(const std::string& name) const { return m_weights.contains(name); }
    std::int64_t blocksOf(std::size_t stage) const {
        std::int64_t count = 0;
        while (has(fmt::format("layer{}.{}.conv1.weight", stage, count))) ++count;
        return count;
    }
    /// The shape of a tensor that must have `rank` axes, none of them empty.
    Result<std::vector<std::int64_t>> shape(const std::string& name, std::size_t rank) const {
        const auto found = m_weights.find(name);
        if (found == m_weights.end()) return unknown(fmt::format("there is no tensor {}", name));
        if (found->second.rank() != rank || found->second.count() == 0)
            return unknown(fmt::format("{} is {}, expected {} axes", name, found->second.describe(), rank));
        return found->second.shape();
    }
    Error unknown(std::string why) const {
        return {ErrorCode::BadFormat, "Cannot recognise the network", m_object, std::move(why),
                "Give the state dict of a torchvision ResNet (conv1, bn1, layer1.0.conv1, ..., fc) or of a CIFAR "
                "ResNet (..., linear)."};
    }

private:
    const NamedArrays& m_weights;
    const std::string& m_object;
};

/// Number and widths of the blocks, stage by stage.
Status readStages(const StateDict& dict, ResnetConfig& config) {
    config.widths.clear();
    config.blocks.clear();
    for (std::size_t stage = 1; dict.blocksOf(stage) > 0; ++stage) {
        VITRINE_TRY(const auto conv, dict.shape(fmt::format("layer{}.0.conv1.weight", stage), 4));
        config.widths.push_back(conv[0]);
        config.blocks.push_back(dict.blocksOf(stage));
    }
    if (config.blocks.empty()) return dict.unknown("there is no tensor layer1.0.conv1.weight");
    return {};
}

Result<ResnetConfig> recognise(const StateDict& dict) {
    ResnetConfig config;
    const bool torchvision = dict.has("fc.weight");
    if (!torchvision && !dict.has("linear.weight"))
        return dict.unknown("there is neither a tensor fc.weight nor linear.weight");
    config.family = torchvision ? ResnetFamily::Torchvision : ResnetFamily::Cifar;
    VITRINE_TRY(const auto stem, dict.shape("conv1.weight", 4));
    if (const std::int64_t side = torchvision ? 7 : 3; stem[2] != side || stem[3] != side)
        return dict.unknown(fmt::format("conv1.weight is {} x {}, expected {} x {}", stem[2], stem[3], side, side));
    config.inputChannels = stem[1];
    VITRINE_CHECK(readStages(dict, config));
    config.bottleneck = dict.has("layer1.0.conv3.weight");
    const std::string lastStage = fmt::format("layer{}.0", config.blocks.size());
    config.optionA = !torchvision && !config.bottleneck && !dict.has(lastStage + ".shortcut.0.weight");
    VITRINE_TRY(const auto head, dict.shape(torchvision ? "fc.weight" : "linear.weight", 2));
    config.classes = head[0];
    config.inputSize = torchvision ? 224 : 32;
    if (auto valid = config.validate(); !valid) return dict.unknown(valid.error().why);
    return config;
}

}  // namespace

Result<ResnetConfig> recogniseResnet(const NamedArrays& weights, const std::string& object) {
    const NamedArrays plain = withoutPrefix(weights, kPrefix);
    return recognise(StateDict(plain, object));
}

Result<Resnet> buildResnet(const NamedArrays& weights, const std::string& object) {
    const NamedArrays plain = withoutPrefix(weights, kPrefix);
    VITRINE_TRY(const ResnetConfig config, recognise(StateDict(plain, object)));
    Resnet network(config);
    VITRINE_CHECK(loadInto(*network, plain, object));
    network->eval();
    return network;
}

}  // namespace vitrine::nn
