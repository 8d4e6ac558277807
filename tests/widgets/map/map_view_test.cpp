// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>

#include "tests/widgets/map/map_fixture.h"
#include "widgets/base/theme.h"
#include "widgets/image/histogram_range.h"
#include "widgets/map/map_legend.h"
#include "widgets/map/time_bar.h"

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
using testing::waitUntil;

TEST_F(MapViewTest, ClickSelectsCtrlAddsAndTakesOutTheGroundLetsGo) {
    QSignalSpy spy(&m_view, &MapView::selectionChanged);
    click(2, 3);
    EXPECT_EQ(m_view.selection(), QStringList{"c32"});
    click(4, 5, Qt::ControlModifier);
    EXPECT_EQ(m_view.selection(), (QStringList{"c32", "c54"}));
    click(2, 3, Qt::ControlModifier);
    EXPECT_EQ(m_view.selection(), QStringList{"c54"});
    QTest::mouseClick(&canvasOf(m_view), Qt::LeftButton, {}, QPoint(3, 260));
    EXPECT_TRUE(m_view.selection().isEmpty());
    EXPECT_EQ(spy.count(), 4);
    m_view.setSelection({"c1"});
    EXPECT_EQ(spy.count(), 4);  // Only what a person does is told.
}

TEST_F(MapViewTest, SelectedPlacesAreOutlined) {
    const QPoint place = middleOfSquare(m_view, 4, 4);
    int edge = place.x();
    while (m_view.featureAt(QPointF(edge + 1, place.y())) == QStringLiteral("c44")) ++edge;
    m_view.setSelection({"c44"});
    ASSERT_TRUE(settle(m_view));
    const QRgb accent = Theme::instance().colour(Ink::Accent).rgb();
    const auto distance = [&](int x) {
        const QRgb seen = colourAtPlace(m_view, {x, place.y()}).rgb();
        return std::abs(qRed(seen) - qRed(accent)) + std::abs(qGreen(seen) - qGreen(accent)) + std::abs(qBlue(seen) - qBlue(accent));
    };
    EXPECT_LT(std::min({distance(edge - 2), distance(edge - 1), distance(edge), distance(edge + 1)}), 30);
    EXPECT_GT(distance(place.x()), 60);
}

TEST_F(MapViewTest, RectangleAndLassoSelect) {
    MapCanvas& canvas = canvasOf(m_view);
    const auto drag = [&](std::initializer_list<QPoint> way, Qt::KeyboardModifiers modifiers) {
        QTest::mousePress(&canvas, Qt::LeftButton, modifiers, *way.begin());
        for (const QPoint& at : way) {  // Moves of the test library carry no buttons on every platform.
            QMouseEvent move(QEvent::MouseMove, at, canvas.mapToGlobal(QPointF(at)), Qt::NoButton, Qt::LeftButton, modifiers);
            QApplication::sendEvent(&canvas, &move);
        }
        QTest::mouseRelease(&canvas, Qt::LeftButton, modifiers, *(way.end() - 1));
    };
    const QPoint off(-4, 4);
    drag({middleOfSquare(m_view, 1, 1) + off, middleOfSquare(m_view, 3, 2) - off}, Qt::ShiftModifier);
    QStringList ids = m_view.selection();
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids, (QStringList{"c11", "c12", "c13", "c21", "c22", "c23"}));
    const GeoPoint before = m_view.centre();
    m_view.setTool(MapView::Tool::Lasso);
    drag({middleOfSquare(m_view, 5, 5) + QPoint(-9, 9), middleOfSquare(m_view, 7, 5) + QPoint(9, 9),
          middleOfSquare(m_view, 5, 7) + QPoint(-9, -9)},
         {});
    EXPECT_TRUE(m_view.selection().contains("c55"));
    EXPECT_FALSE(m_view.selection().contains("c77"));  // Beyond the slanted side.
    EXPECT_FALSE(m_view.selection().contains("c11"));
    EXPECT_EQ(m_view.centre().longitude, before.longitude);  // Selecting does not move the map.
}

TEST_F(MapViewTest, KeysWalkSelectPanZoomAndPlay) {
    MapCanvas& canvas = canvasOf(m_view);
    QTest::keyClick(&canvas, Qt::Key_Right, Qt::ControlModifier);
    const QString first = m_view.hovered();
    ASSERT_FALSE(first.isEmpty());
    QTest::keyClick(&canvas, Qt::Key_Right, Qt::ControlModifier);
    EXPECT_EQ(m_view.hovered().mid(1).toInt(), first.mid(1).toInt() + 1);
    QTest::keyClick(&canvas, Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(m_view.hovered().mid(1).toInt(), first.mid(1).toInt() + 11);
    QTest::keyClick(&canvas, Qt::Key_Return);
    EXPECT_EQ(m_view.selection(), QStringList{m_view.hovered()});
    QTest::keyClick(&canvas, Qt::Key_Escape);
    EXPECT_TRUE(m_view.selection().isEmpty());
    const double scale = m_view.pixelsPerMetre();
    const GeoPoint centre = m_view.centre();
    QTest::keyClick(&canvas, Qt::Key_Plus);
    EXPECT_GT(m_view.pixelsPerMetre(), scale * 1.2);
    QTest::keyClick(&canvas, Qt::Key_Right);
    EXPECT_GT(m_view.centre().longitude, centre.longitude);
    QTest::keyClick(&canvas, Qt::Key_F);
    EXPECT_NEAR(m_view.pixelsPerMetre(), scale, scale * 1e-9);
    QTest::keyClick(&canvas, Qt::Key_PageDown);
    EXPECT_EQ(m_view.step(), 1);
    QTest::keyClick(&canvas, Qt::Key_End);
    EXPECT_EQ(m_view.step(), 23);
    QTest::keyClick(&canvas, Qt::Key_Space);
    EXPECT_TRUE(m_view.playing());
    QTest::keyClick(&canvas, Qt::Key_Space);
    EXPECT_FALSE(m_view.playing());
}

TEST_F(MapViewTest, AnotherHourIsAsIfDrawnAnew) {
    MapScene scene = canvasOf(m_view).scene(QSizeF(400, 300), 1);
    auto last = renderMap(scene, nullptr);
    for (const int step : {5, 17, 23}) {
        scene.step = step;
        const auto again = renderMap(scene, last.get()), whole = renderMap(scene, nullptr);
        EXPECT_EQ(again->picture, whole->picture);
        EXPECT_NE(again->picture, last->picture);
        EXPECT_EQ(again->parts[0].raster, last->parts[0].raster);  // The features were not drawn again.
        EXPECT_EQ(again->parts[0].decor.constBits(), last->parts[0].decor.constBits());
        last = again;
    }
}

TEST_F(MapViewTest, ColoursFollowTheValuesAndTheLegendsRange) {
    ValueColours colours = *m_view.colours("arrivals");
    EXPECT_EQ(colours.low, 0);
    EXPECT_EQ(colours.high, 100);
    for (const int step : {0, 9}) {
        m_view.setStep(step);
        ASSERT_TRUE(settle(m_view));
        const float value = hourly(24, 100).values<float>()[static_cast<std::size_t>(step * 100 + 33)];
        const auto wanted = colourAt(Colormap::Viridis, value / 100);
        const QColor seen = colourAtPlace(m_view, middleOfSquare(m_view, 3, 3));
        EXPECT_NEAR(seen.red(), wanted[0], 2);
        EXPECT_NEAR(seen.green(), wanted[1], 2);
    }
    auto* legend = m_view.findChild<MapLegend*>();
    ASSERT_TRUE(legend->isVisible());
    QSignalSpy told(&m_view, &MapView::coloursChanged);
    legend->openColours(0);
    ASSERT_TRUE(legend->histogram());
    ASSERT_TRUE(waitUntil([&] { return legend->histogram()->settled(); }));
    testing::keepForLook(legend->histogram()->window()->grab().toImage(), "map_colours");
    QTest::keyClick(legend->histogram(), Qt::Key_Right);  // The lower handle.
    EXPECT_NEAR(m_view.colours("arrivals")->low, 1, 1e-9);
    EXPECT_EQ(told.count(), 1);
    legend->histogram()->window()->close();
    m_view.setColours("arrivals", {Colormap::Vik, 0, 0});
    EXPECT_EQ(m_view.colours("arrivals")->low, -100);  // About zero.
}

TEST_F(MapViewTest, TimePlaysLoopsAndStops) {
    auto* bar = m_view.findChild<TimeBar*>();
    EXPECT_EQ(bar->text(), QStringLiteral("00:00"));
    m_view.setSpeed(60);
    m_view.setStep(20);
    std::set<int> seen;
    QObject::connect(&m_view, &MapView::stepChanged, &m_view, [&](int step) { seen.insert(step); });
    m_view.setPlaying(true);
    EXPECT_TRUE(waitUntil([&] { return seen.contains(23) && *seen.begin() < 5; }));  // Beyond the end: from the start.
    m_view.setLoop(false);
    EXPECT_TRUE(waitUntil([&] { return !m_view.playing(); }));
    EXPECT_EQ(m_view.step(), 23);
    auto* slider = bar->findChild<QSlider*>();
    QTest::keyClick(slider, Qt::Key_Left);
    EXPECT_EQ(m_view.step(), 22);
    EXPECT_TRUE(settle(m_view));
}

TEST_F(MapViewTest, MovingShowsTheOldPictureAndThenTheSharpOne) {
    MapCanvas& canvas = canvasOf(m_view);
    const QPoint place = middleOfSquare(m_view, 2, 7);
    const QString id = m_view.featureAt(place);
    const QColor before = colourAtPlace(m_view, place);
    QMouseEvent press(QEvent::MouseButtonPress, place, canvas.mapToGlobal(QPointF(place)), Qt::LeftButton, Qt::LeftButton, {});
    QApplication::sendEvent(&canvas, &press);
    const QPoint to = place + QPoint(60, -20);
    QMouseEvent move(QEvent::MouseMove, to, canvas.mapToGlobal(QPointF(to)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&canvas, &move);
    EXPECT_EQ(colourAtPlace(m_view, to), before);  // At once.
    EXPECT_EQ(m_view.featureAt(to), id);
    QMouseEvent release(QEvent::MouseButtonRelease, to, canvas.mapToGlobal(QPointF(to)), Qt::LeftButton, Qt::NoButton, {});
    QApplication::sendEvent(&canvas, &release);
    ASSERT_TRUE(settle(m_view));
    EXPECT_EQ(colourAtPlace(m_view, to), before);
    EXPECT_EQ(m_view.featureAt(to), id);
    EXPECT_TRUE(m_view.selection().isEmpty());
    const GeoPoint kept = m_view.geoAt(QPointF(to));
    QTest::mouseDClick(&canvas, Qt::LeftButton, {}, to);  // Zooms about the place.
    EXPECT_NEAR(m_view.geoAt(QPointF(to)).longitude, kept.longitude, 1e-6);
}

TEST_F(MapViewTest, LinkedMapsMoveSelectHoverAndPlayTogether) {
    MapView other;
    MapLayer layer = layerOf("departures", squares(10), hourly(24, 100));
    ASSERT_TRUE(other.setLayers({layer}).ok());
    shown(other);
    m_view.link(&other);
    QTest::keyClick(&canvasOf(m_view), Qt::Key_Plus);
    QTest::keyClick(&canvasOf(m_view), Qt::Key_Left);
    EXPECT_NEAR(other.pixelsPerMetre(), m_view.pixelsPerMetre(), 1e-12);
    EXPECT_NEAR(other.centre().longitude, m_view.centre().longitude, 1e-9);
    other.setStep(7);
    EXPECT_EQ(m_view.step(), 7);
    click(5, 5);
    EXPECT_EQ(other.selection(), QStringList{"c55"});
    QTest::keyClick(&canvasOf(other), Qt::Key_Up, Qt::ControlModifier);
    EXPECT_FALSE(other.hovered().isEmpty());
    EXPECT_EQ(m_view.hovered(), other.hovered());
    other.unlink();
    other.setStep(3);
    EXPECT_EQ(m_view.step(), 7);
}

TEST_F(MapViewTest, AMapMayGoWhileItPlaysIsLinkedAndTheMouseIsOverIt) {
    auto other = std::make_unique<MapView>();
    ASSERT_TRUE(other->setLayers({layerOf("departures", squares(60), hourly(24, 3600))}).ok());
    shown(*other);
    m_view.link(other.get());
    other->setSpeed(60);
    other->setPlaying(true);
    QTest::mouseMove(&canvasOf(*other), middleOfSquare(*other, 5, 5));
    EXPECT_TRUE(waitUntil([&] { return !other->hovered().isEmpty() && m_view.step() > 0; }));
    QTest::keyClick(&canvasOf(*other), Qt::Key_Plus);   // A picture is under way.
    other.reset();
    const int step = m_view.step();
    QTest::qWait(60);
    EXPECT_EQ(m_view.step(), step);
    m_view.setStep(2);
    EXPECT_TRUE(settle(m_view));
}

TEST_F(MapViewTest, TheSwipeDividerPartsTwoSides) {
    auto shapes = squares(10);
    MapLayer real = layerOf("real", shapes, Array::of(std::vector<float>(100, 0.0F))),
             generated = layerOf("generated", shapes, Array::of(std::vector<float>(100, 1.0F)));
    real.side = MapLayer::Side::Left;
    generated.side = MapLayer::Side::Right;
    real.colourGroup = generated.colourGroup = QStringLiteral("flow");
    ASSERT_TRUE(m_view.setLayers({real, generated}).ok());
    m_view.setSwipe(0.5);
    ASSERT_TRUE(settle(m_view));
    EXPECT_EQ(m_view.colours("real")->high, 1);  // One range for the group.
    const QColor left = colourAtPlace(m_view, middleOfSquare(m_view, 2, 5)), right = colourAtPlace(m_view, middleOfSquare(m_view, 7, 5));
    EXPECT_LT(left.green(), 40);
    EXPECT_GT(right.green(), 200);
    for (int i = 0; i < 9; ++i) QTest::keyClick(&canvasOf(m_view), Qt::Key_BracketLeft);
    EXPECT_NEAR(*m_view.swipe(), 0.05, 1e-9);
    ASSERT_TRUE(settle(m_view));
    EXPECT_EQ(colourAtPlace(m_view, middleOfSquare(m_view, 2, 5)), right);
}

TEST_F(MapViewTest, HeldOutPlacesAreHatched) {
    std::vector<std::uint8_t> marked(100, 0);
    marked[55] = 1;
    const QPoint place = middleOfSquare(m_view, 5, 5), beside = middleOfSquare(m_view, 2, 5);
    const auto inkOf = [&](const QPoint& at) {
        return testing::distinctColours(testing::pictureOf(m_view, 1).copy(at.x() - 10, at.y() - 10, 20, 20));
    };
    EXPECT_EQ(inkOf(place), 1);
    ASSERT_TRUE(m_view.setMarked("arrivals", marked).ok());
    ASSERT_TRUE(settle(m_view));
    EXPECT_GT(inkOf(place), 2);
    EXPECT_EQ(inkOf(beside), 1);
}

}  // namespace
}  // namespace vitrine
