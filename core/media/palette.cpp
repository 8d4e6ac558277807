// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/palette.h"

#include <algorithm>
#include <unordered_map>

namespace vitrine {
namespace {

constexpr std::size_t kColours = 256;

std::uint32_t colourAt(std::span<const std::uint8_t> rgb, std::size_t pixel) {
    return 0xff000000u | rgb[3 * pixel] << 16 | rgb[3 * pixel + 1] << 8 | rgb[3 * pixel + 2];
}

/// All pixels that share the upper five bits of each channel.
struct Bin {
    std::uint64_t count = 0;
    std::array<std::uint64_t, 3> sum{};
    std::uint16_t id = 0;
    int level(int channel) const { return id >> (5 * (2 - channel)) & 31; }
};

/// A range of bins that share one palette entry in the end.
struct Box {
    std::size_t first, end;
    int axis = 0;
    double weight = 0;  ///< Pixels times squared length of its longest side: the box to split next is the heaviest.
};

std::size_t binOf(std::span<const std::uint8_t> rgb, std::size_t pixel) {
    return static_cast<std::size_t>(rgb[3 * pixel] >> 3) << 10 |
           static_cast<std::size_t>(rgb[3 * pixel + 1] >> 3) << 5 | rgb[3 * pixel + 2] >> 3;
}

Box measured(const std::vector<Bin>& bins, std::size_t first, std::size_t end) {
    Box box{first, end};
    int longest = 0;
    std::uint64_t count = 0;
    for (int axis = 0; axis < 3; ++axis) {
        const auto [low, high] = std::minmax_element(
            bins.begin() + static_cast<std::ptrdiff_t>(first), bins.begin() + static_cast<std::ptrdiff_t>(end),
            [axis](const Bin& a, const Bin& b) { return a.level(axis) < b.level(axis); });
        if (high->level(axis) - low->level(axis) > longest) {
            longest = high->level(axis) - low->level(axis);
            box.axis = axis;
        }
    }
    for (std::size_t i = first; i < end; ++i) count += bins[i].count;
    box.weight = static_cast<double>(count) * longest * longest;
    return box;
}

/// Splits along the longest side where half of the pixels lie below.
std::pair<Box, Box> split(std::vector<Bin>& bins, const Box& box) {
    std::sort(bins.begin() + static_cast<std::ptrdiff_t>(box.first),
              bins.begin() + static_cast<std::ptrdiff_t>(box.end), [&](const Bin& a, const Bin& b) {
                  return a.level(box.axis) != b.level(box.axis) ? a.level(box.axis) < b.level(box.axis) : a.id < b.id;
              });
    std::uint64_t total = 0, below = 0;
    for (std::size_t i = box.first; i < box.end; ++i) total += bins[i].count;
    std::size_t middle = box.first;
    while (middle + 1 < box.end && (below += bins[middle].count) * 2 < total) ++middle;
    middle = std::clamp(middle + 1, box.first + 1, box.end - 1);
    return {measured(bins, box.first, middle), measured(bins, middle, box.end)};
}

bool exactPalette(std::span<const std::uint8_t> rgb, PalettedImage& image) {
    std::unordered_map<std::uint32_t, std::uint8_t> known;
    for (std::size_t pixel = 0; pixel < image.indices.size(); ++pixel) {
        const std::uint32_t colour = colourAt(rgb, pixel);
        auto found = known.find(colour);
        if (found == known.end()) {
            if (known.size() == kColours) return false;
            image.palette[known.size()] = colour;
            found = known.emplace(colour, static_cast<std::uint8_t>(known.size())).first;
        }
        image.indices[pixel] = found->second;
    }
    return true;
}

}  // namespace

PalettedImage reduceColours(std::span<const std::uint8_t> rgb) {
    PalettedImage image;
    image.palette.fill(0xff000000u);
    image.indices.resize(rgb.size() / 3);
    if (exactPalette(rgb, image)) return image;

    std::vector<Bin> bins(32768);
    for (std::size_t pixel = 0; pixel < image.indices.size(); ++pixel) {
        Bin& bin = bins[binOf(rgb, pixel)];
        ++bin.count;
        for (std::size_t c = 0; c < 3; ++c) bin.sum[c] += rgb[3 * pixel + c];
    }
    for (std::size_t i = 0; i < bins.size(); ++i) bins[i].id = static_cast<std::uint16_t>(i);
    std::erase_if(bins, [](const Bin& bin) { return bin.count == 0; });
    std::vector<Box> boxes{measured(bins, 0, bins.size())};
    while (boxes.size() < kColours) {
        const auto heaviest = std::max_element(boxes.begin(), boxes.end(),
                                               [](const Box& a, const Box& b) { return a.weight < b.weight; });
        if (heaviest->weight == 0) break;
        const auto [low, high] = split(bins, *heaviest);
        *heaviest = low;
        boxes.push_back(high);
    }
    std::vector<std::uint8_t> entryOfBin(32768);
    for (std::size_t entry = 0; entry < boxes.size(); ++entry) {
        Bin sum;
        for (std::size_t i = boxes[entry].first; i < boxes[entry].end; ++i) {
            sum.count += bins[i].count;
            for (std::size_t c = 0; c < 3; ++c) sum.sum[c] += bins[i].sum[c];
            entryOfBin[bins[i].id] = static_cast<std::uint8_t>(entry);
        }
        image.palette[entry] = 0xff000000u;
        for (std::size_t c = 0; c < 3; ++c)
            image.palette[entry] |= static_cast<std::uint32_t>((sum.sum[c] + sum.count / 2) / sum.count)
                                    << (16 - 8 * c);
    }
    for (std::size_t pixel = 0; pixel < image.indices.size(); ++pixel)
        image.indices[pixel] = entryOfBin[binOf(rgb, pixel)];
    return image;
}

}  // namespace vitrine
