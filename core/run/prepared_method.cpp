// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/run/compute_runtime.h"
#include "core/run/data_binding.h"
#include "core/run/environment.h"
#include "core/run/method_loader.h"
#include "core/run/run_execution.h"

namespace vitrine {
namespace {

constexpr const char* kStarting = "Cannot start the method";
constexpr std::int64_t kClockSlack = 2'000'000;  // File systems keep times as coarsely as this.

/// A file that is gone from its recorded place may lie elsewhere on this machine; one that was changed since is not the recorded one.
Status checkFile(DataRef& ref, std::int64_t recordedAt) {
    namespace fs = std::filesystem;
    std::error_code error;
    const bool moved = !fs::exists(ref.path, error);
    if (moved) {
        VITRINE_TRY(const DatasetCatalog catalog, DatasetCatalog::openDefault());
        VITRINE_TRY(DataRef found, catalog.resolve(ref.text, false));
        ref.path = found.path;
    }
    if (ref.sha256.empty() || recordedAt == 0) return {};
    const auto age = fs::file_time_type::clock::now() - fs::last_write_time(ref.path, error);
    const std::int64_t written = wallMicros() - std::chrono::duration_cast<std::chrono::microseconds>(age).count();
    if (!moved && !error && written < recordedAt - kClockSlack) return {};
    if (fs::is_directory(ref.path, error)) return {};
    VITRINE_TRY(const std::string hash, sha256File(ref.path));
    if (hash == ref.sha256) return {};
    return Error{ErrorCode::Conflict, kStarting, ref.path.string(), "the file has changed since the run was recorded",
                 "Create a new run with the file as it is now."};
}

Result<std::string> resolveDevice(const std::string& wanted) {
    if (ComputeRuntime* runtime = computeRuntime()) return runtime->resolveDevice(wanted.empty() ? "auto" : wanted);
    if (wanted.empty() || wanted == "auto" || wanted == "cpu") return std::string("cpu");
    return Error{ErrorCode::DeviceFailed, "Cannot use device", wanted, "this method computes on the processor only", "Choose the device cpu or auto."};
}

}  // namespace

Result<PreparedMethod> prepareMethod(const Manifest& manifest, const Json& parameters, const Json& data, const std::string& device, int threads,
                                     std::uint64_t seed, std::int64_t recordedAt) {
    PreparedMethod prepared;
    VITRINE_TRY(prepared.method, loadMethod(manifest));
    VITRINE_TRY(prepared.data, bindingFromJson(data));
    for (auto& [role, references] : prepared.data)
        for (DataRef& ref : references) VITRINE_CHECK(checkFile(ref, recordedAt));
    VITRINE_TRY(prepared.device, resolveDevice(device));
    prepared.threads = threads > 0 ? threads : defaultThreads();
    if (ComputeRuntime* runtime = computeRuntime())
        VITRINE_CHECK(runtime->configure(prepared.device, prepared.threads, seed, manifest.nondeterministic.empty()));
    try {
        VITRINE_TRY(const DataFacts facts, prepared.method->facts(prepared.data));
        VITRINE_TRY(prepared.params, manifest.schema.resolve(parameters, facts));
    } catch (const std::exception& e) {
        return Error{ErrorCode::MethodFailed, kStarting, manifest.id, fmt::format("looking at its data it threw: {}", e.what()),
                     "Check the data, or report this to the plugin's author."};
    }
    return prepared;
}

}  // namespace vitrine
