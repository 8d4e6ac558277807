// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/array.h"

namespace vitrine {

enum class Resampling {
    Nearest,   ///< The pixel under the target's centre: for masks and labels.
    Area,      ///< Mean over the covered area (box filter): for shrinking.
    Bilinear,  ///< Triangle filter.
    Bicubic    ///< Keys' cubic with a = -0.5.
};

/// Resizes [H,W] or [H,W,C] of U8, U16 or F32; the dtype stays. Pixel centres lie at (i + 0.5); when shrinking, the
/// filters widen with the scale (no aliasing), which is what Pillow's `resize` does. Integer results are rounded and
/// clamped.
Result<Array> resizeImage(const Array& image, std::int64_t height, std::int64_t width,
                          Resampling method = Resampling::Bicubic);

/// The middle `height` x `width` pixels, which must fit.
Result<Array> centreCrop(const Array& image, std::int64_t height, std::int64_t width);

}  // namespace vitrine
