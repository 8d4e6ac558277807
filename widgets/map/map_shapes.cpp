// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

using ShapeKind = MapShapes::Kind;

std::string textIn(const Json& properties, const std::string& key) {
    if (key.empty() || !properties.is_object() || !properties.contains(key)) return {};
    const Json& value = properties[key];
    return value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : dumpJson(value);
}

double distanceToSegment(const QPointF& point, const QPointF& from, const QPointF& to) {
    const QPointF along = to - from, off = point - from;
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0 ? std::clamp(QPointF::dotProduct(off, along) / length, 0.0, 1.0) : 0;
    return std::hypot(off.x() - share * along.x(), off.y() - share * along.y());
}

/// Twice the signed area and the centroid of a ring.
std::pair<double, QPointF> centroidOf(const QPointF* ring, std::size_t count) {
    double twice = 0;
    QPointF sum;
    for (std::size_t i = 0; i < count; ++i) {  // About the first vertex: small areas far from the origin keep their digits.
        const QPointF a = ring[i] - ring[0], b = ring[(i + 1) % count] - ring[0];
        const double cross = a.x() * b.y() - b.x() * a.y();
        twice += cross;
        sum += (a + b) * cross;
    }
    return {twice, twice != 0 ? ring[0] + sum / (3 * twice) : ring[0]};
}

/// The middle of the widest stretch inside of the polygon along the horizontal through `at`.
QPointF insideAlong(const ProjectedShapes& made, std::size_t feature, const QPointF& at) {
    std::vector<double> crossings;
    for (std::uint32_t ring = made.shapes->features[feature]; ring < made.shapes->features[feature + 1]; ++ring) {
        const std::uint32_t begin = made.shapes->rings[ring], end = made.shapes->rings[ring + 1];
        for (std::uint32_t i = begin, last = end - 1; i < end; last = i++) {
            const QPointF &a = made.vertices[last], &b = made.vertices[i];
            if ((a.y() > at.y()) != (b.y() > at.y())) crossings.push_back(a.x() + (at.y() - a.y()) / (b.y() - a.y()) * (b.x() - a.x()));
        }
    }
    std::sort(crossings.begin(), crossings.end());
    QPointF best = at;
    double widest = 0;
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
        if (crossings[i + 1] - crossings[i] > widest)
            widest = crossings[i + 1] - crossings[i], best.setX((crossings[i] + crossings[i + 1]) / 2);
    return best;
}

QPointF anchorOfFeature(const ProjectedShapes& made, std::size_t feature) {
    const MapShapes& shapes = *made.shapes;
    const std::uint32_t first = shapes.features[feature], last = shapes.features[feature + 1];
    if (first == last || shapes.rings[first] == shapes.rings[last]) return {};
    const auto* vertices = made.vertices.data();
    if (shapes.kind != ShapeKind::Polygons) return vertices[(shapes.rings[first] + shapes.rings[first + 1]) / 2];
    double largest = -1;
    QPointF anchor;
    for (std::uint32_t ring = first; ring < last; ++ring) {
        const std::uint32_t begin = shapes.rings[ring], count = shapes.rings[ring + 1] - begin;
        if (count == 0) continue;
        const auto [twice, centroid] = centroidOf(vertices + begin, count);
        if (std::abs(twice) > largest) largest = std::abs(twice), anchor = centroid;
    }
    return made.covers(feature, anchor) ? anchor : insideAlong(made, feature, anchor);
}

/// Outline of a cell; edges of projections that bend are followed by their corners alone: cells are small.
std::vector<QPointF> cellOutline(const MapShapes& shapes, const MapProjection& projection, std::size_t cell) {
    const MapGrid& grid = shapes.grid;
    const double column = static_cast<double>(cell % static_cast<std::size_t>(grid.columns)),
                 row = static_cast<double>(cell / static_cast<std::size_t>(grid.columns));
    std::vector<QPointF> ring;
    for (const auto& [right, up] : {std::pair{0, 0}, {1, 0}, {1, 1}, {0, 1}})
        ring.push_back(projection.project(
            {grid.corner.longitude + (column + right) * grid.cellWidth, grid.corner.latitude + (row + up) * grid.cellHeight}));
    return ring;
}

QRectF boxAround(const QPointF* points, std::size_t count) {
    if (count == 0) return {};
    double left = points[0].x(), right = left, top = points[0].y(), bottom = top;
    for (std::size_t i = 1; i < count; ++i) {
        left = std::min(left, points[i].x()), right = std::max(right, points[i].x());
        top = std::min(top, points[i].y()), bottom = std::max(bottom, points[i].y());
    }
    return QRectF(left, top, right - left, bottom - top);
}

/// QRectF's own union passes over boxes without width or height, as a single point has.
QRectF joined(const QRectF& all, const QRectF& box, bool first) {
    if (first) return box;
    return QRectF(QPointF(std::min(all.left(), box.left()), std::min(all.top(), box.top())),
                  QPointF(std::max(all.right(), box.right()), std::max(all.bottom(), box.bottom())));
}

QRectF boundsOfGrid(const MapShapes& shapes, const MapProjection& projection) {
    const MapGrid& grid = shapes.grid;
    QRectF bounds;
    for (int side = 0; side <= 16; ++side) {  // Sides of a projection that bends bulge.
        for (const auto& [x, y] : {std::pair{side / 16.0, 0.0}, {side / 16.0, 1.0}, {0.0, side / 16.0}, {1.0, side / 16.0}}) {
            const QPointF at = projection.project(
                {grid.corner.longitude + x * grid.columns * grid.cellWidth, grid.corner.latitude + y * grid.rows * grid.cellHeight});
            bounds = joined(bounds, QRectF(at, QSizeF()), bounds.isNull());
        }
    }
    return bounds;
}

}  // namespace

std::size_t MapShapes::count() const {
    return kind == ShapeKind::Grid ? static_cast<std::size_t>(std::max(0, grid.columns)) * static_cast<std::size_t>(std::max(0, grid.rows))
                                   : features.size() - 1;
}

QString MapShapes::idOf(std::size_t feature) const {
    return feature < ids.size() && !ids[feature].empty() ? qs(ids[feature]) : QString::number(feature);
}
QString MapShapes::nameOf(std::size_t feature) const {
    return feature < names.size() && !names[feature].empty() ? qs(names[feature]) : idOf(feature);
}

void MapShapes::add(const std::vector<std::vector<std::array<double, 2>>>& featureRings, std::string id, std::string featureName) {
    for (const auto& ring : featureRings) {
        const bool closed = kind == ShapeKind::Polygons && ring.size() > 1 && ring.front() == ring.back();
        vertices.insert(vertices.end(), ring.begin(), ring.end() - (closed ? 1 : 0));
        rings.push_back(static_cast<std::uint32_t>(vertices.size()));
    }
    features.push_back(static_cast<std::uint32_t>(rings.size() - 1));
    const auto note = [this](std::vector<std::string>& texts, std::string text) {
        if (text.empty() && texts.empty()) return;  // Without ids there is no list of them.
        texts.resize(features.size() - 2);
        texts.push_back(std::move(text));
    };
    note(ids, std::move(id));
    note(names, std::move(featureName));
}

void MapShapes::addPoint(const GeoPoint& place, std::string id, std::string featureName) {
    add(std::vector<std::vector<std::array<double, 2>>>{{{place.longitude, place.latitude}}}, std::move(id), std::move(featureName));
}

void MapShapes::addArc(const GeoPoint& from, const GeoPoint& to, std::string id, std::string featureName) {
    add(std::vector<std::vector<std::array<double, 2>>>{{{from.longitude, from.latitude}, {to.longitude, to.latitude}}}, std::move(id),
        std::move(featureName));
}

std::vector<std::shared_ptr<const MapShapes>> shapesOf(const GeoFeatures& features, const std::string& idProperty,
                                                       const std::string& nameProperty) {
    std::vector<std::shared_ptr<const MapShapes>> made;
    for (const auto& [kind, of] : {std::pair{ShapeKind::Polygons, GeoFeature::Kind::Polygon},
                                   {ShapeKind::Lines, GeoFeature::Kind::Line},
                                   {ShapeKind::Points, GeoFeature::Kind::Point}}) {
        auto shapes = std::make_shared<MapShapes>();
        shapes->kind = kind;
        for (std::size_t i = 0; i < features.features.size(); ++i) {
            const GeoFeature& feature = features.features[i];
            if (feature.kind != of || feature.rings.empty()) continue;
            std::string id = idProperty.empty() ? feature.id : textIn(feature.properties, idProperty);
            shapes->add(feature.rings, id.empty() ? std::to_string(i) : std::move(id), textIn(feature.properties, nameProperty));
            shapes->source.push_back(i);
        }
        if (shapes->count() > 0) made.push_back(std::move(shapes));
    }
    return made;
}

std::optional<GeoPoint> middleOf(const MapShapes& shapes) {
    const MapGrid& grid = shapes.grid;
    if (shapes.kind == ShapeKind::Grid && shapes.count() > 0)
        return GeoPoint{grid.corner.longitude + grid.columns * grid.cellWidth / 2, grid.corner.latitude + grid.rows * grid.cellHeight / 2};
    if (shapes.vertices.empty()) return std::nullopt;
    std::array<double, 2> low = shapes.vertices.front(), high = low;
    for (const auto& vertex : shapes.vertices)
        for (std::size_t axis = 0; axis < 2; ++axis)
            low[axis] = std::min(low[axis], vertex[axis]), high[axis] = std::max(high[axis], vertex[axis]);
    return GeoPoint{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2};
}

std::shared_ptr<const ProjectedShapes> projectShapes(std::shared_ptr<const MapShapes> shapes, const MapProjection& projection) {
    auto made = std::make_shared<ProjectedShapes>();
    made->shapes = std::move(shapes);
    made->projection = projection;
    const MapShapes& from = *made->shapes;
    for (std::size_t i = 0; i < from.ids.size(); ++i)
        if (!from.ids[i].empty()) made->byId.insert(from.idOf(i), static_cast<std::uint32_t>(i));
    if (from.kind == ShapeKind::Grid) {
        made->bounds = boundsOfGrid(from, projection);
        return made;
    }
    made->vertices.reserve(from.vertices.size());
    for (const auto& vertex : from.vertices) made->vertices.push_back(projection.project({vertex[0], vertex[1]}));
    made->boxes.reserve(from.count());
    made->anchors.reserve(from.count());
    bool first = true;
    for (std::size_t i = 0; i < from.count(); ++i) {
        const std::uint32_t begin = from.rings[from.features[i]], end = from.rings[from.features[i + 1]];
        made->boxes.push_back(boxAround(made->vertices.data() + begin, end - begin));
        made->anchors.push_back(anchorOfFeature(*made, i));
        if (begin == end) continue;
        made->bounds = joined(made->bounds, made->boxes.back(), first);
        first = false;
    }
    return made;
}

QPointF ProjectedShapes::anchorOf(std::size_t feature) const {
    if (shapes->kind != ShapeKind::Grid) return anchors[feature];
    const std::vector<QPointF> ring = cellOutline(*shapes, projection, feature);
    return (ring[0] + ring[2]) / 2;
}

QRectF ProjectedShapes::boxOf(std::size_t feature) const {
    if (shapes->kind != ShapeKind::Grid) return boxes[feature];
    const std::vector<QPointF> ring = cellOutline(*shapes, projection, feature);
    return boxAround(ring.data(), ring.size());
}

std::optional<std::uint32_t> ProjectedShapes::find(const QString& id) const {
    if (const auto found = byId.find(id); found != byId.end()) return *found;
    bool number = false;
    const std::uint32_t index = id.toUInt(&number);
    const bool unnamed = index >= shapes->ids.size() || shapes->ids[index].empty();
    return number && index < count() && unnamed ? std::optional(index) : std::nullopt;
}

bool ProjectedShapes::covers(std::size_t feature, const QPointF& point) const {
    bool inside = false;
    for (std::uint32_t ring = shapes->features[feature]; ring < shapes->features[feature + 1]; ++ring) {
        const std::uint32_t begin = shapes->rings[ring], end = shapes->rings[ring + 1];
        for (std::uint32_t i = begin, last = end - 1; i < end; last = i++) {
            const QPointF &a = vertices[last], &b = vertices[i];
            if ((a.y() > point.y()) != (b.y() > point.y()) && point.x() < a.x() + (point.y() - a.y()) / (b.y() - a.y()) * (b.x() - a.x()))
                inside = !inside;
        }
    }
    return inside;
}

std::optional<std::uint32_t> ProjectedShapes::at(const QPointF& point, double reach) const {
    if (shapes->kind == ShapeKind::Grid) {
        const GeoPoint place = projection.unproject(point);
        const double column = std::floor((place.longitude - shapes->grid.corner.longitude) / shapes->grid.cellWidth);
        const double row = std::floor((place.latitude - shapes->grid.corner.latitude) / shapes->grid.cellHeight);
        if (!(column >= 0 && row >= 0 && column < shapes->grid.columns && row < shapes->grid.rows)) return std::nullopt;
        return static_cast<std::uint32_t>(row * shapes->grid.columns + column);
    }
    if (shapes->kind == ShapeKind::Arcs) return std::nullopt;
    const bool area = shapes->kind == ShapeKind::Polygons;
    const double margin = area ? 0 : reach;
    for (std::size_t i = count(); i-- > 0;) {  // Features later in the order lie on top.
        const QRectF& box = boxes[i];
        if (point.x() < box.left() - margin || point.x() > box.right() + margin || point.y() < box.top() - margin ||
            point.y() > box.bottom() + margin)
            continue;
        if (area) {
            if (covers(i, point)) return static_cast<std::uint32_t>(i);
            continue;
        }
        for (std::uint32_t ring = shapes->features[i]; ring < shapes->features[i + 1]; ++ring)
            for (std::uint32_t v = shapes->rings[ring]; v < shapes->rings[ring + 1]; ++v) {
                const bool joinedToLast = shapes->kind == ShapeKind::Lines && v > shapes->rings[ring];
                if (distanceToSegment(point, vertices[joinedToLast ? v - 1 : v], vertices[v]) <= reach)
                    return static_cast<std::uint32_t>(i);
            }
    }
    return std::nullopt;
}

std::vector<std::vector<QPointF>> ProjectedShapes::outlineOf(std::size_t feature) const {
    if (shapes->kind == ShapeKind::Grid) return {cellOutline(*shapes, projection, feature)};
    std::vector<std::vector<QPointF>> outline;
    for (std::uint32_t ring = shapes->features[feature]; ring < shapes->features[feature + 1]; ++ring)
        outline.emplace_back(vertices.begin() + shapes->rings[ring], vertices.begin() + shapes->rings[ring + 1]);
    return outline;
}

}  // namespace vitrine
