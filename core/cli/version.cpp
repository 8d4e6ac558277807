// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/version.h"

#include <fmt/format.h>

namespace vitrine {
namespace {

#ifdef VITRINE_VERSION
constexpr const char* kVersion = VITRINE_VERSION;
#else
constexpr const char* kVersion = "0.1.0";
#endif

}  // namespace

std::string versionText() {
    return fmt::format("vitrine-cli {} (compiler {})", kVersion, __VERSION__);
}

}  // namespace vitrine
