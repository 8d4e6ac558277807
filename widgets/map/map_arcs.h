// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>

#include "widgets/map/map_picture.h"

namespace vitrine {

/// The outline of a flow in pixels: a band that bends to the right of its way (so that there and back lie apart), growing towards an arrow
/// head; a ring where both ends are one place.
QPainterPath arcPath(const QPointF& from, const QPointF& to, double width);

/// Width of a flow in device-independent pixels at a step, by the root of its share of the range. 0: not drawn.
double arcWidth(const PreparedLayer& layer, std::size_t arc, int step);

/// All arcs of the layer, the largest on top; selected ones get an outline. The painter's unit is the device-independent pixel.
void paintArcs(QPainter& painter, const PreparedLayer& layer, const MapScene& scene);

/// The arc at a pixel of the scene, the largest of those that meet there.
std::optional<std::uint32_t> arcAt(const PreparedLayer& layer, const MapScene& scene, const QPointF& pixel);

}  // namespace vitrine
