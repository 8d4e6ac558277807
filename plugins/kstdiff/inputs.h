// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/options.h"

namespace vitrine::kstdiff {

/// What opening needs of the run or session.
struct InputServices {
    torch::Device device = torch::kCPU;
    std::uint64_t seed = 0;
    std::function<void(const std::string&)> say;
    std::function<bool()> cancelled;
    std::function<void(double done, double total, const char* phase)> progress;
    std::function<void(const DataRef&)> usedWeights;
};

/// A city with flow and embedding, ready to train on, and the model that was bound.
struct Inputs {
    City city;                       ///< `embedding` is there.
    std::optional<FlowModel> bound;  ///< From the role "model".
};

/// The role "city" (a folder, an archive, or the built-in random city), cut to the wanted regions, with generated flow
/// or that of its files. `FlowSource::File` without a flow file is an error.
Result<City> openCity(const DataBinding& data, const Options& options, const InputServices& services);

/// The model of the role "model", if one is bound; one that does not fit the city is an error.
Result<std::optional<FlowModel>> boundModel(const DataBinding& data, const City& city, const InputServices& services);

/// City, embedding (stage 1 where it must be trained) and bound model.
Result<Inputs> openInputs(const DataBinding& data, const Options& options, const InputServices& services);

/// The embedding that the options ask for.
Result<torch::Tensor> embeddingOf(const City& city, const Options& options, const InputServices& services);

/// A model for this city; errors say which size does not fit.
Status checkFits(const FlowModel& model, const City& city, const std::string& object);

/// What the networks take of some regions: features, embedding and the edges among them, on the device.
RegionInputs regionInputs(const City& city, const std::vector<std::int64_t>& regions, torch::Device device);

}  // namespace vitrine::kstdiff
