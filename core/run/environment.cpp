// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/environment.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <gnu/libc-version.h>
#include <sched.h>
#include <set>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/process.h"
#include "core/run/compute_runtime.h"
#include "core/run/method.h"

extern char** environ;

namespace vitrine {
namespace {

constexpr std::int64_t kMegabyte = std::int64_t(1) << 20;

std::string firstValue(const char* file, std::string_view key) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(key)) {
            const std::size_t colon = line.find(':');
            return colon == std::string::npos ? "" : line.substr(std::min(line.size(), colon + 2));
        }
    return {};
}

std::int64_t memoryMegabytes() { return static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE) / kMegabyte; }

/// The libraries of Vitrine that are loaded now.
std::set<std::filesystem::path> loadedLibraries() {
    std::set<std::filesystem::path> libraries;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const std::size_t path = line.find('/');
        if (path != std::string::npos && line.find("/libvitrine_", path) != std::string::npos) libraries.insert(line.substr(path));
    }
    return libraries;
}

Json buildRecord(const std::filesystem::path& methodLibrary) {
    Json build = Json::object();
    const auto add = [&](const std::string& name, const std::filesystem::path& file) {
        const Result<std::string> hash = sha256File(file);
        if (hash.ok()) build[name] = *hash;
    };
    add("executable", "/proc/self/exe");
    for (const auto& library : loadedLibraries()) add(library.filename().string(), library);
    if (!methodLibrary.empty()) add(methodLibrary.filename().string(), methodLibrary);
    return build;
}

/// Variables that change what is computed or how; nothing else of a person's environment is recorded.
Json variables() {
    Json chosen = Json::object();
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text = *entry;
        for (const char* prefix : {"VITRINE_", "OMP_", "OPENBLAS_", "MKL_", "GOMP_", "CUDA_VISIBLE", "CUBLAS_", "ATEN_", "DNNL_"})
            if (text.starts_with(prefix)) chosen[std::string(text.substr(0, text.find('=')))] = std::string(text.substr(text.find('=') + 1));
    }
    return chosen;
}

}  // namespace

int defaultThreads() {
    cpu_set_t cores;
    return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? std::max(1, CPU_COUNT(&cores)) : 1;
}

Json describeEnvironment(const std::string& device, int threads, const std::filesystem::path& methodLibrary) {
    utsname system{};
    ::uname(&system);
    Json record = {{"device", device},
                   {"threads", threads},
                   {"build", buildRecord(methodLibrary)},
                   {"method_abi", kMethodAbi},
                   {"compiler", "GCC-compatible " __VERSION__},
                   {"host", hostName()},
                   {"system", fmt::format("{} {} {}", system.sysname, system.release, system.machine)},
                   {"libc", ::gnu_get_libc_version()},
                   {"processor", firstValue("/proc/cpuinfo", "model name")},
                   {"cores", defaultThreads()},
                   {"memory_mb", memoryMegabytes()},
                   {"variables", variables()}};
    if (ComputeRuntime* runtime = computeRuntime()) record["compute"] = runtime->describe();
    return record;
}

std::int64_t limitMemory() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 0;  // Sanitizers map terabytes of shadow.
#else
    std::int64_t megabytes = memoryMegabytes() * 9 / 10;
    if (const char* wish = std::getenv("VITRINE_MEMORY_LIMIT_MB")) std::from_chars(wish, wish + std::strlen(wish), megabytes);
    rlimit limit{};
    if (megabytes <= 0 || ::getrlimit(RLIMIT_AS, &limit) != 0) return 0;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, static_cast<rlim_t>(megabytes * kMegabyte));
    return ::setrlimit(RLIMIT_AS, &limit) == 0 ? megabytes : 0;
#endif
}

}  // namespace vitrine
