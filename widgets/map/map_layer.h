// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/data/array.h"
#include "widgets/image/colour_table.h"
#include "widgets/map/map_shapes.h"

namespace vitrine {

/// Values of places, as a person sees them: shapes, numbers over time, colours.
struct MapLayer {
    /// With a swipe divider: where the layer is seen.
    enum class Side { Both, Left, Right };

    QString id;           ///< Unique in a map.
    QString title, unit;  ///< "Arrivals", "people/h".
    std::shared_ptr<const MapShapes> shapes;
    Array values;  ///< [N] or [T, N] of any real type, NaN where there is none; empty: one quiet colour. Arcs: also their width.
    ValueColours colours{Colormap::Viridis, 0, 0};  ///< low == high: the range of all times, symmetric about 0 for diverging maps.
    QString colourGroup;                            ///< Layers of one group have one range (real and generated); empty: its own.
    std::vector<std::uint8_t> marked;               ///< Not 0: hatched (held-out regions); empty: none.
    QString markedTitle;                            ///< Of the hatching in the legend: "Held out".
    double opacity = 1;
    bool visible = true;
    bool labels = false;  ///< Names where there is room.
    Side side = Side::Both;
    double size = 5;  ///< Radius of points, width of lines, greatest width of arcs, in pixels.
    std::function<std::vector<std::pair<QString, QString>>(std::size_t feature)>
        details;      ///< Further lines of the tip: name and value; may be empty.
    int series = -1;  ///< Colour of the theme when there are no values; -1: that of land.
};

/// A layer that is ready to be drawn. Copies are cheap: all that is large is shared.
struct PreparedLayer {
    MapLayer layer;  ///< Without `values` and `marked`, which are below.
    std::shared_ptr<const ProjectedShapes> shapes;
    Array values;  ///< F32 [T, N] or empty.
    ValueSpan span;
    ValueColours colours;  ///< With the range in use.
    std::shared_ptr<const std::vector<std::uint8_t>> marked;

    int steps() const { return values.empty() ? 0 : static_cast<int>(values.dim(0)); }
    /// Values at a step; a layer with fewer steps shows its last.
    std::span<const float> at(int step) const;
    /// NaN: none.
    float valueOf(std::size_t feature, int step) const;
    /// "12.3 people/h", "no data".
    QString textOf(std::size_t feature, int step) const;
};

/// Refuses values or marks whose number does not fit the shapes.
Status checkLayer(const MapLayer& layer);

/// `shapes` are those of the layer, which was checked, on the map's plane. Any thread.
PreparedLayer prepareLayer(MapLayer layer, std::shared_ptr<const ProjectedShapes> shapes);

/// Ranges in use: each layer its own or that of its group.
void shareRanges(std::vector<PreparedLayer>& layers);

}  // namespace vitrine
