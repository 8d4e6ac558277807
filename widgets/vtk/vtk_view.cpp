// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/vtk/vtk_view.h"

#include <vtkCamera.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkLight.h>
#include <vtkLightCollection.h>
#include <vtkPropCollection.h>
#include <vtkRenderer.h>
#include <vtkRendererCollection.h>

#include <QElapsedTimer>
#include <QKeyEvent>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QScopeGuard>
#include <QTimer>
#include <array>
#include <cmath>

#include "core/base/log.h"
#include "widgets/base/theme.h"
#include "widgets/gl/frame_hud.h"
#include "widgets/gl/imgui_view.h"
#include "widgets/gl/offscreen_gl.h"
#include "widgets/vtk/coarse_surfaces.h"
#include "widgets/vtk/qt_interactor.h"
#include "widgets/vtk/vtk_bridge.h"

namespace vitrine {
namespace {

constexpr double kMovingRate = 15, kStillRate = 0.0001, kSlowMs = 40;
constexpr int kIdleMs = 100, kMostIdleMs = 600;

/// Position, focal point, view up, view angle, parallel or not, parallel scale.
using Pose = std::array<double, 12>;

Pose poseOf(vtkCamera& camera) {
    Pose pose{};
    camera.GetPosition(&pose[0]);
    camera.GetFocalPoint(&pose[3]);
    camera.GetViewUp(&pose[6]);
    pose[9] = camera.GetViewAngle();
    pose[10] = camera.GetParallelProjection();
    pose[11] = camera.GetParallelScale();
    return pose;
}

}  // namespace

struct VtkView::Impl {
    explicit Impl(VtkView* owner) : view(owner) {}

    VtkView* view;
    VtkBridge bridge;
    vtkNew<vtkRenderer> renderer;
    vtkNew<QtInteractor> interactor;
    vtkNew<vtkInteractorStyleTrackballCamera> style;
    std::unique_ptr<ImGuiLayer> layer;
    std::function<void()> overlay;
    FrameHud times;
    CoarseSurfaces surfaces;
    QTimer idle;
    Pose pose{};
    bool hud = false, dirty = true, moving = false, detail = true, halved = false, halvingHelps = true, first = true;
    double fullMs = 0;               ///< Of the last picture that nothing was left out of.
    double standInMs = 0;            ///< Of the last one of stand-ins with all its pixels.
    vtkMTimeType drawn = 0;
    QSize drawnSize;

    /// Latest change of anything that the picture shows.
    vtkMTimeType sceneTime() const {
        vtkMTimeType latest = 0;
        vtkRendererCollection* renderers = bridge.window()->GetRenderers();
        vtkCollectionSimpleIterator at;
        renderers->InitTraversal(at);
        while (vtkRenderer* one = renderers->GetNextRenderer(at)) {
            latest = std::max({latest, one->GetMTime(), one->GetActiveCamera()->GetMTime()});
            vtkCollectionSimpleIterator prop, light;
            one->GetViewProps()->InitTraversal(prop);
            while (vtkProp* shown = one->GetViewProps()->GetNextProp(prop)) latest = std::max({latest, shown->GetMTime(), shown->GetRedrawMTime()});
            one->GetLights()->InitTraversal(light);
            while (vtkLight* lamp = one->GetLights()->GetNextLight(light)) latest = std::max(latest, lamp->GetMTime());
        }
        return latest;
    }

    void followTheme() {
        const QColor ground = Theme::instance().colour(Ink::Sunken);
        renderer->SetBackground(ground.redF(), ground.greenF(), ground.blueF());
    }

    QSize pixels() const { return (QSizeF(view->size()) * view->devicePixelRatioF()).toSize().expandedTo({1, 1}); }

    /// Is the camera elsewhere than in the last frame? Then the rate has priority until it has rested.
    void watchCamera() {
        const Pose now = poseOf(*renderer->GetActiveCamera());
        if (now == pose) return;
        pose = now;
        QMetaObject::invokeMethod(view, [this] { Q_EMIT view->cameraChanged(); }, Qt::QueuedConnection);
        if (first) return;
        moving = true;
        idle.start(std::clamp(int(fullMs), kIdleMs, kMostIdleMs));   // Between two drags nobody waits for a slow full picture.
    }

    void renderScene() {
        const bool coarse = moving && detail;
        bridge.window()->SetDesiredUpdateRate(coarse ? kMovingRate : kStillRate);
        const bool slow = coarse && fullMs > kSlowMs;
        if (slow) surfaces.prepare(bridge.window()->GetRenderers());
        surfaces.show(slow);
        const bool standIns = slow && surfaces.any();
        halved = slow && halvingHelps && !(standIns && standInMs < kSlowMs);
        const double scale = halved ? 0.5 : 1;
        const QSize size = (QSizeF(pixels()) * scale).toSize().expandedTo({1, 1});
        interactor->setPixelScale(view->devicePixelRatioF() * scale, size.height());
        interactor->UpdateSize(size.width(), size.height());
        QElapsedTimer clock;
        clock.start();
        bridge.render(size, view->devicePixelRatioF() * scale);
        view->context()->functions()->glFinish();   // The time of the picture, not that of asking for it.
        const double taken = double(clock.nsecsElapsed()) * 1e-6;
        if (halved)
            halvingHelps = taken < 0.8 * (standIns ? standInMs : fullMs);   // Fewer pixels do not help where the triangles are the cost.
        else if (standIns)
            standInMs = taken;
        else if (!first && (!coarse || fullMs == 0))
            fullMs = taken;
        times.add(taken);
        first = dirty = false;
        drawn = sceneTime();
        drawnSize = pixels();
    }

    void rested() {
        moving = false;
        halvingHelps = true;
        if (!detail) return;
        dirty = true;
        view->update();
    }

    ImGuiLayer& makeLayer() {
        if (!layer) {
            layer = std::make_unique<ImGuiLayer>(view);
            view->update();
        }
        return *layer;
    }

    void drawOverlay() {
        if (!layer || (!overlay && !hud)) return;
        layer->render([this] {
            if (overlay) overlay();
            if (hud) times.draw(pixels());
        });
    }

    void releaseGl() {
        if (!view->context()) return;
        view->makeCurrent();
        if (layer) layer->releaseGl();
        bridge.stop();
        view->doneCurrent();
    }

    bool turn(int key) {
        vtkCamera* camera = renderer->GetActiveCamera();
        switch (key) {
            case Qt::Key_Left: camera->Azimuth(5); break;
            case Qt::Key_Right: camera->Azimuth(-5); break;
            case Qt::Key_Up: camera->Elevation(-5); break;
            case Qt::Key_Down: camera->Elevation(5); break;
            case Qt::Key_Plus: zoom(1.1); break;
            case Qt::Key_Minus: zoom(1 / 1.1); break;
            case Qt::Key_R:
            case Qt::Key_Home: renderer->ResetCamera(); break;
            default: return false;
        }
        camera->OrthogonalizeViewUp();
        renderer->ResetCameraClippingRange();
        view->requestRender();
        return true;
    }

    void zoom(double factor) {
        vtkCamera* camera = renderer->GetActiveCamera();
        if (camera->GetParallelProjection())
            camera->SetParallelScale(camera->GetParallelScale() / factor);
        else
            camera->Dolly(factor);
    }
};

VtkView::VtkView(QWidget* parent) : QOpenGLWidget(parent), m_impl(new Impl(this)) {
    setFormat(glViewFormat());
    setUpdateBehavior(PartialUpdate);   // Every frame covers all of it: nothing need be cleared before.
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(64, 64);
    setAccessibleName("3D view");
    setAccessibleDescription("Drag turns, Shift and drag moves, wheel zooms. Arrow keys turn, + and - zoom, R shows everything.");
    m_impl->bridge.window()->AddRenderer(m_impl->renderer);
    m_impl->followTheme();
    m_impl->interactor->renderSoon = [this] { requestRender(); };
    m_impl->interactor->SetRenderWindow(m_impl->bridge.window());
    m_impl->interactor->SetInteractorStyle(m_impl->style);
    m_impl->interactor->Initialize();
    m_impl->idle.setSingleShot(true);
    connect(&m_impl->idle, &QTimer::timeout, this, [this] { m_impl->rested(); });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_impl->followTheme();
        requestRender();
    });
}

VtkView::~VtkView() {
    m_impl->interactor->renderSoon = [] {};
    if (context()) disconnect(context(), nullptr, this, nullptr);
    m_impl->releaseGl();
    m_impl->interactor->SetRenderWindow(nullptr);
}

vtkRenderer* VtkView::renderer() const { return m_impl->renderer; }
vtkRenderWindow* VtkView::renderWindow() const { return m_impl->bridge.window(); }
vtkRenderWindowInteractor* VtkView::interactor() const { return m_impl->interactor; }

void VtkView::requestRender() {
    m_impl->dirty = true;
    update();
}

void VtkView::resetCamera() {
    m_impl->renderer->ResetCamera();
    requestRender();
}

void VtkView::initializeGL() {
    m_impl->bridge.start(context(), [this] { makeCurrent(); });
    m_impl->dirty = m_impl->first = true;
    // A view that moves to another window gets another context: VTK's objects in the old one must go before it does.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] { m_impl->releaseGl(); }, Qt::DirectConnection);
}

void VtkView::resizeGL(int, int) { m_impl->dirty = true; }

void VtkView::paintGL() {
    if (!m_impl->bridge.ready()) return;
    m_impl->watchCamera();
    if (m_impl->dirty || m_impl->drawnSize != m_impl->pixels() || m_impl->sceneTime() > m_impl->drawn) m_impl->renderScene();
    m_impl->watchCamera();   // The first frame of a scene sets the camera.
    m_impl->bridge.blit(defaultFramebufferObject(), m_impl->pixels());
    m_impl->drawOverlay();
}

QImage VtkView::exportImage(double scale) {
    std::unique_ptr<OffscreenGl> own;
    VtkBridge& bridge = m_impl->bridge;
    if (bridge.ready()) {
        makeCurrent();
    } else {
        own = std::make_unique<OffscreenGl>();
        if (!own->valid()) {
            logError("cannot draw a picture of the 3D view: this system gives no OpenGL 3.2 context");
            return {};
        }
        bridge.start(own->context(), [&own] { own->makeCurrent(); });
    }
    const auto leave = qScopeGuard([&] {
        if (own)
            bridge.stop();
        else
            doneCurrent();
        m_impl->dirty = true;
        update();
    });
    const QSize natural = width() >= 64 && height() >= 64 ? size() : sizeHint();
    const double wanted = std::clamp(scale, 0.05, double(largestFramebuffer()) / std::max(natural.width(), natural.height()));
    const QSize target = (QSizeF(natural) * wanted).toSize().expandedTo({1, 1});
    bridge.window()->SetDesiredUpdateRate(kStillRate);
    m_impl->surfaces.show(false);
    bridge.render(target, wanted);
    return drawToImage(target, [&] {
        GLint framebuffer = 0;
        QOpenGLContext::currentContext()->functions()->glGetIntegerv(GL_FRAMEBUFFER_BINDING, &framebuffer);
        bridge.blit(unsigned(framebuffer), target);
    });
}

void VtkView::setOverlay(std::function<void()> draw) {
    m_impl->overlay = std::move(draw);
    m_impl->makeLayer();
    update();
}

void VtkView::setHudShown(bool shown) {
    m_impl->hud = shown;
    if (shown) m_impl->makeLayer();
    update();
}

bool VtkView::hudShown() const { return m_impl->hud; }

void VtkView::setLevelOfDetail(bool on) { m_impl->detail = on; }

VtkView::FrameTimes VtkView::frameTimes() const {
    const FrameHud::Times times = m_impl->times.times();
    return {times.lastMs, times.medianMs, times.p99Ms, times.frames};
}

Json VtkView::saveCamera() const {
    const Pose pose = poseOf(*m_impl->renderer->GetActiveCamera());
    const auto three = [&pose](int first) { return Json{pose[first], pose[first + 1], pose[first + 2]}; };
    return {{"position", three(0)}, {"focal_point", three(3)}, {"view_up", three(6)}, {"view_angle", pose[9]},
            {"parallel", pose[10] != 0}, {"parallel_scale", pose[11]}};
}

void VtkView::restoreCamera(const Json& camera) {
    Pose pose{};
    int at = 0;
    for (const char* key : {"position", "focal_point", "view_up"}) {
        if (!camera.is_object() || !camera.contains(key) || !camera[key].is_array() || camera[key].size() != 3) return;
        for (const Json& value : camera[key]) {
            if (!value.is_number() || !std::isfinite(value.get<double>())) return;
            pose[std::size_t(at++)] = value;
        }
    }
    vtkCamera* target = m_impl->renderer->GetActiveCamera();
    target->SetPosition(&pose[0]);
    target->SetFocalPoint(&pose[3]);
    target->SetViewUp(&pose[6]);
    target->SetViewAngle(std::clamp(numberOr(camera, "view_angle", 30), 0.01, 170.0));
    target->SetParallelProjection(boolOr(camera, "parallel", false));
    target->SetParallelScale(std::max(numberOr(camera, "parallel_scale", 1), 1e-12));
    m_impl->renderer->ResetCameraClippingRange();
    requestRender();
}

bool VtkView::event(QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonDblClick:
        case QEvent::MouseButtonRelease:
        case QEvent::MouseMove:
        case QEvent::Wheel:
            if (!m_impl->interactor->handle(event)) break;
            event->accept();
            return true;
        case QEvent::KeyPress: {
            const auto* key = static_cast<QKeyEvent*>(event);
            if (key->key() == Qt::Key_F12) {
                setHudShown(!m_impl->hud);
                return true;
            }
            if (!(key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) && m_impl->turn(key->key())) return true;
            m_impl->interactor->handle(event);
            break;
        }
        case QEvent::KeyRelease:
        case QEvent::Enter:
        case QEvent::Leave: m_impl->interactor->handle(event); break;
        default: break;
    }
    return QOpenGLWidget::event(event);
}

}  // namespace vitrine
