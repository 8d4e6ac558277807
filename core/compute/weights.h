// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/data/array.h"

namespace vitrine {

/// Weights from a file: safetensors, npz, or a PyTorch state dict (zip or legacy; never executed). By content, not by name.
Result<NamedArrays> readWeights(const std::filesystem::path& file);

/// Drops `prefix` ("module.") from all names that have it.
NamedArrays withoutPrefix(const NamedArrays& weights, const std::string& prefix);

/// Copies weights into the parameters and buffers of a module by name. Missing, extra and mis-shaped names are one error that lists them
/// (the first ten of each); `optionalSuffixes` may be missing ("num_batches_tracked").
Status loadInto(torch::nn::Module& module, const NamedArrays& weights, const std::string& object,
                const std::vector<std::string>& optionalSuffixes = {"num_batches_tracked"});

/// Parameters and buffers of a module by name (shared bytes on the CPU).
NamedArrays weightsOf(const torch::nn::Module& module);

}  // namespace vitrine
