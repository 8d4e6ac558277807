// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QString>
#include <vector>

#include "widgets/image/colour_table.h"

namespace vitrine {

/// A mark of an axis or colour bar.
struct Tick {
    double value = 0;
    QString text;
};
/// Round numbers (1, 2, 5 times a power of ten; decades when logarithmic) in [low, high], about `wanted` of them.
std::vector<Tick> roundTicks(double low, double high, int wanted, bool logarithmic = false);

/// Small text on a rounded ground that stays legible over any picture. `corner` says which corner of the text's ground lies at `at`.
QRectF drawChip(QPainter& painter, const QPointF& at, const QString& text, Qt::Corner corner, double widest);

/// Squares behind transparency, fixed to the canvas.
void drawCheckerboard(QPainter& painter, const QRectF& area);

/// Width that `drawColourBar` needs, with its ticks and unit.
double colourBarWidth(const QFont& font, const ValueColours& colours, const QString& unit);
/// A vertical bar of the colours in `area` with ticks at its right and the unit above.
void drawColourBar(QPainter& painter, const QRectF& area, const ValueColours& colours, const QString& unit);

/// Black or white, whichever can be read on `ground`.
QColor inkOn(QRgb ground);

/// The label font: a little smaller than the body's.
QFont smallFont();

}  // namespace vitrine
