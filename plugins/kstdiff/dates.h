// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::kstdiff {

/// "YYYYMMDD" as a calendar day; nothing when it is none.
std::optional<std::chrono::sys_days> parseDay(std::string_view text);
std::string dayText(std::chrono::sys_days day);
bool isWeekday(std::chrono::sys_days day);
/// `count` weekdays in a row, from Monday, 1 January 2024: the names of generated days.
std::vector<std::string> weekdayNames(std::int64_t count);

}  // namespace vitrine::kstdiff
