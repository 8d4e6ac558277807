// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/label_placement.h"

#include <algorithm>

namespace vitrine {
namespace {

constexpr double kAir = 4;  ///< Between labels, in pixels.

}  // namespace

std::vector<PlacedLabel> placeLabels(std::vector<LabelWish> wishes, const QRectF& area, std::vector<QRectF> taken, std::size_t most) {
    // By weight and then by text: the same view always gets the same labels.
    std::sort(wishes.begin(), wishes.end(),
              [](const LabelWish& a, const LabelWish& b) { return a.weight != b.weight ? a.weight > b.weight : a.text < b.text; });
    std::vector<PlacedLabel> placed;
    for (const LabelWish& wish : wishes) {
        if (placed.size() >= most) break;
        const QRectF box(wish.middle - QPointF(wish.size.width() / 2, wish.size.height() / 2), wish.size);
        if (!area.contains(box)) continue;
        const QRectF apart = box.adjusted(-kAir, -kAir / 2, kAir, kAir / 2);
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(apart); })) continue;
        taken.push_back(box);
        placed.push_back({box, wish.text});
    }
    return placed;
}

}  // namespace vitrine
