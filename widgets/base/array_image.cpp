// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/array_image.h"

namespace vitrine {
namespace {

void releaseArray(void* info) { delete static_cast<Array*>(info); }

/// A picture that keeps the array alive as long as it needs its bytes.
QImage sharing(const Array& array, int height, int width, int channels, QImage::Format format) {
    auto* keeper = new Array(array);
    return {static_cast<const uchar*>(array.bytes()), width, height, static_cast<qsizetype>(width) * channels, format, releaseArray, keeper};
}

std::uint8_t byteOf(float value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f); }

QImage fromFloats(const Array& array, int height, int width, bool channelsFirst) {
    const auto values = array.values<float>();
    const std::size_t plane = static_cast<std::size_t>(height) * width;
    QImage image(width, height, QImage::Format_RGB888);
    for (int y = 0; y < height; ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < width; ++x) {
            const std::size_t pixel = static_cast<std::size_t>(y) * width + x;
            for (std::size_t c = 0; c < 3; ++c) line[3 * x + static_cast<int>(c)] = byteOf(channelsFirst ? values[c * plane + pixel] : values[3 * pixel + c]);
        }
    }
    return image;
}

}  // namespace

Result<QImage> toImage(const Array& array) {
    const auto& shape = array.shape();
    const auto fits = [](std::int64_t side) { return side > 0 && side <= 1 << 16; };
    const bool last = array.rank() == 3 && array.dim(2) <= 4, first = array.rank() == 3 && array.dim(0) == 3 && !(array.dim(2) == 3);
    if (!array.empty() && array.dtype() == DType::U8 && (array.rank() == 2 || last) && fits(shape[0]) && fits(shape[1])) {
        const int height = static_cast<int>(shape[0]), width = static_cast<int>(shape[1]);
        if (array.rank() == 2 || array.dim(2) == 1) return sharing(array, height, width, 1, QImage::Format_Grayscale8);
        if (array.dim(2) == 3) return sharing(array, height, width, 3, QImage::Format_RGB888);
        if (array.dim(2) == 4) return sharing(array, height, width, 4, QImage::Format_RGBA8888);
    }
    if (!array.empty() && array.dtype() == DType::F32 && first && fits(shape[1]) && fits(shape[2]))
        return fromFloats(array, static_cast<int>(shape[1]), static_cast<int>(shape[2]), true);
    if (!array.empty() && array.dtype() == DType::F32 && array.rank() == 3 && array.dim(2) == 3 && fits(shape[0]) && fits(shape[1]))
        return fromFloats(array, static_cast<int>(shape[0]), static_cast<int>(shape[1]), false);
    return Error{ErrorCode::Unsupported, "Cannot show the array as a picture", array.describe(), "it has not the form of one",
                 "Give u8 [H,W], [H,W,3], [H,W,4], or f32 [3,H,W] or [H,W,3] in [0, 1]."};
}

Array fromImage(const QImage& image) {
    const QImage flat = image.hasAlphaChannel() ? [&image] {
        QImage ground(image.size(), QImage::Format_RGB32);
        ground.fill(Qt::black);
        QPainter(&ground).drawImage(QRect(QPoint(0, 0), image.size()), image);
        return ground;
    }() : image;
    const QImage rgb = flat.convertToFormat(QImage::Format_RGB888);
    Array array = Array::zeros(DType::U8, {rgb.height(), rgb.width(), 3});
    auto* bytes = static_cast<std::uint8_t*>(array.mutableBytes());
    const std::size_t line = static_cast<std::size_t>(rgb.width()) * 3;
    for (int y = 0; y < rgb.height(); ++y) std::copy_n(rgb.constScanLine(y), line, bytes + static_cast<std::size_t>(y) * line);
    array.axes = {"y", "x", "channel"};
    return array;
}

}  // namespace vitrine
