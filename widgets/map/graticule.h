// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "widgets/map/feature_raster.h"

namespace vitrine {

/// A round length that is at most `widest` pixels long on the map.
struct ScaleBar {
    double metres = 0;
    double pixels = 0;
    QString text;  ///< "500 m", "20 km".
};
/// Measured at the middle of the view, where the plane's scale holds.
ScaleBar scaleBarOf(const MapProjection& projection, const MapCamera& camera, double widest);
/// Its lower left corner lies at `corner`. Returns the place that it takes.
QRectF paintScaleBar(QPainter& painter, const QPointF& corner, const ScaleBar& bar);

/// Round step of meridians and parallels in degrees so that they lie `apart` pixels or more from each other.
double graticuleStep(double degreesPerPixel, double apart);
/// Meridians and parallels in `area` with their degrees at the upper and left edge, but not where they would touch `taken`. `camera` is
/// for that area.
void paintGraticule(QPainter& painter, const QRectF& area, const MapProjection& projection, const MapCamera& camera,
                    std::vector<QRectF> taken = {});

/// "40.75° N", "74° W" with the digits that the step asks for.
QString degreesText(double degrees, bool latitude, double step);

}  // namespace vitrine
