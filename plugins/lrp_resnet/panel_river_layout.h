// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside the river only: where its parts lie.

#include "plugins/lrp_resnet/panel_river.h"

namespace vitrine::lrp_panel {

struct River::Layout {
    std::vector<double> x;              ///< Place of each node.
    QRectF legend, names, river, shares, rules;
    double middle = 0, most = 1;        ///< Height of the river's axis; largest sum of relevance.
    double bulge = 0;                   ///< How far the branches part.
    bool logarithmic = false;
};

}  // namespace vitrine::lrp_panel
