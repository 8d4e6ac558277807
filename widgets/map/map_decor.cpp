// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_decor.h"

#include <algorithm>
#include <cmath>

#include "widgets/image/raster.h"

namespace vitrine {
namespace {

using Flags = std::vector<std::uint8_t>;

bool anySet(const Flags* flags) {
    return flags && std::any_of(flags->begin(), flags->end(), [](std::uint8_t flag) { return flag != 0; });
}

/// Premultiplied `colour` at `alpha` over premultiplied `below`.
QRgb laid(QRgb colour, double alpha, QRgb below) {
    if (alpha <= 0) return below;
    const double rest = 1 - alpha;
    const auto part = [&](int top, int bottom) { return static_cast<int>(std::lround(top * alpha + bottom * rest)); };
    return qRgba(part(qRed(colour), qRed(below)), part(qGreen(colour), qGreen(below)), part(qBlue(colour), qBlue(below)),
                 part(255, qAlpha(below)));
}

struct DecorPainter {
    const FeatureRaster& raster;
    const Flags *marked, *selected;
    const MapScene& scene;
    double border = 0;  ///< Opacity of borders.
    int reach = 1;      ///< Width of an outline in samples.
    double phase = 0;   ///< The hatching moves with the map.
    bool plain = false;

    int wide() const { return raster.width() * raster.samples(); }
    int high() const { return raster.height() * raster.samples(); }
    static bool has(const Flags* flags, std::uint32_t index) { return index > 0 && (*flags)[index - 1] != 0; }

    /// 0: inside of a feature; 1: beside another one; 2: beside nothing.
    int borderAt(int x, int y, std::uint32_t here) const {
        const std::uint32_t right = x + 1 < wide() ? raster.sample(x + 1, y) : here,
                            below = y + 1 < high() ? raster.sample(x, y + 1) : here;
        if (right == here && below == here) return 0;
        return here == 0 || right == 0 || below == 0 ? 2 : 1;
    }
    bool isOutline(int x, int y) const {
        const int left = std::max(0, x - reach), right = std::min(wide() - 1, x + reach), top = std::max(0, y - reach),
                  bottom = std::min(high() - 1, y + reach);
        for (const auto& [atX, atY] :
             {std::pair{left, y}, {right, y}, {x, top}, {x, bottom}, {left, top}, {right, top}, {left, bottom}, {right, bottom}})
            if (!has(selected, raster.sample(atX, atY))) return true;
        return false;
    }
    /// How much of a pixel is line of the hatching that is moved by `shift` pixels across.
    double hatchAt(int x, int y, double shift) const {
        const double step = kHatchStep * scene.ratio, along = std::fmod(std::fmod(x + y + phase, step) + step, step);
        const double off = std::abs((along - step / 2) / std::sqrt(2.0) - shift * scene.ratio);
        return std::clamp(kHatchWidth * scene.ratio / 2 + 0.5 - off, 0.0, 1.0);
    }
    /// A line and a lighter or darker one beside it: seen on every colour.
    QRgb hatch(int x, int y, double share) const {
        return laid(scene.inks.hatch, hatchAt(x, y, 0) * share, laid(scene.inks.border, hatchAt(x, y, kHatchWidth) * share, 0));
    }

    bool isFlagged(std::uint32_t index) const { return (marked && has(marked, index)) || (selected && has(selected, index)); }

    /// Inside of a feature that is neither marked nor selected: most pixels, told without looking at each sample.
    bool isQuiet(int x, int y) const {
        const bool right = x + 1 < raster.width(), below = y + 1 < raster.height();
        if (raster.samples() == 1) {
            const std::uint32_t* here = raster.row(y) + x;
            return (!right || here[1] == here[0]) && (!below || raster.row(y + 1)[x] == here[0]) && !isFlagged(here[0]);
        }
        const std::uint32_t *four = raster.row(y) + 4 * x, *under = below ? raster.row(y + 1) + 4 * x : four;
        const std::uint32_t here = four[0];
        if (four[1] != here || four[2] != here || four[3] != here || under[0] != here || under[1] != here) return false;
        return (!right || (four[4] == here && four[6] == here)) && !isFlagged(here);
    }

    QRgb pixel(int x, int y) const {
        if (isQuiet(x, y)) return 0;
        const int samples = raster.samples();
        int borders = 0, coasts = 0, hatched = 0, outlined = 0;
        for (int sy = 0; sy < samples; ++sy)
            for (int sx = 0; sx < samples; ++sx) {
                const int atX = x * samples + sx, atY = y * samples + sy;
                const std::uint32_t here = raster.sample(atX, atY);
                if (border > 0) {
                    const int kind = borderAt(atX, atY, here);
                    borders += kind == 1;
                    coasts += kind == 2;
                }
                hatched += marked && has(marked, here);
                outlined += selected && has(selected, here) && isOutline(atX, atY);
            }
        if (borders + coasts + hatched + outlined == 0) return 0;
        const double share = 1.0 / (samples * samples);
        QRgb colour = hatched > 0 ? hatch(x, y, hatched * share * kHatchOpacity) : 0;
        colour = laid(plain ? scene.inks.landBorder : scene.inks.border, borders * share * border, colour);
        colour = laid(scene.inks.coast, coasts * share * border, colour);
        return laid(scene.inks.accent, outlined * share, colour);
    }
};

}  // namespace

QImage drawDecor(const MapFrame::Part& part, MapShapes::Kind kind, const MapScene& scene) {
    const FeatureRaster& raster = *part.raster;
    const Flags *marked = part.marked.get(), *selected = part.selected.get();
    DecorPainter painter{raster, anySet(marked) ? marked : nullptr, anySet(selected) ? selected : nullptr, scene};
    painter.plain = part.plain;
    const bool bordered = kind == MapShapes::Kind::Polygons || kind == MapShapes::Kind::Grid || kind == MapShapes::Kind::Points;
    const double side = kind == MapShapes::Kind::Points ? 100 : raster.meanSide() / scene.ratio;
    painter.border = bordered ? 0.9 * std::clamp((side - 5) / 15, 0.0, 1.0) : 0;
    if (painter.border <= 0 && !painter.marked && !painter.selected) return {};
    painter.reach = std::max(1, static_cast<int>(std::lround(1.75 * scene.ratio * raster.samples())));
    painter.phase = (scene.camera.centre.x() + scene.camera.centre.y()) * scene.camera.scale * scene.ratio;
    QImage decor(raster.width(), raster.height(), QImage::Format_ARGB32_Premultiplied);
    uchar* const pixels = decor.bits();
    const qsizetype stride = decor.bytesPerLine();
    inBands(decor.height(), decor.width() * 16LL, [&](int begin, int end) {
        for (int y = begin; y < end; ++y) {
            auto* out = reinterpret_cast<QRgb*>(pixels + y * stride);
            for (int x = 0; x < raster.width(); ++x) out[x] = painter.pixel(x, y);
        }
    });
    return decor;
}

}  // namespace vitrine
