// SPDX-License-Identifier: GPL-3.0-or-later
// What a map leaves behind (figures, state), what it refuses, and kinds of layers.
#include <QSvgRenderer>
#include <fstream>

#include "tests/widgets/map/map_fixture.h"

namespace vitrine {
namespace {

using testing::canvasOf;
using testing::colourAtPlace;
using testing::hourly;
using testing::layerOf;
using testing::MapViewTest;
using testing::middleOfSquare;
using testing::settle;
using testing::shown;
using testing::squares;

TEST_F(MapViewTest, FiguresCarryPictureNumbersAndProvenance) {
    const testing::ScratchFolder folder;
    const std::filesystem::path base = folder.path().toStdString();
    FigureExport options;
    options.scale = 3;
    options.provenance = {{"method", "kstdiff"}};
    std::vector<std::uint8_t> marked(100, 0);
    std::fill(marked.begin() + 40, marked.begin() + 47, 1);
    ASSERT_TRUE(m_view.setMarked("arrivals", marked).ok());
    m_view.setSelection({"c12"});
    ASSERT_TRUE(settle(m_view));
    for (const char* file : {"map.png", "map.svg", "map.pdf", "map.csv"}) {
        const Status written = exportFigure(m_view, base / file, options);
        ASSERT_TRUE(written.ok()) << written.error().message();
        const auto provenance = figureProvenance(base / file);
        ASSERT_TRUE(provenance.ok()) << file;
        EXPECT_EQ((*provenance)["method"], "kstdiff") << file;
    }
    const QImage png(folder.filePath("map.png"));
    EXPECT_EQ(png.size(), (m_view.figureSize() * 3).toSize());
    EXPECT_GE(testing::distinctColours(png), 32);
    std::ifstream svg(base / "map.svg");
    const std::string text((std::istreambuf_iterator<char>(svg)), {});
    EXPECT_EQ(text.find("<image"), text.rfind("<image"));  // Squares are strokes; one picture at most, the legend's ramp.
    EXPECT_GT(std::count(text.begin(), text.end(), '\n'), 200);
    // The strokes look as the pixels do.
    const QImage pixels = m_view.picture(m_view.step(), m_view.figureSize().toSize());
    QImage strokes(pixels.size(), QImage::Format_RGB32);
    QPainter painter(&strokes);
    QSvgRenderer(folder.filePath("map.svg")).render(&painter);
    painter.end();
    testing::keepForLook(strokes, "map_svg");
    double off = 0;
    for (int y = 0; y < pixels.height(); ++y)
        for (int x = 0; x < pixels.width(); ++x)
            off += std::abs(qGray(pixels.pixel(x, y)) - qGray(strokes.pixel(x, y)));
    EXPECT_LT(off / (pixels.width() * pixels.height()), 4);
    const auto table = m_view.figureData();
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows(), 100);
    EXPECT_EQ(table->columns.size(), 26u);  // Id, name, 24 hours.
    EXPECT_TRUE(table->find("arrivals 23:00"));
    EXPECT_NE(m_view.picture(3, {320, 240}), m_view.picture(4, {320, 240}));
}

TEST_F(MapViewTest, StateComesBackInANewMap) {
    m_view.setColours("arrivals", {Colormap::Magma, 10, 90});
    m_view.setProjection(MapProjection::Kind::AzimuthalEqualArea);
    m_view.setStep(13);
    click(6, 6);
    QTest::keyClick(&canvasOf(m_view), Qt::Key_Plus);
    const Json state = m_view.saveState();
    MapView again;
    again.restoreState(state);  // Before there is anything to show.
    EXPECT_EQ(again.saveState(), state);
    ASSERT_TRUE(again.setLayers({layerOf("arrivals", squares(10), hourly(24, 100))}).ok());
    shown(again);
    EXPECT_EQ(again.saveState(), state);
    EXPECT_EQ(again.step(), 13);
    EXPECT_EQ(again.selection(), QStringList{"c66"});
    EXPECT_EQ(again.projection(), MapProjection::Kind::AzimuthalEqualArea);
    EXPECT_NEAR(again.centre().longitude, m_view.centre().longitude, 1e-9);
    MapView hostile;
    hostile.restoreState(Json::parse(R"({"step": "x", "layers": [1], "view": 3, "selection": {"a": 1}, "projection": 7, "swipe": []})"));
    ASSERT_TRUE(hostile.setLayers({layerOf("arrivals", squares(3), hourly(2, 9))}).ok());
    shown(hostile);
    EXPECT_EQ(hostile.step(), 0);
}

TEST_F(MapViewTest, MisfitsAreRefusedAndNothingChanges) {
    const Status refused = m_view.setLayers({layerOf("arrivals", squares(4), hourly(24, 15))});
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().why.find("16"), std::string::npos);
    EXPECT_EQ(m_view.stepCount(), 24);
    EXPECT_FALSE(m_view.setValues("nothing", hourly(1, 100)).ok());
    EXPECT_FALSE(m_view.setMarked("arrivals", {1, 0}).ok());
    EXPECT_FALSE(m_view.setLayers({layerOf("twice", squares(2)), layerOf("twice", squares(2))}).ok());
    auto broken = std::make_shared<MapShapes>();
    broken->kind = MapShapes::Kind::Arcs;
    broken->addPoint({1, 2});
    EXPECT_NE(m_view.setLayers({layerOf("flow", broken)}).error().why.find("two ends"), std::string::npos);
    broken->kind = MapShapes::Kind::Points;
    broken->addPoint({std::nan(""), 2});
    EXPECT_FALSE(m_view.setLayers({layerOf("places", broken)}).ok());
    Array values = hourly(24, 100);
    values.mutableValues<float>()[33] = std::numeric_limits<float>::quiet_NaN();
    ASSERT_TRUE(m_view.setValues("arrivals", values).ok());
    ASSERT_TRUE(settle(m_view));
    EXPECT_EQ(colourAtPlace(m_view, middleOfSquare(m_view, 3, 3)).rgb(), MapInks::ofTheme().noData);
}

TEST(MapViewEmptyTest, AnEmptyMapSaysWhatToDo) {
    MapView view;
    view.setEmptyText(QStringLiteral("Run the method to see flows."));
    shown(view);
    EXPECT_GT(testing::inkShare(testing::pictureOf(view, 1)), 0);
    EXPECT_FALSE(view.figureData());
    EXPECT_TRUE(testing::unnamedControls(view).isEmpty());
    QTest::keyClick(&canvasOf(view), Qt::Key_Plus);
    EXPECT_TRUE(view.featureAt({50, 50}).isEmpty());
    EXPECT_TRUE(view.setLayers({layerOf("none", std::make_shared<MapShapes>())}).ok());
    EXPECT_TRUE(settle(view));
}

TEST(MapViewKindsTest, PointsFlowsAndCellsAreFound) {
    auto points = std::make_shared<MapShapes>(), flows = std::make_shared<MapShapes>(), cells = std::make_shared<MapShapes>();
    points->kind = MapShapes::Kind::Points;
    points->addPoint({-73.95, 40.75}, "p");
    flows->kind = MapShapes::Kind::Arcs;
    flows->addArc({-73.98, 40.72}, {-73.92, 40.72}, "there");
    flows->addArc({-73.92, 40.72}, {-73.98, 40.72}, "back");
    cells->kind = MapShapes::Kind::Grid;
    cells->grid = {{-74, 40.7}, 0.02, 0.02, 5, 5};
    MapLayer arcs = layerOf("flow", flows, Array::of(std::vector<float>{5, 2}));
    arcs.size = 10;
    MapView view;
    ASSERT_TRUE(view.setLayers({layerOf("cells", cells, hourly(1, 25)), arcs, layerOf("points", points)}).ok());
    shown(view);
    EXPECT_EQ(view.featureAt(view.placeOf({-73.95, 40.75})), QStringLiteral("p"));
    EXPECT_EQ(view.featureAt(view.placeOf({-73.91, 40.79})), QStringLiteral("24"));
    // There and back bow to different sides: each to the right of its way.
    const QPointF middle = view.placeOf({-73.95, 40.72});
    const double bow = 0.18 * (view.placeOf({-73.92, 40.72}).x() - view.placeOf({-73.98, 40.72}).x());
    EXPECT_EQ(view.featureAt(middle + QPointF(0, bow)), QStringLiteral("there"));
    EXPECT_EQ(view.featureAt(middle - QPointF(0, bow)), QStringLiteral("back"));
}

}  // namespace
}  // namespace vitrine
