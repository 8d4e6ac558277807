// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace vitrine {
namespace {

constexpr std::int64_t kMaxSide = 65535;
constexpr std::size_t kMaxBytes = std::size_t(1) << 30;

/// For each target position: the first source position and the weights from there on.
struct Taps {
    std::vector<std::int64_t> first;
    std::vector<std::vector<float>> weights;
};

double kernel(Resampling method, double x) {
    x = std::abs(x);
    switch (method) {
        case Resampling::Bilinear:
            return x < 1 ? 1 - x : 0;
        case Resampling::Bicubic: {  // Keys, "Cubic convolution interpolation for digital image processing", 1981.
            constexpr double a = -0.5;
            if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }
        default:
            return x <= 0.5 ? 1 : 0;
    }
}

Taps makeTaps(Resampling method, std::int64_t from, std::int64_t to) {
    const double scale = static_cast<double>(from) / static_cast<double>(to), stretch = std::max(scale, 1.0);
    const double reach = stretch * (method == Resampling::Bicubic ? 2 : method == Resampling::Bilinear ? 1 : 0.5);
    Taps taps;
    for (std::int64_t i = 0; i < to; ++i) {
        const double centre = (static_cast<double>(i) + 0.5) * scale;
        if (method == Resampling::Nearest || (method == Resampling::Area && scale <= 1)) {
            taps.first.push_back(std::min(static_cast<std::int64_t>(centre), from - 1));
            taps.weights.push_back({1});
            continue;
        }
        const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(centre - reach)));
        const auto end = std::min<std::int64_t>(from, static_cast<std::int64_t>(std::ceil(centre + reach)));
        std::vector<double> weights;
        double sum = 0;
        for (std::int64_t j = first; j < end; ++j) {
            const double low = static_cast<double>(j),
                         overlap = std::min(low + 1, centre + reach) - std::max(low, centre - reach);
            weights.push_back(method == Resampling::Area ? std::max(0.0, overlap)
                                                         : kernel(method, (low + 0.5 - centre) / stretch));
            sum += weights.back();
        }
        taps.first.push_back(first);
        taps.weights.emplace_back();
        for (const double weight : weights) taps.weights.back().push_back(static_cast<float>(weight / sum));
    }
    return taps;
}

template <class T>
T store(float value) {
    if constexpr (std::is_floating_point_v<T>)
        return value;
    else
        return static_cast<T>(std::clamp(value + 0.5f, 0.0f, static_cast<float>(std::numeric_limits<T>::max())));
}

/// Rows first, then columns, in single precision.
template <class T>
void resample(const Array& image, Array& result, std::int64_t channels, const Taps& vertical, const Taps& horizontal) {
    const std::int64_t width = image.dim(1), rowValues = width * channels, outWidth = result.dim(1);
    const T* in = image.values<T>().data();
    T* out = result.mutableValues<T>().data();
    std::vector<float> row(static_cast<std::size_t>(rowValues));
    for (std::size_t y = 0; y < vertical.first.size(); ++y) {
        std::fill(row.begin(), row.end(), 0.0f);
        for (std::size_t k = 0; k < vertical.weights[y].size(); ++k) {
            const T* source = in + (vertical.first[y] + static_cast<std::int64_t>(k)) * rowValues;
            const float weight = vertical.weights[y][k];
            for (std::int64_t i = 0; i < rowValues; ++i)
                row[static_cast<std::size_t>(i)] += weight * static_cast<float>(source[i]);
        }
        for (std::int64_t x = 0; x < outWidth; ++x) {
            const auto& weights = horizontal.weights[static_cast<std::size_t>(x)];
            const float* source = row.data() + horizontal.first[static_cast<std::size_t>(x)] * channels;
            for (std::int64_t c = 0; c < channels; ++c) {
                float sum = 0;
                for (std::size_t k = 0; k < weights.size(); ++k)
                    sum += weights[k] * source[static_cast<std::int64_t>(k) * channels + c];
                *out++ = store<T>(sum);
            }
        }
    }
}

Status checkPicture(const Array& image, std::int64_t height, std::int64_t width, const std::string& what) {
    const bool kind = image.dtype() == DType::U8 || image.dtype() == DType::U16 || image.dtype() == DType::F32;
    if (!kind || image.rank() < 2 || image.rank() > 3 || image.empty())
        return Error{ErrorCode::InvalidArgument, what, "array " + image.describe(), "it has no form of a picture",
                     "Give u8, u16 or f32 [H,W] or [H,W,C]."};
    if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide)
        return Error{ErrorCode::InvalidArgument, what, fmt::format("size {} x {}", width, height),
                     fmt::format("sides of 1 to {} are possible", kMaxSide), "Give another size."};
    const std::size_t pixel = image.byteSize() / static_cast<std::size_t>(image.dim(0) * image.dim(1));
    if (pixel * static_cast<std::size_t>(height * width) > kMaxBytes)
        return Error{ErrorCode::TooLarge, what, fmt::format("size {} x {}", width, height),
                     fmt::format("the result would have more than {} bytes", kMaxBytes), "Give a smaller size."};
    return {};
}

Array pictureLike(const Array& image, std::int64_t height, std::int64_t width) {
    std::vector<std::int64_t> shape = image.shape();
    shape[0] = height;
    shape[1] = width;
    Array result = Array::zeros(image.dtype(), std::move(shape));
    result.axes = image.axes;
    result.unit = image.unit;
    return result;
}

}  // namespace

Result<Array> resizeImage(const Array& image, std::int64_t height, std::int64_t width, Resampling method) {
    VITRINE_CHECK(checkPicture(image, height, width, "Cannot resize picture"));
    const std::int64_t channels = image.rank() == 3 ? image.dim(2) : 1;
    Array result = pictureLike(image, height, width);
    const Taps vertical = makeTaps(method, image.dim(0), height), horizontal = makeTaps(method, image.dim(1), width);
    if (image.dtype() == DType::U8)
        resample<std::uint8_t>(image, result, channels, vertical, horizontal);
    else if (image.dtype() == DType::U16)
        resample<std::uint16_t>(image, result, channels, vertical, horizontal);
    else
        resample<float>(image, result, channels, vertical, horizontal);
    return result;
}

Result<Array> centreCrop(const Array& image, std::int64_t height, std::int64_t width) {
    VITRINE_CHECK(checkPicture(image, height, width, "Cannot crop picture"));
    if (height > image.dim(0) || width > image.dim(1))
        return Error{ErrorCode::InvalidArgument, "Cannot crop picture", "array " + image.describe(),
                     fmt::format("{} x {} pixels do not fit into it", width, height), "Resize it first or crop less."};
    Array result = pictureLike(image, height, width);
    const std::size_t pixel = image.byteSize() / static_cast<std::size_t>(image.dim(0) * image.dim(1));
    const std::int64_t top = (image.dim(0) - height) / 2, left = (image.dim(1) - width) / 2;
    const auto* in = static_cast<const std::uint8_t*>(image.bytes());
    auto* out = static_cast<std::uint8_t*>(result.mutableBytes());
    for (std::int64_t y = 0; y < height; ++y)
        std::memcpy(out + static_cast<std::size_t>(y * width) * pixel,
                    in + static_cast<std::size_t>((y + top) * image.dim(1) + left) * pixel,
                    static_cast<std::size_t>(width) * pixel);
    return result;
}

}  // namespace vitrine
