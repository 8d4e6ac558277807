// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/array.h"

namespace vitrine {

enum class Colormap {
    Viridis,  ///< Sequential, perceptually even, safe for colour-blind readers.
    Magma,    ///< Sequential, from black.
    Cividis,  ///< Sequential, looks the same with red-green colour blindness.
    Vik,      ///< Diverging, dark blue - light grey - dark red, evenly in lightness.
    Bwr,      ///< Diverging, blue - white - red: usual for signed relevance.
    Seismic,  ///< Diverging as Bwr with darker ends.
    Grey      ///< Black to white.
};

const char* name(Colormap map);
Result<Colormap> colormapFromName(std::string_view name);
std::vector<Colormap> allColormaps();
/// True for maps whose middle means zero.
bool isDiverging(Colormap map);

/// The colour at `position` in [0, 1], clamped; sRGB. NaN is mid-grey (128, 128, 128) in every map.
std::array<std::uint8_t, 3> colourAt(Colormap map, double position);

/// Colours [H,W] of any real dtype as U8 [H,W,3]: `low` gets the first colour, `high` the last, values outside are
/// clamped. With low == high everything gets the middle. Another rank is our own bug (abort).
Array applyColormap(const Array& values, Colormap map, double low, double high);

/// Least and largest finite value; {0, 0} when there is none.
struct ValueRange {
    double low = 0, high = 0;
};
ValueRange finiteRange(const Array& values);
/// [-m, m] with m the largest finite magnitude: puts zero in the middle of a diverging map.
ValueRange symmetricRange(const Array& values);

/// Blends U8 [H,W,3] pictures of one size: (1 - alpha) * image + alpha * heat, alpha in [0, 1].
Result<Array> overlay(const Array& image, const Array& heat, double alpha);

}  // namespace vitrine
