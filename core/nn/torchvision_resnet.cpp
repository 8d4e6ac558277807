// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torchvision_resnet.h"

#include <array>

namespace vitrine::nn {
namespace {

struct Variant {
    std::int64_t depth;
    bool bottleneck;
    std::array<std::int64_t, 4> blocks;
};

constexpr Variant kVariants[] = {{18, false, {2, 2, 2, 2}},
                                 {34, false, {3, 4, 6, 3}},
                                 {50, true, {3, 4, 6, 3}},
                                 {101, true, {3, 4, 23, 3}},
                                 {152, true, {3, 8, 36, 3}}};

}  // namespace

Result<ResnetConfig> torchvisionResnet(std::int64_t depth, std::int64_t classes) {
    for (const Variant& variant : kVariants) {
        if (variant.depth != depth) continue;
        ResnetConfig config;
        config.family = ResnetFamily::Torchvision;
        config.widths = {64, 128, 256, 512};
        config.blocks.assign(variant.blocks.begin(), variant.blocks.end());
        config.bottleneck = variant.bottleneck;
        config.optionA = false;
        config.classes = classes;
        config.inputSize = 224;
        VITRINE_CHECK(config.validate());
        return config;
    }
    return Error{ErrorCode::InvalidArgument, "Cannot build the network",
                 fmt::format("torchvision ResNet of depth {}", depth), "torchvision has no ResNet of this depth",
                 "Give 18, 34, 50, 101 or 152."};
}

}  // namespace vitrine::nn
