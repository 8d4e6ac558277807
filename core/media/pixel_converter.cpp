// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/pixel_converter.h"

#include <cstring>

namespace vitrine::ffmpeg {
namespace {

bool isYuv(AVPixelFormat format) {
    const AVPixFmtDescriptor* info = av_pix_fmt_desc_get(format);
    return info && info->nb_components >= 3 && !(info->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL));
}

bool isFullRange(const AVFrame& frame) {
    if (frame.color_range != AVCOL_RANGE_UNSPECIFIED) return frame.color_range == AVCOL_RANGE_JPEG;
    switch (frame.format) {
        case AV_PIX_FMT_YUVJ420P:
        case AV_PIX_FMT_YUVJ422P:
        case AV_PIX_FMT_YUVJ444P:
        case AV_PIX_FMT_YUVJ440P:
        case AV_PIX_FMT_YUVJ411P:
            return true;
        default:
            return false;
    }
}

int colourMatrix(const AVFrame& frame) {
    switch (frame.colorspace) {
        case AVCOL_SPC_UNSPECIFIED:
            return frame.height >= 720 && !isFullRange(frame) ? SWS_CS_ITU709 : SWS_CS_ITU601;
        case AVCOL_SPC_BT709:
            return SWS_CS_ITU709;
        case AVCOL_SPC_FCC:
            return SWS_CS_FCC;
        case AVCOL_SPC_SMPTE240M:
            return SWS_CS_SMPTE240M;
        case AVCOL_SPC_BT2020_NCL:
        case AVCOL_SPC_BT2020_CL:
            return SWS_CS_BT2020;
        default:
            return SWS_CS_ITU601;
    }
}

}  // namespace

Result<Frame> PixelConverter::convert(const AVFrame& frame, AVPixelFormat format, const std::string& object) {
    LogCapture log;
    const auto from = static_cast<AVPixelFormat>(frame.format);
    const int matrix = colourMatrix(frame), range = isFullRange(frame);
    if (!m_scaler || m_width != frame.width || m_height != frame.height || m_from != from || m_to != format ||
        m_matrix != matrix || m_range != range) {
        m_scaler.reset(
            sws_getContext(frame.width, frame.height, from, frame.width, frame.height, format,
                           SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT,
                           nullptr, nullptr, nullptr));
        if (!m_scaler)
            return failure("Cannot convert pixels", object, AVERROR_PATCHWELCOME, log,
                           "Convert the file to 8-bit RGB.");
        m_width = frame.width, m_height = frame.height, m_from = from, m_to = format, m_matrix = matrix,
        m_range = range;
        if (isYuv(from)) {
            const int* coefficients = sws_getCoefficients(matrix);
            sws_setColorspaceDetails(m_scaler.get(), coefficients, range, coefficients, 1, 0, 1 << 16, 1 << 16);
        }
    }
    VITRINE_TRY(Frame result, makePicture(format, frame.width, frame.height, object));
    const int rows =
        sws_scale(m_scaler.get(), frame.data, frame.linesize, 0, frame.height, result->data, result->linesize);
    if (rows < 0) return failure("Cannot convert pixels", object, rows, log, "Convert the file to 8-bit RGB.");
    return result;
}

Result<Array> PixelConverter::toRgb(const AVFrame& frame, const std::string& object) {
    VITRINE_TRY(const Frame rgb, convert(frame, AV_PIX_FMT_RGB24, object));
    return packedToArray(*rgb, DType::U8, 3);
}

Array packedToArray(const AVFrame& frame, DType dtype, int channels) {
    std::vector<std::int64_t> shape{frame.height, frame.width};
    std::vector<std::string> axes{"y", "x"};
    if (channels > 1) {
        shape.push_back(channels);
        axes.push_back("channel");
    }
    Array array = Array::zeros(dtype, std::move(shape));
    array.axes = std::move(axes);
    const std::size_t row =
        itemSize(dtype) * static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(channels);
    auto* out = static_cast<std::uint8_t*>(array.mutableBytes());
    for (int y = 0; y < frame.height; ++y, out += row)
        std::memcpy(out, frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0], row);
    return array;
}

void arrayToPacked(const Array& array, AVFrame& frame) {
    const std::size_t row = array.byteSize() / static_cast<std::size_t>(frame.height);
    const auto* in = static_cast<const std::uint8_t*>(array.bytes());
    for (int y = 0; y < frame.height; ++y, in += row)
        std::memcpy(frame.data[0] + static_cast<std::ptrdiff_t>(y) * frame.linesize[0], in, row);
}

}  // namespace vitrine::ffmpeg
