// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"
#include "core/nn/guided_diffusion.h"

namespace vitrine::nn {

/// One step of a sampler, after it was taken.
struct SamplerStep {
    std::int64_t number = 0,
                 steps = 0;  ///< 0: the pure noise in front of the first step; and how many steps there are.
    std::int64_t t = 0;      ///< Of `noisy`: T for pure noise, 0 at the end.
    torch::Tensor noisy;     ///< x after the step.
    torch::Tensor clean;     ///< The estimate of x_0 that the step used; of step 0: the prior.
};

struct SamplerOptions {
    std::int64_t steps = 0;   ///< 0 or T: every step with the posterior (ancestral). Fewer: strided, evenly over T.
    double eta = 1;           ///< Strided: 1 adds as much noise as the posterior would, 0 none at all (deterministic).
    double clip = 1;          ///< The estimate of x_0 is kept within [-clip, clip]; 0: not clipped.
    at::Generator generator;  ///< Of the noise; on the CPU, so that all devices draw the same.
    std::function<bool(const SamplerStep&)> onStep;  ///< False stops the sampling with ErrorCode::Cancelled.
};

/// The noise in x_t, as a network estimates it.
using NoiseEstimator = std::function<torch::Tensor(const torch::Tensor& noisy, std::int64_t t)>;

/// The steps t that a sampler visits, falling, from T - 1 to 0.
std::vector<std::int64_t> sampledSteps(std::int64_t total, std::int64_t wanted);

/// A draw of x_0 of that shape: starts at N(prior, I). Sources: ancestral, Ho et al. 2020; strided, Song, Meng, Ermon,
/// "Denoising Diffusion Implicit Models", ICLR 2021, arXiv 2010.02502, carried over to a prior that is not 0.
Result<torch::Tensor> drawSample(const GuidedDiffusion& diffusion, at::IntArrayRef shape, const torch::Tensor& prior,
                                 const NoiseEstimator& estimate, const SamplerOptions& options);

}  // namespace vitrine::nn
