// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace vitrine {

/// A picture of at most 256 colours.
struct PalettedImage {
    std::array<std::uint32_t, 256> palette{};  ///< 0xffRRGGBB.
    std::vector<std::uint8_t> indices;         ///< One per pixel.
};

/// Reduces packed RGB pixels to 256 colours: exact where there are no more, else by median cut (Heckbert, "Color image
/// quantization for frame buffer display", 1982) over 5 bits per channel.
PalettedImage reduceColours(std::span<const std::uint8_t> rgb);

}  // namespace vitrine
