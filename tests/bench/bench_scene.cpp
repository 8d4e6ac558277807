// SPDX-License-Identifier: GPL-3.0-or-later
// First frame and camera orbit of 200,000 triangles and 1,000,000 points in VtkView, beside VTK alone (vtkRenderWindow off screen) with the same
// scene and size in the same run.
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCellArray.h>
#include <vtkElevationFilter.h>
#include <vtkPointData.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkSphereSource.h>

#include <QApplication>
#include <QElapsedTimer>
#include <cmath>
#include <random>

#include "tests/bench/bench.h"
#include "widgets/base/theme.h"
#include "widgets/vtk/level_of_detail.h"
#include "widgets/vtk/vtk_view.h"

namespace vitrine::bench {
namespace {

constexpr int kWidth = 800, kHeight = 600;

/// A sphere of about that many triangles, coloured by height.
vtkSmartPointer<vtkPolyData> triangles(std::int64_t count) {
    const int side = int(std::sqrt(double(count) / 2));
    vtkNew<vtkSphereSource> sphere;
    sphere->SetThetaResolution(side);
    sphere->SetPhiResolution(side + 2);
    vtkNew<vtkElevationFilter> height;
    height->SetInputConnection(sphere->GetOutputPort());
    height->SetLowPoint(0, 0, -0.5);
    height->SetHighPoint(0, 0, 0.5);
    height->Update();
    return vtkPolyData::SafeDownCast(height->GetOutput());
}

vtkSmartPointer<vtkPolyData> points(std::int64_t count) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    vtkNew<vtkPoints> places;
    places->SetNumberOfPoints(count);
    vtkNew<vtkCellArray> vertices;
    vertices->InsertNextCell(count);
    for (vtkIdType i = 0; i < count; ++i) {
        places->SetPoint(i, normal(random), normal(random), normal(random));
        vertices->InsertCellPoint(i);
    }
    auto data = vtkSmartPointer<vtkPolyData>::New();
    data->SetPoints(places);
    data->SetVerts(vertices);
    return data;
}

vtkSmartPointer<vtkActor> actorOf(vtkPolyData* data) {
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(data);
    auto actor = vtkSmartPointer<vtkActor>::New();
    actor->SetMapper(mapper);
    actor->GetProperty()->SetPointSize(2);
    return actor;
}

/// VTK without Qt.
struct Plain {
    vtkNew<vtkRenderWindow> window;
    vtkNew<vtkRenderer> renderer;
    double firstMs = 0;

    explicit Plain(vtkPolyData* data) {
        const auto actor = actorOf(data);
        firstMs = 1e3 * seconds([&] {
            window->SetOffScreenRendering(1);
            window->SetMultiSamples(0);
            window->SetSize(kWidth, kHeight);
            window->AddRenderer(renderer);
            renderer->AddActor(actor);
            renderer->ResetCamera();
            window->Render();
            window->WaitForCompletion();
        });
    }
    double turn(double degrees) {
        return 1e3 * seconds([&] {
            renderer->GetActiveCamera()->Azimuth(degrees);
            renderer->ResetCameraClippingRange();
            window->Render();
            window->WaitForCompletion();
        });
    }
};

struct Ours {
    VtkView view;
    double firstMs = 0;

    Ours(vtkPolyData* data, vtkPolyData* coarse) {
        const auto actor = actorOf(data);
        if (coarse) {
            const auto few = actorOf(coarse);
            view.renderer()->AddActor(few);
            showByMotion(view.renderer(), actor, few);
        }
        view.setLevelOfDetail(false);
        firstMs = 1e3 * seconds([&] {
            view.resize(kWidth, kHeight);
            view.renderer()->AddActor(actor);
            view.resetCamera();
            view.show();
            while (view.frameTimes().frames == 0) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
        });
        QElapsedTimer rest;   // The window manager's first events and resizes are no part of the orbit.
        for (rest.start(); rest.elapsed() < 300;) QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    }
    /// Drawn, composed by Qt and handed to the display; with the wait of up to 5 ms that Qt's xcb platform puts before a repaint.
    double turn(double degrees) {
        return 1e3 * seconds([&] {
            view.renderer()->GetActiveCamera()->Azimuth(degrees);
            view.renderer()->ResetCameraClippingRange();
            view.requestRender();
            const std::int64_t before = view.frameTimes().frames;
            while (view.frameTimes().frames == before) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        });
    }
};

void measure(Bench& bench, const std::string& what, vtkPolyData* data, vtkPolyData* coarse) {
    Plain plain(data);
    Ours ours(data, coarse);
    const double probe = (plain.turn(1), plain.turn(1));
    const int frames = int(bench.size(probe < 60 ? 360 : probe < 250 ? 120 : 36, 6));
    std::vector<double> bare, framed, scene, reduced;
    constexpr int kRounds = 3;   // By turns, so that other load on the machine meets both.
    for (int round = 0; round < kRounds; ++round) {
        for (int i = 0; i < frames / kRounds; ++i) bare.push_back(plain.turn(360.0 / frames));
        ours.view.setLevelOfDetail(false);
        for (int i = 0; i < frames / kRounds; ++i) {
            framed.push_back(ours.turn(360.0 / frames));
            scene.push_back(ours.view.frameTimes().lastMs);
        }
        ours.view.setLevelOfDetail(true);
        ours.turn(0.1);
        for (int i = 0; i < frames / kRounds; ++i) reduced.push_back(ours.turn(360.0 / frames));
    }
    bench.add("first frame, " + what, "VTK alone, off screen", plain.firstMs, "ms");
    bench.add("first frame, " + what, "VtkView, with its window", ours.firstMs, "ms");
    bench.ratio("first frame, " + what, "VtkView / VTK alone", ours.firstMs / plain.firstMs, "");
    const std::string orbit = fmt::format("orbit of {} frames, {}, {} x {}", frames, what, kWidth, kHeight);
    bench.add(orbit, "VTK alone, median", median(bare), "ms", fmt::format("p99 {:.1f} ms", percentile(bare, 99)));
    bench.add(orbit, "VtkView on the display, median", median(framed), "ms", fmt::format("p99 {:.1f} ms", percentile(framed, 99)));
    bench.add(orbit, "of it inside VTK, median", median(scene), "ms");
    bench.add(orbit, "VtkView with level of detail, median", median(reduced), "ms", fmt::format("p99 {:.1f} ms", percentile(reduced, 99)));
    bench.ratio(orbit, "VtkView / VTK alone", median(framed) / median(bare), "at most 1.0");
    bench.add(orbit, "rate of VtkView", 1000 / median(framed), "frames/s", "every frame in full");
    const bool points = what.find("points") != std::string::npos;
    bench.add(orbit, "rate with level of detail", 1000 / median(reduced), "frames/s",
              points ? "while moving: a seventh of the points, half the pixels a side where that is slow; goal: 10"
                     : "while moving: stand-ins of about 20,000 triangles; goal: 15");
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    using namespace vitrine;
    using namespace vitrine::bench;
    Bench bench("bench_scene", argc, argv);
    int none = 1;
    QApplication application(none, argv);
    Theme::instance().setMode(Theme::Mode::Light);
    measure(bench, fmt::format("{} triangles", bench.size(200'000, 2000)), triangles(bench.size(200'000, 2000)), nullptr);
    measure(bench, fmt::format("{} points", bench.size(1'000'000, 5000)), points(bench.size(1'000'000, 5000)), points(bench.size(150'000, 1000)));
    return bench.finish();
}
