// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/image_container.h"

#include <algorithm>
#include <string_view>

namespace vitrine::ffmpeg {
namespace {

using Bytes = std::span<const std::uint8_t>;

Error truncated(const std::string& name, std::size_t byte, const std::string& why) {
    return Error{ErrorCode::BadFormat, "Cannot read picture", fmt::format("{}, byte {}", name, byte), why,
                 "The file is cut off or damaged: copy or download it again."};
}

/// Walks the chunks (length, type, data, CRC) up to IEND.
Status checkPng(Bytes bytes, const std::string& name) {
    std::size_t at = 8;
    while (at + 12 <= bytes.size()) {
        const std::uint64_t length =
            (std::uint64_t{bytes[at]} << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
        const std::string_view type(reinterpret_cast<const char*>(&bytes[at + 4]), 4);
        if (type == "IEND") return {};
        if (length > bytes.size() - at - 12)
            return truncated(
                name, bytes.size(),
                fmt::format("the file ends inside a chunk of {} bytes that starts at byte {}", length, at));
        at += 12 + static_cast<std::size_t>(length);
    }
    return truncated(name, bytes.size(), "the file ends before the end chunk (IEND)");
}

/// Walks the segments; inside a scan, any marker but stuffing (FF00) and restarts (FFD0-FFD7) ends it.
Status checkJpeg(Bytes bytes, const std::string& name) {
    std::size_t at = 2;
    while (at + 1 < bytes.size()) {
        if (bytes[at] != 0xff) {
            at = static_cast<std::size_t>(
                std::find(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end(), 0xff) - bytes.begin());
            continue;
        }
        const std::uint8_t marker = bytes[at + 1];
        if (marker == 0xd9) return {};
        if (marker == 0xff) {
            ++at;
        } else if (marker == 0x00 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
            at += 2;
        } else {
            if (at + 4 > bytes.size()) break;
            at += 2 + (std::size_t{bytes[at + 2]} << 8 | bytes[at + 3]);
        }
    }
    return truncated(name, bytes.size(), "the file ends before the end-of-image marker");
}

}  // namespace

AVCodecID imageCodec(Bytes bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), std::min<std::size_t>(bytes.size(), 16));
    const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
    using namespace std::string_view_literals;
    if (text.starts_with("\x89PNG\r\n\x1a\n"sv)) return AV_CODEC_ID_PNG;
    if (text.starts_with("\xff\xd8\xff"sv)) return AV_CODEC_ID_MJPEG;
    if (text.starts_with("GIF87a"sv) || text.starts_with("GIF89a"sv)) return AV_CODEC_ID_GIF;
    if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv)) return AV_CODEC_ID_TIFF;
    if (text.starts_with("RIFF"sv) && text.size() >= 12 && text.substr(8, 4) == "WEBP"sv) return AV_CODEC_ID_WEBP;
    if (text.starts_with("BM"sv) && text.size() >= 10 && text.substr(6, 4) == "\0\0\0\0"sv) return AV_CODEC_ID_BMP;
    const bool space = at(2) == ' ' || at(2) == '\n' || at(2) == '\r' || at(2) == '\t' || at(2) == '#';
    if (at(0) == 'P' && space) {
        if (at(1) == '1' || at(1) == '4') return AV_CODEC_ID_PBM;
        if (at(1) == '2' || at(1) == '5') return AV_CODEC_ID_PGM;
        if (at(1) == '3' || at(1) == '6') return AV_CODEC_ID_PPM;
        if (at(1) == '7') return AV_CODEC_ID_PAM;
    }
    return AV_CODEC_ID_NONE;
}

Status checkWhole(AVCodecID codec, Bytes bytes, const std::string& name) {
    if (codec == AV_CODEC_ID_PNG) return checkPng(bytes, name);
    if (codec == AV_CODEC_ID_MJPEG) return checkJpeg(bytes, name);
    return {};
}

}  // namespace vitrine::ffmpeg
