// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine::lrp_panel {

/// A sum of relevance that differs from p by more than this share of p breaks the conservation.
inline constexpr double kTolerance = 0.01;

/// Probabilities and sums of relevance alike: three digits behind the point; large sums shorter.
inline QString sumText(double value) { return std::abs(value) < 100 ? QString::number(value, 'f', 3) : numberText(value, 4); }

inline QColor ink(Ink which) { return Theme::instance().colour(which); }

inline QColor faded(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

/// One step smaller than the body: labels inside drawings.
inline QFont smallFont() {
    QFont font = Theme::instance().bodyFont();
    if (font.pixelSize() > 0) font.setPixelSize(std::max(9, font.pixelSize() - 1));
    else font.setPointSizeF(std::max(7.0, font.pointSizeF() - 1));
    return font;
}

}  // namespace vitrine::lrp_panel
