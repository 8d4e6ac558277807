// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "widgets/gl/array_statistics.h"

namespace vitrine {

/// Least, largest, mean, ... of an array as a table in the current ImGui window; null: still being computed.
void drawFigures(const ArrayStatistics* statistics);
/// How its values are distributed; nothing without statistics.
void drawHistogram(const ArrayStatistics* statistics, const std::string& unit);

}  // namespace vitrine
