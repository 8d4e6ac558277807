// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside core/media only: between FFmpeg's many pixel formats and arrays.

#include "core/data/array.h"
#include "core/media/ffmpeg_support.h"

namespace vitrine::ffmpeg {

/// Converts frames to packed pixels; keeps the scaler between frames of one kind.
class PixelConverter {
public:
    /// The frame in another pixel format at its own size. Colour matrix and range follow the frame's tags; untagged
    /// colour is BT.601, and BT.709 from 720 lines on, as players do.
    Result<Frame> convert(const AVFrame& frame, AVPixelFormat format, const std::string& object);

    /// U8 [H,W,3], axes y, x, channel.
    Result<Array> toRgb(const AVFrame& frame, const std::string& object);

private:
    Scaler m_scaler;
    int m_width = 0, m_height = 0, m_from = -1, m_to = -1, m_matrix = -1, m_range = -1;
};

/// Copies packed pixels (any format with one plane) to an array of `channels` of U8 or U16; one channel gives [H,W].
Array packedToArray(const AVFrame& frame, DType dtype, int channels);

/// Copies an array [H,W] or [H,W,C] into the first plane of a frame of the same size.
void arrayToPacked(const Array& array, AVFrame& frame);

}  // namespace vitrine::ffmpeg
