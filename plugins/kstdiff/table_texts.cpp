// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/table_texts.h"

#include <fmt/format.h>

namespace vitrine::kstdiff {

std::vector<std::string> textsOf(const Column& column) {
    if (!column.isNumeric()) return column.texts();
    std::vector<std::string> texts;
    if (column.numbers().dtype() == DType::I64)
        for (const std::int64_t value : column.numbers().values<std::int64_t>()) texts.push_back(std::to_string(value));
    else
        for (const double value : column.numbers().values<double>()) texts.push_back(fmt::format("{}", value));
    return texts;
}

}  // namespace vitrine::kstdiff
