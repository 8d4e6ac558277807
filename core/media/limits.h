// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace vitrine {

/// Caps that protect memory against hostile or mistaken pictures, clips and sounds.
struct MediaLimits {
    std::size_t maxBytes = std::size_t(1) << 30;      ///< Of decoded pixels or samples in one result.
    std::size_t maxFileBytes = std::size_t(1) << 30;  ///< Of a compressed picture (clips and sounds are streamed).
    int maxSide = 65535;                              ///< Width and height in pixels.
    std::int64_t maxFrames = std::int64_t(1) << 24;   ///< Frames that an index of a clip may hold.
};

}  // namespace vitrine
