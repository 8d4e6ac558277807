// SPDX-License-Identifier: GPL-3.0-or-later
// Geometry of cities: projection, polygons, borders, Voronoi cells; GeoJSON written.
#include <cmath>
#include <random>

#include "core/data/geojson.h"
#include "core/data/plane.h"
#include "core/data/voronoi.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

PlaneShape box(double x0, double y0, double x1, double y1) { return PlaneShape({{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}}); }

double areaOf(const PlaneRing& ring) {
    double area = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const PlanePoint &a = ring[i], &b = ring[(i + 1) % ring.size()];
        area += (a[0] * b[1] - b[0] * a[1]) / 2;
    }
    return area;
}

std::vector<PlanePoint> randomPoints(int count, unsigned seed) {
    std::mt19937 dice(seed);
    std::uniform_real_distribution<double> uniform(0, 10);
    std::vector<PlanePoint> points;
    for (int i = 0; i < count; ++i) {
        const double x = uniform(dice);
        points.push_back({x, uniform(dice)});
    }
    return points;
}

}  // namespace

TEST(Plane, ProjectionKeepsDistancesAndComesBack) {
    const std::array<double, 2> empire{-73.9857, 40.7484}, grandCentral{-73.9772, 40.7527};
    const LocalProjection projection = LocalProjection::around({empire, grandCentral});
    EXPECT_NEAR(distance(projection.toPlane(empire), projection.toPlane(grandCentral)), 0.861, 0.002);  // Great circle: 0.8613 km.
    const auto back = projection.toDegrees(projection.toPlane(empire));
    EXPECT_NEAR(back[0], empire[0], 1e-12);
    EXPECT_NEAR(back[1], empire[1], 1e-12);
    const LocalProjection dateLine = LocalProjection::around({{179.9, 0}, {-179.9, 0}});
    EXPECT_NEAR(distance(dateLine.toPlane({179.9, 0}), dateLine.toPlane({-179.9, 0})), 0.2 * 111.195, 0.01);
}

TEST(Plane, PointsInPolygonsWithHoles) {
    const PlaneShape ring({{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, {{1, 1}, {1, 3}, {3, 3}, {3, 1}}});
    EXPECT_TRUE(ring.contains({0.5, 2}));
    EXPECT_FALSE(ring.contains({2, 2}));
    EXPECT_FALSE(ring.contains({5, 2}));
    // Holes count against the area whichever way they are wound; the centre stays, that of an uneven one moves away.
    EXPECT_NEAR(ring.centroid()[0], 2, 1e-12);
    const PlaneShape uneven({{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, {{2, 1}, {3, 1}, {3, 3}, {2, 3}}});
    EXPECT_NEAR(uneven.centroid()[0], (16 * 2 - 2 * 2.5) / 14, 1e-12);
    EXPECT_NEAR(box(4, 4, 0, 0).centroid()[1], 2, 1e-12);
}

TEST(Plane, IndexFindsWhatATestOfAllFinds) {
    std::vector<PlaneShape> shapes;
    for (const PlaneRing& cell : voronoiCells(randomPoints(150, 1), {{0, 0}, {10, 0}, {10, 10}, {0, 10}})) shapes.push_back(PlaneShape({cell}));
    const ShapeIndex index(shapes);
    for (const PlanePoint& point : randomPoints(400, 2)) {
        std::optional<std::size_t> plain;
        for (std::size_t i = 0; i < shapes.size() && !plain; ++i)
            if (shapes[i].contains(point)) plain = i;
        EXPECT_EQ(index.find(point), plain);
    }
    EXPECT_FALSE(index.find({-1, 5}).has_value());
    EXPECT_FALSE(ShapeIndex(std::vector<PlaneShape>{}).find({0, 0}).has_value());
}

TEST(Plane, BordersAreSharedLengthsAndNoCorners) {
    // 0 | 1 share an edge, 2 lies over 1 but only its corner touches 0; 3 is 5 m off 1; 4 shares half of an edge without a corner of its own there.
    const std::vector<PlaneShape> shapes{box(0, 0, 1, 1), box(1, 0, 2, 1), box(1, 1, 2, 2), box(2.005, 0, 3, 1), box(0.25, -1, 0.75, 0)};
    EXPECT_EQ(borderingShapes(shapes, 0.01), (std::vector<std::array<std::size_t, 2>>{{0, 1}, {0, 4}, {1, 2}, {1, 3}}));
    EXPECT_EQ(borderingShapes(shapes, 0.001), (std::vector<std::array<std::size_t, 2>>{{0, 1}, {0, 4}, {1, 2}}));
    EXPECT_NEAR(shapes[0].sharedLength(shapes[4], 1e-6), 0.5, 1e-4);
    EXPECT_NEAR(shapes[4].sharedLength(shapes[0], 1e-6), 0.5, 1e-4);
}

TEST(Plane, VoronoiCellsAreWhatIsNearest) {
    const std::vector<PlanePoint> points = randomPoints(300, 3);
    const PlaneRing frame = grownHull(points, 0.5);
    const std::vector<PlaneRing> cells = voronoiCells(points, frame);
    double area = 0;
    std::vector<PlaneShape> shapes;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        area += areaOf(cells[i]);
        shapes.push_back(PlaneShape({cells[i]}));
        EXPECT_TRUE(shapes.back().contains(points[i]));
    }
    EXPECT_NEAR(area, areaOf(frame), 1e-9 * area);  // They fill the frame and do not overlap.
    const ShapeIndex index(shapes);
    for (const PlanePoint& place : randomPoints(500, 4)) {
        const auto cell = index.find(place);
        if (!cell) continue;  // Outside of the frame.
        const auto nearest = std::min_element(points.begin(), points.end(), [&](const PlanePoint& a, const PlanePoint& b) { return distance(a, place) < distance(b, place); });
        EXPECT_EQ(*cell, static_cast<std::size_t>(nearest - points.begin()));
    }
}

TEST(Plane, VoronoiCellsOfAwkwardPoints) {
    EXPECT_TRUE(voronoiCells({}, {}).empty());
    const PlaneRing circle = grownHull({{1, 1}}, 2);
    EXPECT_NEAR(areaOf(voronoiCells({{1, 1}}, circle)[0]), areaOf(circle), 1e-12);
    const std::vector<PlanePoint> line{{0, 0}, {1, 0}, {2, 0}, {2, 0}};
    const auto cells = voronoiCells(line, grownHull(line, 0.5));
    EXPECT_NEAR(areaOf(cells[1]), 1, 1e-9);  // From 0.5 to 1.5, half a unit to either side.
    EXPECT_EQ(cells[2], cells[3]);
    // A cluster and one far away: buckets are mostly empty.
    std::vector<PlanePoint> lonely = randomPoints(50, 5);
    lonely.push_back({5000, 5000});
    double area = 0;
    const PlaneRing frame = grownHull(lonely, 1);
    for (const PlaneRing& cell : voronoiCells(lonely, frame)) area += areaOf(cell);
    EXPECT_NEAR(area, areaOf(frame), 1e-6 * area);
}

TEST(Plane, GeoJsonIsWrittenAsItIsRead) {
    const TemporaryFolder folder;
    const auto path = testing::writeFile(folder.path() / "a.geojson", R"({"type":"FeatureCollection","features":[
        {"type":"Feature","id":"a","properties":{"n":1},"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,0.5],[2,0.5],[2,1],[1,0.5]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[7,8]}},
        {"type":"Feature","properties":{},"geometry":{"type":"MultiLineString","coordinates":[[[0,0],[1,1]],[[2,2],[3,3]]]}},
        {"type":"Feature","properties":{},"geometry":null}]})");
    const auto features = readGeoJson(path);
    ASSERT_TRUE(features.ok()) << features.error().message();
    const auto text = parseJson(*readText(path), "a");
    EXPECT_EQ(geoJsonOf(*features), *text);
}

}  // namespace vitrine
