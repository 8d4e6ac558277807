// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_layer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr float kNoValue = std::numeric_limits<float>::quiet_NaN();

Error misfit(const MapLayer& layer, std::string why) {
    return {ErrorCode::InvalidArgument, "Cannot show the layer", ss(layer.title.isEmpty() ? layer.id : layer.title), std::move(why),
            "Give one value for each feature, or one row of them for each time."};
}

ValueSpan spanOfFloats(std::span<const float> values) {
    ValueSpan span{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    double leastPositive = std::numeric_limits<double>::infinity();
    for (const float value : values) {
        if (!std::isfinite(value)) {
            span.hasNan = true;
            continue;
        }
        span.low = std::min<double>(span.low, value);
        span.high = std::max<double>(span.high, value);
        if (value > 0) leastPositive = std::min<double>(leastPositive, value);
    }
    if (span.low > span.high) span.low = span.high = 0;
    if (std::isfinite(leastPositive)) span.leastPositive = leastPositive;
    return span;
}

ValueSpan joinedSpan(const ValueSpan& a, const ValueSpan& b) {
    const double positive = a.leastPositive == 0   ? b.leastPositive
                            : b.leastPositive == 0 ? a.leastPositive
                                                   : std::min(a.leastPositive, b.leastPositive);
    return {std::min(a.low, b.low), std::max(a.high, b.high), positive, a.hasNan || b.hasNan};
}

/// Why shapes cannot be drawn, or nothing.
std::string faultOf(const MapShapes& shapes) {
    if (shapes.kind == MapShapes::Kind::Grid) {
        const MapGrid& grid = shapes.grid;
        const bool sound = grid.cellWidth > 0 && grid.cellHeight > 0 && std::isfinite(grid.corner.longitude + grid.corner.latitude) &&
                           shapes.count() < std::size_t(1) << 31;
        return sound || shapes.count() == 0 ? "" : "its grid has cells of no size, or more than 2,147,483,647 of them";
    }
    for (const auto& vertex : shapes.vertices)
        if (!std::isfinite(vertex[0]) || !std::isfinite(vertex[1])) return "one of its places is no pair of finite degrees";
    for (std::size_t i = 0; i < shapes.count() && shapes.kind == MapShapes::Kind::Arcs; ++i)
        if (shapes.rings[shapes.features[i + 1]] - shapes.rings[shapes.features[i]] != 2)
            return fmt::format("its flow {} has not two ends", i);
    return {};
}

}  // namespace

std::span<const float> PreparedLayer::at(int step) const {
    if (values.empty()) return {};
    const auto count = static_cast<std::size_t>(values.dim(1));
    return values.values<float>().subspan(static_cast<std::size_t>(std::clamp(step, 0, steps() - 1)) * count, count);
}

float PreparedLayer::valueOf(std::size_t feature, int step) const {
    const std::span<const float> now = at(step);
    return feature < now.size() ? now[feature] : kNoValue;
}

QString PreparedLayer::textOf(std::size_t feature, int step) const {
    const float value = valueOf(feature, step);
    if (!std::isfinite(value)) return QStringLiteral("no data");
    return numberText(value) + (layer.unit.isEmpty() ? QString() : QStringLiteral(" ") + layer.unit);
}

Status checkLayer(const MapLayer& layer) {
    if (!layer.shapes) return misfit(layer, "it has no shapes");
    if (std::string fault = faultOf(*layer.shapes); !fault.empty()) return misfit(layer, std::move(fault));
    const auto count = static_cast<std::int64_t>(layer.shapes->count());
    const Array& values = layer.values;
    const bool fits = values.empty() || ((values.rank() == 1 || values.rank() == 2) && values.dim(values.rank() - 1) == count &&
                                         values.dtype() != DType::C64);
    if (!fits) return misfit(layer, fmt::format("its values are {}, its features {}", values.describe(), count));
    if (!layer.marked.empty() && static_cast<std::int64_t>(layer.marked.size()) != count)
        return misfit(layer, fmt::format("it has {} marks and {} features", layer.marked.size(), count));
    return {};
}

PreparedLayer prepareLayer(MapLayer layer, std::shared_ptr<const ProjectedShapes> shapes) {
    PreparedLayer made;
    made.shapes = std::move(shapes);
    if (auto values = layer.values.as(DType::F32); !layer.values.empty() && values.ok()) {
        const std::int64_t steps = values->rank() == 1 ? 1 : values->dim(0);
        if (auto rows = values->reshaped({steps, values->count() / steps}); rows.ok()) made.values = *std::move(rows);
        made.span = spanOfFloats(made.values.values<float>());
    }
    if (!layer.marked.empty()) made.marked = std::make_shared<const std::vector<std::uint8_t>>(std::move(layer.marked));
    layer.values = {};
    layer.marked = {};
    made.layer = std::move(layer);
    made.colours = withRange(made.layer.colours, made.span);
    return made;
}

void shareRanges(std::vector<PreparedLayer>& layers) {
    for (PreparedLayer& layer : layers) {
        ValueSpan span = layer.span;
        if (!layer.layer.colourGroup.isEmpty())
            for (const PreparedLayer& other : layers)
                if (other.layer.colourGroup == layer.layer.colourGroup && !other.values.empty()) span = joinedSpan(span, other.span);
        layer.colours = withRange(layer.layer.colours, span);
    }
}

}  // namespace vitrine
