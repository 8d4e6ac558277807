// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/json.h"

namespace vitrine {

/// What core/run asks of the compute library without linking it. core/compute registers its implementation when it is loaded, which
/// happens when the first method library that needs LibTorch is opened; before that (or for methods without LibTorch) there is none.
class ComputeRuntime {
public:
    virtual ~ComputeRuntime() = default;
    /// "auto" -> "cuda" or "cpu"; an absent device is ErrorCode::DeviceFailed.
    virtual Result<std::string> resolveDevice(const std::string& wanted) = 0;
    /// Threads, seeds of all generators, deterministic algorithms. Called before every run and session.
    virtual Status configure(const std::string& device, int threads, std::uint64_t seed, bool deterministic) = 0;
    /// Library and driver versions, BLAS, devices: part of the record.
    virtual Json describe() = 0;
    virtual void startProfiler() = 0;
    /// The operator timeline since start: {"events": [{name, start_us, duration_us, thread, depth, shapes}], "by_operator": [...]}.
    virtual Json stopProfiler() = 0;
};

/// The registered runtime or null.
ComputeRuntime* computeRuntime();
void registerComputeRuntime(ComputeRuntime* runtime);

}  // namespace vitrine
