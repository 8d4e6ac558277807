// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "plugins/lrp_resnet/images.h"

namespace vitrine::lrp {

/// True when this build can colour and write pictures (VITRINE_MEDIA).
bool canDraw();

/// The value that gets the full colour: the 99th percentile of |map|, so that a single hot pixel does not darken the rest; the maximum
/// where that is 0.
double fullColour(const torch::Tensor& map);

/// A map [S, S] in colours, U8 [side, side, 3]: black-red-yellow for maps without negative values, blue-white-red for signed ones.
Result<Array> heatPicture(const torch::Tensor& map, std::int64_t side);
/// The picture, small ones enlarged to at least 256 px.
Result<Array> inputPicture(const Sample& sample);
/// The same with the map laid over the square that the network saw; the stronger the relevance, the less of the picture stays, down to
/// 1 - opacity.
Result<Array> overlayPicture(const Sample& sample, const torch::Tensor& map, double opacity);

inline constexpr std::int64_t kCell = 160;  ///< Side of one picture of the contact sheet, px.
/// One row of the contact sheet: what the network saw | each map; behind the first map its overlay. U8 [kCell, W, 3].
Result<Array> sheetRow(const Sample& sample, const std::vector<torch::Tensor>& maps, double opacity);
/// Rows of equal size below each other.
Array stackRows(const std::vector<Array>& rows);

}  // namespace vitrine::lrp
