// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace vitrine {

/// Text without the blanks (space, tab) around it.
std::string_view trimBlanks(std::string_view text);

/// The whole text as a number, independent of the locale ("+1", "1e-3", "inf" are numbers; "", "1x" are none). A real
/// over or under the range of doubles becomes infinite or zero; an integer over the range is none.
bool parseNumber(std::string_view text, std::int64_t& value);
bool parseNumber(std::string_view text, double& value);

}  // namespace vitrine
