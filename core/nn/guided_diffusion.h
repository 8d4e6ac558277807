// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/nn/diffusion_schedule.h"

namespace vitrine::nn {

/// q(x_{t-1} | x_t, x_0) = N(clean x_0 + noisy x_t + prior f, deviation^2 I): c1, c2, c3 and sigma_t.
struct PosteriorCoefficients {
    double clean = 0, noisy = 0, prior = 0, deviation = 0;
};

/// A diffusion whose end is N(f, I), centred on a prior estimate f of x_0, instead of N(0, I):
/// q(x_t | x_0) = N(sqrt(abar_t) x_0 + (1 - sqrt(abar_t)) f, (1 - abar_t) I). With f = 0 it is the plain process
/// (DDPM). Every `prior` must broadcast against x; an undefined one stands for f = 0. Source: Han, Zheng, Zhou, "CARD:
/// Classification and Regression Diffusion Models", NeurIPS 2022, arXiv 2206.07275.
class GuidedDiffusion {
public:
    explicit GuidedDiffusion(DiffusionSchedule schedule);

    const DiffusionSchedule& schedule() const { return m_schedule; }
    std::int64_t steps() const { return m_schedule.steps(); }

    /// A draw of x_t given x_0 and standard normal `noise`. `t` holds I64 steps in a shape that broadcasts against x_0.
    torch::Tensor noised(const torch::Tensor& clean, const torch::Tensor& prior, const torch::Tensor& noise,
                         const torch::Tensor& t) const;
    /// x_0 from x_t and its noise, and the noise from x_t and x_0: exact inverses of `noised`.
    torch::Tensor cleanFrom(const torch::Tensor& noisy, const torch::Tensor& prior, const torch::Tensor& noise,
                            std::int64_t t) const;
    torch::Tensor noiseFrom(const torch::Tensor& noisy, const torch::Tensor& prior, const torch::Tensor& clean,
                            std::int64_t t) const;

    PosteriorCoefficients posterior(std::int64_t t) const;
    /// Mean of x_{t-1} given x_t and x_0.
    torch::Tensor posteriorMean(const torch::Tensor& clean, const torch::Tensor& noisy, const torch::Tensor& prior,
                                std::int64_t t) const;

private:
    DiffusionSchedule m_schedule;
    torch::Tensor m_signal, m_noise;  ///< sqrt(abar_t) and sqrt(1 - abar_t), F32.
};

}  // namespace vitrine::nn
