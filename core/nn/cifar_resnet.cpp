// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/cifar_resnet.h"

namespace vitrine::nn {

Result<ResnetConfig> cifarResnet(std::int64_t depth, std::int64_t classes) {
    if (depth < 8 || (depth - 2) % 6 != 0)
        return Error{ErrorCode::InvalidArgument, "Cannot build the network",
                     fmt::format("CIFAR ResNet of depth {}", depth),
                     "the depth is 6 n + 2 for n blocks in each of three stages", "Give 20, 32, 44, 56 or 110."};
    const std::int64_t n = (depth - 2) / 6;
    ResnetConfig config;
    config.blocks = {n, n, n};
    config.classes = classes;
    VITRINE_CHECK(config.validate());
    return config;
}

ResnetConfig smallResnet(std::vector<std::int64_t> widths, std::int64_t blocksPerStage, std::int64_t classes,
                         std::int64_t inputSize, std::int64_t inputChannels) {
    ResnetConfig config;
    config.blocks.assign(widths.size(), blocksPerStage);
    config.widths = std::move(widths);
    config.classes = classes;
    config.inputSize = inputSize;
    config.inputChannels = inputChannels;
    return config;
}

}  // namespace vitrine::nn
