// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QLabel>
#include <QtTest>
#include <cmath>
#include <random>

#include "core/data/array.h"
#include "core/media/colormap.h"
#include "tests/widgets/gl/gl_pictures.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"
#include "widgets/vtk/vtk_view.h"

extern "C" QWidget* vitrine_create_scene_view(const char* kind, const void* array, QWidget* parent);

namespace vitrine {
namespace {

Array cloud(int count, int width) {
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0, 0.03f);
    Array points = Array::zeros(DType::F32, {count, width});
    float* at = points.mutableValues<float>().data();
    for (int i = 0; i < count; ++i, at += width) {
        const float angle = float(i) * 0.013f, height = float(i) / float(count) * 4 - 2;
        at[0] = std::cos(angle) * (1 + 0.3f * height) + noise(random);
        at[1] = std::sin(angle) * (1 + 0.3f * height) + noise(random);
        at[2] = height;
        if (width > 3) at[3] = angle;
    }
    at = points.mutableValues<float>().data();
    at[0] = NAN;   // A broken point is left out.
    return points;
}

Array ball(int side) {
    Array volume = Array::zeros(DType::F32, {side, side, side});
    float* out = volume.mutableValues<float>().data();
    for (int z = 0; z < side; ++z)
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const float dx = float(x) / side - 0.5f, dy = float(y) / side - 0.5f, dz = float(z) / side - 0.5f;
                *out++ = std::exp(-20 * (dx * dx + dy * dy + dz * dz)) + 0.6f * std::exp(-60 * ((dx - 0.25f) * (dx - 0.25f) + dy * dy + dz * dz));
            }
    return volume;
}

std::unique_ptr<VtkView> sceneOf(const char* kind, const Array& array) {
    std::unique_ptr<VtkView> view(qobject_cast<VtkView*>(vitrine_create_scene_view(kind, &array, nullptr)));
    EXPECT_TRUE(!view || testing::waitUntil([&] { return !view->property("preparing").toBool(); }));
    return view;
}

QColor mapped(double position) {
    const auto colour = colourAt(Colormap::Viridis, position);
    return QColor(colour[0], colour[1], colour[2]);
}

TEST(SceneViews, pointsAreColouredByHeight) {
    const auto view = sceneOf("points", cloud(20'000, 3));
    ASSERT_TRUE(view);
    view->resize(640, 480);
    const QImage picture = view->exportImage(1);
    EXPECT_GT(test::pixelsOf(picture, mapped(0.05), 24), 100) << "low points";
    EXPECT_GT(test::pixelsOf(picture, mapped(0.95), 24), 100) << "high points";
    test::look(picture, "scene_points_light");
    Theme::instance().setMode(Theme::Mode::Dark);
    test::look(view->exportImage(2), "scene_points_dark_2x");
    Theme::instance().setMode(Theme::Mode::Light);
    const Array doubles = *cloud(500, 4).as(DType::F64);
    EXPECT_TRUE(sceneOf("points", doubles));
}

TEST(SceneViews, manyPointsAreThinnedWhileMoving) {
    const auto view = sceneOf("points", cloud(400'000, 4));
    ASSERT_TRUE(view);
    view->resize(500, 400);
    view->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(view.get()));
    QTest::qWait(200);
    EXPECT_GT(test::coloursOf(view->grabFramebuffer(), 200), 60);
    QTest::keyClick(view.get(), Qt::Key_Left);
    EXPECT_GT(test::coloursOf(view->grabFramebuffer(), 200), 60) << "coarse, not empty";
    QTest::qWait(300);
    EXPECT_GT(test::coloursOf(view->grabFramebuffer(), 200), 60);
}

TEST(SceneViews, volumesShowTheirInside) {
    Array volume = ball(40);
    volume.axes = {"depth", "row", "column"};
    volume.unit = "HU";
    const auto view = sceneOf("volume", volume);
    ASSERT_TRUE(view);
    view->resize(640, 480);
    const QImage picture = view->exportImage(1);
    EXPECT_GT(test::coloursOf(picture, 400), 150);
    const QColor middle = picture.pixelColor(picture.width() * 45 / 100, picture.height() / 2);
    EXPECT_GT(std::abs(middle.green() - middle.red()) + std::abs(middle.green() - middle.blue()), 25) << "the ball has a colour: " << middle.name().toStdString();
    test::look(picture, "scene_volume_light");
}

TEST(SceneViews, dataIsMadeBesideTheWindow) {
    const Array points = cloud(400'000, 3);
    const std::unique_ptr<QWidget> view(vitrine_create_scene_view("points", &points, nullptr));
    ASSERT_TRUE(view);
    EXPECT_TRUE(view->property("preparing").toBool()) << "made while the window waited";
    ASSERT_TRUE(view->findChild<QLabel*>());
    EXPECT_TRUE(view->findChild<QLabel*>()->text().contains("Preparing"));
    EXPECT_TRUE(testing::waitUntil([&] { return !view->property("preparing").toBool(); }));
    EXPECT_FALSE(view->findChild<QLabel*>());
    { const std::unique_ptr<QWidget> gone(vitrine_create_scene_view("points", &points, nullptr)); }   // Ends before its data is there.
    Array broken = Array::zeros(DType::F32, {8, 3});
    for (float& value : broken.mutableValues<float>()) value = NAN;
    const auto nothing = sceneOf("points", broken);
    ASSERT_TRUE(nothing && nothing->findChild<QLabel*>());
    EXPECT_TRUE(nothing->findChild<QLabel*>()->text().contains("No finite point"));
}

TEST(SceneViews, whatIsNoSceneGivesNone) {
    EXPECT_FALSE(sceneOf("points", Array::zeros(DType::F32, {10, 2})));
    EXPECT_FALSE(sceneOf("points", Array::zeros(DType::F32, {0, 3})));
    EXPECT_FALSE(sceneOf("volume", Array::zeros(DType::F32, {1, 4, 4})));
    EXPECT_FALSE(sceneOf("sculpture", Array::zeros(DType::F32, {4, 4, 4})));
}

}  // namespace
}  // namespace vitrine
