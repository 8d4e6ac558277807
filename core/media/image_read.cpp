// SPDX-License-Identifier: GPL-3.0-or-later
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/files.h"
#include "core/media/image.h"
#include "core/media/image_container.h"
#include "core/media/pixel_converter.h"

namespace vitrine {
namespace {

using ffmpeg::Frame;

constexpr const char* kWhat = "Cannot read picture";
constexpr const char* kDamaged = "The file is damaged or of an unusual kind: save it again as PNG or JPEG.";
constexpr AVPixelFormat kRgb16 = std::endian::native == std::endian::little ? AV_PIX_FMT_RGB48LE : AV_PIX_FMT_RGB48BE;
constexpr AVPixelFormat kRgba16 =
    std::endian::native == std::endian::little ? AV_PIX_FMT_RGBA64LE : AV_PIX_FMT_RGBA64BE;

Result<Frame> decodeFrame(AVCodecID id, std::span<const std::uint8_t> bytes, const std::string& name,
                          const MediaLimits& limits) {
    ffmpeg::LogCapture log;
    const AVCodec* decoder = avcodec_find_decoder(id);
    ffmpeg::Codec codec(decoder ? avcodec_alloc_context3(decoder) : nullptr);
    if (!codec) return ffmpeg::failure(kWhat, name, AVERROR_DECODER_NOT_FOUND, log, kDamaged);
    codec->thread_count = 1;  // So that messages come on this thread.
    codec->max_pixels = static_cast<std::int64_t>(limits.maxBytes / 4);
    codec->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
    int code = avcodec_open2(codec.get(), decoder, nullptr);
    if (code < 0) return ffmpeg::failure(kWhat, name, code, log, kDamaged);

    ffmpeg::Packet packet = ffmpeg::makePacket();
    code = av_new_packet(packet.get(),
                         static_cast<int>(bytes.size()));  // With the zeroed padding that decoders read into.
    if (code < 0) return ffmpeg::failure(kWhat, name, code, log, kDamaged);
    std::memcpy(packet->data, bytes.data(), bytes.size());
    packet->flags |= AV_PKT_FLAG_KEY;
    Frame frame = ffmpeg::makeFrame();
    code = avcodec_send_packet(codec.get(), packet.get());
    if (code >= 0) code = avcodec_receive_frame(codec.get(), frame.get());
    if (code == AVERROR(EAGAIN)) {
        avcodec_send_packet(codec.get(), nullptr);
        code = avcodec_receive_frame(codec.get(), frame.get());
    }
    if (code == AVERROR_EOF) code = AVERROR_INVALIDDATA;
    if (code >= 0 && (frame->decode_error_flags || (frame->flags & AV_FRAME_FLAG_CORRUPT) || log.saw("overread")))
        code = AVERROR_INVALIDDATA;
    if (code < 0) return ffmpeg::failure(kWhat, name, code, log, kDamaged);
    if (frame->width > limits.maxSide || frame->height > limits.maxSide)
        return Error{ErrorCode::TooLarge, kWhat, name,
                     fmt::format("it has {} x {} pixels, sides of at most {} are read", frame->width, frame->height,
                                 limits.maxSide),
                     "Scale it down first."};
    return frame;
}

/// The grey values of grey formats as U8 or U16 [H,W]; nothing for others.
std::optional<Array> greyOf(const AVFrame& frame) {
    const auto format = static_cast<AVPixelFormat>(frame.format);
    if (format == AV_PIX_FMT_GRAY8) return ffmpeg::packedToArray(frame, DType::U8, 1);
    if (format == AV_PIX_FMT_GRAY16LE || format == AV_PIX_FMT_GRAY16BE) {
        Array grey = ffmpeg::packedToArray(frame, DType::U16, 1);
        if ((format == AV_PIX_FMT_GRAY16BE) == (std::endian::native == std::endian::little))
            for (std::uint16_t& value : grey.mutableValues<std::uint16_t>())
                value = static_cast<std::uint16_t>(value >> 8 | value << 8);
        return grey;
    }
    if (format == AV_PIX_FMT_MONOBLACK || format == AV_PIX_FMT_MONOWHITE) {
        Array grey = Array::zeros(DType::U8, {frame.height, frame.width});
        grey.axes = {"y", "x"};
        auto* out = static_cast<std::uint8_t*>(grey.mutableBytes());
        for (int y = 0; y < frame.height; ++y)
            for (int x = 0; x < frame.width; ++x) {
                const bool bit =
                    frame.data[0][static_cast<std::ptrdiff_t>(y) * frame.linesize[0] + x / 8] >> (7 - x % 8) & 1;
                *out++ = bit == (format == AV_PIX_FMT_MONOBLACK) ? 255 : 0;
            }
        return grey;
    }
    return std::nullopt;
}

Array greyToRgb(const Array& grey) {
    Array rgb = Array::zeros(DType::U8, {grey.dim(0), grey.dim(1), 3});
    rgb.axes = {"y", "x", "channel"};
    auto* out = static_cast<std::uint8_t*>(rgb.mutableBytes());
    const auto spread = [&](auto values, int shift) {
        for (const auto value : values)
            for (int c = 0; c < 3; ++c) *out++ = static_cast<std::uint8_t>(value >> shift);
    };
    if (grey.dtype() == DType::U8)
        spread(grey.values<std::uint8_t>(), 0);
    else
        spread(grey.values<std::uint16_t>(), 8);
    return rgb;
}

bool hasTransparency(const AVFrame& frame) {
    const AVPixFmtDescriptor* info = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    if (frame.format != AV_PIX_FMT_PAL8) return info && (info->flags & AV_PIX_FMT_FLAG_ALPHA);
    const auto* palette = reinterpret_cast<const std::uint32_t*>(frame.data[1]);
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x)
            if (palette[frame.data[0][static_cast<std::ptrdiff_t>(y) * frame.linesize[0] + x]] >> 24 != 255)
                return true;
    return false;
}

/// [H,W,4] to [H,W,3]: pixel * alpha with rounding, or the bare colours.
template <class T>
Array withoutAlpha(const Array& rgba, bool onBlack) {
    constexpr std::uint32_t kFull = std::numeric_limits<T>::max();
    Array rgb = Array::zeros(rgba.dtype(), {rgba.dim(0), rgba.dim(1), 3});
    rgb.axes = rgba.axes;
    const auto in = rgba.values<T>();
    auto out = rgb.mutableValues<T>();
    for (std::size_t i = 0, n = in.size() / 4; i < n; ++i) {
        const std::uint32_t alpha = onBlack ? in[4 * i + 3] : kFull;
        for (std::size_t c = 0; c < 3; ++c)
            out[3 * i + c] = static_cast<T>((in[4 * i + c] * alpha + kFull / 2) / kFull);
    }
    return rgb;
}

Result<Array> colourOf(const AVFrame& frame, const std::string& name, const ImageOptions& options) {
    const AVPixFmtDescriptor* info = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
    const bool deep = options.native && info && info->comp[0].depth > 8, alpha = hasTransparency(frame);
    const AVPixelFormat target = deep ? (alpha ? kRgba16 : kRgb16) : (alpha ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24);
    VITRINE_TRY(const Frame packed, ffmpeg::PixelConverter().convert(frame, target, name));
    Array image = ffmpeg::packedToArray(*packed, deep ? DType::U16 : DType::U8, alpha ? 4 : 3);
    if (!alpha || options.alpha == Alpha::Keep) return image;
    const bool onBlack = options.alpha == Alpha::OnBlack;
    return deep ? withoutAlpha<std::uint16_t>(image, onBlack) : withoutAlpha<std::uint8_t>(image, onBlack);
}

}  // namespace

bool looksLikeImage(std::span<const std::uint8_t> head) {
    return ffmpeg::imageCodec(head) != AV_CODEC_ID_NONE;
}

Result<Array> decodeImage(std::span<const std::uint8_t> bytes, const std::string& name, const MediaLimits& limits,
                          const ImageOptions& options) {
    if (bytes.size() > limits.maxFileBytes || bytes.size() > INT32_MAX / 2)
        return Error{ErrorCode::TooLarge, kWhat, name,
                     fmt::format("it has {} bytes, at most {} are read", bytes.size(), limits.maxFileBytes),
                     "Scale it down first."};
    const AVCodecID codec = ffmpeg::imageCodec(bytes);
    if (codec == AV_CODEC_ID_NONE)
        return Error{bytes.empty() ? ErrorCode::BadFormat : ErrorCode::Unsupported, kWhat, name,
                     bytes.empty() ? "the file is empty" : "its first bytes show no known picture format",
                     "Give a PNG, JPEG, BMP, PPM/PGM, GIF, TIFF or WebP file."};
    VITRINE_CHECK(ffmpeg::checkWhole(codec, bytes, name));
    VITRINE_TRY(const Frame frame, decodeFrame(codec, bytes, name, limits));
    if (const auto grey = greyOf(*frame)) return options.native ? *grey : greyToRgb(*grey);
    return colourOf(*frame, name, options);
}

Result<Array> readImage(const std::filesystem::path& path, const MediaLimits& limits, const ImageOptions& options) {
    VITRINE_TRY(const std::string bytes, readText(path, limits.maxFileBytes));
    return decodeImage({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, path.string(), limits,
                       options);
}

}  // namespace vitrine
