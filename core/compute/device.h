// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine {

/// The device of "auto" (CUDA where LibTorch has it and finds a GPU, else the CPU), "cpu", "cuda" or "cuda:1". Unknown
/// texts are InvalidArgument, devices that are absent DeviceFailed.
Result<torch::Device> resolveDevice(const std::string& wanted);

/// The device of a name that was resolved before ("cpu", "cuda:1": RunContext::device()).
torch::Device deviceOf(const std::string& resolved);

/// CPU threads for operators; at least 1. The threads between operators are set to 1 once, before the first parallel
/// work.
void setThreads(int threads);

/// Seeds LibTorch's own generators, and switches deterministic algorithms (and cuDNN's, without TF32) on or off.
void seedEverything(std::uint64_t seed, bool deterministic);

}  // namespace vitrine
