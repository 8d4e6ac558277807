// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/training.h"

#include <cmath>

#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "core/run/run_context.h"

namespace vitrine::kstdiff {
namespace {

constexpr double kVolumeRate = 1e-3, kDecay = 0.995;
constexpr std::int64_t kVolumeBatch = 64;

/// Estimator first, so that its own optimiser works on the front of the vector.
nn::FlatParameters parametersOf(FlowModel& model) {
    std::vector<torch::Tensor> all = model.estimator->parameters();
    for (const torch::Tensor& parameter : model.denoiser->parameters()) all.push_back(parameter);
    return nn::FlatParameters(all);
}

std::int64_t numbersIn(const torch::nn::Module& module) {
    std::int64_t count = 0;
    for (const torch::Tensor& parameter : module.parameters()) count += parameter.numel();
    return count;
}

/// Draws weights like the constructors of the layers do, but from a seed of their own.
FlowModel& initialised(FlowModel& model, std::uint64_t seed, bool keepWeights) {
    if (keepWeights) return model;
    const torch::NoGradGuard noGraph;
    const auto device = model.denoiser->parameters().front().device();
    torch::manual_seed(seed);
    FlowModel fresh(model.config(), model.scaling());
    fresh.to(device);
    model.denoiser = fresh.denoiser;
    model.estimator = fresh.estimator;
    return model;
}

}  // namespace

Training::Training(FlowModel& model, RegionInputs regions, torch::Tensor flow, const TrainingOptions& options,
                   bool keepWeights)
    : m_model(initialised(model, options.seed, keepWeights)),
      m_regions(std::move(regions)),
      m_flow(std::move(flow)),
      m_volume(m_flow.mean({1, 2, 3})),
      m_options(options),
      m_generator(namedGenerator(options.seed, "training")),
      m_parameters(parametersOf(m_model)),
      m_adam(m_parameters, options.learningRate),
      m_volumeAdam(m_parameters.slice(0, numbersIn(*m_model.estimator)), kVolumeRate) {}

double Training::volumeEpoch() {
    const std::int64_t n = m_volume.size(0);
    const torch::Tensor order = torch::randperm(n, m_generator).to(m_volume.device());
    double sum = 0;
    for (std::int64_t begin = 0; begin < n; begin += kVolumeBatch) {
        const torch::Tensor batch = order.slice(0, begin, std::min(begin + kVolumeBatch, n));
        m_volumeAdam.zeroGradients();
        const torch::Tensor loss = torch::mse_loss(
            m_model.estimator->forward(m_regions.features.index_select(0, batch)), m_volume.index_select(0, batch));
        loss.backward();
        m_volumeAdam.step();
        sum += loss.item<double>() * static_cast<double>(batch.size(0));
    }
    return sum / static_cast<double>(n);
}

Status Training::fitVolume(const std::function<bool()>& cancelled) {
    for (std::int64_t i = 0; i < m_options.volumeEpochs; ++i) {
        if (cancelled()) return cancelledError();
        m_volumeLoss = volumeEpoch();
    }
    return {};
}

double Training::step(const torch::Tensor& days) {
    const auto device = m_flow.device();
    const torch::Tensor clean = m_flow.index_select(1, days.to(device));
    const torch::Tensor t =
        torch::randint(m_model.diffusion().steps(), {days.size(0)}, m_generator, torch::TensorOptions(torch::kInt64))
            .to(device);
    const torch::Tensor noise = torch::randn(clean.sizes(), m_generator).to(device);
    const torch::Tensor estimate = m_model.volume(m_regions);
    const torch::Tensor prior = m_model.config().guided ? estimate.view({-1, 1, 1, 1}) : torch::Tensor();
    const torch::Tensor noisy = m_model.diffusion().noised(clean, prior, noise, t.view({1, -1, 1, 1}));
    m_adam.zeroGradients();
    const torch::Tensor loss = torch::l1_loss(m_model.denoiser->forward(noisy, t, m_regions, estimate), noise);
    loss.backward();
    m_adam.step();
    return loss.item<double>();
}

Result<EpochLosses> Training::epoch(const std::function<bool()>& cancelled) {
    const double share = static_cast<double>(m_epoch) / static_cast<double>(m_options.epochs);
    m_adam.learningRate =
        m_options.learningRate *
        (m_options.decay == RateDecay::Linear ? 1 - share : std::pow(kDecay, static_cast<double>(m_epoch)));
    const std::int64_t days = m_flow.size(1);
    const torch::Tensor order = torch::randperm(days, m_generator);
    EpochLosses losses;
    losses.learningRate = m_adam.learningRate;
    for (std::int64_t begin = 0; begin < days; begin += m_options.batch) {
        if (cancelled()) return cancelledError();
        const torch::Tensor batch = order.slice(0, begin, std::min(begin + m_options.batch, days));
        losses.noise += step(batch) * static_cast<double>(batch.size(0)) / static_cast<double>(days);
    }
    ++m_epoch;
    if (m_epoch % m_options.volumeEvery == 0) m_volumeLoss = volumeEpoch();
    losses.volume = m_volumeLoss;
    if (!std::isfinite(losses.noise) || !std::isfinite(losses.volume))
        return Error{ErrorCode::MethodFailed, "Cannot train the flow model", fmt::format("epoch {}", m_epoch),
                     "the loss is no finite number", "Lower the learning rate."};
    return losses;
}

NamedArrays Training::state() const {
    NamedArrays arrays;
    arrays["values"] = toArray(m_parameters.values.detach().to(torch::kCPU).clone());
    arrays["generator"] = generatorState(m_generator);
    arrays["epoch"] = Array::of<std::int64_t>({m_epoch});
    arrays["volume_loss"] = Array::of<double>({m_volumeLoss});
    m_adam.save("adam.", arrays);
    m_volumeAdam.save("volume_adam.", arrays);
    return arrays;
}

Status Training::restore(const NamedArrays& arrays) {
    const auto has = [&](const char* name, DType dtype, std::int64_t count) {
        const auto found = arrays.find(name);
        return found != arrays.end() && found->second.dtype() == dtype && (count < 0 || found->second.count() == count);
    };
    if (!has("values", DType::F32, m_parameters.values.numel()) || !has("epoch", DType::I64, 1) ||
        !has("volume_loss", DType::F64, 1) || !arrays.contains("generator"))
        return Error{ErrorCode::Corrupt, "Cannot continue the training", "the checkpoint", "it is not of this network",
                     "Start the run anew."};
    const torch::NoGradGuard noGraph;
    m_parameters.values.copy_(toTensor(arrays.at("values")));
    setGeneratorState(m_generator, arrays.at("generator"));
    m_epoch = arrays.at("epoch").values<std::int64_t>()[0];
    m_volumeLoss = arrays.at("volume_loss").values<double>()[0];
    VITRINE_CHECK(m_adam.restore("adam.", arrays));
    return m_volumeAdam.restore("volume_adam.", arrays);
}

}  // namespace vitrine::kstdiff
