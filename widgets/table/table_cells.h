// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/data/table.h"

namespace vitrine {

/// A number of a column; whole numbers beyond 2^53 lose their last digits.
double cellNumber(const Array& numbers, std::int64_t row);
/// As shown in a table: six significant digits, NaN as an empty cell.
QString cellText(const Column& column, std::int64_t row);
/// With every digit, for copying and tooltips.
QString cellFullText(const Column& column, std::int64_t row);
/// "loss", or "time (ms)".
QString columnTitle(const Column& column);

}  // namespace vitrine
