// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <vtkElevationFilter.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRendererCollection.h>
#include <vtkSphereSource.h>

#include <QElapsedTimer>
#include <QtTest>

#include "tests/widgets/gl/gl_pictures.h"
#include "widgets/vtk/coarse_surfaces.h"
#include "widgets/vtk/vtk_view.h"

namespace vitrine {
namespace {

vtkSmartPointer<vtkActor> sphereActor(int side) {
    vtkNew<vtkSphereSource> sphere;
    sphere->SetThetaResolution(side);
    sphere->SetPhiResolution(side);
    vtkNew<vtkElevationFilter> height;
    height->SetInputConnection(sphere->GetOutputPort());
    height->SetLowPoint(0, 0, -0.5);
    height->SetHighPoint(0, 0, 0.5);
    height->Update();
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(vtkPolyData::SafeDownCast(height->GetOutput()));
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    return actor;
}

/// Triangles of the visible actors.
vtkIdType trianglesShown(vtkRenderer* renderer) {
    vtkIdType count = 0;
    vtkActorCollection* actors = renderer->GetActors();
    actors->InitTraversal();
    while (vtkActor* actor = actors->GetNextActor())
        if (actor->GetVisibility()) count += vtkPolyDataMapper::SafeDownCast(actor->GetMapper())->GetInput()->GetNumberOfPolys();
    return count;
}

TEST(CoarseSurfaces, standInWhileMovingAndGoWithWhatTheyStandFor) {
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkRendererCollection> renderers;
    renderers->AddItem(renderer);
    const auto large = sphereActor(320), small = sphereActor(60);
    renderer->AddActor(large);
    renderer->AddActor(small);
    const vtkIdType all = trianglesShown(renderer), few = vtkPolyDataMapper::SafeDownCast(small->GetMapper())->GetInput()->GetNumberOfPolys();
    CoarseSurfaces surfaces;
    surfaces.prepare(renderers);
    ASSERT_TRUE(surfaces.any());
    EXPECT_EQ(trianglesShown(renderer), all) << "nothing changes before the camera moves";
    large->SetPosition(1, 2, 3);
    large->GetProperty()->SetOpacity(0.5);
    surfaces.show(true);
    EXPECT_FALSE(large->GetVisibility());
    EXPECT_TRUE(small->GetVisibility()) << "small surfaces stay as they are";
    EXPECT_GT(trianglesShown(renderer), few + 2'000);
    EXPECT_LT(trianglesShown(renderer), few + (all - few) / 4);
    renderer->GetActors()->InitTraversal();
    while (vtkActor* actor = renderer->GetActors()->GetNextActor()) {
        if (!actor->GetVisibility() || actor == small) continue;
        EXPECT_EQ(actor->GetPosition()[2], 3) << "at the same place";
        EXPECT_EQ(actor->GetProperty(), large->GetProperty()) << "of the same look";
        EXPECT_TRUE(vtkPolyDataMapper::SafeDownCast(actor->GetMapper())->GetInput()->GetPointData()->GetScalars()) << "of the same colours";
    }
    surfaces.show(false);
    EXPECT_EQ(trianglesShown(renderer), all);
    large->SetVisibility(false);
    surfaces.show(true);
    EXPECT_EQ(trianglesShown(renderer), few) << "what is hidden has no stand-in";
    surfaces.show(false);
    EXPECT_FALSE(large->GetVisibility());
    renderer->RemoveActor(large);
    surfaces.prepare(renderers);
    EXPECT_FALSE(surfaces.any());
    EXPECT_EQ(renderer->GetActors()->GetNumberOfItems(), 1);
}

TEST(CoarseSurfaces, aSlowSceneTurnsFasterThanItIsDrawnInFull) {
    VtkView view;
    view.resize(500, 400);
    const auto actor = sphereActor(500);   // Half a million triangles.
    view.renderer()->AddActor(actor);
    view.resetCamera();
    view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
    QTest::qWait(50);
    const auto drawOnce = [&] {
        view.requestRender();
        view.grabFramebuffer();
        return view.frameTimes().lastMs;
    };
    const double full = std::min(drawOnce(), drawOnce());
    if (full < 45) GTEST_SKIP() << "this graphics card draws half a million triangles in " << full << " ms";
    QTest::keyClick(&view, Qt::Key_Left);
    view.grabFramebuffer();                 // Makes the stand-ins.
    QTest::keyClick(&view, Qt::Key_Left);
    const QImage moving = view.grabFramebuffer();
    EXPECT_LT(view.frameTimes().lastMs, full / 2);
    EXPECT_GT(test::coloursOf(moving, 100), 40);
    test::look(moving, "stand_in_moving");
    QTest::qWait(400);
    EXPECT_TRUE(actor->GetVisibility()) << "at rest the full surface is back";
    test::look(view.grabFramebuffer(), "stand_in_at_rest");
}

}  // namespace
}  // namespace vitrine
