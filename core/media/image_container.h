// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside core/media only: which codec a picture needs, and whether its file is whole.

#include <span>
#include <string>

#include "core/media/ffmpeg_support.h"

namespace vitrine::ffmpeg {

/// The codec of a picture by its first bytes; AV_CODEC_ID_NONE when unknown.
AVCodecID imageCodec(std::span<const std::uint8_t> bytes);

/// Error when a PNG or JPEG ends before its end marker, with the byte; decoders would fill the rest with grey and say
/// nothing.
Status checkWhole(AVCodecID codec, std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace vitrine::ffmpeg
