// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <vector>

#include "plugins/lrp_resnet/panel_state.h"
#include "widgets/image/image_view.h"

namespace vitrine::lrp_panel {

/// Arithmetic on maps F32 [H, W]; everything here is small (one image) and free of side effects.

/// The sign asked for: negative relevance is given as positive numbers; everything else becomes 0.
Array withSign(const Array& map, Sign sign);
/// Share of relevance of `a` minus that of `b`, each divided by the sum of its magnitudes.
Array shareDifference(const Array& a, const Array& b);
bool hasNegative(const Array& map);
/// The value that gets the full colour: the 99th percentile of |map|, so that one hot pixel does not darken the rest.
double fullColour(const Array& map);
/// Colours of a map: diverging ones about 0 for signed maps, whatever was chosen; `full` as from `fullColour`.
ValueColours coloursFor(const Array& map, Colormap chosen, double full);

/// The image after step `step` of insertion (or deletion): pixels with entersAt <= step are exchanged. F32 [3, H, W].
Array maskedImage(const Curves& curves, int step, bool insertion);

/// One channel's part in a region.
struct ChannelShare {
    int channel = 0;
    double inside = 0, total = 0;  ///< Relevance inside the region, and of the whole channel.
};
/// Channels of R [C, h, w] by falling relevance inside `region` (pixels of an input of side `inputSize`, covered in part where it cuts a
/// cell); without region by falling total.
std::vector<ChannelShare> channelShares(const Array& relevance, const std::optional<QRectF>& region, double inputSize);
/// Channel `c` of [C, H, W].
Array channelOf(const Array& relevance, int c);

/// The classes by falling probability, at most `most`.
std::vector<std::int64_t> topClasses(const Array& probabilities, int most);
double probabilityOf(const Array& probabilities, std::int64_t index);

}  // namespace vitrine::lrp_panel
