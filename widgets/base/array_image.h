// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include "core/data/array.h"

namespace vitrine {

/// A picture from U8 [H,W], [H,W,3], [H,W,4], or F32 [3,H,W] / [H,W,3] in [0, 1]. U8 pictures share the array's bytes. An array of another
/// form is ErrorCode::Unsupported.
Result<QImage> toImage(const Array& array);
/// U8 [H,W,3] from any QImage (transparency on black).
Array fromImage(const QImage& image);

}  // namespace vitrine
