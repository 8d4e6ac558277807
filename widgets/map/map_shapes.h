// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QRectF>
#include <QString>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/data/geo.h"
#include "widgets/map/projection.h"

namespace vitrine {

/// Regular cells in degrees, row by row from the south-west corner: cell (column, row) has the index row * columns + column.
struct MapGrid {
    GeoPoint corner;  ///< South-west.
    double cellWidth = 0, cellHeight = 0;
    int columns = 0, rows = 0;
};

/// Geometry of the features of a layer in flat arrays (a million features are a few allocations). Shared: layers that show different values of
/// the same places hold the same shapes, and are then drawn from one picture of indices.
struct MapShapes {
    enum class Kind {
        Polygons,  ///< Rings by the even-odd rule: outer rings and holes in any order.
        Lines,
        Points,
        Arcs,  ///< Flows: one ring of two places, from and to.
        Grid
    };
    Kind kind = Kind::Polygons;
    std::vector<std::array<double, 2>> vertices;  ///< Longitude and latitude.
    std::vector<std::uint32_t> rings{0};          ///< First vertex of each ring, and the end.
    std::vector<std::uint32_t> features{0};       ///< First ring of each feature, and the end.
    MapGrid grid;                                 ///< Of Kind::Grid, which has no vertices.
    std::vector<std::string> ids, names;          ///< Of each feature, or empty: the index is the id, the id the name.
    std::vector<std::size_t> source;              ///< Feature of the file that this one comes from, or empty.

    std::size_t count() const;
    QString idOf(std::size_t feature) const;
    QString nameOf(std::size_t feature) const;
    /// Adds one feature; a closing vertex of a ring may be given or not.
    void add(const std::vector<std::vector<std::array<double, 2>>>& featureRings, std::string id = {}, std::string featureName = {});
    void addPoint(const GeoPoint& place, std::string id = {}, std::string featureName = {});
    void addArc(const GeoPoint& from, const GeoPoint& to, std::string id = {}, std::string featureName = {});
};

/// One or more shapes from a file of features: polygons, lines and points, those that there are. Ids are those of the file, or the property
/// `idProperty`; names the property `nameProperty`. Features without a geometry are left out.
std::vector<std::shared_ptr<const MapShapes>> shapesOf(const GeoFeatures& features, const std::string& idProperty = {},
                                                       const std::string& nameProperty = {});

/// Shapes on the plane of a projection, with what drawing, picking and labels ask for.
struct ProjectedShapes {
    std::shared_ptr<const MapShapes> shapes;
    MapProjection projection;
    std::vector<QPointF> vertices;
    std::vector<QRectF> boxes;           ///< Of each feature; none for grids.
    std::vector<QPointF> anchors;        ///< A place inside of each feature, for labels and rubber bands; none for grids.
    QHash<QString, std::uint32_t> byId;  ///< Those that the shapes name.
    QRectF bounds;

    std::size_t count() const { return shapes->count(); }
    QPointF anchorOf(std::size_t feature) const;
    QRectF boxOf(std::size_t feature) const;
    std::optional<std::uint32_t> find(const QString& id) const;
    /// Whether a feature that is an area covers the point (even-odd rule).
    bool covers(std::size_t feature, const QPointF& point) const;
    /// The topmost feature at the point; `reach` in metres of the plane for lines and points. None of arcs.
    std::optional<std::uint32_t> at(const QPointF& point, double reach) const;
    /// Closed rings (polygons, cells) or open lines of a feature.
    std::vector<std::vector<QPointF>> outlineOf(std::size_t feature) const;
};

/// Any thread; large shapes take a moment.
std::shared_ptr<const ProjectedShapes> projectShapes(std::shared_ptr<const MapShapes> shapes, const MapProjection& projection);

/// Middle of all places in degrees, for the origin of a projection; nothing when there is no place.
std::optional<GeoPoint> middleOf(const MapShapes& shapes);

}  // namespace vitrine
