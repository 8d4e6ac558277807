// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/guided_diffusion.h"

#include <cmath>

namespace vitrine::nn {
namespace {

/// x + factor * prior, where an absent prior is zero.
torch::Tensor plusPrior(const torch::Tensor& x, double factor, const torch::Tensor& prior) {
    return prior.defined() ? torch::add(x, prior, factor) : x;
}

}  // namespace

GuidedDiffusion::GuidedDiffusion(DiffusionSchedule schedule) : m_schedule(std::move(schedule)) {
    const torch::Tensor kept = torch::tensor(m_schedule.alphaBar, torch::kFloat64);
    m_signal = kept.sqrt().to(torch::kFloat32);
    m_noise = (1 - kept).sqrt().to(torch::kFloat32);
}

torch::Tensor GuidedDiffusion::noised(const torch::Tensor& clean, const torch::Tensor& prior,
                                      const torch::Tensor& noise, const torch::Tensor& t) const {
    const auto at = [&](const torch::Tensor& table) {
        return table.to(clean.device()).index_select(0, t.reshape({-1}).to(clean.device())).view(t.sizes());
    };
    const torch::Tensor signal = at(m_signal);
    const torch::Tensor x = signal * clean + at(m_noise) * noise;
    return prior.defined() ? x + (1 - signal) * prior : x;
}

torch::Tensor GuidedDiffusion::cleanFrom(const torch::Tensor& noisy, const torch::Tensor& prior,
                                         const torch::Tensor& noise, std::int64_t t) const {
    const double kept = m_schedule.kept(t);
    return plusPrior(noisy / std::sqrt(kept) - std::sqrt(1 / kept - 1) * noise, -(1 / std::sqrt(kept) - 1), prior);
}

torch::Tensor GuidedDiffusion::noiseFrom(const torch::Tensor& noisy, const torch::Tensor& prior,
                                         const torch::Tensor& clean, std::int64_t t) const {
    const double kept = m_schedule.kept(t), signal = std::sqrt(kept);
    return plusPrior(noisy - signal * clean, -(1 - signal), prior) / std::sqrt(1 - kept);
}

PosteriorCoefficients GuidedDiffusion::posterior(std::int64_t t) const {
    const double beta = m_schedule.beta[static_cast<std::size_t>(t)], kept = m_schedule.kept(t),
                 before = m_schedule.kept(t - 1);
    PosteriorCoefficients c;
    c.clean = beta * std::sqrt(before) / (1 - kept);
    c.noisy = (1 - before) * std::sqrt(1 - beta) / (1 - kept);
    c.prior = 1 + (std::sqrt(kept) - 1) * (std::sqrt(1 - beta) + std::sqrt(before)) / (1 - kept);
    c.deviation = std::sqrt(beta * (1 - before) / (1 - kept));
    return c;
}

torch::Tensor GuidedDiffusion::posteriorMean(const torch::Tensor& clean, const torch::Tensor& noisy,
                                             const torch::Tensor& prior, std::int64_t t) const {
    const PosteriorCoefficients c = posterior(t);
    return plusPrior(c.clean * clean + c.noisy * noisy, c.prior, prior);
}

}  // namespace vitrine::nn
