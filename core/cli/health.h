// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace vitrine {

enum class HealthState { Ok, Note, Warning, Problem };  ///< Problem: something will not work; Warning: it works badly.
const char* name(HealthState state);

/// One finding about the machine.
struct HealthCheck {
    std::string name;
    HealthState state = HealthState::Ok;
    std::string detail;
    std::string next;  ///< What to do about it, when it is not ok.
};

// What vitrine-cli doctor looks at, each without side effects.
std::vector<HealthCheck> checkMachine();
std::vector<HealthCheck> checkStore(const std::filesystem::path& folder);
std::vector<HealthCheck> checkLibraries();
std::vector<HealthCheck> checkData();
std::vector<HealthCheck> checkPlugins();
/// LibTorch, its BLAS and CUDA as `probeCompute` saw them in a child process.
std::vector<HealthCheck> checkCompute(const Result<Json>& probed);

/// Loads the compute libraries into this process, describes them, and measures the speed of their matrix product.
Result<Json> describeComputeHere();
/// The same in a child process, which may crash or hang without harm.
Result<Json> probeCompute();

}  // namespace vitrine
