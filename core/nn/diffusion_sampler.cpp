// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/diffusion_sampler.h"

#include <cmath>

namespace vitrine::nn {
namespace {

torch::Tensor normal(at::IntArrayRef shape, const torch::Tensor& like, const at::Generator& generator) {
    const torch::Tensor draw = torch::randn(shape, generator, torch::TensorOptions(torch::kFloat32));
    return like.defined() ? draw.to(like.device()) : draw;
}

/// From x_t to x_s, s < t, by way of x_0 and the noise that goes with it.
torch::Tensor stridedStep(const GuidedDiffusion& diffusion, const torch::Tensor& noisy, const torch::Tensor& clean,
                          const torch::Tensor& prior, std::int64_t t, std::int64_t s, const SamplerOptions& options) {
    const double keptT = diffusion.schedule().kept(t), keptS = diffusion.schedule().kept(s), signal = std::sqrt(keptS);
    const double sigma = options.eta * std::sqrt((1 - keptS) / (1 - keptT) * (1 - keptT / keptS));
    const torch::Tensor noise = diffusion.noiseFrom(noisy, prior, clean, t);
    torch::Tensor x = signal * clean + std::sqrt(std::max(0.0, 1 - keptS - sigma * sigma)) * noise;
    if (prior.defined()) x = torch::add(x, prior, 1 - signal);
    return sigma > 0 ? x + sigma * normal(noisy.sizes(), noisy, options.generator) : x;
}

torch::Tensor ancestralStep(const GuidedDiffusion& diffusion, const torch::Tensor& noisy, const torch::Tensor& clean,
                            const torch::Tensor& prior, std::int64_t t, const SamplerOptions& options) {
    const torch::Tensor mean = diffusion.posteriorMean(clean, noisy, prior, t);
    return t > 0 ? mean + diffusion.posterior(t).deviation * normal(noisy.sizes(), noisy, options.generator) : mean;
}

}  // namespace

std::vector<std::int64_t> sampledSteps(std::int64_t total, std::int64_t wanted) {
    const std::int64_t count = wanted <= 0 ? total : std::min(wanted, total);
    std::vector<std::int64_t> steps;
    for (std::int64_t i = count; i-- > 0;)
        steps.push_back(count > 1 ? (i * (total - 1) + (count - 1) / 2) / (count - 1) : total - 1);
    return steps;
}

Result<torch::Tensor> drawSample(const GuidedDiffusion& diffusion, at::IntArrayRef shape, const torch::Tensor& prior,
                                 const NoiseEstimator& estimate, const SamplerOptions& options) {
    const torch::NoGradGuard noGraph;
    const std::vector<std::int64_t> steps = sampledSteps(diffusion.steps(), options.steps);
    const auto count = static_cast<std::int64_t>(steps.size());
    const bool ancestral = count == diffusion.steps() && options.eta == 1;
    torch::Tensor x = normal(shape, prior, options.generator);
    const torch::Tensor centre = prior.defined() ? prior.expand(shape) : torch::zeros_like(x);
    x = x + centre;
    const auto goesOn = [&](std::int64_t number, std::int64_t t, const torch::Tensor& clean) {
        return !options.onStep || options.onStep({number, count, t, x, clean});
    };
    bool wanted = goesOn(0, diffusion.steps(), centre);
    std::int64_t taken = 0;
    for (; wanted && taken < count; ++taken) {
        const std::int64_t t = steps[static_cast<std::size_t>(taken)],
                           next = taken + 1 < count ? steps[static_cast<std::size_t>(taken) + 1] : -1;
        torch::Tensor clean = diffusion.cleanFrom(x, prior, estimate(x, t), t);
        if (options.clip > 0) clean = clean.clamp(-options.clip, options.clip);
        x = ancestral ? ancestralStep(diffusion, x, clean, prior, t, options)
                      : stridedStep(diffusion, x, clean, prior, t, next, options);
        wanted = goesOn(taken + 1, next + 1, clean);
    }
    if (wanted) return x;
    return Error{ErrorCode::Cancelled, "Sampling stopped", fmt::format("step {} of {}", taken, count),
                 "it was cancelled", "Start it again."};
}

}  // namespace vitrine::nn
