// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/data/table.h"

namespace vitrine::kstdiff {

/// The cells of a column as texts: ids and days may look like numbers.
std::vector<std::string> textsOf(const Column& column);

}  // namespace vitrine::kstdiff
