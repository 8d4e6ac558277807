// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/residual_block.h"

namespace vitrine::nn {
namespace {

/// kernel x kernel without bias, padded so that stride 1 keeps the size.
torch::nn::Conv2d convolution(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride) {
    return torch::nn::Conv2d(
        torch::nn::Conv2dOptions(inputs, outputs, kernel).stride(stride).padding(kernel / 2).bias(false));
}

/// Copies every `stride`-th pixel; the new channels are shared between front and back (in equal parts when their number
/// is even).
Shortcut optionAShortcut(const ResidualBlockSpec& spec) {
    Shortcut shortcut;
    shortcut.kind = ShortcutKind::OptionA;
    shortcut.stride = spec.stride;
    shortcut.channelsBefore = (spec.outputs() - spec.inputs) / 2;
    shortcut.channelsAfter = spec.outputs() - spec.inputs - shortcut.channelsBefore;
    return shortcut;
}

}  // namespace

ConvBn makeConvBn(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride) {
    return {convolution(inputs, outputs, kernel, stride), torch::nn::BatchNorm2d(outputs)};
}

torch::Tensor Shortcut::forward(const torch::Tensor& x) {
    using torch::indexing::Slice;
    switch (kind) {
        case ShortcutKind::Identity:
            return x;
        case ShortcutKind::Projection:
            return projection.forward(x);
        case ShortcutKind::OptionA:
            break;
    }
    const torch::Tensor thinned = x.index({Slice(), Slice(), Slice({}, {}, stride), Slice({}, {}, stride)});
    return torch::constant_pad_nd(thinned, {0, 0, 0, 0, channelsBefore, channelsAfter});
}

ResidualBlockImpl::ResidualBlockImpl(const ResidualBlockSpec& spec) {
    if (spec.bottleneck) {
        addMain(spec.inputs, spec.width, 1, 1);
        addMain(spec.width, spec.width, 3, spec.stride);
        addMain(spec.width, spec.outputs(), 1, 1);
    } else {
        addMain(spec.inputs, spec.width, 3, spec.stride);
        addMain(spec.width, spec.width, 3, 1);
    }
    if (spec.stride == 1 && spec.inputs == spec.outputs()) return;
    if (spec.optionA) {
        shortcut = optionAShortcut(spec);
        return;
    }
    shortcut.kind = ShortcutKind::Projection;
    shortcut.projection = makeConvBn(spec.inputs, spec.outputs(), 1, spec.stride);
    register_module(spec.projectionName, torch::nn::Sequential(shortcut.projection.conv, shortcut.projection.bn));
}

void ResidualBlockImpl::addMain(std::int64_t inputs, std::int64_t outputs, std::int64_t kernel, std::int64_t stride) {
    main.push_back(makeConvBn(inputs, outputs, kernel, stride));
    const std::string number = std::to_string(main.size());
    register_module("conv" + number, main.back().conv);
    register_module("bn" + number, main.back().bn);
}

torch::Tensor ResidualBlockImpl::branch(torch::Tensor x) {
    for (std::size_t i = 0; i < main.size(); ++i) {
        x = main[i].forward(x);
        if (i + 1 < main.size()) x = torch::relu(x);
    }
    return x;
}

}  // namespace vitrine::nn
