// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QMenu>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>
#include <cmath>
#include <limits>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/plot/plot_view.h"

namespace vitrine {
namespace {

PlotSeries wave(const QString& name, std::size_t count, double phase = 0, double noise = 0) {
    auto x = std::make_shared<std::vector<double>>(), y = std::make_shared<std::vector<double>>();
    unsigned random = 12345;
    for (std::size_t i = 0; i < count; ++i) {
        random = random * 1664525u + 1013904223u;
        const double t = static_cast<double>(i) / static_cast<double>(count);
        x->push_back(static_cast<double>(i));
        y->push_back(std::exp(-3 * t) + 0.2 * std::sin(9 * t + phase) + noise * (static_cast<double>(random >> 8) / 16777216.0 - 0.5) + 0.4);
    }
    PlotSeries made;
    made.name = name;
    made.x = x, made.y = y;
    return made;
}

struct Shown {
    PlotView view;
    QWidget* canvas;
    explicit Shown(QSize size = {640, 400}) {
        view.resize(size);
        canvas = view.findChild<QWidget*>("plotCanvas");
        view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&view));
    }
    QPoint centre() const { return {canvas->width() / 2, canvas->height() / 2}; }
    void wheel(int delta, Qt::KeyboardModifiers modifiers = {}) {
        QWheelEvent event(QPointF(centre()), canvas->mapToGlobal(QPointF(centre())), QPoint(), QPoint(0, delta), Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvas, &event);
    }
    void drag(Qt::MouseButton button, QPoint from, QPoint to) {
        QTest::mousePress(canvas, button, {}, from);
        for (int i = 1; i <= 4; ++i) {
            const QPointF at = QPointF(from) + QPointF(to - from) * i / 4;
            QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, button, {});
            QApplication::sendEvent(canvas, &move);
        }
        QTest::mouseRelease(canvas, button, {}, to);
    }
    /// Pixels that are clearly of this colour.
    int pixelsOf(const QColor& colour) {
        const QImage picture = view.grab().toImage();
        int count = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x) {
                const QColor at = picture.pixelColor(x, y);
                count += std::abs(at.red() - colour.red()) + std::abs(at.green() - colour.green()) + std::abs(at.blue() - colour.blue()) < 30;
            }
        return count;
    }
};

void look(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("VITRINE_LOOK");
    if (folder.isEmpty()) return;
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::instance().setMode(mode);
        QTest::qWait(20);
        widget.grab().save(QStringLiteral("%1/%2_%3.png").arg(folder, name, mode == Theme::Mode::Dark ? "dark" : "light"));
    }
}

TEST(PlotView, EmptySaysWhatToDo) {
    Shown shown;
    shown.view.setEmptyText("Start a run to see its curves.");
    EXPECT_GT(shown.pixelsOf(Theme::instance().colour(Ink::Muted)), 20);
    look(shown.view, "empty");
}

TEST(PlotView, WheelDragAndKeysChangeTheRange) {
    Shown shown;
    shown.view.setTitles("Training", "step", "loss");
    shown.view.setSeries({wave("train", 400), wave("validation", 400, 1)});
    QSignalSpy changed(&shown.view, &PlotView::viewChanged);
    const auto x0 = shown.view.xRange(), y0 = shown.view.yRange();
    shown.view.grab();
    shown.wheel(120);
    const auto x1 = shown.view.xRange(), y1 = shown.view.yRange();
    EXPECT_LT(x1.second - x1.first, x0.second - x0.first);
    EXPECT_LT(y1.second - y1.first, y0.second - y0.first);
    shown.wheel(120, Qt::ControlModifier);
    EXPECT_LT(shown.view.xRange().second - shown.view.xRange().first, x1.second - x1.first);
    EXPECT_EQ(shown.view.yRange(), y1);
    shown.wheel(120, Qt::ShiftModifier);
    EXPECT_LT(shown.view.yRange().second - shown.view.yRange().first, y1.second - y1.first);
    const auto beforeDrag = shown.view.xRange();
    shown.drag(Qt::LeftButton, shown.centre(), shown.centre() + QPoint(60, 0));
    EXPECT_LT(shown.view.xRange().first, beforeDrag.first);        // What is grabbed goes with the hand.
    EXPECT_NEAR(shown.view.xRange().second - shown.view.xRange().first, beforeDrag.second - beforeDrag.first, 1e-6);
    // New data leaves a zoomed view alone.
    const auto zoomed = shown.view.xRange();
    shown.view.append("train", {400, 401}, {0.3, 0.2});
    EXPECT_EQ(shown.view.xRange(), zoomed);
    QTest::mouseDClick(shown.canvas, Qt::LeftButton, {}, shown.centre());
    EXPECT_DOUBLE_EQ(shown.view.xRange().second, 401);
    shown.drag(Qt::RightButton, shown.centre(), shown.centre() + QPoint(80, 50));
    EXPECT_LT(shown.view.xRange().second - shown.view.xRange().first, 100);
    QTest::keyClick(shown.canvas, Qt::Key_F);
    EXPECT_DOUBLE_EQ(shown.view.xRange().second, 401);
    QTest::keyClick(shown.canvas, Qt::Key_Plus);
    EXPECT_LT(shown.view.xRange().second, 401);
    const double before = shown.view.xRange().first;
    QTest::keyClick(shown.canvas, Qt::Key_Right);
    EXPECT_GT(shown.view.xRange().first, before);
    EXPECT_GE(changed.count(), 8);
}

TEST(PlotView, MarkerFollowsTheHandAndTheKeys) {
    Shown shown;
    shown.view.setSeries({wave("loss", 100)});
    shown.view.setMarker(49.5);
    shown.view.grab();
    QSignalSpy moved(&shown.view, &PlotView::markerMoved);
    // The marker is in the middle of the axes, which begin right of the labels: its pixel is found by its colour.
    const QImage picture = shown.view.grab().toImage().scaled(shown.view.size());   // At every scale of the screen.
    int at = -1;
    for (int x = 60; x < picture.width() - 20 && at < 0; ++x)
        if (picture.pixelColor(x, picture.height() / 2).blue() - picture.pixelColor(x, picture.height() / 2).red() > 100 &&
            picture.pixelColor(x, picture.height() / 2 + 37).blue() - picture.pixelColor(x, picture.height() / 2 + 37).red() > 100)
            at = x;
    ASSERT_GT(at, 0);
    shown.drag(Qt::LeftButton, {at, shown.centre().y()}, {at + 100, shown.centre().y()});
    ASSERT_GT(moved.count(), 0);
    EXPECT_GT(shown.view.marker(), 55);
    EXPECT_DOUBLE_EQ(moved.last().first().toDouble(), shown.view.marker());
    shown.view.setMarker(50);
    QTest::keyClick(shown.canvas, Qt::Key_Right, Qt::ControlModifier);
    EXPECT_DOUBLE_EQ(shown.view.marker(), 51);
    look(shown.view, "marker");
}

TEST(PlotView, KeysMoveTheReadOutFromPointToPoint) {
    Shown shown;
    shown.view.setSeries({wave("loss", 40)});
    QSignalSpy hovered(&shown.view, &PlotView::hovered);
    const QImage before = shown.view.grab().toImage();
    QTest::keyClick(shown.canvas, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(shown.canvas, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(shown.canvas, Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(shown.canvas, Qt::Key_Left, Qt::ControlModifier);
    std::vector<double> read;
    for (const auto& signal : hovered) read.push_back(signal.first().toDouble());
    EXPECT_EQ(read, (std::vector<double>{0, 1, 2, 1}));
    EXPECT_NE(shown.view.grab().toImage(), before) << "the card with the values is there";
    look(shown.view, "read_out");
    QTest::keyClick(shown.canvas, Qt::Key_Escape);
    EXPECT_EQ(shown.view.grab().toImage(), before);
    shown.view.setXRange(0, 10);                                   // Beyond the edge the view follows.
    for (int i = 0; i < 14; ++i) QTest::keyClick(shown.canvas, Qt::Key_Right, Qt::ControlModifier);
    EXPECT_GT(shown.view.xRange().second, hovered.last().first().toDouble());
    EXPECT_GT(hovered.last().first().toDouble(), 10);
}

TEST(PlotView, AppendDrawsAndHidingErases) {
    Shown shown;
    shown.view.setLegend(false);
    shown.view.append("loss", {0, 1, 2}, {3, 2, 1});
    EXPECT_EQ(shown.view.seriesNames(), std::vector<QString>{"loss"});
    EXPECT_DOUBLE_EQ(shown.view.xRange().second, 2);
    EXPECT_GT(shown.pixelsOf(Theme::instance().series(0)), 100);
    shown.view.setSeriesVisible("loss", false);
    EXPECT_EQ(shown.pixelsOf(Theme::instance().series(0)), 0);
    const Json state = shown.view.saveState();
    PlotView other;
    other.restoreState(state);
    other.append("loss", {0, 1}, {1, 2});
    EXPECT_EQ(other.saveState().at("shown").at("loss"), false);
}

TEST(PlotView, ManyPointsLookLikeFewOnes) {
    // The raster of dense curves and the strokes of sparse ones put the same line at the same place.
    Shown shown;
    shown.view.setLegend(false);
    const auto rowsOf = [&](PlotSeries series) {
        shown.view.setSeries({std::move(series)}, false);
        shown.view.setXRange(0, 1), shown.view.setYRange(0, 2);
        const QImage picture = shown.view.grab().toImage().scaled(shown.view.size());
        std::vector<double> rows;
        for (int x = 80; x < picture.width() - 30; x += 7) {
            double sum = 0, weight = 0;
            for (int y = 10; y < picture.height() - 50; ++y) {
                const QColor at = picture.pixelColor(x, y);
                const double ink = std::max(0, at.blue() - at.red() - 40);
                sum += ink * y, weight += ink;
            }
            rows.push_back(weight > 0 ? sum / weight : -1);
        }
        return rows;
    };
    const auto make = [](std::size_t count) {
        auto x = std::make_shared<std::vector<double>>(), y = std::make_shared<std::vector<double>>();
        for (std::size_t i = 0; i <= count; ++i) {
            x->push_back(static_cast<double>(i) / static_cast<double>(count));
            y->push_back(1 + 0.5 * std::sin(6 * x->back()));
        }
        PlotSeries made;
        made.x = x, made.y = y;
        return made;
    };
    const std::vector<double> few = rowsOf(make(500)), many = rowsOf(make(200'000));
    ASSERT_EQ(few.size(), many.size());
    for (std::size_t i = 0; i < few.size(); ++i) EXPECT_NEAR(few[i], many[i], 1.0) << "at " << i;
}

TEST(PlotView, PannedPicturesAreThoseOfAFreshStart) {
    Shown shown;
    const PlotSeries series = wave("loss", 300'000, 0, 0.3);
    shown.view.setSeries({series});
    shown.view.grab();
    shown.wheel(240);
    shown.view.grab();
    for (const int by : {37, -90, 11}) {       // Each step keeps the columns of the one before.
        shown.drag(Qt::LeftButton, shown.centre(), shown.centre() + QPoint(by, 0));
        QTest::mouseMove(shown.canvas, {5, 5});
        const QImage panned = shown.view.grab().toImage();
        shown.view.setSeries({series});        // Forgets them.
        const QImage fresh = shown.view.grab().toImage();
        int different = 0;
        for (int y = 0; y < fresh.height(); ++y)
            for (int x = 0; x < fresh.width(); ++x) different += panned.pixelColor(x, y) != fresh.pixelColor(x, y);
        EXPECT_LE(different, fresh.width() / 50) << "panned by " << by;   // Rounding at ends of spans.
    }
}

TEST(PlotView, LogarithmicAxesPassOverWhatTheyCannotShow) {
    Shown shown;
    auto x = std::make_shared<std::vector<double>>(std::vector<double>{-2, 0, 1, 10, 100, 1000});
    auto y = std::make_shared<std::vector<double>>(std::vector<double>{5, 4, 0, -1, 0.01, 10});
    PlotSeries series;
    series.name = "loss";
    series.x = x, series.y = y;
    shown.view.setTitles({}, "step", "loss");
    shown.view.setSeries({series});
    shown.view.setLogX(true);
    shown.view.setLogY(true);
    EXPECT_GT(shown.view.xRange().first, 0);
    EXPECT_GT(shown.view.yRange().first, 0);
    EXPECT_GE(shown.view.yRange().second, 10);
    EXPECT_GT(shown.pixelsOf(Theme::instance().series(0)), 20);
    for (int i = 0; i < 60; ++i) shown.wheel(-120);                // Far out, and far in: still something finite.
    for (int i = 0; i < 200; ++i) shown.wheel(120);
    shown.view.grab();
    EXPECT_TRUE(std::isfinite(shown.view.xRange().second) && shown.view.xRange().first < shown.view.xRange().second);
    PlotSeries negative = series;
    negative.y = std::make_shared<std::vector<double>>(6, -1.0);
    shown.view.setSeries({negative}, false);
    EXPECT_GT(shown.pixelsOf(Theme::instance().colour(Ink::Muted)), 20);   // Says why nothing is to be seen.
    // The same through the raster.
    PlotSeries dense = wave("dense", 50'000, 0, 0.5);
    auto below = std::make_shared<std::vector<double>>(*dense.y);
    for (double& value : *below) value -= 0.5;
    dense.y = below;
    shown.view.setSeries({dense}, false);
    EXPECT_GT(shown.pixelsOf(Theme::instance().series(0)), 500);
    look(shown.view, "log_dense");
}

TEST(PlotView, LongCurvesArePreparedElsewhereAndSmoothed) {
    Shown shown;
    QSignalSpy ready(&shown.view, &PlotView::ready);
    shown.view.setTitles("Loss of 4 runs", "step", "cross entropy (nat)");
    shown.view.setSeries({wave("seed 1", 800'000, 0, 0.4), wave("seed 2", 800'000, 1, 0.3), wave("seed 3", 800'000, 2, 0.2), wave("seed 4", 800'000, 3, 0.2)});
    EXPECT_TRUE(shown.view.preparing());
    ASSERT_TRUE(ready.wait(5'000));
    EXPECT_GT(shown.pixelsOf(Theme::instance().series(3)), 1'000);
    look(shown.view, "dense");
    shown.view.setSmoothing(0.99);
    ASSERT_TRUE(ready.wait(5'000));
    EXPECT_EQ(shown.view.saveState().at("smoothing"), 0.99);
    look(shown.view, "smooth");
    EXPECT_GT(shown.view.lastFrameMs(), 0);
}

TEST(PlotView, FigureHoldsCurvesAndNumbers) {
    Shown shown;
    PlotSeries banded = wave("method", 60);
    auto low = std::make_shared<std::vector<double>>(*banded.y), high = std::make_shared<std::vector<double>>(*banded.y);
    for (double& value : *low) value -= 0.1;
    for (double& value : *high) value += 0.1;
    banded.low = low, banded.high = high;
    PlotSeries dashed = wave("baseline", 60, 2);
    dashed.x = banded.x;
    dashed.dashed = true;
    PlotSeries dots = wave("probes", 60, 4);
    dots.points = true;
    PlotSeries steps = wave("schedule", 60, 5);
    steps.steps = true;
    shown.view.setTitles("Accuracy under corruption", "severity", "accuracy (%)");
    shown.view.setSeries({banded, dashed, dots, steps});
    shown.view.addReference(0.9, "chance");
    shown.view.setMarker(20);
    QTest::mouseMove(shown.canvas, {300, 200});
    QMouseEvent move(QEvent::MouseMove, QPointF(300, 200), shown.canvas->mapToGlobal(QPointF(300, 200)), Qt::NoButton, {}, {});
    QApplication::sendEvent(shown.canvas, &move);
    look(shown.view, "kinds");
    const auto table = shown.view.figureData();
    ASSERT_TRUE(table);
    ASSERT_EQ(table->columns.size(), 7u);                          // x, method with its band, three more.
    EXPECT_EQ(table->columns[0].name, "severity");
    EXPECT_EQ(table->columns[2].name, "method low");
    EXPECT_EQ(table->rows(), 60);
    QImage picture(900, 500, QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    shown.view.paintFigure(painter, QRectF(0, 0, 900, 500));
    painter.end();
    int blue = 0;
    for (int y = 0; y < 500; ++y)
        for (int x = 0; x < 900; ++x) blue += picture.pixelColor(x, y) == Theme::instance().series(0);
    EXPECT_GT(blue, 100);
    if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) picture.save(folder + "/figure.png");
}

TEST(PlotView, LabelsOfAxesNeverTouch) {
    Shown shown({420, 300});
    shown.view.setTitles("Hits", "method", "hits at 10");
    shown.view.setXCategories({"graph transformer", "baseline", "random walk", "popularity", "matrix factorisation"});
    PlotSeries bars;
    bars.name = "hits";
    bars.points = true;
    bars.x = std::make_shared<std::vector<double>>(std::vector<double>{0, 1, 2, 3, 4});
    bars.y = std::make_shared<std::vector<double>>(std::vector<double>{0.4, 0.3, 0.1, 0.2, 0.35});
    shown.view.setSeries({bars});
    EXPECT_DOUBLE_EQ(shown.view.xRange().first, -0.5);
    look(shown.view, "categories");
    shown.view.setXCategories({});
    shown.view.setXRange(123'456.00001, 123'456.00009);            // Long numbers.
    look(shown.view, "long_numbers");
    shown.view.setXRange(0, 3e7);
    look(shown.view, "powers");
}

TEST(PlotView, LegendTogglesAndHundredCurvesFit) {
    Shown shown({900, 520});
    std::vector<PlotSeries> many;
    for (int i = 0; i < 100; ++i) many.push_back(wave(QStringLiteral("run %1, learning rate").arg(i), 20'000, 0.1 * i, 0.1));
    shown.view.setTitles("Sweep", "step", "loss");
    shown.view.setSeries(many);
    QSignalSpy ready(&shown.view, &PlotView::ready);
    if (shown.view.preparing()) {
        ASSERT_TRUE(ready.wait(5'000));
    }
    look(shown.view, "hundred");
    shown.view.setSeries({wave("train", 300), wave("validation", 300, 1)}, false);
    shown.view.setTitles({}, "step", "loss");
    shown.view.grab();
    QTest::mouseClick(shown.canvas, Qt::LeftButton, {}, {24, 16});  // The first legend entry.
    EXPECT_EQ(shown.view.saveState().at("shown").at("train"), false);
    QTest::mouseClick(shown.canvas, Qt::LeftButton, Qt::ControlModifier, {24, 16});
    EXPECT_EQ(shown.view.saveState().at("shown").at("train"), true);
    EXPECT_EQ(shown.view.saveState().at("shown").at("validation"), false);
    shown.view.setLogY(true);
    look(shown.view, "toggled");
    QContextMenuEvent menu(QContextMenuEvent::Keyboard, shown.centre(), shown.canvas->mapToGlobal(shown.centre()));
    QApplication::sendEvent(shown.canvas, &menu);
    auto* opened = shown.view.findChild<QMenu*>();
    ASSERT_TRUE(opened);
    EXPECT_GE(opened->actions().size(), 7);
    opened->close();
}

}  // namespace
}  // namespace vitrine
