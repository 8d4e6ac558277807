// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/number_scale.h"

#include <QString>
#include <algorithm>
#include <charconv>
#include <cmath>

namespace vitrine {
namespace {

constexpr double kWide = 2000;  // A linear slider over more whole numbers than pixels cannot hit the small ones.

/// Rounded to `digits` significant digits, through text so that 0.1 + 0.2 shows as 0.3.
double rounded(double value, int digits) {
    return value == 0 ? 0 : std::strtod(fmt::format("{:.{}g}", value, digits).c_str(), nullptr);
}

/// 1, 2 or 5 times a power of ten, at most `value`.
double niceStep(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    const double lead = value / power;
    return rounded((lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power, 3);
}

}  // namespace

NumberScale::NumberScale(const Parameter& parameter, const DataFacts& facts)
    : m_whole(parameter.type == ParameterType::Int || parameter.type == ParameterType::IntVector), m_step(parameter.step) {
    if (parameter.minimum) m_least = parameter.minimum->resolve(facts), m_leastOut = parameter.minimum->exclusive;
    if (parameter.maximum) m_most = parameter.maximum->resolve(facts), m_mostOut = parameter.maximum->exclusive;
    if (m_whole && m_least && m_leastOut) *m_least += 1, m_leastOut = false;
    if (m_whole && m_most && m_mostOut) *m_most -= 1, m_mostOut = false;
    if (!bounded()) {
        if (parameter.logarithmic) m_kind = Kind::Log;
        return;
    }
    if (parameter.logarithmic)
        m_kind = *m_least > 0 ? Kind::Log : Kind::LogPlusOne;
    else if (m_whole && *m_most - *m_least > kWide)
        m_kind = Kind::LogPlusOne;
}

double NumberScale::clamped(double value) const {
    if (m_least) value = std::max(value, *m_least);
    if (m_most) value = std::min(value, *m_most);
    const double span = bounded() ? *m_most - *m_least : 1;
    if (m_least && m_leastOut && value <= *m_least) value = *m_least + niceStep(span / 1000);
    if (m_most && m_mostOut && value >= *m_most) value = *m_most - niceStep(span / 1000);
    return m_whole ? std::round(value) : value;
}

double NumberScale::toPosition(double value) const {
    if (!bounded()) return 0;
    value = std::clamp(value, *m_least, *m_most);
    if (m_kind == Kind::Log) return std::log(value / *m_least) / std::log(*m_most / *m_least);
    if (m_kind == Kind::LogPlusOne) return std::log1p(value - *m_least) / std::log1p(*m_most - *m_least);
    return (value - *m_least) / (*m_most - *m_least);
}

double NumberScale::fromPosition(double position) const {
    if (!bounded()) return 0;
    position = std::clamp(position, 0.0, 1.0);
    if (position == 0) return clamped(*m_least);
    if (position == 1) return clamped(*m_most);
    const double span = *m_most - *m_least;
    if (m_kind == Kind::Log) return clamped(rounded(*m_least * std::pow(*m_most / *m_least, position), 2));
    if (m_kind == Kind::LogPlusOne) return clamped(*m_least + rounded(std::expm1(position * std::log1p(span)), 2));
    const double step = m_step > 0 ? m_step : niceStep(span / 100);
    const double value = *m_least + std::round(position * span / step) * step;
    return clamped(rounded(value, 10));
}

double NumberScale::stepSize(double value) const {
    if (m_step > 0) return m_step;
    if (m_whole) return 1;
    if (bounded()) return niceStep((*m_most - *m_least) / 100);
    return value == 0 ? 0.1 : niceStep(std::abs(value) / 10);
}

double NumberScale::stepped(double value, int steps) const {
    if (m_kind == Kind::Log && value > 0 && !m_whole) return clamped(rounded(value * std::pow(10.0, steps / 10.0), 2));
    return clamped(rounded(value + steps * stepSize(value), 12));
}

QString plainNumber(const Json& value) {
    if (value.is_number_float()) {
        char buffer[32];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.get<double>()).ptr;
        return QString::fromLatin1(buffer, end - buffer);
    }
    return value.is_number() ? QString::fromStdString(value.dump()) : QString();
}

}  // namespace vitrine
