// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

namespace vitrine::nn {

/// A convolution without bias and its batch normalisation.
struct ConvBn {
    torch::nn::Conv2d conv{nullptr};
    torch::nn::BatchNorm2d bn{nullptr};

    torch::Tensor forward(const torch::Tensor& x) { return bn->forward(conv->forward(x)); }
};

/// kernel x kernel, padded so that stride 1 keeps the size.
ConvBn makeConvBn(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride);

enum class ShortcutKind {
    Identity,    ///< S(x) = x
    Projection,  ///< S(x) = bn(conv1x1(x)): option B of He et al.
    OptionA      ///< S(x) = x[:, :, ::stride, ::stride] with zero channels around it; no parameters.
};

/// The skip branch S of a residual block.
struct Shortcut {
    ShortcutKind kind = ShortcutKind::Identity;
    ConvBn projection;                ///< Projection only.
    std::int64_t stride = 1;          ///< Option A only.
    std::int64_t channelsBefore = 0;  ///< Option A only: zero channels in front of the copied ones ("q") ...
    std::int64_t channelsAfter = 0;   ///< ... and behind them.

    torch::Tensor forward(const torch::Tensor& x);
};

/// How one residual block is built.
struct ResidualBlockSpec {
    std::int64_t inputs = 0;  ///< Channels of x.
    std::int64_t width = 0;   ///< Channels of the convolutions; the output has `width`, a bottleneck 4 * `width`.
    std::int64_t stride = 1;
    bool bottleneck = false;
    bool optionA = false;                     ///< Where shapes differ: option A instead of a projection.
    std::string projectionName = "shortcut";  ///< "downsample" in torchvision.

    std::int64_t outputs() const { return bottleneck ? 4 * width : width; }
};

/// out = ReLU(F(x) + S(x)); F = conv-bn-ReLU-...-conv-bn. Basic: 3x3, 3x3; bottleneck: 1x1, 3x3 (with the stride), 1x1.
/// Parameters are named conv1, bn1, conv2, ..., and <projectionName>.0 / .1 for the projection.
/// Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv 1512.03385.
class ResidualBlockImpl : public torch::nn::Module {
public:
    explicit ResidualBlockImpl(const ResidualBlockSpec& spec);

    std::string name;          ///< "layer2.0"
    std::vector<ConvBn> main;  ///< F in the order of application; ReLU between them, none after the last.
    Shortcut shortcut;         ///< S

    torch::Tensor branch(torch::Tensor x);                                      ///< F(x), [N, C_out, H', W']
    torch::Tensor skip(const torch::Tensor& x) { return shortcut.forward(x); }  ///< S(x), same shape.
    torch::Tensor forward(const torch::Tensor& x) { return torch::relu(branch(x) + skip(x)); }

private:
    void addMain(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride);
};
TORCH_MODULE(ResidualBlock);

}  // namespace vitrine::nn
