// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/files.h"
#include "core/media/image.h"
#include "core/media/pixel_converter.h"

namespace vitrine {
namespace {

using ffmpeg::Frame;

Error refuse(const Array& image, const std::string& what, const std::string& accepted) {
    return Error{ErrorCode::InvalidArgument, what, "array " + image.describe(), "it has no form of a picture",
                 "Give " + accepted + "."};
}

/// Channels of [H,W] or [H,W,C] with 1..65535 pixels a side; 0 when it is no picture.
int channelsOf(const Array& image) {
    if (image.rank() < 2 || image.rank() > 3 || image.empty() || image.dim(0) > 65535 || image.dim(1) > 65535) return 0;
    return image.rank() == 2 ? 1 : static_cast<int>(std::min<std::int64_t>(image.dim(2), 99));
}

Result<Frame> pictureOf(const Array& image, AVPixelFormat format) {
    VITRINE_TRY(Frame frame, ffmpeg::makePicture(format, static_cast<int>(image.dim(1)), static_cast<int>(image.dim(0)),
                                                 image.describe()));
    ffmpeg::arrayToPacked(image, *frame);
    return frame;
}

/// One frame through an encoder whose context `prepare` has completed.
template <class Prepare>
Result<std::string> encode(AVCodecID id, Frame frame, const std::string& what, Prepare prepare) {
    ffmpeg::LogCapture log;
    const std::string object = fmt::format("{} x {} pixels", frame->width, frame->height),
                      next = "Check that FFmpeg is installed whole.";
    const AVCodec* encoder = avcodec_find_encoder(id);
    ffmpeg::Codec codec(encoder ? avcodec_alloc_context3(encoder) : nullptr);
    if (!codec) return ffmpeg::failure(what, object, AVERROR_ENCODER_NOT_FOUND, log, next);
    codec->width = frame->width;
    codec->height = frame->height;
    codec->pix_fmt = static_cast<AVPixelFormat>(frame->format);
    codec->time_base = {1, 25};
    codec->thread_count = 1;
    prepare(*codec, *frame);
    int code = avcodec_open2(codec.get(), encoder, nullptr);
    ffmpeg::Packet packet = ffmpeg::makePacket();
    if (code >= 0) code = avcodec_send_frame(codec.get(), frame.get());
    if (code >= 0) code = avcodec_send_frame(codec.get(), nullptr);
    if (code >= 0) code = avcodec_receive_packet(codec.get(), packet.get());
    if (code < 0) return ffmpeg::failure(what, object, code, log, next);
    return std::string(reinterpret_cast<const char*>(packet->data), static_cast<std::size_t>(packet->size));
}

}  // namespace

Result<std::string> encodePng(const Array& image) {
    const int channels = channelsOf(image);
    AVPixelFormat format = AV_PIX_FMT_NONE;
    Array pixels = image;
    if (image.dtype() == DType::U8 && channels == 1)
        format = AV_PIX_FMT_GRAY8;
    else if (image.dtype() == DType::U8 && channels == 3)
        format = AV_PIX_FMT_RGB24;
    else if (image.dtype() == DType::U8 && channels == 4)
        format = AV_PIX_FMT_RGBA;
    else if (image.dtype() == DType::U16 && channels == 1) {
        format = AV_PIX_FMT_GRAY16BE;
        if constexpr (std::endian::native == std::endian::little) {
            pixels = Array::of<std::uint16_t>(image.values<std::uint16_t>(), image.shape());
            for (std::uint16_t& value : pixels.mutableValues<std::uint16_t>())
                value = static_cast<std::uint16_t>(value >> 8 | value << 8);
        }
    } else {
        return refuse(image, "Cannot write PNG", "u8 [H,W], [H,W,3], [H,W,4] or u16 [H,W]");
    }
    VITRINE_TRY(Frame frame, pictureOf(pixels, format));
    return encode(AV_CODEC_ID_PNG, std::move(frame), "Cannot write PNG",
                  [](AVCodecContext& codec, AVFrame&) { av_opt_set(codec.priv_data, "pred", "mixed", 0); });
}

Result<std::string> encodeJpeg(const Array& image, int quality) {
    const int channels = channelsOf(image);
    if (image.dtype() != DType::U8 || (channels != 1 && channels != 3))
        return refuse(image, "Cannot write JPEG", "u8 [H,W] or [H,W,3]");
    if (quality < 1 || quality > 100)
        return Error{ErrorCode::InvalidArgument, "Cannot write JPEG", fmt::format("quality {}", quality),
                     "it does not lie in 1..100", "90 is a good choice."};
    VITRINE_TRY(const Frame packed, pictureOf(image, channels == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24));
    VITRINE_TRY(Frame frame, ffmpeg::PixelConverter().convert(*packed, AV_PIX_FMT_YUVJ444P, image.describe()));
    // libjpeg scales its tables by s = 50 / q below quality 50 and 2 - q / 50 above; FFmpeg scales the MPEG-1 table,
    // whose mean is 0.46 of libjpeg's luma table, by step / 8: about the same loss at step = 17 s.
    const double scale = quality < 50 ? 50.0 / quality : 2 - quality / 50.0;
    const int step = std::clamp(static_cast<int>(std::lround(17 * scale)), 1, 31);
    return encode(AV_CODEC_ID_MJPEG, std::move(frame), "Cannot write JPEG",
                  [step](AVCodecContext& codec, AVFrame& picture) {
                      codec.flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
                      codec.color_range = picture.color_range = AVCOL_RANGE_JPEG;
                      codec.qmin = 1;
                      codec.qmax = 31;
                      codec.global_quality = picture.quality = FF_QP2LAMBDA * step;
                  });
}

Status writePng(const std::filesystem::path& path, const Array& image) {
    VITRINE_TRY(const std::string bytes, encodePng(image));
    return writeAtomically(path, bytes);
}

Status writeJpeg(const std::filesystem::path& path, const Array& image, int quality) {
    VITRINE_TRY(const std::string bytes, encodeJpeg(image, quality));
    return writeAtomically(path, bytes);
}

}  // namespace vitrine
