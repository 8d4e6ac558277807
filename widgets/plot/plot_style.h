// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFontInfo>

#include "widgets/base/theme.h"

namespace vitrine {

/// A font whose size is in pixels: a recorded picture then has the same proportions on every device.
inline QFont inPixels(QFont font, int smaller = 0) {
    font.setPixelSize(std::max(9, QFontInfo(font).pixelSize() - smaller));
    return font;
}

/// Numbers at the axes, legend, read-out.
inline QFont plotFont() {
    return inPixels(Theme::instance().bodyFont(), 1);
}

}  // namespace vitrine
