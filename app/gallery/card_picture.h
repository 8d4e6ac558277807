// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QString>

namespace vitrine {

/// The picture of a method that has none of its own yet: a pattern of its family (a graph, a heat map, curves, ...) in the family's colour,
/// a little different for every method. The same in every start.
void drawMethodPattern(QPainter& painter, const QRectF& area, const QString& family, const QString& id);

/// The colour that stands for a family, from the theme's series.
QColor familyColour(const QString& family);

}  // namespace vitrine
