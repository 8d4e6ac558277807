// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/denoiser.h"

#include <cmath>

#include "core/nn/step_embedding.h"
#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::int64_t kStepWidth = 64;

}  // namespace

DenoiserImpl::DenoiserImpl(const DenoiserConfig& config) : m_config(config) {
    const std::int64_t c = config.channels, wide = kHours * kChannels;
    const auto linear = [this](const char* name, std::int64_t inputs, std::int64_t outputs) {
        return register_module(name, torch::nn::Linear(inputs, outputs));
    };
    step1 = linear("step1", kStepWidth, wide);
    step2 = linear("step2", wide, wide);
    input = linear("input", kChannels, c);
    features = linear("features", config.features, c);
    volume = linear("volume", 1, c);
    middle = linear("middle", c, c);
    output = linear("output", c, kChannels);
    for (std::int64_t i = 0; i < config.layers; ++i)
        layers.push_back(register_module(fmt::format("layer{}", i), DenoiserLayer(config)));
}

torch::Tensor DenoiserImpl::embedStep(const torch::Tensor& steps) {
    return step2->forward(torch::gelu(step1->forward(nn::sinusoidalEmbedding(steps, kStepWidth))));
}

torch::Tensor DenoiserImpl::conditionOf(const RegionInputs& regions, const torch::Tensor& estimate) {
    return torch::cat({features->forward(regions.features), volume->forward(estimate.unsqueeze(1))}, 1);
}

torch::Tensor DenoiserImpl::forward(const torch::Tensor& noisy, const torch::Tensor& steps, const RegionInputs& regions,
                                    const torch::Tensor& estimate, std::vector<torch::Tensor>* shares) {
    const torch::Tensor step = embedStep(steps), condition = conditionOf(regions, estimate);
    torch::Tensor h = torch::relu(input->forward(noisy)), skips;
    for (DenoiserLayer& layer : layers) {
        torch::Tensor share;
        const DenoiserLayerImpl::Output out = layer->forward(h, step, condition, regions, shares ? &share : nullptr);
        h = out.next;
        skips = skips.defined() ? skips + out.skip : out.skip;
        if (shares) shares->push_back(share);
    }
    const torch::Tensor read =
        m_config.releasedOutput ? h : skips * (1 / std::sqrt(static_cast<double>(m_config.layers)));
    return output->forward(torch::relu(middle->forward(read)));
}

}  // namespace vitrine::kstdiff
