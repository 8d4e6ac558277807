// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/jpgpack.h"

#include "core/media/image.h"

namespace vitrine {
namespace {

Error damaged(const std::string& object, const std::string& why) {
    return Error{ErrorCode::BadFormat, "Cannot decode picture pack", object, why,
                 "Check that the file is a whole picture pack."};
}

/// [H,W,3] into the planes [3,H,W] at `out`.
void toPlanes(const Array& image, std::uint8_t* out) {
    const auto pixels = image.values<std::uint8_t>();
    const std::size_t plane = pixels.size() / 3;
    for (std::size_t i = 0; i < plane; ++i)
        for (std::size_t c = 0; c < 3; ++c) out[c * plane + i] = pixels[3 * i + c];
}

}  // namespace

Result<Array> decodeJpgPack(const NamedArrays& pack, const std::string& name, std::int64_t count,
                            const MediaLimits& limits) {
    const auto offsetsAt = pack.find("offsets"), bytesAt = pack.find("bytes");
    if (offsetsAt == pack.end() || bytesAt == pack.end() || offsetsAt->second.dtype() != DType::I64 ||
        bytesAt->second.dtype() != DType::U8 || offsetsAt->second.empty())
        return damaged(name, "it needs the arrays offsets (i64) and bytes (u8)");
    const auto offsets = offsetsAt->second.values<std::int64_t>();
    const auto bytes = bytesAt->second.values<std::uint8_t>();
    const auto available = static_cast<std::int64_t>(offsets.size()) - 1;
    const std::int64_t n = count < 0 ? available : std::min(count, available);
    Array result;
    for (std::int64_t i = 0; i < n; ++i) {
        const std::string object = fmt::format("{}, picture {}", name, i);
        const std::int64_t begin = offsets[static_cast<std::size_t>(i)], end = offsets[static_cast<std::size_t>(i) + 1];
        if (begin < 0 || end < begin || end > static_cast<std::int64_t>(bytes.size()))
            return damaged(object, fmt::format("its bytes {} to {} lie outside of the {} that are there", begin, end,
                                               bytes.size()));
        VITRINE_TRY(const Array image,
                    decodeImage(bytes.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)),
                                object, limits));
        if (i == 0) {
            const std::vector<std::int64_t> shape{n, 3, image.dim(0), image.dim(1)};
            VITRINE_TRY(const std::size_t total, checkedBytes(DType::U8, shape, name));
            if (total > limits.maxBytes)
                return Error{ErrorCode::TooLarge, "Cannot decode picture pack", name,
                             fmt::format("{} pictures need {} bytes, at most {} are used", n, total, limits.maxBytes),
                             "Decode fewer pictures at a time."};
            result = Array::zeros(DType::U8, shape);
        }
        if (image.dim(0) != result.dim(2) || image.dim(1) != result.dim(3))
            return damaged(object, fmt::format("it has {} x {} pixels, the first has {} x {}", image.dim(1),
                                               image.dim(0), result.dim(3), result.dim(2)));
        toPlanes(image, static_cast<std::uint8_t*>(result.mutableBytes()) +
                            static_cast<std::size_t>(i) * static_cast<std::size_t>(image.count()));
    }
    if (n == 0) result = Array::zeros(DType::U8, {0, 3, 0, 0});
    result.axes = {"image", "channel", "y", "x"};
    return result;
}

}  // namespace vitrine
