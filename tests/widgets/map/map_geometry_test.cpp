// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "tests/widgets/map/map_fixture.h"
#include "widgets/map/graticule.h"
#include "widgets/map/label_placement.h"

namespace vitrine {
namespace {

using ProjectionKind = MapProjection::Kind;
constexpr ProjectionKind kEachProjection[] = {ProjectionKind::WebMercator, ProjectionKind::Equirectangular,
                                              ProjectionKind::AzimuthalEqualArea};

TEST(MapProjectionTest, PlacesComeBack) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> longitude(-179, 179), latitude(-84, 84), near(-3, 3);
    for (const ProjectionKind kind : kEachProjection)
        for (int i = 0; i < 500; ++i) {
            const GeoPoint origin{longitude(random) * 0.9, latitude(random) * 0.8};
            const GeoPoint place = kind == ProjectionKind::WebMercator
                                       ? GeoPoint{longitude(random), latitude(random)}
                                       : GeoPoint{origin.longitude + near(random), origin.latitude + near(random)};
            const MapProjection projection(kind, origin);
            const GeoPoint back = projection.unproject(projection.project(place));
            EXPECT_NEAR(back.longitude, place.longitude, 1e-8) << name(kind);
            EXPECT_NEAR(back.latitude, place.latitude, 1e-8) << name(kind);
            EXPECT_EQ(*projectionFromName(name(kind)), kind);
        }
}

TEST(MapProjectionTest, DistancesAndScalesAreTrue) {
    const GeoPoint newYork{-73.9857, 40.7484}, losAngeles{-118.2437, 34.0522};
    EXPECT_NEAR(distanceMetres(newYork, losAngeles), 3'935'000, 8'000);
    EXPECT_NEAR(distanceMetres({0, 0}, {0, 1}), 111'195, 1);
    for (const ProjectionKind kind : {ProjectionKind::Equirectangular, ProjectionKind::AzimuthalEqualArea}) {
        const MapProjection projection(kind, newYork);  // A metre of the plane is one on the ground near the origin.
        const GeoPoint eastward{newYork.longitude + 0.02, newYork.latitude}, northward{newYork.longitude, newYork.latitude + 0.02};
        EXPECT_NEAR(projection.project(eastward).x() / distanceMetres(newYork, eastward), 1, 1e-4);
        EXPECT_NEAR(-projection.project(northward).y() / distanceMetres(newYork, northward), 1, 1e-4);
    }
    // The scale bar's length holds on the ground in every projection, also where Mercator stretches.
    for (const ProjectionKind kind : kEachProjection)
        for (const double latitude : {0.0, 40.7, 66.0}) {
            const MapProjection projection(kind, {10, latitude});
            const MapCamera camera{projection.project({10, latitude}), 0.01};
            const ScaleBar bar = scaleBarOf(projection, camera, 120);
            const GeoPoint left = projection.unproject(camera.centre),
                           right = projection.unproject(camera.centre + QPointF(bar.pixels / camera.scale, 0));
            EXPECT_NEAR(distanceMetres(left, right) / bar.metres, 1, 0.002) << name(kind) << latitude;
            EXPECT_LE(bar.pixels, 120.001);
            EXPECT_GE(bar.pixels, 48 - 0.001);
        }
}

TEST(MapProjectionTest, GraticuleStepsAreRoundAndNamed) {
    EXPECT_DOUBLE_EQ(graticuleStep(0.0001, 140), 0.02);
    EXPECT_DOUBLE_EQ(graticuleStep(0.01, 140), 2);
    EXPECT_DOUBLE_EQ(graticuleStep(0.1, 140), 15);
    EXPECT_DOUBLE_EQ(graticuleStep(0.5, 140), 30);
    EXPECT_EQ(degreesText(-73.98, false, 0.02), QStringLiteral("73.98° W"));
    EXPECT_EQ(degreesText(40, true, 10), QStringLiteral("40° N"));
    EXPECT_EQ(degreesText(0, true, 10), QStringLiteral("0°"));
}

TEST(MapShapesTest, HolesPartsAndAnchors) {
    GeoFeature feature;
    feature.kind = GeoFeature::Kind::Polygon;
    feature.id = "ring";
    feature.properties = {{"zone", "The ring"}};
    feature.rings = {
        {{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}, {{1, 1}, {3, 1}, {3, 3}, {1, 3}, {1, 1}}, {{6, 0}, {7, 0}, {7, 1}, {6, 1}, {6, 0}}};
    feature.polygonStart = {0, 2};
    GeoFeature point;
    point.rings = {{{2, 2}}};
    const auto all = shapesOf({{feature, point, GeoFeature{}}}, {}, "zone");
    ASSERT_EQ(all.size(), 2u);  // Areas and points; the feature without geometry is left out.
    EXPECT_EQ(all[0]->nameOf(0), QStringLiteral("The ring"));
    EXPECT_EQ(all[1]->source.front(), 1u);
    const MapProjection projection(ProjectionKind::Equirectangular, {2, 2});
    const auto made = projectShapes(all[0], projection);
    const auto inside = [&](double longitude, double latitude) { return made->covers(0, projection.project({longitude, latitude})); };
    EXPECT_TRUE(inside(0.5, 2));
    EXPECT_FALSE(inside(2, 2));     // The hole.
    EXPECT_TRUE(inside(6.5, 0.5));  // The second part.
    EXPECT_FALSE(inside(5, 2));
    EXPECT_TRUE(made->covers(0, made->anchors[0]));  // The centroid lies in the hole: the label does not.
    EXPECT_EQ(made->find(QStringLiteral("ring")), 0u);
    EXPECT_FALSE(made->find(QStringLiteral("none")));
}

TEST(MapRasterTest, PickingIsPointInPolygon) {
    // Stars with holes, some of them over each other.
    std::mt19937 random(7);
    std::uniform_real_distribution<double> unit(0, 1);
    auto shapes = std::make_shared<MapShapes>();
    for (int i = 0; i < 300; ++i) {
        const double x = -74 + unit(random), y = 40 + unit(random), size = 0.01 + 0.05 * unit(random);
        std::vector<std::array<double, 2>> outer, hole;
        for (int corner = 0; corner < 14; ++corner) {
            const double angle = 2 * M_PI * corner / 14, far = size * (0.4 + 0.6 * unit(random));
            outer.push_back({x + far * std::cos(angle), y + far * std::sin(angle)});
            hole.push_back({x + 0.25 * size * std::cos(angle), y + 0.25 * size * std::sin(angle)});
        }
        shapes->add({outer, hole});
    }
    for (const ProjectionKind kind : kEachProjection)
        for (const int samples : {1, 2}) {
            const MapProjection projection(kind, {-73.5, 40.5});
            const auto made = projectShapes(shapes, projection);
            const QSizeF size(700, 600);
            const MapCamera camera{made->bounds.center(), 600 / made->bounds.width()};
            const auto raster = FeatureRaster::draw(made, camera, size, 1, samples, {});
            int compared = 0;
            for (int i = 0; i < 4000; ++i) {
                const int x = static_cast<int>(unit(random) * 700 * samples), y = static_cast<int>(unit(random) * 600 * samples);
                const auto at = [&](double dx, double dy) {
                    return made->at(camera.toPlane(QPointF(x + 0.5 + dx, y + 0.5 + dy) / samples, size), 0);
                };
                const auto exact = at(0, 0);
                const double slack = 0.26 * samples;  // The lattice of vertices: a quarter pixel.
                if (at(slack, 0) != exact || at(-slack, 0) != exact || at(0, slack) != exact || at(0, -slack) != exact) continue;
                const std::uint32_t index = raster->sample(x, y);
                EXPECT_EQ(index, exact ? *exact + 1 : 0u) << name(kind) << " at " << x << ", " << y;
                ++compared;
            }
            EXPECT_GT(compared, 3000);
        }
}

TEST(MapRasterTest, NeighboursLeaveNoGaps) {
    const auto made = projectShapes(testing::squares(40), MapProjection(ProjectionKind::WebMercator, {}));
    const QSizeF size(301, 293);
    const MapCamera camera{made->bounds.center(), 500 / made->bounds.width()};  // The picture lies within the squares.
    for (const int samples : {1, 2}) {
        const auto raster = FeatureRaster::draw(made, camera, size, 1, samples, {});
        int empty = 0;
        for (int y = 0; y < raster->height() * samples; ++y)
            for (int x = 0; x < raster->width() * samples; ++x) empty += raster->sample(x, y) == 0;
        EXPECT_EQ(empty, 0);
    }
}

TEST(MapRasterTest, CellsOfAGridAreWhereTheirDegreesSay) {
    auto shapes = std::make_shared<MapShapes>();
    shapes->kind = MapShapes::Kind::Grid;
    shapes->grid = {{139, 35}, 0.01, 0.008, 100, 90};
    for (const ProjectionKind kind : kEachProjection) {
        const MapProjection projection(kind, {139.5, 35.36});
        const auto made = projectShapes(shapes, projection);
        const QSizeF size(640, 480);
        const MapCamera camera{made->bounds.center(), 500 / made->bounds.width()};
        const auto raster = FeatureRaster::draw(made, camera, size, 1, 1, {});
        for (int y = 2; y < 480; y += 13)
            for (int x = 1; x < 640; x += 17) {
                const auto exact = made->at(camera.toPlane({x + 0.5, y + 0.5}, size), 0);
                EXPECT_EQ(raster->sample(x, y), exact ? *exact + 1 : 0u);
            }
    }
}

TEST(MapLabelsTest, LabelsNeverTouch) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> unit(0, 1);
    std::vector<LabelWish> wishes;
    for (int i = 0; i < 2000; ++i)
        wishes.push_back({{800 * unit(random), 600 * unit(random)}, {30 + 80 * unit(random), 15}, unit(random), QString::number(i)});
    const QRectF taken(600, 400, 200, 200), area(0, 0, 800, 600);
    const LabelWish heaviest{{300, 300}, {60, 15}, 2, QStringLiteral("first")};
    wishes.push_back(heaviest);
    const auto placed = placeLabels(wishes, area, {taken}, 500);
    EXPECT_GT(placed.size(), 60u);
    EXPECT_EQ(placed.front().text, heaviest.text);
    for (std::size_t i = 0; i < placed.size(); ++i) {
        EXPECT_TRUE(area.contains(placed[i].box));
        EXPECT_FALSE(taken.intersects(placed[i].box));
        for (std::size_t j = i + 1; j < placed.size(); ++j) EXPECT_FALSE(placed[i].box.intersects(placed[j].box));
    }
}

}  // namespace
}  // namespace vitrine
