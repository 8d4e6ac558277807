// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/plane.h"

namespace vitrine {

/// The convex hull of the points, moved outward by `margin`; counter-clockwise, not closed. No points: empty.
PlaneRing grownHull(const std::vector<PlanePoint>& points, double margin);

/// For each point the places that are nearer to it than to any other one, inside of the convex `frame` (counter-clockwise). Convex rings,
/// counter-clockwise, not closed; equal points share a cell; a point outside of the frame may have none (an empty ring).
std::vector<PlaneRing> voronoiCells(const std::vector<PlanePoint>& points, const PlaneRing& frame);

}  // namespace vitrine
