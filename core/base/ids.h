// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace vitrine {

/// A random (version 4) UUID in lower case.
std::string makeUuid();

/// True for ids of plugins, parameters and data sets: 1-64 of [a-z0-9_-], starting with a letter or digit.
bool isValidId(std::string_view id);

}  // namespace vitrine
