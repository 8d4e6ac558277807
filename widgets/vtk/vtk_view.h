// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QOpenGLWidget>
#include <functional>
#include <memory>

#include "core/base/json.h"

class vtkRenderer;
class vtkRenderWindow;
class vtkRenderWindowInteractor;

namespace vitrine {

class ImGuiLayer;

/// The one bridge between Qt 6 and VTK: a QOpenGLWidget around vtkGenericOpenGLRenderWindow (Debian 12's VTK has no Qt 6 widget). Mouse, wheel,
/// keys go to VTK's interactor; device pixel ratio, several views at once, export off screen at any scale, an ImGui overlay, a frame
/// HUD (toggle with F12). While the camera moves the frame rate has priority (LOD), 100 ms after it stops the full picture is drawn (a slow one after
/// as long as it takes).
///
/// LOD: while moving, the window's desired update rate is 15 a second (vtkLODActor, volume mappers and LevelOfDetail follow it). A scene whose
/// full picture takes longer than 40 ms is drawn with stand-ins of fewer triangles for its large surfaces, which are invisible meanwhile, and where
/// that is not enough with half as many pixels a side. Keys of its own: arrows turn, + and - zoom,
/// R or Home show everything.
class VtkView : public QOpenGLWidget {
    Q_OBJECT

public:
    explicit VtkView(QWidget* parent = nullptr);
    ~VtkView() override;
    vtkRenderer* renderer() const;             ///< The first one; more can be added to the window.
    vtkRenderWindow* renderWindow() const;
    vtkRenderWindowInteractor* interactor() const;
    void requestRender();                      ///< Soon, once per frame.
    void resetCamera();
    /// The scene at `scale` times its size, also when the widget is hidden or small. A null image (and a log line) without OpenGL 3.2.
    QImage exportImage(double scale);
    void setOverlay(std::function<void()> draw);
    void setHudShown(bool shown);
    bool hudShown() const;
    /// False: every frame is the full picture, also while the camera moves (benchmarks).
    void setLevelOfDetail(bool on);

    struct FrameTimes {
        double lastMs = 0, medianMs = 0, p99Ms = 0;
        std::int64_t frames = 0;
    };
    FrameTimes frameTimes() const;
    Json saveCamera() const;
    /// What is no camera of `saveCamera` changes nothing.
    void restoreCamera(const Json& camera);
    QSize sizeHint() const override { return {640, 480}; }

Q_SIGNALS:
    void cameraChanged();

protected:
    void initializeGL() override;
    void resizeGL(int width, int height) override;
    void paintGL() override;
    bool event(QEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
