// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/session_model.h"

#include <algorithm>

#include "core/base/hash.h"
#include "core/compute/device.h"
#include "core/data/safetensors.h"
#include "core/run/cached_file.h"
#include "core/run/data_binding.h"

namespace vitrine::kstdiff {
namespace {

constexpr std::int64_t kBriefEpochs = 10, kBriefDays = 12, kBriefSteps = 100, kBriefLayers = 3, kBriefFeedForward = 64;
constexpr double kBriefRate = 2e-3;

/// The wanted network, no larger than what trains in seconds.
FlowModelConfig briefConfig(const Options& options, const City& city) {
    FlowModelConfig config = options.model;
    config.denoiser.features = city.features.size(1);
    config.denoiser.layers = std::min(config.denoiser.layers, kBriefLayers);
    config.denoiser.feedForward = std::min(config.denoiser.feedForward, kBriefFeedForward);
    config.steps = std::min(config.steps, kBriefSteps);
    return config;
}

TrainingOptions briefTraining(const Options& options) {
    TrainingOptions training = options.training;
    training.epochs = std::min(training.epochs, kBriefEpochs);
    training.batch = std::max<std::int64_t>(training.batch, 4);
    training.learningRate = kBriefRate;
    training.decay = RateDecay::Linear;
    return training;
}

Result<FlowModel> trained(const City& city, const Options& options, torch::Device device,
                          const std::function<bool()>& cancelled) {
    VITRINE_TRY(const FlowScaling scaling, FlowScaling::fit(city.flow, city.train, options.range, options.curve));
    FlowModel model(briefConfig(options, city), scaling);
    model.to(device);
    const torch::Tensor days = city.flow.slice(0, 0, kBriefDays);
    const torch::Tensor flow = scaling.apply(days.index_select(1, torch::tensor(city.train, torch::kInt64)));
    Training training(model, regionInputs(city, city.train, device), flow.transpose(0, 1).contiguous().to(device),
                      briefTraining(options), false);
    VITRINE_CHECK(training.fitVolume(cancelled));
    while (!training.finished()) VITRINE_CHECK(training.epoch(cancelled));
    return model;
}

}  // namespace

Result<FlowModel> briefModel(const City& city, const Options& options, const SessionContext& context,
                             const std::function<bool()>& cancelled) {
    const Json key = {context.params.json(), bindingToJson(context.data), context.seed};
    const auto make = [&](const std::filesystem::path& file) -> Status {
        VITRINE_TRY(const FlowModel model, trained(city, options, deviceOf(context.device), cancelled));
        return writeSafetensors(file, model.arrays());
    };
    VITRINE_TRY(const std::filesystem::path file,
                cachedFile(context.cacheFolder, "brief-" + sha256(dumpJson(key)).substr(0, 24) + ".safetensors", make,
                           cancelled));
    VITRINE_TRY(FlowModel model, FlowModel::read(file));
    model.to(deviceOf(context.device));
    return model;
}

}  // namespace vitrine::kstdiff
