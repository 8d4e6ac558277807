// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/method_loader.h"

#include <cstring>
#include <dlfcn.h>

namespace vitrine {
namespace {

Error unloadable(const std::filesystem::path& library, std::string why, std::string next) {
    return Error{ErrorCode::MethodFailed, "Cannot load method", library.string(), std::move(why), std::move(next)};
}

std::string loaderError() {
    const char* text = ::dlerror();
    return text ? text : "the dynamic loader gives no reason";
}

}  // namespace

Result<std::unique_ptr<Method>> loadMethod(const Manifest& manifest) {
    const std::filesystem::path library = manifest.methodLibrary();
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(library, ignored))
        return Error{ErrorCode::NotFound, "Cannot load method", library.string(), "the file is not there", "Build or install the plugin again."};
    // Never closed: LibTorch does not survive unloading, and the objects' code lies in there.
    void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) return unloadable(library, loaderError(), "Build the plugin again for this version of Vitrine.");

    using AbiFunction = const char* (*)();
    using CreateFunction = Method* (*)();
    const auto abi = reinterpret_cast<AbiFunction>(::dlsym(handle, "vitrine_method_abi"));
    const auto create = reinterpret_cast<CreateFunction>(::dlsym(handle, "vitrine_create_method"));
    if (!abi || !create)
        return unloadable(library, fmt::format("it does not export {}", abi ? "vitrine_create_method" : "vitrine_method_abi"),
                          "End method.cpp with VITRINE_METHOD(YourClass) and build again.");
    try {
        const char* built = abi();
        if (!built || std::strcmp(built, kMethodAbi) != 0)
            return unloadable(library, fmt::format("it was built for \"{}\", this program speaks \"{}\"", built ? built : "", kMethodAbi),
                              "Build the plugin again for this version of Vitrine.");
        std::unique_ptr<Method> method(create());
        if (!method) return unloadable(library, "its factory gave no method", "Report this to the plugin's author.");
        return method;
    } catch (const std::exception& e) {
        return unloadable(library, fmt::format("its constructor threw: {}", e.what()), "Report this to the plugin's author.");
    } catch (...) {
        return unloadable(library, "its constructor threw something that is no std::exception", "Report this to the plugin's author.");
    }
}

}  // namespace vitrine
