// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/device.h"

#include <charconv>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <optional>

#include "core/base/log.h"

namespace vitrine {
namespace {

/// GPU number of "cuda" (0) or "cuda:<n>"; nothing for any other text.
std::optional<int> cudaIndex(const std::string& name) {
    if (name == "cuda") return 0;
    if (name.rfind("cuda:", 0) != 0) return std::nullopt;
    int index = -1;
    const char* end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + 5, end, index);
    if (error != std::errc() || rest != end || index < 0) return std::nullopt;
    return index;
}

}  // namespace

Result<torch::Device> resolveDevice(const std::string& wanted) {
    const int gpus = torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
    if (wanted == "cpu" || (wanted == "auto" && gpus == 0)) return torch::Device(torch::kCPU);
    const std::optional<int> index = wanted == "auto" ? 0 : cudaIndex(wanted);
    if (!index)
        return Error{ErrorCode::InvalidArgument, "Cannot choose the device", "device " + wanted,
                     "no device has this name", "Give auto, cpu, cuda or cuda:<number>."};
    if (*index < gpus) return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(*index));
    const std::string why = !at::hasCUDA() ? "this LibTorch is built without CUDA, or finds no driver"
                            : gpus == 0    ? "LibTorch finds no CUDA GPU"
                                           : fmt::format("there are {} GPUs, numbered from 0", gpus);
    return Error{ErrorCode::DeviceFailed, "Cannot use the device", "device " + wanted, why,
                 "Give device auto or cpu, or install a LibTorch with CUDA and a "
                 "driver; doctor shows what is there."};
}

torch::Device deviceOf(const std::string& resolved) {
    return torch::Device(resolved);
}

void setThreads(int threads) {
    static std::once_flag interOp;
    std::call_once(interOp, [] {
        try {
            at::set_num_interop_threads(1);
        } catch (const std::exception&) {
            logInfo("Threads between operators stay at {}: parallel work had begun", at::get_num_interop_threads());
        }
    });
    at::set_num_threads(std::max(1, threads));
}

void seedEverything(std::uint64_t seed, bool deterministic) {
    torch::manual_seed(seed);
    // cuBLAS is only deterministic with a fixed workspace, read when its first
    // handle is made.
    if (deterministic) setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
    at::globalContext().setDeterministicAlgorithms(deterministic,
                                                   /*warn_only=*/false);
    at::globalContext().setDeterministicCuDNN(deterministic);
    at::globalContext().setBenchmarkCuDNN(!deterministic);
    at::globalContext().setAllowTF32CuBLAS(!deterministic);
    at::globalContext().setAllowTF32CuDNN(!deterministic);
}

}  // namespace vitrine
