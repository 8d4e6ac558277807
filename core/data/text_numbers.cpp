// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/text_numbers.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace vitrine {
namespace {

template <class T>
std::errc parseWhole(std::string_view& text, T& value) {
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return text.empty() || end != text.data() + text.size() ? std::errc::invalid_argument : error;
}

}  // namespace

std::string_view trimBlanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool parseNumber(std::string_view text, std::int64_t& value) {
    return parseWhole(text, value) == std::errc{};
}

bool parseNumber(std::string_view text, double& value) {
    const std::errc error = parseWhole(text, value);
    if (error != std::errc::result_out_of_range) return error == std::errc{};
    const std::string_view digits = text.substr(text[0] == '-');
    const bool tiny =
        digits.find("e-") != std::string_view::npos || digits.find("E-") != std::string_view::npos || digits[0] == '0';
    value = std::copysign(tiny ? 0.0 : std::numeric_limits<double>::infinity(), text[0] == '-' ? -1.0 : 1.0);
    return true;
}

}  // namespace vitrine
