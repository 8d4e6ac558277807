// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/vtk/vtk_bridge.h"

#include <vtkCommand.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>
#include <vtkRendererCollection.h>

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QOpenGLFunctions>
#include <cmath>

#include "widgets/gl/offscreen_gl.h"

namespace vitrine {
namespace {

constexpr GLenum kReadFramebuffer = 0x8CA8, kDrawFramebuffer = 0x8CA9;   // Of OpenGL 3, which Qt's header for ES 2 does not name.

}  // namespace

/// VTK copies each finished picture into a second framebuffer, for windows that show it themselves. Where every copy is a pass of the processor over
/// all pixels, ours is read where it was drawn instead.
class VtkBridge::Window final : public vtkGenericOpenGLRenderWindow {
public:
    static Window* New();
    vtkTypeMacro(Window, vtkGenericOpenGLRenderWindow);
    bool readWhereDrawn() const { return MultiSamples == 0; }
    void Frame() override {
        if (!readWhereDrawn()) Superclass::Frame();
    }
};
vtkStandardNewMacro(VtkBridge::Window);

VtkBridge::~VtkBridge() = default;

vtkGenericOpenGLRenderWindow* VtkBridge::window() const { return m_window; }

VtkBridge::VtkBridge() : m_window(vtkSmartPointer<Window>::New()) {
    m_window->SetReadyForRendering(false);
    m_window->SetSupportsOpenGL(1);
    m_window->SetIsDirect(1);
    m_window->SetMapped(1);
    m_window->SetShowWindow(true);
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetDesiredUpdateRate(0.0001);
    m_window->AddObserver(vtkCommand::WindowMakeCurrentEvent, this, &VtkBridge::onMakeCurrent);
    m_window->AddObserver(vtkCommand::WindowIsCurrentEvent, this, &VtkBridge::onIsCurrent);
}

void VtkBridge::onMakeCurrent(vtkObject*, unsigned long, void*) {
    if (m_context && QOpenGLContext::currentContext() != m_context) m_makeCurrent();
}

void VtkBridge::onIsCurrent(vtkObject*, unsigned long, void* data) {
    *static_cast<bool*>(data) = m_context && QOpenGLContext::currentContext() == m_context;
}

void VtkBridge::start(QOpenGLContext* context, std::function<void()> makeCurrent) {
    m_context = context;
    m_makeCurrent = std::move(makeCurrent);
    m_software = drawsInSoftware(context);
    m_window->SetMultiSamples(m_software ? 0 : 4);   // In software four samples cost more than they show.
    m_window->SetReadyForRendering(true);
    m_window->OpenGLInit();
}

void VtkBridge::stop() {
    if (!m_context) return;
    m_window->Finalize();
    m_window->SetReadyForRendering(false);
    m_context = nullptr;
    m_makeCurrent = nullptr;
}

void VtkBridge::render(const QSize& pixels, double pixelScale) {
    m_window->SetSize(pixels.width(), pixels.height());
    m_window->SetDPI(std::max(1, int(std::lround(72 * pixelScale))));
    vtkOpenGLState* state = m_window->GetState();
    state->Reset();   // Qt and ImGui changed the state behind VTK's memory of it.
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    // Opaque from the start: Qt lays the widget over what is behind it by its alpha.
    vtkCollectionSimpleIterator at;
    m_window->GetRenderers()->InitTraversal(at);
    while (vtkRenderer* renderer = m_window->GetRenderers()->GetNextRenderer(at))
        if (renderer->GetLayer() == 0) renderer->SetBackgroundAlpha(1);
    m_window->Render();
    state->Pop();
}

void VtkBridge::blit(unsigned framebuffer, const QSize& target) {
    QOpenGLFunctions* gl = m_context->functions();
    vtkOpenGLState* state = m_window->GetState();
    state->Reset();
    state->Push();
    gl->glDisable(GL_SCISSOR_TEST);
    gl->glBindFramebuffer(kDrawFramebuffer, framebuffer);
    const int* size = m_window->GetSize();
    const bool stretched = size[0] != target.width() || size[1] != target.height();
    const GLenum filter = stretched ? GL_LINEAR : GL_NEAREST;
    if (m_window->readWhereDrawn()) {
        m_window->GetRenderFramebuffer()->Bind(kReadFramebuffer);
        m_window->GetRenderFramebuffer()->ActivateReadBuffer(0);
        gl->glBindFramebuffer(kDrawFramebuffer, framebuffer);
        m_context->extraFunctions()->glBlitFramebuffer(0, 0, size[0], size[1], 0, 0, target.width(), target.height(), GL_COLOR_BUFFER_BIT, filter);
    } else {
        m_window->BlitDisplayFramebuffer(0, 0, 0, size[0], size[1], 0, 0, target.width(), target.height(), GL_COLOR_BUFFER_BIT, int(filter));
    }
    state->Pop();
    gl->glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
}

}  // namespace vitrine
