// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <torch/torch.h>

namespace vitrine::nn {

/// Per-channel statistics that a network's inputs are normalised with: (x - mean) / std for RGB x in [0, 1].
struct Normalisation {
    std::array<double, 3> mean;
    std::array<double, 3> std;

    /// [N, 3, H, W] or [3, H, W] in [0, 1] -> normalised, same dtype and device.
    torch::Tensor apply(const torch::Tensor& images) const;
    torch::Tensor invert(const torch::Tensor& normalised) const;
};

/// ImageNet's training set, as in torchvision's reference transforms (and in the CIFAR weights of
/// akamaster/pytorch_resnet_cifar10).
inline constexpr Normalisation kImageNet{{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}};

/// CIFAR-10's training set, as in kuangliu/pytorch-cifar.
inline constexpr Normalisation kCifar10{{0.4914, 0.4822, 0.4465}, {0.2023, 0.1994, 0.2010}};

}  // namespace vitrine::nn
