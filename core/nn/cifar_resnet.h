// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/nn/resnet.h"

namespace vitrine::nn {

/// The CIFAR ResNet of He et al. 2016, section 4.2: three stages of (depth - 2) / 6 basic blocks with 16, 32 and 64
/// channels and option A shortcuts. Depth 20, 32, 44, 56, 110 or any other 6 n + 2; else an error. Its weights expect
/// images normalised with `kImageNet` (akamaster/pytorch_resnet_cifar10), 32 x 32.
Result<ResnetConfig> cifarResnet(std::int64_t depth, std::int64_t classes = 10);

/// A small network to train in seconds, of the same kind: any widths and number of blocks per stage.
ResnetConfig smallResnet(std::vector<std::int64_t> widths, std::int64_t blocksPerStage, std::int64_t classes,
                         std::int64_t inputSize, std::int64_t inputChannels = 3);

}  // namespace vitrine::nn
