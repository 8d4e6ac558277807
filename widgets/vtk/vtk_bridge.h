// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkSmartPointer.h>

#include <QSize>
#include <functional>

class QOpenGLContext;

namespace vitrine {

/// VTK's generic render window within a GL context that Qt owns: start and stop with that context, state kept apart from Qt's, copying of the
/// picture to a framebuffer. The window draws nothing before `start`.
class VtkBridge {
public:
    VtkBridge();
    ~VtkBridge();
    vtkGenericOpenGLRenderWindow* window() const;
    bool ready() const { return m_context != nullptr; }
    bool softwareGl() const { return m_software; }

    /// With `context` current; `makeCurrent` is called when VTK needs it again.
    void start(QOpenGLContext* context, std::function<void()> makeCurrent);
    /// Frees all that VTK holds in the context, which must be current.
    void stop();
    /// Draws at that size in pixels; text is `pixelScale` times as large as at 1.
    void render(const QSize& pixels, double pixelScale);
    /// Copies the last picture to a framebuffer, stretched from its size to `target`.
    void blit(unsigned framebuffer, const QSize& target);

private:
    void onMakeCurrent(vtkObject*, unsigned long, void*);
    void onIsCurrent(vtkObject*, unsigned long, void* data);
    class Window;
    const vtkSmartPointer<Window> m_window;
    QOpenGLContext* m_context = nullptr;
    std::function<void()> m_makeCurrent;
    bool m_software = false;
};

}  // namespace vitrine
