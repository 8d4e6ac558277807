// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine::nn {

/// What one pass over the training images gave.
struct EpochReport {
    std::int64_t epoch = 0, epochs = 0;  ///< 1-based number of the pass, and how many there will be.
    double loss = 0;                     ///< Mean cross entropy of the training batches, nats.
    double accuracy = 0;                 ///< Of the training batches, while training.
    double learningRate = 0;             ///< At the end of the pass.
};

enum class OptimizerKind { SgdMomentum, Adam };

struct TrainOptions {
    std::int64_t epochs = 10;
    std::int64_t batch = 64;
    double learningRate = 0.1;  ///< At the start; falls to 0 along a half cosine over all steps.
    double weightDecay = 1e-4;
    double momentum = 0.9;  ///< SGD only.
    OptimizerKind optimizer = OptimizerKind::SgdMomentum;
    at::Generator generator;  ///< Order of the images; required.
    std::function<void(const EpochReport&)> onEpoch;
    std::function<bool()> cancelled;  ///< Asked before every step.
};

/// Trains a classifier on images already normalised ([N, C, H, W], float) with labels [N] (I64) by cross entropy, and
/// leaves it in eval mode. `forward` maps a batch to logits with the module in training mode. Same generator state,
/// same result on one device. Errors: no images, labels that do not match, a loss that is no number any more,
/// ErrorCode::Cancelled. Source of the schedule: Loshchilov and Hutter, "SGDR", ICLR 2017, arXiv 1608.03983, without
/// restarts.
Result<std::vector<EpochReport>> trainClassifier(torch::nn::Module& model,
                                                 const std::function<torch::Tensor(torch::Tensor)>& forward,
                                                 const torch::Tensor& images, const torch::Tensor& labels,
                                                 const TrainOptions& options);

}  // namespace vitrine::nn
