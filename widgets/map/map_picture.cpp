// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_picture.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/image/raster.h"
#include "widgets/map/map_arcs.h"
#include "widgets/map/map_decor.h"

namespace vitrine {
namespace {

QRgb mixed(const QColor& a, const QColor& b, double share) {
    const auto part = [share](int from, int to) { return static_cast<int>(std::lround(from + (to - from) * share)); };
    return qRgb(part(a.red(), b.red()), part(a.green(), b.green()), part(a.blue(), b.blue()));
}

QRgb faded(QRgb colour, double opacity) {
    return qPremultiply(
        qRgba(qRed(colour), qGreen(colour), qBlue(colour), static_cast<int>(std::lround(255 * std::clamp(opacity, 0.0, 1.0)))));
}

QRgb meanOfFour(const QRgb* colours, const std::uint32_t* samples) {
    std::uint32_t even = 0, odd = 0;
    for (int i = 0; i < 4; ++i) {
        const QRgb colour = colours[samples[i]];
        even += colour & 0xff00ff;
        odd += (colour >> 8) & 0xff00ff;
    }
    return ((even >> 2) & 0xff00ff) | ((odd << 6) & 0xff00ff00);
}

/// `top` over `below`, both premultiplied.
QRgb over(QRgb top, QRgb below) {
    const std::uint32_t rest = 255 - qAlpha(top);
    if (rest == 0) return top;
    const std::uint32_t even = (below & 0xff00ff) * rest, odd = ((below >> 8) & 0xff00ff) * rest;
    const auto divided = [](std::uint32_t pair) { return ((pair + ((pair >> 8) & 0xff00ff) + 0x800080) >> 8) & 0xff00ff; };
    return top + (divided(even) | (divided(odd) << 8));
}

/// Columns of the picture that a layer is seen in.
std::pair<int, int> columnsOf(MapLayer::Side side, const std::optional<double>& swipe, int width) {
    if (!swipe || side == MapLayer::Side::Both) return {0, width};
    const int divider = static_cast<int>(std::lround(std::clamp(*swipe, 0.0, 1.0) * width));
    return side == MapLayer::Side::Left ? std::pair{0, divider} : std::pair{divider, width};
}

void blendLayer(QImage& picture, const MapFrame::Part& part, const std::vector<QRgb>& colours, const std::pair<int, int>& columns) {
    const FeatureRaster& raster = *part.raster;
    uchar* const pixels = picture.bits();
    const qsizetype stride = picture.bytesPerLine();
    inBands(raster.height(), raster.width() * 4LL, [&](int begin, int end) {
        for (int y = begin; y < end; ++y) {
            auto* out = reinterpret_cast<QRgb*>(pixels + y * stride);
            const std::uint32_t* in = raster.row(y);
            const QRgb* decor = part.decor.isNull() ? nullptr : reinterpret_cast<const QRgb*>(part.decor.constScanLine(y));
            for (int x = columns.first; x < columns.second; ++x) {
                QRgb colour;
                if (raster.samples() == 1) {
                    colour = colours[in[x]];
                } else {
                    const std::uint32_t* four = in + 4 * x;
                    const bool same = ((four[0] ^ four[1]) | (four[0] ^ four[2]) | (four[0] ^ four[3])) == 0;
                    colour = same ? colours[four[0]] : meanOfFour(colours.data(), four);
                }
                if (decor && decor[x] != 0) colour = over(decor[x], colour);
                if (colour != 0) out[x] = over(colour, out[x]);
            }
        }
    });
}

/// The part of the frame before, or of a layer before this one, that shows the same features from the same place.
std::shared_ptr<const FeatureRaster> knownRaster(const MapFrame& frame, const MapScene& scene, const ProjectedShapes* shapes,
                                                 const FeatureRaster::Pen& pen) {
    const MapScene& old = frame.scene;
    if (!(old.camera == scene.camera) || old.size != scene.size || old.ratio != scene.ratio || old.samples != scene.samples) return nullptr;
    for (std::size_t i = 0; i < frame.parts.size(); ++i)
        if (frame.parts[i].raster && old.layers[i].shapes.get() == shapes && frame.parts[i].pen == pen) return frame.parts[i].raster;
    return nullptr;
}

/// By content: other values of a layer bring equal marks anew.
bool sameFlags(const FeatureFlags& a, const FeatureFlags& b) { return a == b || (a && b && *a == *b); }

void addDecor(MapFrame& frame, MapFrame::Part& part, const PreparedLayer& layer, const MapFrame* previous) {
    const auto same = [&](const MapFrame::Part& other) {
        return other.raster == part.raster && other.plain == part.plain && sameFlags(other.marked, part.marked) &&
               sameFlags(other.selected, part.selected);
    };
    for (const MapFrame* from : {static_cast<const MapFrame*>(&frame), previous}) {
        if (!from || !(from->scene.inks == frame.scene.inks)) continue;
        for (const MapFrame::Part& other : from->parts)
            if (other.raster && same(other)) {
                part.decor = other.decor;
                return;
            }
    }
    part.decor = drawDecor(part, layer.shapes->shapes->kind, frame.scene);
}

MapFrame::Part makePart(MapFrame& frame, const PreparedLayer& layer, const MapFrame* previous) {
    MapFrame::Part part;
    if (!layer.layer.visible || layer.shapes->shapes->kind == MapShapes::Kind::Arcs) return part;
    const bool sized = layer.shapes->shapes->kind != MapShapes::Kind::Polygons && layer.shapes->shapes->kind != MapShapes::Kind::Grid;
    part.pen.size = sized ? layer.layer.size : 0;
    part.marked = layer.marked;
    part.plain = layer.values.empty();
    const MapScene& scene = frame.scene;
    if (const auto selected = scene.selected.find(layer.shapes->shapes.get()); selected != scene.selected.end())
        part.selected = selected->second;
    part.raster = knownRaster(frame, scene, layer.shapes.get(), part.pen);
    if (!part.raster && previous) part.raster = knownRaster(*previous, scene, layer.shapes.get(), part.pen);
    if (!part.raster) part.raster = FeatureRaster::draw(layer.shapes, scene.camera, scene.size, scene.ratio, scene.samples, part.pen);
    addDecor(frame, part, layer, previous);
    return part;
}

}  // namespace

MapInks MapInks::ofTheme() {
    const Theme& theme = Theme::instance();
    const QColor ground = theme.colour(Ink::Sunken), border = theme.colour(Ink::Border), text = theme.colour(Ink::Text),
                 surface = theme.colour(Ink::Surface);
    MapInks inks;
    inks.ground = ground.rgb();
    inks.land = theme.colour(Ink::Raised).rgb();
    inks.border = theme.dark() ? mixed(surface, text, 0.25) : surface.rgb();
    inks.landBorder = mixed(border, theme.colour(Ink::Muted), 0.15);
    inks.coast = mixed(border, theme.colour(Ink::Muted), 0.5);
    inks.hatch = mixed(ground, text, 0.85);
    inks.accent = theme.colour(Ink::Accent).rgb();
    inks.noData = mixed(border, theme.colour(Ink::Muted), 0.25);
    for (std::size_t i = 0; i < inks.series.size(); ++i) inks.series[i] = theme.series(static_cast<int>(i)).rgb();
    return inks;
}

QRgb plainColour(const MapLayer& layer, const MapInks& inks) {
    return layer.series >= 0 ? inks.series[static_cast<std::size_t>(layer.series) % inks.series.size()] : inks.land;
}

std::vector<QRgb> featureColours(const PreparedLayer& layer, int step, const MapInks& inks) {
    const double opacity = layer.layer.opacity;
    std::vector<QRgb> colours(layer.shapes->count() + 1, faded(plainColour(layer.layer, inks), opacity));
    colours[0] = 0;
    const std::span<const float> values = layer.at(step);
    if (values.empty()) return colours;
    const ColourTable table(layer.colours, opacity);
    const QRgb none = faded(inks.noData, opacity);
    const auto low = static_cast<float>(table.low()), scale = static_cast<float>(table.scale());
    const bool empty = table.scale() == 0;
    inBands(static_cast<int>(values.size()), 1, [&](int begin, int end) {
        for (int i = begin; i < end; ++i) {
            const float value = values[static_cast<std::size_t>(i)];
            colours[static_cast<std::size_t>(i) + 1] =
                std::isnan(value) ? none : table.colour(empty ? ColourTable::kSteps / 2 : table.index(value, low, scale, 0));
        }
    });
    return colours;
}

std::shared_ptr<const MapFrame> renderMap(const MapScene& scene, const MapFrame* previous) {
    auto frame = std::make_shared<MapFrame>();
    frame->scene = scene;
    const QSize pixels(std::max(1, static_cast<int>(std::lround(scene.size.width() * scene.ratio))),
                       std::max(1, static_cast<int>(std::lround(scene.size.height() * scene.ratio))));
    frame->picture = QImage(pixels, QImage::Format_RGB32);
    frame->picture.fill(scene.inks.ground);
    for (const PreparedLayer& layer : scene.layers) {
        frame->parts.push_back(makePart(*frame, layer, previous));
        const MapFrame::Part& part = frame->parts.back();
        const auto columns = columnsOf(layer.layer.side, scene.swipe, pixels.width());
        if (part.raster) {
            blendLayer(frame->picture, part, featureColours(layer, scene.step, scene.inks), columns);
        } else if (layer.layer.visible) {
            QPainter painter(&frame->picture);
            painter.setClipRect(QRect(columns.first, 0, columns.second - columns.first, pixels.height()));
            painter.scale(scene.ratio, scene.ratio);
            paintArcs(painter, layer, scene);
        }
    }
    frame->picture.setDevicePixelRatio(scene.ratio);
    return frame;
}

}  // namespace vitrine
