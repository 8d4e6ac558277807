// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of maps of real data, for people to look at; with it, that the files open.
#include <cstdlib>

#include "core/data/csv.h"
#include "core/data/geojson.h"
#include "tests/widgets/map/map_fixture.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

namespace fs = std::filesystem;

class MapLookTest : public ::testing::Test {
protected:
    void SetUp() override {
        const char* data = std::getenv("VITRINE_DATA");
        if (!data || !fs::exists(fs::path(data) / "nyc-taxi-zones"))
            GTEST_SKIP() << "set VITRINE_DATA to a folder with nyc-taxi-zones and yjmob100k-aggregates";
        m_data = data;
    }
    void TearDown() override { Theme::instance().setMode(Theme::Mode::Light); }
    void keep(MapView& view, const QString& name) {
        ASSERT_TRUE(testing::settle(view));
        testing::keepForLook(view.grab().toImage(), name);
    }
    fs::path m_data;
};

/// A day of a place: quiet nights, two peaks, as large as the place's own level.
Array days(std::size_t count) {
    std::mt19937 random(11);
    std::lognormal_distribution<float> level(3, 0.9F);
    Array values = Array::zeros(DType::F32, {24, static_cast<std::int64_t>(count)});
    auto numbers = values.mutableValues<float>();
    for (std::size_t i = 0; i < count; ++i) {
        const float mine = level(random), shift = std::uniform_real_distribution<float>(-2, 2)(random);
        for (std::size_t hour = 0; hour < 24; ++hour) {
            const auto peak = [&](float at, float wide) {
                return std::exp(-std::pow((static_cast<float>(hour) - at - shift) / wide, 2.0F));
            };
            numbers[hour * count + i] = mine * (0.15F + peak(8, 2) + 0.8F * peak(18, 3));
        }
    }
    return values;
}

TEST_F(MapLookTest, TaxiZones) {
    const auto file = readGeoJson(m_data / "nyc-taxi-zones" / "nyc_taxi_zones.geojson.gz");
    ASSERT_TRUE(file.ok()) << file.error().message();
    const auto shapes = shapesOf(*file, "OBJECTID", "zone");
    ASSERT_EQ(shapes.size(), 1u);
    ASSERT_EQ(shapes[0]->count(), 263u);
    MapLayer zones = testing::layerOf("Arrivals", shapes[0], days(263));
    zones.labels = true;
    zones.marked.assign(263, 0);
    for (std::size_t i = 0; i < 263; i += 7) zones.marked[i] = 1;
    zones.markedTitle = QStringLiteral("Held out");
    for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        const QString suffix = mode == Theme::Mode::Light ? QStringLiteral("light") : QStringLiteral("dark");
        MapView view;
        view.setTitle(QStringLiteral("New York City, generated"));
        ASSERT_TRUE(view.setLayers({zones}).ok());
        view.setStep(8);
        testing::shown(view, {960, 720});
        view.setSelection({"43", "230"});
        keep(view, "map_zones_" + suffix);
        view.fitTo({"43", "161", "230", "234", "100"});
        view.setHovered(QStringLiteral("161"));
        keep(view, "map_midtown_" + suffix);
    }
}

TEST_F(MapLookTest, SwipeAndDifferences) {
    const auto file = readGeoJson(m_data / "nyc-taxi-zones" / "nyc_taxi_zones.geojson.gz");
    ASSERT_TRUE(file.ok());
    const auto shapes = shapesOf(*file, "OBJECTID", "zone").front();
    const Array real = days(263);
    Array made = Array::zeros(DType::F32, {24, 263}), off = Array::zeros(DType::F32, {24, 263});
    std::mt19937 random(5);
    std::normal_distribution<float> noise(1, 0.25F);
    for (std::size_t i = 0; i < 24 * 263; ++i) {
        made.mutableValues<float>()[i] = real.values<float>()[i] * noise(random);
        off.mutableValues<float>()[i] = made.values<float>()[i] - real.values<float>()[i];
    }
    MapLayer left = testing::layerOf("Real", shapes, real), right = testing::layerOf("Generated", shapes, made),
             difference = testing::layerOf("Generated - real", shapes, off);
    left.side = MapLayer::Side::Left;
    right.side = MapLayer::Side::Right;
    left.colourGroup = right.colourGroup = QStringLiteral("flow");
    difference.colours = {Colormap::Vik, 0, 0};
    MapView swipe, differences;
    ASSERT_TRUE(swipe.setLayers({left, right}).ok());
    swipe.setSwipe(0.5);
    swipe.setStep(8);
    testing::shown(swipe, {720, 560});
    keep(swipe, "map_swipe");
    ASSERT_TRUE(differences.setLayers({difference}).ok());
    differences.setStep(8);
    testing::shown(differences, {420, 420});
    keep(differences, "map_difference");
}

TEST_F(MapLookTest, CountiesWithFlows) {
    const auto file = readGeoJson(m_data / "ny-commuting" / "NY_counties_2011.geojson.gz");
    ASSERT_TRUE(file.ok()) << file.error().message();
    const auto shapes = shapesOf(*file, "tile_id", "tile_id");
    ASSERT_FALSE(shapes.empty());
    const auto projected = projectShapes(shapes[0], MapProjection(MapProjection::Kind::WebMercator, {}));
    auto arcs = std::make_shared<MapShapes>();
    arcs->kind = MapShapes::Kind::Arcs;
    std::mt19937 random(2);
    std::vector<float> flows;
    for (int i = 0; i < 60; ++i) {
        const auto a = random() % projected->count(), b = random() % projected->count();
        arcs->addArc(projected->projection.unproject(projected->anchors[a]), projected->projection.unproject(projected->anchors[b]),
                     std::to_string(i));
        flows.push_back(static_cast<float>(std::exp(std::normal_distribution<double>(5, 1.2)(random))));
    }
    MapLayer land = testing::layerOf("Counties", shapes[0]), moves = testing::layerOf("Commuters", arcs, Array::of(flows));
    land.unit.clear();
    moves.size = 9;
    moves.colours.map = Colormap::Magma;
    MapView view;
    ASSERT_TRUE(view.setLayers({land, moves}).ok());
    testing::shown(view, {900, 640});
    keep(view, "map_flows");
}

TEST_F(MapLookTest, GridOfActivity) {
    const auto table = readCsv(m_data / "yjmob100k-aggregates" / "activity.csv.gz");
    ASSERT_TRUE(table.ok()) << table.error().message();
    auto shapes = std::make_shared<MapShapes>();
    shapes->kind = MapShapes::Kind::Grid;
    shapes->grid = {{136.5, 34.8}, 0.0055, 0.0045, 200, 200};  // The set gives no place: somewhere in Japan.
    Array values = Array::of(std::vector<float>(40'000, std::numeric_limits<float>::quiet_NaN()));
    const auto column = [&](const char* name) { return *table->find(name)->numbers().as(DType::F64); };
    const Array x = column("x"), y = column("y"), count = column("count");
    for (std::size_t i = 0; i < static_cast<std::size_t>(table->rows()); ++i)
        values.mutableValues<float>()[static_cast<std::size_t>((200 - y.values<double>()[i]) * 200 + x.values<double>()[i] - 1)] =
            static_cast<float>(count.values<double>()[i]);
    MapLayer cells = testing::layerOf("Records", shapes, values);
    cells.unit = QStringLiteral("in 75 days");
    cells.colours.logarithmic = true;
    MapView view;
    ASSERT_TRUE(view.setLayers({cells}).ok());
    testing::shown(view, {760, 640});
    keep(view, "map_grid");
}

}  // namespace
}  // namespace vitrine
