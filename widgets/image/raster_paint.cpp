// SPDX-License-Identifier: GPL-3.0-or-later
// Painting a part of a raster at any zoom: nearest neighbour when magnified, means when shrunk.
#include <algorithm>
#include <cmath>

#include "widgets/image/raster.h"

namespace vitrine {
namespace {

constexpr int kCoarsest = 96;   ///< Sides at which halving ends.

float meanOf(const float (&texels)[4]) {
    float sum = 0;
    int count = 0;
    for (const float value : texels) {
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count ? sum / static_cast<float>(count) : std::numeric_limits<float>::quiet_NaN();
}

QRgb meanOf(const QRgb (&texels)[4]) {
    // Two channels at a time: four bytes summed need ten bits.
    std::uint32_t even = 0x00020002, odd = 0x00020002;
    for (const QRgb colour : texels) {
        even += colour & 0x00ff00ff;
        odd += (colour >> 8) & 0x00ff00ff;
    }
    return ((even >> 2) & 0x00ff00ff) | (((odd >> 2) & 0x00ff00ff) << 8);
}

float between(float a, float b, float share) { return a + (b - a) * share; }

QRgb between(QRgb a, QRgb b, float share) {
    const auto weight = static_cast<std::uint32_t>(share * 256);
    const std::uint32_t even = ((a & 0x00ff00ff) * (256 - weight) + (b & 0x00ff00ff) * weight) >> 8;
    const std::uint32_t odd = ((a >> 8) & 0x00ff00ff) * (256 - weight) + ((b >> 8) & 0x00ff00ff) * weight;
    return (even & 0x00ff00ff) | (odd & 0xff00ff00);
}

/// Where the pixels of a target row lie in a row of texels.
struct Columns {
    int first = 0, count = 0;      ///< Texels that are needed.
    std::vector<int> left;         ///< Of each target pixel: texel counted from `first`.
    std::vector<float> share;      ///< Of the right neighbour; empty: nearest.

    Columns(double begin, double width, int pixels, int texels, bool linear) {
        left.resize(static_cast<std::size_t>(pixels));
        if (linear) share.resize(left.size());
        const double step = width / pixels;
        const auto place = [&](int i) { return begin + (i + 0.5) * step - (linear ? 0.5 : 0.0); };
        first = std::clamp(static_cast<int>(std::floor(place(0))), 0, texels - 1);
        const int last = std::clamp(static_cast<int>(std::floor(place(pixels - 1))) + (linear ? 1 : 0), first, texels - 1);
        count = last - first + 1;
        for (int i = 0; i < pixels; ++i) {
            const double at = std::clamp(place(i), double(first), linear ? double(last) : last + 0.999999);
            const int whole = std::min(static_cast<int>(at), last);
            left[static_cast<std::size_t>(i)] = whole - first;
            if (linear) share[static_cast<std::size_t>(i)] = static_cast<float>(at - whole);
        }
    }
};

}  // namespace

/// The texels of one level, row by row, and what becomes of them.
struct RasterSampler {
    const Raster& raster;
    const Raster::Level* level;    ///< Null: the array itself.
    const ColourTable& table;
    float low, scale;
    int hatchX, hatchY;            ///< The hatch moves with the picture.

    int width() const { return level ? level->width : raster.m_width; }
    int height() const { return level ? level->height : raster.m_height; }

    /// The texels of a row: where they lie when they can be used as they are, else converted into `scratch`.
    const float* texels(int y, int begin, int count, std::vector<float>& scratch) const {
        if (level) return level->values.data() + std::int64_t(y) * level->width + begin;
        if (const float* row = raster.floatsAt(y)) return row + begin;
        scratch.resize(static_cast<std::size_t>(count));
        raster.fetchValues(y, begin, begin + count, scratch.data());
        return scratch.data();
    }
    const QRgb* texels(int y, int begin, int count, std::vector<QRgb>& scratch) const {
        if (level) return level->colours.data() + std::int64_t(y) * level->width + begin;
        scratch.resize(static_cast<std::size_t>(count));
        raster.fetchColours(y, begin, begin + count, scratch.data());
        return scratch.data();
    }

    /// True when the row depends on y by its hatch.
    bool shade(const QRgb* row, QRgb* out, int count, int, int) const {
        std::copy_n(row, count, out);
        return false;
    }
    bool shade(const float* row, QRgb* out, int count, int x, int y) const {
        bool hatched = false;
        const QRgb* colours = table.data();
        const auto shadeOne = [&](int i, int index) {
            const bool none = std::isnan(row[i]);
            hatched = hatched || none;
            out[i] = none ? table.hatch(x + i + hatchX, y + hatchY) : colours[index];
        };
        if (table.scale() == 0) {
            for (int i = 0; i < count; ++i) shadeOne(i, ColourTable::kSteps / 2);
        } else if (table.logarithmic()) {
            for (int i = 0; i < count; ++i) shadeOne(i, std::isnan(row[i]) ? 0 : table.index(row[i], low, scale, raster.m_offset));
        } else {
            constexpr float most = ColourTable::kSteps;
            for (int i = 0; i < count; ++i) {
                float place = (row[i] - low) * scale;
                place = place > 0 ? place : 0.0F;       // NaN becomes 0 here: the conversion below is defined.
                place = place < most ? place : most;
                shadeOne(i, static_cast<int>(place + 0.5F));
            }
        }
        return hatched;
    }

    template <class Texel>
    void nearest(QImage& target, const QRect& place, const QRectF& part, int begin, int end) const {
        const Columns columns(part.x(), part.width(), place.width(), width(), false);
        std::vector<Texel> scratch, row(static_cast<std::size_t>(place.width()));
        int held = -1, heldAt = 0;
        bool hatched = false;
        for (int y = begin; y < end; ++y) {
            const int line = std::clamp(static_cast<int>(std::floor(part.y() + (y + 0.5) * part.height() / place.height())), 0, height() - 1);
            auto* out = reinterpret_cast<QRgb*>(target.scanLine(place.y() + y)) + place.x();
            if (line == held && !hatched) {   // Magnified: the row above once more.
                std::copy_n(reinterpret_cast<const QRgb*>(target.constScanLine(place.y() + heldAt)) + place.x(), place.width(), out);
                continue;
            }
            if (line != held) {
                const Texel* source = texels(line, columns.first, columns.count, scratch);
                for (std::size_t x = 0; x < row.size(); ++x) row[x] = source[columns.left[x]];
            }
            hatched = shade(row.data(), out, place.width(), place.x(), place.y() + y);
            held = line;
            heldAt = y;
        }
    }

    template <class Texel>
    void linear(QImage& target, const QRect& place, const QRectF& source, int begin, int end) const {
        const Columns columns(source.x(), source.width(), place.width(), width(), true);
        const auto count = static_cast<std::size_t>(columns.count);
        std::vector<Texel> scratch[2], mixed(count + 1), row(static_cast<std::size_t>(place.width()));
        const Texel *upper = nullptr, *lower = nullptr;
        int heldUpper = -1, heldLower = -1, free = 0;   // `free`: the scratch that the lower row does not use.
        for (int y = begin; y < end; ++y) {
            const double at = std::clamp(source.y() + (y + 0.5) * source.height() / place.height() - 0.5, 0.0, height() - 1.0);
            const int top = static_cast<int>(at), bottom = std::min(top + 1, height() - 1);
            const auto share = static_cast<float>(at - top);
            if (top == heldLower) {   // One row further down: the lower row becomes the upper.
                upper = lower;
                heldUpper = heldLower;
                heldLower = -1;
            }
            if (top != heldUpper) upper = texels(heldUpper = top, columns.first, columns.count, scratch[free]), free = 1 - free;
            if (bottom != heldLower) lower = texels(heldLower = bottom, columns.first, columns.count, scratch[free]), free = 1 - free;
            for (std::size_t i = 0; i < count; ++i) mixed[i] = blended(upper[i], lower[i], share);
            mixed[count] = mixed[count - 1];
            for (std::size_t x = 0; x < row.size(); ++x) {
                const auto left = static_cast<std::size_t>(columns.left[x]);
                row[x] = blended(mixed[left], mixed[left + 1], columns.share[x]);
            }
            shade(row.data(), reinterpret_cast<QRgb*>(target.scanLine(place.y() + y)) + place.x(), place.width(), place.x(), place.y() + y);
        }
    }

    /// A hole must not grow: beside NaN the nearer texel is taken as it is.
    static float blended(float a, float b, float share) {
        const float value = between(a, b, share);
        return std::isnan(value) ? (share < 0.5F ? a : b) : value;
    }
    static QRgb blended(QRgb a, QRgb b, float share) { return between(a, b, share); }

    template <class Texel>
    static void halve(const Raster& raster, const Raster::Level* from, Raster::Level& to, std::vector<Texel>& out) {
        const ColourTable unused;
        const RasterSampler sampler{raster, from, unused, 0, 0, 0, 0};
        out.resize(static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height));
        inBands(to.height, to.width * 4LL, [&](int begin, int end) {
            const int wide = sampler.width();
            std::vector<Texel> scratch[2];
            for (int y = begin; y < end; ++y) {
                const Texel* upper = sampler.texels(2 * y, 0, wide, scratch[0]);
                const Texel* lower = sampler.texels(std::min(2 * y + 1, sampler.height() - 1), 0, wide, scratch[1]);
                Texel* row = out.data() + std::int64_t(y) * to.width;
                for (int x = 0; x < to.width; ++x) {
                    const int left = 2 * x, right = std::min(2 * x + 1, wide - 1);
                    const Texel texels[4] = {upper[left], upper[right], lower[left], lower[right]};
                    row[x] = meanOf(texels);
                }
            }
        });
    }
};

std::shared_ptr<const Raster::Levels> Raster::halved() const {
    auto levels = std::make_shared<Levels>();
    int wide = m_width, high = m_height;
    while (std::max(wide, high) > kCoarsest) {
        wide = (wide + 1) / 2;
        high = (high + 1) / 2;
        Level level{wide, high, {}, {}};
        const Level* from = levels->empty() ? nullptr : &levels->back();
        if (isValues()) RasterSampler::halve(*this, from, level, level.values);
        else RasterSampler::halve(*this, from, level, level.colours);
        levels->push_back(std::move(level));
    }
    return levels;
}

void Raster::paint(QImage& target, const QRect& place, const QRectF& source, const ColourTable& table, bool smooth, const QPoint& hatch) const {
    if (place.isEmpty() || source.isEmpty()) return;
    // A little under, so that exact halves and 100 % do not depend on rounding.
    const double shrink = (1 - 1e-6) * std::max(source.width() / place.width(), source.height() / place.height());
    const Level* level = nullptr;
    QRectF part = source;
    if (m_levels) {
        for (double rest = shrink; rest >= 2 - 1e-5 && (level ? level - m_levels->data() + 1 : 0) < std::ptrdiff_t(m_levels->size()); rest /= 2) {
            level = level ? level + 1 : m_levels->data();
            part = QRectF(part.x() / 2, part.y() / 2, part.width() / 2, part.height() / 2);
        }
    }
    // Before the pyramid is there, only single texels of a strongly shrunk picture are looked at.
    const bool linear = (shrink > 1 && (m_levels || shrink < 2)) || (smooth && shrink <= 1);
    const RasterSampler sampler{*this, level, table, static_cast<float>(table.low() - m_offset), static_cast<float>(table.scale()),
                                hatch.x(), hatch.y()};
    target.bits();   // Detaches once, before threads write.
    inBands(place.height(), place.width() * 2LL, [&](int begin, int end) {
        if (isValues()) linear ? sampler.linear<float>(target, place, part, begin, end) : sampler.nearest<float>(target, place, part, begin, end);
        else linear ? sampler.linear<QRgb>(target, place, part, begin, end) : sampler.nearest<QRgb>(target, place, part, begin, end);
    });
}

}  // namespace vitrine
