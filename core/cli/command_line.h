// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace vitrine {

/// Executes one command line (without the program's name) and returns the exit status. Failures have been told to the
/// user.
int runCommandLine(std::vector<std::string> arguments);

}  // namespace vitrine
