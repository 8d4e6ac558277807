// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/image_view.h"

#include <QElapsedTimer>
#include <cmath>
#include <limits>

#include "tests/widgets/image/image_test_support.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

using namespace test;

const float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(ImageView, EveryPixelHasTheColourOfTheMap) {
    ImageView view;
    ASSERT_TRUE(view.setImage(mapOf(8, 8, [](int x, int y) { return static_cast<float>(8 * y + x); }), {Colormap::Magma, 0, 63}).ok());
    showSized(view, 256, 256);   // 32 pixels of the screen each: no values are written into them.
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
            const QRgb shown = shownAt(view, view.placeOf(QPointF(x + 0.5, y + 0.5)));
            EXPECT_LE(distance(shown, rgbOf(Colormap::Magma, (8 * y + x) / 63.0)), 3) << x << ", " << y;
        }
    // Nearest neighbour: sharp to the last pixel of the screen.
    EXPECT_LE(distance(shownAt(view, view.placeOf(QPointF(3, 0.5)) + QPointF(0.5, 0)), rgbOf(Colormap::Magma, 3 / 63.0)), 3);
    EXPECT_LE(distance(shownAt(view, view.placeOf(QPointF(3, 0.5)) - QPointF(1, 0)), rgbOf(Colormap::Magma, 2 / 63.0)), 3);
}

TEST(ImageView, PicturesOfEveryFormShowTheirColours) {
    ImageView view;
    showSized(view, 160, 160);
    ASSERT_TRUE(view.setImage(pictureOf(4, 4, qRgb(200, 40, 10))).ok());
    EXPECT_EQ(shownAt(view, {100, 100}), qRgb(200, 40, 10));
    Array planar = Array::zeros(DType::F32, {3, 4, 4});
    for (std::size_t i = 16; i < 32; ++i) planar.mutableValues<float>()[i] = 1;
    ASSERT_TRUE(view.setImage(planar).ok());
    EXPECT_EQ(shownAt(view, {90, 90}), qRgb(0, 255, 0));
    Array grey = Array::zeros(DType::U8, {4, 4});
    std::fill_n(grey.mutableValues<std::uint8_t>().begin(), 16, 77);
    ASSERT_TRUE(view.setImage(grey).ok());
    EXPECT_EQ(shownAt(view, {80, 80}), qRgb(77, 77, 77));
    const Status wrong = view.setImage(Array::zeros(DType::F32, {2, 3, 4, 5}));
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::Unsupported);
}

TEST(ImageView, TransparencyShowsSquares) {
    ImageView view;
    ASSERT_TRUE(view.setImage(Array::zeros(DType::U8, {16, 16, 4})).ok());   // Wholly transparent.
    showSized(view, 200, 200);
    std::set<QRgb> colours;
    const QImage image = view.grab().toImage();
    for (int x = 40; x < 120; ++x) colours.insert(image.pixel(x, 100));
    EXPECT_EQ(colours.size(), 2u);
}

TEST(ImageView, ShrunkPicturesAreMeansNotPicks) {
    ImageView view;   // A board of black and white pixels, shrunk eight times, is grey.
    ASSERT_TRUE(view.setImage(mapOf(1600, 1600, [](int x, int y) { return static_cast<float>((x + y) % 2); }), {Colormap::Grey, 0, 1}).ok());
    showSized(view, 200, 200);
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.settled(); }));
    for (const QPointF& at : {QPointF(60, 60), QPointF(101, 87), QPointF(150, 133)}) EXPECT_NEAR(qRed(shownAt(view, at)), 128, 3);
}

TEST(ImageView, TakesItsRangeFromTheData) {
    ImageView view;
    ASSERT_TRUE(view.setImage(mapOf(4, 4, [](int x, int) { return x == 3 ? -2.0F : 1.0F; }), {Colormap::Bwr, 0, 0}).ok());
    EXPECT_EQ(view.colours().low, -2);
    EXPECT_EQ(view.colours().high, 2);   // Symmetric about zero.
    view.setColours({Colormap::Viridis, 0, 0});
    EXPECT_EQ(view.colours().high, 1);
    ASSERT_TRUE(view.setImage(mapOf(4, 4, [](int x, int) { return std::pow(10.0F, static_cast<float>(x)); }), {Colormap::Grey, 1, 1000, true}).ok());
    showSized(view, 160, 160);
    EXPECT_NEAR(qRed(shownAt(view, view.placeOf(QPointF(1.5, 0.5)))), 85, 2);   // log: a third of the way.
}

TEST(ImageView, NanIsHatchedAndRead) {
    ImageView view;
    ASSERT_TRUE(view.setImage(mapOf(4, 4, [](int x, int) { return x == 1 ? kNan : 0.25F; }), {Colormap::Viridis, 0, 1}).ok());
    showSized(view, 160, 160);
    const QImage image = view.grab().toImage();
    std::set<QRgb> greys;
    const int ratio = qRound(image.devicePixelRatio());
    for (int x = 45 * ratio; x < 75 * ratio; ++x) greys.insert(image.pixel(x, 60 * ratio));
    EXPECT_EQ(greys.size(), 2u);
    for (const QRgb grey : greys) EXPECT_TRUE(qRed(grey) == qGreen(grey) && qGreen(grey) == qBlue(grey));
    QSignalSpy hovered(&view, &ImageView::hovered);
    moveMouse(view, view.placeOf(QPointF(1.5, 2.5)));
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_EQ(hovered.takeFirst().at(1).toString(), "x 1, y 2: NaN");
}

TEST(ImageView, ReadsPixelsAndOverlays) {
    ImageView view;
    ASSERT_TRUE(view.setImage(pictureOf(8, 8, qRgb(1, 2, 3))).ok());
    ImageView::Overlay overlay;
    overlay.values = mapOf(4, 4, [](int x, int) { return 0.1F * static_cast<float>(x); });
    ASSERT_TRUE(view.setOverlay("relevance", overlay).ok());
    showSized(view, 160, 160);
    QSignalSpy hovered(&view, &ImageView::hovered);
    moveMouse(view, view.placeOf(QPointF(6.5, 1.5)));
    EXPECT_EQ(hovered.last().at(1).toString(), "x 6, y 1: 1, 2, 3 (relevance 0.3)");
    EXPECT_NEAR(hovered.last().at(0).toPointF().x(), 6.5, 0.01);
}

TEST(ImageView, OverlayBlendsByOpacityAndMagnitude) {
    ImageView view;
    ASSERT_TRUE(view.setImage(pictureOf(2, 2, qRgb(0, 0, 0))).ok());
    showSized(view, 80, 80);
    ImageView::Overlay overlay{mapOf(2, 2, [](int x, int) { return x == 0 ? 1.0F : 0.0F; }), {Colormap::Bwr, -1, 1}, 0.5};
    ASSERT_TRUE(view.setOverlay("map", overlay).ok());
    EXPECT_NEAR(qRed(shownAt(view, {20, 20})), 128, 2);
    EXPECT_NEAR(qGreen(shownAt(view, {60, 20})), 128, 2);   // Zero is white in this map.
    view.setOverlayOpacity("map", 1);
    EXPECT_EQ(shownAt(view, {20, 20}), qRgb(255, 0, 0));
    overlay.byMagnitude = true;
    overlay.opacity = 1;
    ASSERT_TRUE(view.setOverlay("map", overlay).ok());
    EXPECT_EQ(shownAt(view, {20, 20}), qRgb(255, 0, 0));
    EXPECT_EQ(shownAt(view, {60, 20}), qRgb(0, 0, 0));      // No relevance: the picture itself.
    view.removeOverlay("map");
    EXPECT_EQ(shownAt(view, {20, 20}), qRgb(0, 0, 0));
}

TEST(ImageView, WheelMouseAndKeysMoveTheView) {
    ImageView view;
    ASSERT_TRUE(view.setImage(mapOf(100, 100, [](int x, int y) { return static_cast<float>(x * y); })).ok());
    showSized(view, 200, 200);
    EXPECT_EQ(view.visibleRegion(), QRectF(0, 0, 100, 100));
    const QPointF place(60, 140), pixel = view.pixelAt(place);
    turnWheel(view, place, 4);
    EXPECT_NEAR(view.zoom(), 2 * std::pow(1.25, 4), 1e-9);
    EXPECT_NEAR(view.pixelAt(place).x(), pixel.x(), 1e-9);   // What is under the cursor stays there.
    EXPECT_NEAR(view.pixelAt(place).y(), pixel.y(), 1e-9);
    const QPointF before = view.visibleRegion().topLeft();
    dragMouse(view, {100, 100}, {80, 90});
    EXPECT_NEAR(view.visibleRegion().left() - before.x(), 20 / view.zoom(), 0.5 / view.zoom());
    QTest::keyClick(&view, Qt::Key_Right);
    EXPECT_NEAR(view.visibleRegion().left() - before.x(), 40 / view.zoom(), 0.5 / view.zoom());
    QTest::keyClick(&view, Qt::Key_1);
    EXPECT_NEAR(view.zoom() * view.devicePixelRatioF(), 1, 1e-9);
    QTest::keyClick(&view, Qt::Key_Plus);
    EXPECT_NEAR(view.zoom() * view.devicePixelRatioF(), 1.25, 1e-9);
    QTest::keyClick(&view, Qt::Key_0);
    EXPECT_EQ(view.visibleRegion(), QRectF(0, 0, 100, 100));
    view.setVisibleRegion(QRectF(10, 20, 30, 30));
    QTest::mouseDClick(&view, Qt::LeftButton, {}, QPoint(50, 50));
    EXPECT_EQ(view.visibleRegion(), QRectF(0, 0, 100, 100));
}

TEST(ImageView, PannedPicturesEqualThosePaintedAnew) {
    const Array map = mapOf(600, 500, [](int x, int y) { return (x / 7 + y / 5) % 9 == 0 ? kNan : std::sin(0.07F * static_cast<float>(x)) * std::cos(0.09F * static_cast<float>(y)); });
    for (const double zoom : {0.6, 1.0, 3.7}) {
        ImageView view;
        ASSERT_TRUE(view.setImage(map).ok());
        showSized(view, 300, 200);
        ASSERT_TRUE(QTest::qWaitFor([&] { return view.settled(); }));
        view.setVisibleRegion(QRectF(100, 100, 300 / zoom, 200 / zoom));
        view.grab();
        dragMouse(view, {200, 100}, {173, 131});
        QTest::keyClick(&view, Qt::Key_Up);
        moveMouse(view, {-5, -5});
        const QImage moved = view.grab().toImage();
        view.setColours(view.colours());        // Nothing is kept.
        EXPECT_EQ(view.grab().toImage(), moved) << zoom;
    }
}

TEST(ImageView, ClickSaysThePixelAndDragDoesNot) {
    ImageView view;
    ASSERT_TRUE(view.setImage(pictureOf(10, 10, qRgb(9, 9, 9))).ok());
    showSized(view, 100, 100);
    QSignalSpy clicked(&view, &ImageView::clicked);
    QTest::mouseClick(&view, Qt::LeftButton, Qt::ShiftModifier, QPoint(35, 75));
    ASSERT_EQ(clicked.count(), 1);
    EXPECT_EQ(qFloor(clicked[0][0].toPointF().x()), 3);
    EXPECT_EQ(qFloor(clicked[0][0].toPointF().y()), 7);
    EXPECT_TRUE(clicked[0][1].value<Qt::KeyboardModifiers>() & Qt::ShiftModifier);
    dragMouse(view, {30, 30}, {60, 60});
    EXPECT_EQ(clicked.count(), 1);
    // The same by keys.
    view.fit();
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(&view, Qt::Key_Space);
    ASSERT_EQ(clicked.count(), 2);
    EXPECT_EQ(qFloor(clicked[1][0].toPointF().x()), 6);
}

TEST(ImageView, LinkedViewsMoveTogether) {
    QWidget window;
    ImageView left(&window), right(&window);
    left.setGeometry(0, 0, 200, 200);
    right.setGeometry(200, 0, 200, 200);
    ASSERT_TRUE(left.setImage(mapOf(100, 100, [](int x, int) { return static_cast<float>(x); })).ok());
    ASSERT_TRUE(right.setImage(mapOf(50, 50, [](int x, int) { return static_cast<float>(x); })).ok());   // The same picture, coarser.
    left.link(&right);
    showSized(window, 400, 200);
    turnWheel(left, {50, 50}, 5);
    EXPECT_NEAR(right.zoom(), 2 * left.zoom(), 1e-9);
    EXPECT_NEAR(right.visibleRegion().left() * 2, left.visibleRegion().left(), 1e-6);
    moveMouse(left, {100, 100});
    const QRgb accent = Theme::instance().colour(Ink::Accent).rgb();
    const auto marks = [&](QWidget& widget) {
        const QImage image = widget.grab().toImage();
        int count = 0;
        const int ratio = qRound(image.devicePixelRatio());
        for (int y = 60 * ratio; y < 140 * ratio; ++y)
            for (int x = 60 * ratio; x < 140 * ratio; ++x) count += image.pixel(x, y) == accent;
        return count;
    };
    EXPECT_GT(marks(right), 20);   // The shared cursor.
    EXPECT_EQ(marks(left), 0);
    right.unlink();
    const QRectF before = right.visibleRegion();
    turnWheel(left, {50, 50}, -3);
    EXPECT_EQ(right.visibleRegion(), before);
}

TEST(ImageView, RegionIsDrawnMovedAndResized) {
    ImageView view;
    ASSERT_TRUE(view.setImage(pictureOf(100, 100, qRgb(30, 30, 30))).ok());
    showSized(view, 200, 200);
    view.setMode(ImageView::Mode::Region);
    QSignalSpy finished(&view, &ImageView::regionFinished), changed(&view, &ImageView::regionChanged);
    dragMouse(view, {20, 40}, {81, 121});
    ASSERT_EQ(finished.count(), 1);
    EXPECT_GE(changed.count(), 1);
    EXPECT_EQ(view.region(), QRectF(10, 20, 31, 41));
    dragMouse(view, {50, 80}, {70, 90});                    // Inside: moves.
    EXPECT_EQ(view.region(), QRectF(20, 25, 31, 41));
    dragMouse(view, view.placeOf({51, 66}), view.placeOf({61, 61}));   // Lower right handle.
    EXPECT_EQ(view.region(), QRectF(20, 25, 41, 36));
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
    EXPECT_EQ(view.region(), QRectF(19, 25, 41, 37));
    QTest::keyClick(&view, Qt::Key_Escape);
    EXPECT_FALSE(view.region().has_value());
    QTest::keyClick(&view, Qt::Key_Return);
    ASSERT_TRUE(view.region().has_value());
    EXPECT_EQ(view.region()->center(), QPointF(50, 50));
}

TEST(ImageView, SwipeShowsTheOtherPictureRightOfTheDivider) {
    ImageView view;
    ASSERT_TRUE(view.setImage(pictureOf(10, 10, qRgb(200, 0, 0))).ok());
    ASSERT_TRUE(view.setSwipe(pictureOf(10, 10, qRgb(0, 0, 200)), "Before", "After").ok());
    showSized(view, 200, 200);
    EXPECT_EQ(shownAt(view, {60, 150}), qRgb(200, 0, 0));
    EXPECT_EQ(shownAt(view, {140, 150}), qRgb(0, 0, 200));
    dragMouse(view, {100, 150}, {40, 150});
    EXPECT_NEAR(view.swipePosition(), 0.2, 0.01);
    EXPECT_EQ(shownAt(view, {60, 150}), qRgb(0, 0, 200));
    QTest::keyClick(&view, Qt::Key_BracketRight);
    EXPECT_NEAR(view.swipePosition(), 0.22, 0.01);
    EXPECT_FALSE(view.setSwipe(pictureOf(9, 9, 0)).ok());
    ASSERT_TRUE(view.setSwipe({}).ok());
    EXPECT_EQ(shownAt(view, {140, 150}), qRgb(200, 0, 0));
}

TEST(ImageView, StateComesBackAlsoBeforeTheImage) {
    ImageView first;
    const Array image = mapOf(64, 64, [](int x, int y) { return static_cast<float>(x - y); });
    ASSERT_TRUE(first.setImage(image).ok());
    showSized(first, 300, 200);
    first.setVisibleRegion(QRectF(10, 10, 24, 16));
    first.setMode(ImageView::Mode::Region);
    first.setRegion(QRectF(12, 12, 4, 4));
    ImageView second;
    second.restoreState(first.saveState());
    showSized(second, 300, 200);
    EXPECT_EQ(second.saveState(), first.saveState());
    ASSERT_TRUE(second.setImage(image).ok());
    EXPECT_EQ(second.region(), first.region());
    EXPECT_NEAR(second.visibleRegion().left(), first.visibleRegion().left(), 1e-6);
    EXPECT_NEAR(second.zoom(), first.zoom(), 1e-9);
    second.restoreState(Json{{"fit", 3}, {"region", "x"}, {"centre", {1}}, {"zoom", -1}});   // Damaged: shown whole.
    EXPECT_EQ(second.visibleRegion(), QRectF(0, 0, 64, 64));
}

TEST(ImageView, FiguresCarryColoursAndNumbers) {
    ImageView view;
    ASSERT_TRUE(view.setImage(mapOf(4, 3, [](int x, int y) { return static_cast<float>(10 * y + x); }), {Colormap::Viridis, 0, 30}).ok());
    view.setTitle("Map");
    QImage image(view.figureSize().toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    view.paintFigure(painter, QRectF(QPointF(0, 0), view.figureSize()));
    painter.end();
    EXPECT_LE(distance(image.pixel(20, image.height() - 100), rgbOf(Colormap::Viridis, 20 / 30.0)), 3);
    const auto table = view.figureData();
    ASSERT_TRUE(table.has_value());
    ASSERT_EQ(table->rows(), 12);
    EXPECT_EQ(table->find("value")->numbers().values<double>()[6], 12);
}

/// Pictures for people; one light, one dark. What must hold is checked above: here only that nothing is blank.
TEST(ImageView, LooksRightInBothThemes) {
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::instance().setMode(mode);
        const QString suffix = mode == Theme::Mode::Dark ? "dark" : "light";
        ImageView view;
        Array map = mapOf(32, 32, [](int x, int y) { return x == 5 && y < 8 ? kNan : static_cast<float>(std::sin(x * 0.4) * std::cos(y * 0.3)); });
        map.unit = "relevance";
        ASSERT_TRUE(view.setImage(map, {Colormap::Bwr, 0, 0}).ok());
        view.setTitle("LRP of class frog");
        view.setColourBar(true);
        view.setRegion(QRectF(12, 10, 8, 9));
        view.setMode(ImageView::Mode::Region);
        view.setCursorPixel(QPointF(24.5, 20.5));
        showSized(view, 560, 480);
        look(view, "image_map_" + suffix);
        view.setVisibleRegion(QRectF(2, 2, 8, 8));
        look(view, "image_zoomed_" + suffix);
        ASSERT_TRUE(view.setSwipe(mapOf(32, 32, [](int x, int y) { return static_cast<float>(std::sin(x * 0.4)); }), "epsilon", "z-plus").ok());
        view.fit();
        look(view, "image_swipe_" + suffix);
        EXPECT_GT(testing::distinctColours(view.grab().toImage()), 50);
        ImageView empty;
        empty.setEmptyText("Drop a picture here, or press Run");
        showSized(empty, 320, 200);
        look(empty, "image_empty_" + suffix);
    }
}

TEST(ImageView, LargeMapsPanFluidly) {
    ImageView view;
    showSized(view, 1500, 900);
    const Array map = mapOf(4096, 4096, [](int x, int y) { return static_cast<float>(std::sin(x * 0.01) * std::cos(y * 0.013)); });
    QElapsedTimer clock;
    clock.start();
    ASSERT_TRUE(view.setImage(map, {Colormap::Vik, 0, 0}).ok());
    view.grab();
    const double first = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.settled(); }));
    const double settled = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    QTest::keyClick(&view, Qt::Key_1);
    double longest = 0, sum = 0;
    for (int frame = 0; frame < 30; ++frame) {
        clock.restart();
        QTest::keyClick(&view, frame % 2 ? Qt::Key_Right : Qt::Key_Down);
        view.repaint();
        const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        longest = std::max(longest, ms);
        sum += ms;
    }
    std::printf("[ measured ] 4096 x 4096 floats in 1500 x 900: first picture %.1f ms, settled %.1f ms, pan frame mean %.2f ms, longest %.2f ms\n",
                first, settled, sum / 30, longest);
    EXPECT_NEAR(view.colours().high, 1, 0.01);
    QSignalSpy hovered(&view, &ImageView::hovered);
    view.fit();
    moveMouse(view, {700, 400});
    ASSERT_EQ(hovered.count(), 1);
    EXPECT_TRUE(hovered.last().at(1).toString().startsWith("x ")) << hovered.last().at(1).toString().toStdString();
}

}  // namespace
}  // namespace vitrine
