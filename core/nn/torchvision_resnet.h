// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/nn/resnet.h"

namespace vitrine::nn {

/// torchvision's ResNet-18, 34 (basic blocks), 50, 101 or 152 (bottlenecks, "v1.5": the stride sits in the 3x3) for 224
/// x 224 images normalised with `kImageNet`; names as in its checkpoints. Source: torchvision/models/resnet.py; He et
/// al. 2016, table 1.
Result<ResnetConfig> torchvisionResnet(std::int64_t depth, std::int64_t classes = 1000);

}  // namespace vitrine::nn
