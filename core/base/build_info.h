// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace vitrine {

/// "0.1.0"
const char* programVersion();

/// Twelve hexadecimal digits that tell one build of the core library from another; equal in all programs of one build. "unknown" where the
/// linker writes no build id.
std::string buildId();

/// "vitrine-cli 0.1.0 (build 78c47aaa56c8, compiler 12.2.0)"
std::string versionText(const std::string& program);

}  // namespace vitrine
