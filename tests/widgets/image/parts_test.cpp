// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemView>
#include <QComboBox>
#include <QScrollBar>
#include <QSlider>
#include <cmath>
#include <mutex>
#include <set>

#include "tests/widgets/image/image_test_support.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"
#include "widgets/image/colormap_picker.h"
#include "widgets/image/heatmap_view.h"
#include "widgets/image/histogram_range.h"
#include "widgets/image/image_grid.h"
#include "widgets/image/matrix_view.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

using namespace test;

TEST(ColormapPicker, OffersEveryMapAndTellsChanges) {
    ColormapPicker picker;
    QSignalSpy changed(&picker, &ColormapPicker::colormapChanged);
    for (const Colormap map : allColormaps()) {
        picker.setColormap(map);
        EXPECT_EQ(picker.colormap(), map);
    }
    EXPECT_GE(changed.count(), static_cast<int>(allColormaps().size()) - 1);
}

TEST(HistogramRange, HandlesMoveByMouseAndKeys) {
    HistogramRange range;
    range.setValues(mapOf(100, 10, [](int x, int) { return static_cast<float>(x); }));
    range.setColours({Colormap::Viridis, 0, 99});
    showSized(range, 400, 64);
    QSignalSpy changed(&range, &HistogramRange::coloursChanged);
    dragMouse(range, {range.placeOf(99), 20}, {range.placeOf(60), 20});
    EXPECT_NEAR(range.colours().high, 60, 0.5);
    EXPECT_EQ(range.colours().low, 0);
    EXPECT_GE(changed.count(), 1);
    QTest::keyClick(&range, Qt::Key_Up);   // To the low handle.
    QTest::keyClick(&range, Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_NEAR(range.colours().low, 9.9, 0.01);
    QTest::mouseDClick(&range, Qt::LeftButton, {}, QPoint(200, 20));
    EXPECT_EQ(range.colours().low, 0);
    EXPECT_EQ(range.colours().high, 99);
    look(range, "histogram");
}

TEST(HeatmapView, PickerAndHistogramColourTheMap) {
    HeatmapView view;
    ASSERT_TRUE(view.setValues(mapOf(8, 8, [](int x, int) { return static_cast<float>(x); }), "Relevance", "of p").ok());
    showSized(view, 480, 480);
    EXPECT_EQ(view.colours().high, 7);
    auto* picker = view.findChild<ColormapPicker*>();
    picker->setColormap(Colormap::Grey);
    const QPointF right = view.view().placeOf({7.5, 4.5});
    EXPECT_NEAR(qRed(shownAt(view.view(), right)), 255, 1);
    HistogramRange& histogram = view.histogram();
    dragMouse(histogram, {histogram.placeOf(7), 20}, {histogram.placeOf(4), 20});
    EXPECT_NEAR(view.colours().high, 4, 0.2);
    EXPECT_NEAR(qRed(shownAt(view.view(), view.view().placeOf({2.5, 4.5}))), 128, 8);
    const Json state = view.saveState();
    HeatmapView again;
    again.restoreState(state);
    ASSERT_TRUE(again.setValues(mapOf(8, 8, [](int x, int) { return static_cast<float>(x); })).ok());
    EXPECT_EQ(again.colours().map, Colormap::Grey);
    EXPECT_NEAR(again.colours().high, view.colours().high, 1e-9);
}

TEST(HeatmapView, LiesOverAPictureWithOpacity) {
    HeatmapView view;
    view.setColours({Colormap::Grey, 0, 1});
    ASSERT_TRUE(view.setValues(mapOf(4, 4, [](int, int) { return 1.0F; })).ok());
    ASSERT_TRUE(view.setPicture(pictureOf(8, 8, qRgb(0, 0, 0))).ok());
    showSized(view, 400, 400);
    auto* slider = view.findChild<QSlider*>();
    ASSERT_TRUE(slider->isVisible());
    slider->setValue(25);
    EXPECT_NEAR(qRed(shownAt(view.view(), view.view().placeOf({4, 4}))), 64, 2);
    ASSERT_TRUE(view.setPicture({}).ok());
    EXPECT_FALSE(slider->isVisible());
}

TEST(MatrixView, CellsNamesAndKeys) {
    MatrixView view;
    ASSERT_TRUE(view.setMatrix(mapOf(3, 3, [](int x, int y) { return static_cast<float>(3 * y + x); }), {"cat", "dog", "frog"}, {"cat", "dog", "frog"}, {Colormap::Viridis, 0, 8}).ok());
    view.setTitles("Confusion", "label", "predicted");
    showSized(view, 500, 400);
    const QRectF cell = view.cellRect(1, 2);
    EXPECT_LE(distance(shownAt(view, cell.topLeft() + QPointF(6, 6)), rgbOf(Colormap::Viridis, 5 / 8.0)), 3);
    QSignalSpy clicked(&view, &MatrixView::cellClicked);
    QTest::mouseClick(&view, Qt::LeftButton, {}, cell.center().toPoint());
    ASSERT_EQ(clicked.count(), 1);
    EXPECT_EQ(clicked[0][0].toInt(), 1);
    EXPECT_EQ(clicked[0][1].toInt(), 2);
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(qRound(view.cellRect(2, 0).left()) - 14, qRound(view.cellRect(2, 0).center().y())));
    EXPECT_EQ(clicked[1][0].toInt(), 2);    // A row's name.
    EXPECT_EQ(clicked[1][1].toInt(), -1);
    view.setCurrent(0, 0);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Space);
    EXPECT_EQ(clicked[2][0].toInt(), 1);
    EXPECT_EQ(clicked[2][1].toInt(), 1);
    const auto table = view.figureData();
    ASSERT_TRUE(table.has_value());
    EXPECT_EQ(table->find("frog")->numbers().values<double>()[1], 5);
}

/// Counts which items are asked for.
struct Asked {
    std::mutex mutex;
    std::set<int> items;
};

TEST(ImageGrid, AsksOnlyForWhatIsSeen) {
    auto asked = std::make_shared<Asked>();
    ImageGrid grid;
    grid.setItems(100'000, [asked](int index) -> Result<Array> {
        const std::scoped_lock lock(asked->mutex);
        asked->items.insert(index);
        if (index == 3) return Error{ErrorCode::BadFormat, "Cannot read picture", "3", "it is damaged", "Replace it."};
        return pictureOf(64, 64, qRgb(index % 256, 100, 100));
    });
    showSized(grid, 500, 400);
    ASSERT_TRUE(QTest::qWaitFor([&] { return grid.grab(), grid.settled(); }));
    {
        const std::scoped_lock lock(asked->mutex);
        EXPECT_GE(asked->items.size(), 8u);
        EXPECT_LE(asked->items.size(), 40u);
        EXPECT_TRUE(asked->items.contains(0));
    }
    EXPECT_EQ(qGreen(shownAt(grid, grid.visualRect(grid.model()->index(0, 0)).center())), 100);
    grid.verticalScrollBar()->setValue(grid.verticalScrollBar()->maximum());
    ASSERT_TRUE(QTest::qWaitFor([&] { return grid.grab(), grid.settled(); }));
    const std::scoped_lock lock(asked->mutex);
    EXPECT_TRUE(asked->items.contains(99'999));
    EXPECT_LE(asked->items.size(), 80u);
    EXPECT_FALSE(asked->items.contains(50'000));
}

TEST(ImageGrid, PicksSelectsAndTakesPictures) {
    ImageGrid grid;
    grid.setItems(30, {});
    grid.setPicture(1, pictureOf(32, 32, qRgb(10, 200, 10)));
    showSized(grid, 500, 400);
    const QPoint centre = grid.visualRect(grid.model()->index(1, 0)).center();
    EXPECT_EQ(shownAt(grid, centre), qRgb(10, 200, 10));
    QSignalSpy picked(&grid, &ImageGrid::picked), settled(&grid, &ImageGrid::selectionSettled);
    QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, centre);
    ASSERT_EQ(picked.count(), 1);
    EXPECT_EQ(grid.current(), 1);
    QTest::keyClick(&grid, Qt::Key_Right, Qt::ShiftModifier);
    ASSERT_TRUE(settled.wait(2000));
    EXPECT_EQ(settled.last()[0].value<QList<int>>(), (QList<int>{1, 2}));
}

/// Pictures for people in both themes, and that every control has a name.
TEST(ImageParts, LookRightInBothThemes) {
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::instance().setMode(mode);
        const QString suffix = mode == Theme::Mode::Dark ? "dark" : "light";
        HeatmapView heat;
        heat.setColours({Colormap::Vik, 0, 0});
        ASSERT_TRUE(heat.setValues(mapOf(64, 48, [](int x, int y) { return static_cast<float>(std::sin(x * 0.2) * std::exp(-y * 0.05)); }), "Relevance", "of p").ok());
        ASSERT_TRUE(heat.setPicture(pictureOf(64, 48, qRgb(90, 120, 60))).ok());
        showSized(heat, 560, 520);
        moveMouse(heat.view(), {200, 200});
        look(heat, "heatmap_" + suffix);
        EXPECT_TRUE(testing::unnamedControls(heat).isEmpty()) << testing::unnamedControls(heat).join("; ").toStdString();

        MatrixView matrix;
        const QStringList names{"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"};
        ASSERT_TRUE(matrix.setMatrix(mapOf(10, 10, [](int x, int y) { return x == y ? 940.0F - 11.0F * static_cast<float>(x) : static_cast<float>((x * 7 + y * 3) % 40); }), names, names).ok());
        matrix.setTitles("Confusion of the test set", "label", "predicted");
        matrix.setCurrent(3, 5);
        showSized(matrix, 620, 560);
        look(matrix, "matrix_" + suffix);
        MatrixView curves;
        ASSERT_TRUE(curves.setMatrix(mapOf(224, 40, [](int x, int y) { return 1.0F / (1.0F + static_cast<float>(x * y) * 0.01F); })).ok());
        curves.setTitles("Insertion curve of every image", "image", "step");
        showSized(curves, 620, 360);
        look(curves, "matrix_large_" + suffix);

        ImageGrid grid;
        grid.setItems(200, [](int i) -> Result<Array> {
            if (i == 3) return Error{ErrorCode::BadFormat, "Cannot read picture", "3", "it is damaged", "Replace it."};
            return pictureOf(40 + i % 3 * 20, 50, qRgb(i * 37 % 256, i * 91 % 256, i * 53 % 256));
        }, [](int i) { return QStringLiteral("photo_%1_of_the_set.png").arg(i); });
        grid.setCurrent(5);
        showSized(grid, 620, 420);
        ASSERT_TRUE(QTest::qWaitFor([&] { return grid.grab(), grid.settled(); }));
        look(grid, "grid_" + suffix);
        ColormapPicker picker;
        showSized(picker, 220, picker.sizeHint().height());
        picker.showPopup();
        QTest::qWait(20);
        look(*picker.view()->window(), "picker_" + suffix);
        picker.hidePopup();
    }
}

TEST(Ticks, AreRoundAndDiffer) {
    const auto ticks = roundTicks(-0.013, 0.0521, 5);
    ASSERT_GE(ticks.size(), 3u);
    std::set<QString> texts;
    for (const Tick& tick : ticks) texts.insert(tick.text);
    EXPECT_EQ(texts.size(), ticks.size());
    EXPECT_TRUE(texts.contains("0"));
    EXPECT_EQ(roundTicks(1, 1000, 4, true).size(), 4u);
}

}  // namespace
}  // namespace vitrine
