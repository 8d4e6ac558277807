// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/colour_table.h"

#include <algorithm>

namespace vitrine {
namespace {

QRgb premultiplied(const std::array<std::uint8_t, 3>& colour, double opacity) {
    return qPremultiply(qRgba(colour[0], colour[1], colour[2], static_cast<int>(std::lround(255 * std::clamp(opacity, 0.0, 1.0)))));
}

}  // namespace

ValueColours withRange(const ValueColours& asked, const ValueSpan& span) {
    ValueColours used = asked;
    if (asked.low == asked.high) {
        used.low = span.low;
        used.high = span.high;
        if (isDiverging(asked.map) && !asked.logarithmic) {
            used.high = std::max(std::abs(span.low), std::abs(span.high));
            used.low = -used.high;
        }
    }
    if (used.logarithmic) {
        if (span.leastPositive <= 0) used.logarithmic = false;   // Nothing that has a logarithm.
        else if (used.low <= 0) used.low = std::min(span.leastPositive, used.high);
    }
    return used;
}

ColourTable::ColourTable(const ValueColours& colours, double opacity, bool byMagnitude) : m_low(colours.low) {
    m_logarithmic = colours.logarithmic && colours.low > 0 && colours.high > 0;
    m_logLow = m_logarithmic ? std::log(colours.low) : 0;
    const double width = m_logarithmic ? std::log(colours.high) - m_logLow : colours.high - colours.low;
    m_scale = width != 0 && std::isfinite(width) ? kSteps / width : 0;
    const double largest = std::max(std::abs(colours.low), std::abs(colours.high));
    for (int i = 0; i <= kSteps; ++i) {
        const double place = static_cast<double>(i) / kSteps;
        double weight = 1;
        if (byMagnitude) {
            const double value = m_logarithmic ? std::exp(m_logLow + place * width) : colours.low + place * width;
            weight = largest > 0 ? std::abs(value) / largest : 0;
        }
        m_colours[static_cast<std::size_t>(i)] = premultiplied(colourAt(colours.map, place), opacity * weight);
    }
    m_hatch = {premultiplied({118, 118, 118}, opacity), premultiplied({168, 168, 168}, opacity)};
}

QRgb ColourTable::colourOf(double value) const {
    if (std::isnan(value)) return m_hatch[0];
    if (m_scale == 0) return m_colours[kSteps / 2];
    return colour(index(static_cast<float>(value - m_low), 0, static_cast<float>(m_scale), m_low));
}

}  // namespace vitrine
