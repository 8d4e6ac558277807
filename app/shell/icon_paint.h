// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "widgets/base/theme.h"

namespace vitrine {

/// Paints an icon of the theme from a cache of pixmaps: for widgets and delegates that draw themselves and are painted often.
void paintIcon(QPainter& painter, const QRect& area, const QString& name, Ink ink);

}  // namespace vitrine
