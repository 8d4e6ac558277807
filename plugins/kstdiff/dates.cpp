// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/dates.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/data/text_numbers.h"

namespace vitrine::kstdiff {

std::optional<std::chrono::sys_days> parseDay(std::string_view text) {
    using namespace std::chrono;
    std::int64_t number = 0;
    const bool digits = text.size() == 8 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || !parseNumber(text, number)) return std::nullopt;
    const year_month_day date{year(static_cast<int>(number / 10000)), month(static_cast<unsigned>(number / 100 % 100)),
                              day(static_cast<unsigned>(number % 100))};
    if (!date.ok()) return std::nullopt;
    return sys_days(date);
}

std::string dayText(std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

bool isWeekday(std::chrono::sys_days day) {
    const std::chrono::weekday name(day);
    return name != std::chrono::Saturday && name != std::chrono::Sunday;
}

std::vector<std::string> weekdayNames(std::int64_t count) {
    using namespace std::chrono;
    std::vector<std::string> names;
    for (sys_days day = sys_days(year(2024) / January / 1); static_cast<std::int64_t>(names.size()) < count; day += days(1))
        if (isWeekday(day)) names.push_back(dayText(day));
    return names;
}

}  // namespace vitrine::kstdiff
