// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/colormap.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

#include "core/base/log.h"

namespace vitrine {
namespace {

/// Colours 0xRRGGBB at equal distances.
struct Map {
    Colormap id;
    const char* name;
    std::span<const std::uint32_t> knots;
    bool smooth;  ///< Cubic between the knots; otherwise straight lines.
    bool diverging;
};

// Every 15th of the 256 colours that matplotlib publishes under CC0: viridis and magma by N. Smith and S. van der Walt
// (2015), cividis by Nunez, Anderton and Renslow, "Optimizing colormaps with consideration for color vision
// deficiency", PLoS ONE 2018.
constexpr std::uint32_t kViridis[] = {0x440154, 0x481769, 0x472a7a, 0x433d84, 0x3d4e8a, 0x355e8d,
                                      0x2e6d8e, 0x297b8e, 0x23898e, 0x1f978b, 0x21a585, 0x2eb37c,
                                      0x46c06f, 0x65cb5e, 0x89d548, 0xb0dd2f, 0xd8e219, 0xfde725};
constexpr std::uint32_t kMagma[] = {0x000004, 0x090720, 0x1a1042, 0x311165, 0x4a1079, 0x621980,
                                    0x792282, 0x912b81, 0xaa337d, 0xc23b75, 0xd9466b, 0xec5860,
                                    0xf7725c, 0xfc8e64, 0xfeaa74, 0xfec68a, 0xfde2a3, 0xfcfdbf};
constexpr std::uint32_t kCividis[] = {0x00224e, 0x002d68, 0x163770, 0x2e416d, 0x3f4c6c, 0x4e566c,
                                      0x5c616e, 0x696b71, 0x767676, 0x838179, 0x928c78, 0xa09875,
                                      0xafa471, 0xbfb06b, 0xcfbd62, 0xdfca57, 0xf0d846, 0xfee838};
// Our own points in the manner of "vik" (F. Crameri, "Scientific colour maps", 2018).
constexpr std::uint32_t kVik[] = {0x001261, 0x023a7b, 0x186a9b, 0x5f9dbd, 0xb5d1df, 0xece5e0,
                                  0xe3bda5, 0xcc8a62, 0xb65a26, 0x842106, 0x590008};
// Defined by these points in matplotlib ("bwr", "seismic").
constexpr std::uint32_t kBwr[] = {0x0000ff, 0xffffff, 0xff0000};
constexpr std::uint32_t kSeismic[] = {0x00004c, 0x0000ff, 0xffffff, 0xff0000, 0x800000};
constexpr std::uint32_t kGrey[] = {0x000000, 0xffffff};

constexpr Map kMaps[] = {{Colormap::Viridis, "viridis", kViridis, true, false},
                         {Colormap::Magma, "magma", kMagma, true, false},
                         {Colormap::Cividis, "cividis", kCividis, true, false},
                         {Colormap::Vik, "vik", kVik, true, true},
                         {Colormap::Bwr, "bwr", kBwr, false, true},
                         {Colormap::Seismic, "seismic", kSeismic, false, true},
                         {Colormap::Grey, "grey", kGrey, false, false}};

const Map& mapOf(Colormap map) {
    return kMaps[static_cast<std::size_t>(map)];
}

constexpr std::size_t kTableSize = 1024;
using Table = std::vector<std::array<std::uint8_t, 3>>;

/// The colours of a map at 1024 positions, for pictures.
Table tableOf(Colormap map) {
    Table table(kTableSize + 1);
    for (std::size_t i = 0; i <= kTableSize; ++i) table[i] = colourAt(map, static_cast<double>(i) / kTableSize);
    return table;
}

std::span<const double> doubles(const Array& values, Array& converted) {
    const auto result = values.as(DType::F64);
    if (!result.ok() || values.rank() == 0) {
        logError("array {} has no colours", values.describe());
        std::abort();
    }
    converted = *result;
    return converted.values<double>();
}

bool isPicture(const Array& image) {
    return image.dtype() == DType::U8 && image.rank() == 3 && image.dim(2) == 3;
}

}  // namespace

const char* name(Colormap map) {
    return mapOf(map).name;
}
bool isDiverging(Colormap map) {
    return mapOf(map).diverging;
}

Result<Colormap> colormapFromName(std::string_view wanted) {
    std::string known;
    for (const Map& map : kMaps) {
        if (wanted == map.name) return map.id;
        known += (known.empty() ? "" : ", ") + std::string(map.name);
    }
    return Error{ErrorCode::NotFound, "Unknown colour map", std::string(wanted), "it is none of those known",
                 "Give one of " + known + "."};
}

std::vector<Colormap> allColormaps() {
    std::vector<Colormap> maps;
    for (const Map& map : kMaps) maps.push_back(map.id);
    return maps;
}

std::array<std::uint8_t, 3> colourAt(Colormap id, double position) {
    if (std::isnan(position)) return {128, 128, 128};
    const Map& map = mapOf(id);
    const auto last = static_cast<std::ptrdiff_t>(map.knots.size()) - 1;
    const double place = std::clamp(position, 0.0, 1.0) * static_cast<double>(last);
    const std::ptrdiff_t left = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(place), last - 1);
    const double t = place - static_cast<double>(left);
    std::array<std::uint8_t, 3> colour{};
    for (int c = 0; c < 3; ++c) {
        const auto level = [&](std::ptrdiff_t knot) {
            return static_cast<double>(map.knots[static_cast<std::size_t>(knot)] >> (16 - 8 * c) & 255);
        };
        const double b = level(left), d = level(left + 1);
        double value = b + t * (d - b);
        if (map.smooth) {  // Catmull-Rom; beyond the ends the line goes on.
            const double a = left > 0 ? level(left - 1) : 2 * b - d, e = left + 2 <= last ? level(left + 2) : 2 * d - b;
            value = b + 0.5 * t * (d - a + t * (2 * a - 5 * b + 4 * d - e + t * (3 * (b - d) + e - a)));
        }
        colour[static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
    }
    return colour;
}

Array applyColormap(const Array& values, Colormap map, double low, double high) {
    if (values.rank() != 2) {
        logError("a colour map wants [H,W], got {}", values.describe());
        std::abort();
    }
    Array converted;
    const auto in = doubles(values, converted);
    Array image = Array::zeros(DType::U8, {values.dim(0), values.dim(1), 3});
    image.axes = {"y", "x", "channel"};
    const Table table = tableOf(map);
    auto* out = static_cast<std::uint8_t*>(image.mutableBytes());
    for (const double value : in) {
        const double position = high == low ? 0.5 : std::clamp((value - low) / (high - low), 0.0, 1.0);
        const auto colour = std::isnan(value) || std::isnan(position)
                                ? colourAt(map, NAN)
                                : table[static_cast<std::size_t>(position * kTableSize + 0.5)];
        out = std::copy(colour.begin(), colour.end(), out);
    }
    return image;
}

ValueRange finiteRange(const Array& values) {
    Array converted;
    ValueRange range;
    bool first = true;
    for (const double value : doubles(values, converted)) {
        if (!std::isfinite(value)) continue;
        range.low = first ? value : std::min(range.low, value);
        range.high = first ? value : std::max(range.high, value);
        first = false;
    }
    return range;
}

ValueRange symmetricRange(const Array& values) {
    const ValueRange range = finiteRange(values);
    const double reach = std::max(std::abs(range.low), std::abs(range.high));
    return {-reach, reach};
}

Result<Array> overlay(const Array& image, const Array& heat, double alpha) {
    if (!isPicture(image) || !isPicture(heat) || image.shape() != heat.shape())
        return Error{ErrorCode::InvalidArgument, "Cannot blend pictures", image.describe() + " and " + heat.describe(),
                     "two u8 [H,W,3] of one size are needed", "Resize one of them first."};
    if (!(alpha >= 0 && alpha <= 1))
        return Error{ErrorCode::InvalidArgument, "Cannot blend pictures", fmt::format("alpha {}", alpha),
                     "it does not lie between 0 and 1", "0.5 is a good choice."};
    Array result = Array::zeros(DType::U8, image.shape());
    result.axes = {"y", "x", "channel"};
    const auto under = image.values<std::uint8_t>(), over = heat.values<std::uint8_t>();
    auto out = result.mutableValues<std::uint8_t>();
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>((1 - alpha) * under[i] + alpha * over[i] + 0.5);
    return result;
}

}  // namespace vitrine
