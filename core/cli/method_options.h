// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "core/plugin/manifest.h"

namespace vitrine {

/// "--name value", "--name=value" or "--name": an option that the command does not know and the method may.
struct MethodOption {
    std::string name;
    std::optional<std::string> value;
};

/// Takes the options that `app` does not declare out of `arguments`. The text behind such an option is its value unless
/// it starts with "--", so that "-3", "-0.5,2" and "-inf" are values.
std::vector<MethodOption> splitMethodOptions(const CLI::App& app, std::vector<std::string>& arguments);

/// Parameter values from options, parsed by the schema. "--flag" alone sets a bool, "--no-flag" clears it; an unknown
/// name is an error that names the nearest parameter or option of the command.
Result<Json> parseMethodOptions(const std::vector<MethodOption>& options, const Manifest& manifest,
                                const CLI::App& app);

}  // namespace vitrine
