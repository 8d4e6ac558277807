// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/nn/adam.h"
#include "plugins/kstdiff/flow_model.h"

namespace vitrine::kstdiff {

enum class RateDecay {
    Exponential,  ///< x 0.995 an epoch, as in the paper.
    Linear        ///< Evenly down to 0 over all epochs.
};

struct TrainingOptions {
    std::int64_t epochs = 500, batch = 2;  ///< Days a step.
    double learningRate = 1e-4;
    RateDecay decay = RateDecay::Exponential;
    std::int64_t volumeEpochs = 100;  ///< Of the estimator alone, in front.
    std::int64_t volumeEvery = 1;     ///< Another epoch of the estimator every so many epochs.
    std::uint64_t seed = 0;
};

struct EpochLosses {
    double noise = 0;         ///< Mean |estimated - true noise| over the epoch.
    double volume = 0;        ///< Mean squared error of the scaled volume, last known.
    double learningRate = 0;  ///< Of the epoch.
};

/// Stage 2: volume estimator and denoiser, with all that a checkpoint needs to go on to the bit.
class Training {
public:
    /// `flow`: scaled [n, D, 24, 2] of the train regions. The model's weights are drawn anew from the seed unless
    /// `keepWeights`; they become views of one vector.
    Training(FlowModel& model, RegionInputs regions, torch::Tensor flow, const TrainingOptions& options,
             bool keepWeights);

    std::int64_t epochsDone() const { return m_epoch; }
    bool finished() const { return m_epoch >= m_options.epochs; }
    /// The estimator alone; once, before the first epoch.
    Status fitVolume(const std::function<bool()>& cancelled);
    /// One pass over the days. ErrorCode::Cancelled, or MethodFailed when the loss is no number any more.
    Result<EpochLosses> epoch(const std::function<bool()>& cancelled);
    /// One step on these days, I64 [B]; its loss. For measuring.
    double step(const torch::Tensor& days);

    NamedArrays state() const;
    Status restore(const NamedArrays& arrays);

private:
    double volumeEpoch();

    FlowModel& m_model;
    RegionInputs m_regions;
    torch::Tensor m_flow, m_volume;  ///< [n, D, 24, 2]; [n]: the estimator's target.
    TrainingOptions m_options;
    at::Generator m_generator;
    nn::FlatParameters m_parameters;
    nn::FlatAdam m_adam, m_volumeAdam;
    std::int64_t m_epoch = 0;
    double m_volumeLoss = 0;
};

}  // namespace vitrine::kstdiff
