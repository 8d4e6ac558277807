// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "core/data/array.h"
#include "core/nn/diffusion_sampler.h"
#include "plugins/kstdiff/denoiser.h"
#include "plugins/kstdiff/scaling.h"
#include "plugins/kstdiff/volume_estimator.h"

namespace vitrine::kstdiff {

enum class NoiseSchedule { Cosine, Linear };

/// All that must be known to build the networks before their weights are read.
struct FlowModelConfig {
    DenoiserConfig denoiser;
    std::int64_t steps = 1000;  ///< T
    NoiseSchedule schedule = NoiseSchedule::Cosine;
    bool guided =
        true;  ///< False: the plain process (f = 0); the estimate is still given to the denoiser as a condition.
};

struct DrawOptions {
    std::int64_t days = 1;
    std::int64_t steps = 0;  ///< 0: every step.
    double eta = 1;
    at::Generator generator;
    std::function<bool(const nn::SamplerStep&)> onStep = {};
};

/// The trained method: volume estimator, denoiser, diffusion and scaling.
class FlowModel {
public:
    /// Weights from LibTorch's global generator, then set by training or `restore`.
    FlowModel(const FlowModelConfig& config, const FlowScaling& scaling);

    const FlowModelConfig& config() const { return m_config; }
    const nn::GuidedDiffusion& diffusion() const { return m_diffusion; }
    const FlowScaling& scaling() const { return m_scaling; }

    /// Weights, sizes and scaling in one set of arrays, and back. Errors name what does not fit; `object` names the
    /// file.
    NamedArrays arrays() const;
    static Result<FlowModel> read(const std::filesystem::path& file);
    static Result<FlowModel> fromArrays(const NamedArrays& arrays, const std::string& object);

    /// The scaled volume estimate, [n].
    torch::Tensor volume(const RegionInputs& regions) { return estimator->forward(regions.features); }
    /// Scaled flow drawn for all regions, days and hours at once: [n, days, 24, 2], about within [-1, 1].
    Result<torch::Tensor> draw(const RegionInputs& regions, const DrawOptions& options);
    /// [n, D, 24, 2] scaled -> counts [D, n, 24, 2], never below 0.
    torch::Tensor counts(const torch::Tensor& scaled) const;
    void to(torch::Device device);

    Denoiser denoiser{nullptr};
    VolumeEstimator estimator{nullptr};

private:
    FlowModelConfig m_config;
    nn::GuidedDiffusion m_diffusion;
    FlowScaling m_scaling;
};

}  // namespace vitrine::kstdiff
