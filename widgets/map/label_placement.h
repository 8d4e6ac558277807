// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>
#include <vector>

namespace vitrine {

/// A text that wants a place: its middle, its size, and how much it matters.
struct LabelWish {
    QPointF middle;
    QSizeF size;
    double weight = 0;
    QString text;
};

struct PlacedLabel {
    QRectF box;
    QString text;
};

/// As many labels as fit in `area` without touching each other or `taken`, the weightiest first. At most `most` are placed.
std::vector<PlacedLabel> placeLabels(std::vector<LabelWish> wishes, const QRectF& area, std::vector<QRectF> taken, std::size_t most = 80);

}  // namespace vitrine
