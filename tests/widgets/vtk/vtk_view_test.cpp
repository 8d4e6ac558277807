// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <imgui.h>
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkConeSource.h>
#include <vtkOpenGLRenderWindow.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderWindowInteractor.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>

#include <QFile>
#include <QHBoxLayout>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QSignalSpy>
#include <QtTest>

#include "tests/widgets/gl/gl_pictures.h"
#include "widgets/base/theme.h"
#include "widgets/vtk/vtk_view.h"

namespace vitrine {
namespace {

void addCone(VtkView& view, double red, double green, double blue) {
    vtkNew<vtkConeSource> cone;
    cone->SetResolution(24);
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputConnection(cone->GetOutputPort());
    vtkNew<vtkActor> actor;
    actor->SetMapper(mapper);
    actor->GetProperty()->SetColor(red, green, blue);
    actor->GetProperty()->SetAmbient(1);
    actor->GetProperty()->SetDiffuse(0);   // The colour as given, whatever the light.
    view.renderer()->AddActor(actor);
    view.resetCamera();
}

std::int64_t reds(const QImage& image) { return test::pixelsOf(image, QColor(255, 0, 0), 8); }
std::int64_t greens(const QImage& image) { return test::pixelsOf(image, QColor(0, 255, 0), 8); }

/// Errors that any call since the last check left behind.
int glErrors(VtkView& view) {
    view.makeCurrent();
    int errors = 0;
    while (view.context()->functions()->glGetError() != GL_NO_ERROR && errors < 100) ++errors;
    view.doneCurrent();
    return errors;
}

void show(QWidget& window) {
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    QTest::qWait(60);
}

void drag(VtkView& view, const QPoint& from, const QPoint& to) {
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 8; ++step) {
        const QPoint at = from + (to - from) * step / 8;
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&view, &move);
    }
    QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
}

TEST(VtkView, twoViewsShowTheirOwnScenes) {
    QWidget window;
    QHBoxLayout layout(&window);
    VtkView one(&window), two(&window);
    layout.addWidget(&one);
    layout.addWidget(&two);
    addCone(one, 1, 0, 0);
    addCone(two, 0, 1, 0);
    window.resize(640, 300);
    show(window);
    const QImage left = one.grabFramebuffer(), right = two.grabFramebuffer();
    EXPECT_GT(reds(left), 2000);
    EXPECT_EQ(greens(left), 0);
    EXPECT_GT(greens(right), 2000);
    EXPECT_EQ(reds(right), 0);
    EXPECT_GT(test::pixelsOf(left, Theme::instance().colour(Ink::Sunken)), 5000) << "the theme's ground";
    int holes = 0;
    for (int y = 0; y < left.height(); ++y)
        for (int x = 0; x < left.width(); ++x) holes += qAlpha(left.pixel(x, y)) != 255;
    EXPECT_EQ(holes, 0) << "what is behind the window would show through";
    const QImage whole = window.grab().toImage();
    EXPECT_GT(reds(whole), 2000) << "also as Qt composes it";
    EXPECT_GT(greens(whole), 2000);
    window.resize(900, 420);
    QTest::qWait(80);
    EXPECT_GT(reds(one.grabFramebuffer()), reds(left)) << "a larger view, a larger cone";
    Theme::instance().setMode(Theme::Mode::Dark);
    QTest::qWait(60);
    EXPECT_GT(test::pixelsOf(one.grabFramebuffer(), Theme::instance().colour(Ink::Sunken)), 5000);
    Theme::instance().setMode(Theme::Mode::Light);
    EXPECT_EQ(glErrors(one) + glErrors(two), 0);
}

TEST(VtkView, survivesHidingAndFloating) {
    QWidget window;
    QHBoxLayout layout(&window);
    VtkView view(&window), other(&window);
    layout.addWidget(&view);
    layout.addWidget(&other);
    addCone(view, 1, 0, 0);
    addCone(other, 0, 1, 0);
    window.resize(600, 300);
    show(window);
    for (int i = 0; i < 3; ++i) {
        view.hide();
        QTest::qWait(20);
        view.setParent(nullptr);
        view.resize(300, 300);
        show(view);
        EXPECT_GT(reds(view.grabFramebuffer()), 2000) << "floated";
        EXPECT_GT(greens(other.grabFramebuffer()), 2000) << "the neighbour stays";
        layout.insertWidget(0, &view);
        view.show();
        QTest::qWait(60);
        EXPECT_GT(reds(view.grabFramebuffer()), 2000) << "docked";
        EXPECT_EQ(glErrors(view) + glErrors(other), 0);
    }
}

TEST(VtkView, exportsAtAnyScaleAlsoUnseen) {
    VtkView view;
    view.resize(240, 180);
    addCone(view, 1, 0, 0);
    const QImage unseen = view.exportImage(1);   // Never shown.
    EXPECT_EQ(unseen.size(), QSize(240, 180));
    EXPECT_GT(reds(unseen), 1000);
    show(view);
    const QImage one = view.exportImage(1), three = view.exportImage(3);
    EXPECT_EQ(three.size(), QSize(720, 540));
    EXPECT_NEAR(double(reds(three)) / double(reds(one)), 9, 0.6) << "the same picture, nine times the pixels";
    EXPECT_GT(reds(view.grabFramebuffer()), 1000) << "the view goes on at its own size";
    view.hide();
    EXPECT_EQ(view.exportImage(2).size(), QSize(480, 360));
    EXPECT_EQ(glErrors(view), 0);
    test::look(three, "vtk_export_3x");
}

TEST(VtkView, mouseWheelAndKeysMoveTheCamera) {
    VtkView view;
    view.resize(400, 300);
    addCone(view, 1, 0, 0);
    show(view);
    QSignalSpy changed(&view, &VtkView::cameraChanged);
    const Json start = view.saveCamera();
    drag(view, {200, 150}, {280, 190});
    EXPECT_SOON(changed.count() > 0);
    const Json turned = view.saveCamera();
    EXPECT_NE(turned["position"], start["position"]) << "dragging turns";
    EXPECT_EQ(turned["focal_point"], start["focal_point"]);
    const QPoint middle(200, 150);
    QWheelEvent wheel(middle, view.mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &wheel);
    const Json near = view.saveCamera();
    const auto distance = [](const Json& camera) {
        double sum = 0;
        for (int i = 0; i < 3; ++i) sum += std::pow(camera["position"][i].get<double>() - camera["focal_point"][i].get<double>(), 2);
        return std::sqrt(sum);
    };
    EXPECT_LT(distance(near), distance(turned) * 0.99) << "the wheel goes closer";
    QTest::keyClick(&view, Qt::Key_Left);
    EXPECT_NE(view.saveCamera()["position"], near["position"]);
    view.restoreCamera(start);
    EXPECT_EQ(view.saveCamera(), start);
    view.restoreCamera({{"position", {1, 2}}});
    view.restoreCamera("nonsense");
    EXPECT_EQ(view.saveCamera(), start) << "what is no camera changes nothing";
    for (const Qt::Key key : {Qt::Key_Q, Qt::Key_E, Qt::Key_3, Qt::Key_S}) QTest::keyClick(&view, key);   // VTK's own letters.
    QTest::qWait(60);
    EXPECT_GT(reds(view.grabFramebuffer()), 1000);
}

TEST(VtkView, rateHasPriorityWhileMovingAndTheFullPictureFollows) {
    VtkView view;
    view.resize(400, 300);
    addCone(view, 1, 0, 0);
    show(view);
    EXPECT_LT(view.renderWindow()->GetDesiredUpdateRate(), 1);
    drag(view, {200, 150}, {260, 150});
    view.grabFramebuffer();
    EXPECT_GE(view.renderWindow()->GetDesiredUpdateRate(), 10);
    EXPECT_SOON(view.renderWindow()->GetDesiredUpdateRate() < 1);
    EXPECT_EQ(view.renderWindow()->GetSize()[0], int(400 * view.devicePixelRatioF()));
}

TEST(VtkView, overlayAndHudDrawOverTheSceneWithoutRenderingItAgain) {
    VtkView view;
    view.resize(480, 320);
    addCone(view, 1, 0, 0);
    int clicks = 0;
    view.setOverlay([&clicks] {
        ImGui::SetNextWindowPos({10, 10});
        ImGui::Begin("overlay", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize);
        if (ImGui::Button("Press me", {120, 30})) ++clicks;
        ImGui::End();
    });
    show(view);
    QTest::qWait(100);
    const std::int64_t frames = view.frameTimes().frames;
    const Json camera = view.saveCamera();
    QTest::mouseClick(&view, Qt::LeftButton, {}, {60, 36});
    EXPECT_SOON(clicks == 1);
    EXPECT_EQ(view.saveCamera(), camera) << "the overlay keeps its clicks";
    drag(view, {60, 36}, {200, 200});
    EXPECT_EQ(view.saveCamera(), camera) << "and drags that begin on it";
    EXPECT_EQ(view.frameTimes().frames, frames) << "the scene is not drawn again for the overlay";
    drag(view, {240, 200}, {300, 220});
    EXPECT_NE(view.saveCamera(), camera) << "elsewhere the scene gets them";
    QTest::keyClick(&view, Qt::Key_F12);
    EXPECT_TRUE(view.hudShown());
    QTest::qWait(200);
    const QImage hud = view.grabFramebuffer();
    EXPECT_GT(test::pixelsOf(hud.copy(hud.width() / 2, 0, hud.width() / 2, hud.height() / 2), Theme::instance().colour(Ink::Text), 60), 50);
    EXPECT_GT(reds(hud), 1000);
    test::look(hud, "vtk_hud");
    EXPECT_EQ(glErrors(view), 0);
}

/// Resident memory of this process in MB.
double residentMb() {
    QFile file("/proc/self/statm");
    if (!file.open(QIODevice::ReadOnly)) return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

TEST(VtkView, openingAndClosingLeaksNothing) {
    const auto cycle = [] {
        VtkView view;
        view.resize(400, 300);
        addCone(view, 1, 0, 0);
        view.setHudShown(true);
        view.show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
        ASSERT_GT(reds(view.grabFramebuffer()), 500);
        view.exportImage(2);
    };
    for (int i = 0; i < 4; ++i) cycle();   // Drivers and fonts fill their caches.
    const double before = residentMb();
    for (int i = 0; i < 20; ++i) cycle();
    const double grown = residentMb() - before;
    std::printf("20 cycles of open and close: %.1f MB more\n", grown);
    EXPECT_LT(grown, 40) << "one context holds 30 MB and more";
}

}  // namespace
}  // namespace vitrine
