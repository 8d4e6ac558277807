// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/map/map_picture.h"

namespace vitrine {

/// Quiet borders between features (fading where features are small), hatching of the marked ones and outlines of the selected ones, premultiplied
/// and in device pixels; null when there is nothing to draw. Taken from the picture of indices: its cost does not depend on the number of
/// features. `part` has its raster and flags.
QImage drawDecor(const MapFrame::Part& part, MapShapes::Kind kind, const MapScene& scene);

/// Distance between lines of the hatching in device-independent pixels, measured along x, their width and opacity.
inline constexpr double kHatchStep = 11, kHatchWidth = 1.3, kHatchOpacity = 0.8;

}  // namespace vitrine
