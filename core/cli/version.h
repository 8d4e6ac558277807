// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace vitrine {

/// "vitrine-cli 0.1.0 (GCC 12.2.0, Release)"
std::string versionText();

}  // namespace vitrine
