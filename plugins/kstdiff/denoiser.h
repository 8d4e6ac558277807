// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "plugins/kstdiff/denoiser_layer.h"

namespace vitrine::kstdiff {

/// The knowledge-enhanced denoiser: the noise in x_t of all regions, days and hours at once. The axis of regions comes
/// first, so that a product with the relation matrices needs no reordering.
class DenoiserImpl : public torch::nn::Module {
public:
    explicit DenoiserImpl(const DenoiserConfig& config);

    const DenoiserConfig& config() const { return m_config; }
    /// noisy [n, B, 24, 2], steps I64 [B], volume [n] (scaled estimate) -> noise [n, B, 24, 2]. `shares` receives, for
    /// each layer, how much of the fusion goes to the spatial branch: [n, B * 24, heads].
    torch::Tensor forward(const torch::Tensor& noisy, const torch::Tensor& steps, const RegionInputs& regions,
                          const torch::Tensor& volume, std::vector<torch::Tensor>* shares = nullptr);

    /// The embedded step, [B, 48], and the condition of the regions, [n, 32]: the same for all layers.
    torch::Tensor embedStep(const torch::Tensor& steps);
    torch::Tensor conditionOf(const RegionInputs& regions, const torch::Tensor& volume);

    std::vector<DenoiserLayer> layers;
    torch::nn::Linear step1{nullptr}, step2{nullptr}, input{nullptr}, features{nullptr}, volume{nullptr},
        middle{nullptr}, output{nullptr};

private:
    DenoiserConfig m_config;
};
TORCH_MODULE(Denoiser);

}  // namespace vitrine::kstdiff
