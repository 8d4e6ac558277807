// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace vitrine {

/// From here on every log line of the program, and every message of Qt, goes to a file of its own in `folder` (one per start; of older ones
/// the newest `keep` - 1 stay), warnings to standard error as well. Returns the file; empty when it cannot be written.
std::filesystem::path startLogFile(const std::filesystem::path& folder, int keep);

}  // namespace vitrine
