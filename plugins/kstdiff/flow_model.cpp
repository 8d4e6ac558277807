// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/flow_model.h"

#include <cmath>

#include "core/compute/tensor.h"
#include "core/compute/weights.h"
#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {
namespace {

constexpr const char* kWhat = "Cannot read the flow model";
constexpr const char *kSizes = "meta.sizes", *kScale = "meta.scale", *kDenoiser = "denoiser.",
                     *kEstimator = "estimator.";
constexpr std::size_t kSizeCount = 11;

nn::DiffusionSchedule scheduleOf(const FlowModelConfig& config) {
    return config.schedule == NoiseSchedule::Cosine ? nn::cosineSchedule(config.steps)
                                                    : nn::linearSchedule(config.steps);
}

NamedArrays partOf(const NamedArrays& arrays, const std::string& prefix) {
    NamedArrays part;
    for (const auto& [name, array] : arrays)
        if (name.starts_with(prefix)) part[name.substr(prefix.size())] = array;
    return part;
}

Error unusable(const std::string& object, std::string why) {
    return {ErrorCode::BadFormat, kWhat, object, std::move(why),
            "Give the file \"weights\" of a finished run of this method."};
}

/// Sizes that a network could have: what a damaged file says is not built.
bool plausible(std::span<const std::int64_t> sizes) {
    constexpr std::int64_t kMost[kSizeCount] = {4096, 4096, 512, 64, 65536, 1, 1, 100'000, 1, 1, 1};
    constexpr std::int64_t kLeast[kSizeCount] = {1, 1, 8, 1, 1, 0, 0, 1, 0, 0, 0};
    for (std::size_t i = 0; i < kSizeCount; ++i)
        if (sizes[i] < kLeast[i] || sizes[i] > kMost[i]) return false;
    return sizes[2] % 8 == 0;
}

bool allFinite(const torch::nn::Module& module) {
    for (const torch::Tensor& parameter : module.parameters())
        if (!parameter.isfinite().all().item<bool>()) return false;
    return true;
}

}  // namespace

FlowModel::FlowModel(const FlowModelConfig& config, const FlowScaling& scaling)
    : denoiser(config.denoiser),
      estimator(config.denoiser.features),
      m_config(config),
      m_diffusion(scheduleOf(config)),
      m_scaling(scaling) {}

NamedArrays FlowModel::arrays() const {
    NamedArrays result;
    for (const auto& [name, array] : weightsOf(*denoiser)) result[kDenoiser + name] = array;
    for (const auto& [name, array] : weightsOf(*estimator)) result[kEstimator + name] = array;
    const DenoiserConfig& d = m_config.denoiser;
    result[kSizes] = Array::of<std::int64_t>(
        {d.features, d.knowledge, d.channels, d.layers, d.feedForward, d.useKnowledge, d.releasedOutput, m_config.steps,
         static_cast<std::int64_t>(m_config.schedule), m_config.guided, static_cast<std::int64_t>(m_scaling.curve)});
    result[kScale] = Array::of<double>({m_scaling.low, m_scaling.high});
    return result;
}

Result<FlowModel> FlowModel::read(const std::filesystem::path& file) {
    VITRINE_TRY(const NamedArrays arrays, readWeights(file));
    return fromArrays(arrays, file.string());
}

Result<FlowModel> FlowModel::fromArrays(const NamedArrays& arrays, const std::string& object) {
    const auto sizes = arrays.find(kSizes), scale = arrays.find(kScale);
    if (sizes == arrays.end() || scale == arrays.end())
        return unusable(object, "it holds no flow model (no \"meta.sizes\" and \"meta.scale\")");
    if (sizes->second.dtype() != DType::I64 || sizes->second.count() != kSizeCount ||
        scale->second.dtype() != DType::F64 || scale->second.count() != 2)
        return unusable(object, "its sizes are not those of this version");
    const auto s = sizes->second.values<std::int64_t>();
    if (!plausible(s)) return unusable(object, "its sizes are out of range");
    FlowModelConfig config;
    config.denoiser = {s[0], s[1], s[2], s[3], s[4], s[5] != 0, s[6] != 0};
    config.steps = s[7];
    config.schedule = static_cast<NoiseSchedule>(s[8]);
    config.guided = s[9] != 0;
    const auto range = scale->second.values<double>();
    if (!(std::isfinite(range[0]) && range[0] < range[1])) return unusable(object, "its scaling is no range");
    FlowModel model(config, {static_cast<ScalingCurve>(s[10]), range[0], range[1]});
    VITRINE_CHECK(loadInto(*model.denoiser, partOf(arrays, kDenoiser), object));
    VITRINE_CHECK(loadInto(*model.estimator, partOf(arrays, kEstimator), object));
    if (!allFinite(*model.denoiser) || !allFinite(*model.estimator))
        return unusable(object, "some of its weights are no finite numbers");
    return model;
}

Result<torch::Tensor> FlowModel::draw(const RegionInputs& regions, const DrawOptions& options) {
    const torch::NoGradGuard noGraph;
    const torch::Tensor estimate = volume(regions),
                        prior = m_config.guided ? estimate.view({-1, 1, 1, 1}) : torch::zeros({1}, estimate.options());
    const auto noise = [&](const torch::Tensor& noisy, std::int64_t t) {
        return denoiser->forward(
            noisy, torch::full({options.days}, t, torch::TensorOptions(torch::kInt64).device(noisy.device())), regions,
            estimate);
    };
    nn::SamplerOptions sampler{options.steps, options.eta, 1, options.generator, options.onStep};
    return nn::drawSample(m_diffusion, {regions.features.size(0), options.days, kHours, kChannels}, prior, noise,
                          sampler);
}

torch::Tensor FlowModel::counts(const torch::Tensor& scaled) const {
    return m_scaling.undo(scaled.to(torch::kCPU).transpose(0, 1)).clamp_min(0).contiguous();
}

void FlowModel::to(torch::Device device) {
    denoiser->to(device);
    estimator->to(device);
}

}  // namespace vitrine::kstdiff
