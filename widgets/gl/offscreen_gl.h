// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFramebufferObject>
#include <QSurfaceFormat>
#include <functional>

class QOpenGLWidget;

namespace vitrine {

/// What all GL views of the program ask for: core profile 3.2 or later, depth, opaque.
QSurfaceFormat glViewFormat();

/// A GL context of its own without a window: for pictures of views that were never shown.
class OffscreenGl {
public:
    OffscreenGl();
    ~OffscreenGl();
    bool valid() const { return m_valid; }
    bool makeCurrent() { return m_context.makeCurrent(&m_surface); }
    QOpenGLContext* context() { return &m_context; }

private:
    QOffscreenSurface m_surface;
    QOpenGLContext m_context;
    bool m_valid = false;
};

/// Whether the processor draws for this context, not a graphics card; it must be current.
bool drawsInSoftware(QOpenGLContext* context);

/// Largest side of a framebuffer of the current context, in pixels.
int largestFramebuffer();

/// Draws into a framebuffer of `pixels` in the current context and reads it back, opaque. A null image when the framebuffer cannot be made.
QImage drawToImage(const QSize& pixels, const std::function<void()>& draw);

}  // namespace vitrine
