// SPDX-License-Identifier: GPL-3.0-or-later
#include <dlfcn.h>
#include <poll.h>
#include <unistd.h>
#include <algorithm>

#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/base/process.h"
#include "core/cli/health.h"
#include "core/run/compute_runtime.h"
#include "core/run/launcher.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCannotLoad = "Cannot load the compute libraries";
constexpr const char* kInstallTorch = "Install LibTorch (Debian: libtorch1.13 or newer) and build Vitrine again.";
constexpr std::int64_t kProbeMicros = 30'000'000;
constexpr double kSlowGflops = 8;  ///< The reference BLAS gives 2-4 on a core, OpenBLAS 15 and more.

/// Billions of operations a second of C = A B with 512 x 512 floats; 0 when there is no BLAS behind `library`.
double matrixProductGflops(void* library) {
    using Sgemm = void (*)(const char*, const char*, const int*, const int*, const int*, const float*, const float*,
                           const int*, const float*, const int*, const float*, float*, const int*);
    const auto sgemm = reinterpret_cast<Sgemm>(::dlsym(library, "sgemm_"));
    if (!sgemm) return 0;
    constexpr int n = 512;
    constexpr float one = 1, zero = 0;
    const std::vector<float> a(n * n, 0.5f), b(n * n, 0.25f);
    std::vector<float> c(n * n);
    double best = 0;
    for (int i = 0; i < 4; ++i) {
        const std::int64_t start = steadyMicros();
        sgemm("N", "N", &n, &n, &n, &one, a.data(), &n, b.data(), &n, &zero, c.data(), &n);
        best = std::max(best, 2.0 * n * n * n / 1e3 / double(std::max<std::int64_t>(1, steadyMicros() - start)));
    }
    return best;
}

/// All that the child writes until it ends or the time is over.
std::string readAll(ChildProcess& child) {
    std::string text;
    char block[4096];
    const std::int64_t deadline = steadyMicros() + kProbeMicros;
    while (steadyMicros() < deadline) {
        pollfd waiting{child.out(), POLLIN, 0};
        if (::poll(&waiting, 1, 200) <= 0) continue;
        const ssize_t got = ::read(child.out(), block, sizeof block);
        if (got <= 0) break;
        text.append(block, static_cast<std::size_t>(got));
    }
    return text;
}

HealthCheck blasCheck(const Json& probed) {
    const Json blas = probed.value("blas", Json::object());
    const std::string loaded = blas.is_object() && blas.contains("loaded") ? dumpJson(blas["loaded"]) : "";
    const double gflops = numberOr(probed, "matrix_product_gflops", 0);
    const bool reference = gflops > 0 && gflops < kSlowGflops && loaded.find("openblas") == std::string::npos &&
                           loaded.find("mkl") == std::string::npos;
    HealthCheck check{"BLAS", HealthState::Ok, fmt::format("{:.1f} GFLOP/s in a 512 x 512 product, {}", gflops, loaded),
                      ""};
    if (!reference) return check;
    check.state = HealthState::Warning;
    check.next =
        "This is the slow reference BLAS. Install libopenblas0-pthread: matrix products become some 16 times faster.";
    return check;
}

HealthCheck cudaCheck(const Json& probed) {
    const Json cuda = probed.value("cuda", Json::object());
    std::error_code error;
    const bool driver = fs::exists("/proc/driver/nvidia/version", error);
    if (cuda.is_object() && boolOr(cuda, "available", false))
        return {"CUDA", HealthState::Ok, dumpJson(cuda.value("devices", Json::array())), ""};
    if (driver)
        return {"CUDA", HealthState::Warning, "there is an NVIDIA GPU, but this LibTorch cannot use it",
                "Build Vitrine against a LibTorch with CUDA."};
    return {"CUDA", HealthState::Note, "no GPU: methods run on the processor", ""};
}

}  // namespace

Result<Json> describeComputeHere() {
    const fs::path here = executableFolder();
    void* library = nullptr;
    std::string why = "libvitrine_compute.so is not in this build";
    for (const fs::path& file :
         {here / "../lib/libvitrine_compute.so", here / "../lib/vitrine/libvitrine_compute.so"}) {
        std::error_code error;
        if (library || !fs::exists(file, error)) continue;
        library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
        if (const char* reason = library ? nullptr : ::dlerror()) why = reason;
    }
    if (!library) return Error{ErrorCode::NotFound, kCannotLoad, "LibTorch", why, kInstallTorch};
    ComputeRuntime* runtime = computeRuntime();
    if (!runtime)
        return Error{ErrorCode::Unsupported, kCannotLoad, "libvitrine_compute.so", "it registers no runtime",
                     "Build Vitrine again."};
    Json description = runtime->describe();
    description["matrix_product_gflops"] = matrixProductGflops(library);
    return description;
}

Result<Json> probeCompute() {
    SpawnOptions options;
    options.arguments = {commandLineProgram().string(), "probe", "--json"};
    options.pipeOut = options.quiet = true;
    VITRINE_TRY(ChildProcess child, ChildProcess::spawn(options));
    const std::string text = readAll(child);
    for (int i = 0; i < 100 && !child.poll(); ++i) ::usleep(10'000);
    const ExitState exit = child.terminate(500);
    auto json = parseJson(text, "the probe's answer");
    if (!json.ok())
        return Error{ErrorCode::ProcessDied, kCannotLoad, "LibTorch", "the process that loads them ended with " + exit.text(),
                     kInstallTorch};
    if (const auto error = json->find("error"); error != json->end() && error->is_object())
        return Error{ErrorCode::NotFound, stringOr(*error, "what", kCannotLoad), stringOr(*error, "object"),
                     stringOr(*error, "why"), stringOr(*error, "next", kInstallTorch)};
    return json;
}

std::vector<HealthCheck> checkCompute(const Result<Json>& probed) {
    if (!probed.ok()) return {{"LibTorch", HealthState::Problem, probed.error().why, probed.error().next}};
    const HealthCheck torch{"LibTorch", HealthState::Ok,
                            probed->contains("torch") ? (*probed)["torch"].is_string() ? stringOr(*probed, "torch")
                                                                                       : dumpJson((*probed)["torch"])
                                                      : "",
                            ""};
    return {torch, blasCheck(*probed), cudaCheck(*probed)};
}

}  // namespace vitrine
