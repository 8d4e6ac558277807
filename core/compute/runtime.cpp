// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/describe.h"
#include "core/compute/device.h"
#include "core/compute/errors.h"
#include "core/compute/profiler.h"
#include "core/run/compute_runtime.h"

namespace vitrine {
namespace {

/// core/run's view of this library.
class TorchRuntime final : public ComputeRuntime {
public:
    Result<std::string> resolveDevice(const std::string& wanted) override {
        return guarded("Cannot choose the device", "device " + wanted, [&]() -> Result<std::string> {
            VITRINE_TRY(const torch::Device device, vitrine::resolveDevice(wanted));
            return device.str();
        });
    }

    Status configure(const std::string& device, int threads, std::uint64_t seed, bool deterministic) override {
        return guarded("Cannot set up the computation", "device " + device, [&]() -> Status {
            VITRINE_CHECK(vitrine::resolveDevice(device));
            setThreads(threads);
            seedEverything(seed, deterministic);
            return {};
        });
    }

    Json describe() override { return describeCompute(); }
    void startProfiler() override { OperatorProfiler::instance().start(); }
    Json stopProfiler() override { return OperatorProfiler::instance().stop().toJson(); }
};

/// Registers the runtime while the library is being loaded.
const bool kRegistered = [] {
    static TorchRuntime runtime;
    registerComputeRuntime(&runtime);
    return true;
}();

}  // namespace
}  // namespace vitrine
