// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/cli/output.h"
#include "core/plugin/manifest.h"

namespace vitrine {

/// Everything plugin.json says of a method, for --json.
Json manifestJson(const Manifest& manifest);

/// A parameter's default for people and command lines: "0.25", "1,2,3", "none".
std::string valueText(const Json& value);

/// The method's parameters by group, each with title, range, unit, default, choices and help.
std::string parametersText(const Manifest& manifest, std::size_t width);
/// Presets with minutes, data roles with accepted formats, as the help of `run` and `describe` show them.
std::string presetsText(const Manifest& manifest, std::size_t width);
std::string dataRolesText(const Manifest& manifest, std::size_t width);

}  // namespace vitrine
