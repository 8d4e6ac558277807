// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/panel_library.h"

#include <cstring>
#include <dlfcn.h>

namespace vitrine {
namespace {

constexpr const char* kWhat = "Cannot load the panel";

Error refused(const std::filesystem::path& library, std::string why) {
    return {ErrorCode::Unsupported, kWhat, library.string(), std::move(why), "Build the plugin again for this version of Vitrine."};
}

}  // namespace

Result<PanelFactory> openPanelLibrary(const std::filesystem::path& library) {
    void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);  // Never closed: its vtables and strings stay in use.
    if (!handle) {
        const char* why = ::dlerror();
        return refused(library, why ? why : "the system cannot load it");
    }
    const auto tag = reinterpret_cast<const char* (*)()>(::dlsym(handle, "vitrine_panel_abi"));
    if (!tag) return refused(library, "it has no function vitrine_panel_abi: it is no panel (VITRINE_PANEL stands at the end of one)");
    const char* found = tag();
    if (!found || std::strcmp(found, kPanelAbi) != 0)
        return refused(library, fmt::format("it was built for the interface {}, this program has {}", found ? found : "(none)", kPanelAbi));
    const auto factory = reinterpret_cast<PanelFactory>(::dlsym(handle, "vitrine_create_panel"));
    if (!factory) return refused(library, "it has no function vitrine_create_panel");
    return factory;
}

Result<Panel*> createPanel(PanelFactory factory, PanelContext& context, QWidget* parent) {
    std::string why = "its factory returned nothing";
    try {
        if (Panel* panel = factory(&context, parent)) return panel;
    } catch (const std::exception& e) {
        why = e.what();
    } catch (...) {
        why = "it threw something that is no std::exception";
    }
    return Error{ErrorCode::MethodFailed, "The panel cannot be made", context.manifest.id, why, "Report this to the plugin's author."};
}

std::filesystem::path panelLibrary(const Manifest& manifest) { return manifest.folder / (manifest.id + "_panel.so"); }

}  // namespace vitrine
