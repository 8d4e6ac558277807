// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/data/array.h"
#include "core/media/limits.h"

namespace vitrine {

/// What to do with transparency.
enum class Alpha {
    OnBlack,  ///< Composite on black: pixel * alpha.
    Keep,     ///< A fourth channel where the file has transparency.
    Drop      ///< The stored colours, whatever their alpha.
};

struct ImageOptions {
    /// Keep what the file holds: U8 or U16 [H,W] for grey pictures, U16 [H,W,3] for 16-bit colour. Otherwise always U8
    /// with channels; 16 bits keep their upper 8.
    bool native = false;
    Alpha alpha = Alpha::OnBlack;
};

/// Reads a picture: PNG (1 to 16 bits, palette, transparency), JPEG (baseline, progressive, grey, CMYK), BMP,
/// PBM/PGM/PPM/PAM, GIF (first frame), TIFF, WebP; recognised by content, not by name. Returns U8 [H,W,3] RGB, axes y,
/// x, channel (see `ImageOptions` for others). The pixels stand as they are stored: an EXIF orientation is not applied
/// and colour profiles are not converted. A file that ends early or is damaged is an error that says where.
Result<Array> readImage(const std::filesystem::path& path, const MediaLimits& limits = {},
                        const ImageOptions& options = {});

/// The same from memory; `name` stands for the picture in errors.
Result<Array> decodeImage(std::span<const std::uint8_t> bytes, const std::string& name, const MediaLimits& limits = {},
                          const ImageOptions& options = {});

/// True when the bytes begin like a picture of a format that `readImage` knows.
bool looksLikeImage(std::span<const std::uint8_t> head);

/// A PNG of U8 [H,W], [H,W,3], [H,W,4] or U16 [H,W]; lossless.
Result<std::string> encodePng(const Array& image);

/// A JPEG (4:4:4) of U8 [H,W] or [H,W,3]; `quality` 1..100 on about the usual scale of libjpeg.
Result<std::string> encodeJpeg(const Array& image, int quality = 90);

/// Encoded and written in one step, so that no reader ever sees half a file.
Status writePng(const std::filesystem::path& path, const Array& image);
Status writeJpeg(const std::filesystem::path& path, const Array& image, int quality = 90);

}  // namespace vitrine
