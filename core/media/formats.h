// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vitrine {

/// Adds the formats "image" (U8 [H,W,3]), "video" (U8 [T,H,W,3], axes time, y, x, channel) and "audio" (F32 [channels,
/// samples], axes channel, time, at the file's own rate) to the FormatRegistry. Harmless when called again. Whoever
/// needs frame times or the sample rate opens the file with `VideoReader` or `readAudio` instead.
void registerMediaFormats();

}  // namespace vitrine
