// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>
#include <array>
#include <cmath>

#include "core/media/colormap.h"

namespace vitrine {

/// How an array of numbers becomes colours.
struct ValueColours {
    Colormap map = Colormap::Viridis;
    double low = 0, high = 1;      ///< With low == high: taken from the data, symmetric about 0 for diverging maps.
    bool logarithmic = false;
    bool operator==(const ValueColours&) const = default;
};

/// What a range of colours is taken from.
struct ValueSpan {
    double low = 0, high = 0;      ///< Least and largest finite value; 0, 0 when there is none.
    double leastPositive = 0;      ///< 0: none.
    bool hasNan = false;
};

/// `asked` with a range: that of the data where it gives none. A logarithmic range begins above zero.
ValueColours withRange(const ValueColours& asked, const ValueSpan& span);

/// 1,024 colours between the ends of a range, premultiplied, so that a pixel costs one multiplication and one look-up.
class ColourTable {
public:
    static constexpr int kSteps = 1024;

    ColourTable() : ColourTable(ValueColours{}) {}
    /// `colours` with its range in use. `byMagnitude`: opacity times |value| / largest magnitude of the range.
    explicit ColourTable(const ValueColours& colours, double opacity = 1, bool byMagnitude = false);

    /// Place of `value` less `offset` in the table; NaN must be asked for before.
    int index(float value, float low, float scale, double offset) const {
        const float place = m_logarithmic ? logPlace(static_cast<double>(value) + offset) : (value - low) * scale;
        return static_cast<int>(std::fmin(std::fmax(place, 0.0F), static_cast<float>(kSteps)) + 0.5F);
    }
    QRgb colour(int index) const { return m_colours[static_cast<std::size_t>(index)]; }
    /// The colour of one value; the first hatch colour for NaN.
    QRgb colourOf(double value) const;
    const QRgb* data() const { return m_colours.data(); }
    /// Two greys of the hatch that stands for "no number".
    QRgb hatch(int x, int y) const { return m_hatch[static_cast<std::size_t>(((x + y) >> 2) & 1)]; }
    double low() const { return m_low; }
    /// Steps of the table per unit of value; 0 when the range is empty: everything gets the middle.
    double scale() const { return m_scale; }
    bool logarithmic() const { return m_logarithmic; }

private:
    float logPlace(double value) const {
        return value > 0 ? static_cast<float>((std::log(value) - m_logLow) * m_scale) : 0.0F;
    }
    std::array<QRgb, kSteps + 1> m_colours{};
    std::array<QRgb, 2> m_hatch{};
    double m_low = 0, m_scale = 0, m_logLow = 0;
    bool m_logarithmic = false;
};

}  // namespace vitrine
