// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <map>

#include "widgets/map/feature_raster.h"
#include "widgets/map/map_layer.h"

namespace vitrine {

/// Colours of a map that do not stand for values; opaque.
struct MapInks {
    QRgb ground = 0, land = 0, noData = 0, hatch = 0, accent = 0;
    QRgb border = 0;               ///< Between coloured features.
    QRgb landBorder = 0;           ///< Between features without values.
    QRgb coast = 0;                ///< Between a feature and nothing.
    std::array<QRgb, 8> series{};  ///< Of layers without values.
    static MapInks ofTheme();
    bool operator==(const MapInks&) const = default;
};

using FeatureFlags = std::shared_ptr<const std::vector<std::uint8_t>>;

/// Everything that the picture of a map depends on.
struct MapScene {
    std::vector<PreparedLayer> layers;
    MapCamera camera;
    QSizeF size;       ///< Device-independent pixels.
    double ratio = 1;  ///< Device pixels for each of them.
    int samples = 2;   ///< 2: smooth edges; 1: in motion.
    int step = 0;
    std::optional<double> swipe;  ///< Place of the divider as a share of the width.
    std::map<const MapShapes*, FeatureFlags> selected;
    MapInks inks;
};

/// A drawn scene. Its parts are used again by the next that needs the same: another hour costs new colours alone.
struct MapFrame {
    struct Part {
        std::shared_ptr<const FeatureRaster> raster;  ///< None of arcs and of layers that are not shown.
        FeatureRaster::Pen pen;
        FeatureFlags marked, selected;
        bool plain = false;  ///< Without values.
        QImage decor;        ///< Borders, hatching and outlines of selected features, over the colours; may be null.
    };
    MapScene scene;
    std::vector<Part> parts;  ///< One for each layer.
    QImage picture;           ///< RGB32 in device pixels.
};

/// Any thread; works in bands on the thread pool. `previous` may be null.
std::shared_ptr<const MapFrame> renderMap(const MapScene& scene, const MapFrame* previous);

/// The colour of each feature at the scene's step, premultiplied; the first entry is "nothing".
std::vector<QRgb> featureColours(const PreparedLayer& layer, int step, const MapInks& inks);

/// The colour of a layer without values.
QRgb plainColour(const MapLayer& layer, const MapInks& inks);

}  // namespace vitrine
