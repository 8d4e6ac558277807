// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/compute/describe.h"

#include <link.h>

#include <filesystem>
#include <set>
#include <sstream>

#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include "core/base/files.h"
#include "core/compute/compat.h"

namespace vitrine {
namespace {

/// The linear algebra libraries that are mapped into this process, with links
/// followed: what "libblas.so.3" really is decides between 3 and 60 GFLOP/s.
std::set<std::string> loadedBlas() {
    std::set<std::string> paths;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* out) {
            const std::filesystem::path path = info->dlpi_name;
            const std::string file = path.filename().string();
            if (file.find("blas") == std::string::npos && file.find("mkl") == std::string::npos &&
                file.find("blis") == std::string::npos)
                return 0;
            std::error_code error;
            const auto real = std::filesystem::canonical(path, error);
            static_cast<std::set<std::string>*>(out)->insert(error ? path.string() : real.string());
            return 0;
        },
        &paths);
    return paths;
}

/// The value of "KEY=value" in LibTorch's configuration text, up to the next
/// comma; empty without it.
std::string setting(const std::string& config, const std::string& key) {
    const auto at = config.find(key + "=");
    if (at == std::string::npos) return {};
    const auto begin = at + key.size() + 1;
    return config.substr(begin, config.find_first_of(",\n", begin) - begin);
}

/// Models of the NVIDIA GPUs that the driver lists, in the order of their bus.
Json gpuModels() {
    Json models = Json::array();
    std::error_code error;
    std::set<std::filesystem::path> gpus;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", error))
        gpus.insert(entry.path());
    for (const auto& gpu : gpus) {
        const auto text = readText(gpu / "information", 1 << 16);
        if (!text) continue;
        std::istringstream lines(*text);
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with("Model:")) models.push_back(line.substr(line.find_first_not_of(" \t", 6)));
    }
    return models;
}

Json describeCuda() {
    Json cuda = {{"built", at::hasCUDA()}, {"available", torch::cuda::is_available()}, {"gpus", gpuModels()}};
    if (!torch::cuda::is_available()) return cuda;
    const auto& hooks = at::detail::getCUDAHooks();
    cuda["devices"] = torch::cuda::device_count();
    cuda["cudnn"] = torch::cuda::cudnn_is_available();
    cuda["config"] = hooks.showConfig();
    return cuda;
}

}  // namespace

Json describeCompute() {
    const std::string config = at::show_config();
    return {{"torch", TORCH_VERSION},
            {"blas", {{"configured", setting(config, "BLAS_INFO")}, {"loaded", loadedBlas()}}},
            {"mkldnn", {{"available", at::hasMKLDNN()}, {"version", at::get_mkldnn_version()}}},
            {"openmp", at::get_openmp_version()},
            {"threads", {{"operators", at::get_num_threads()}, {"between_operators", at::get_num_interop_threads()}}},
            {"deterministic", at::globalContext().deterministicAlgorithms()},
            {"cuda", describeCuda()},
            {"config", config}};
}

}  // namespace vitrine
