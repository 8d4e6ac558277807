// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/offscreen_gl.h"

#include <QOpenGLFunctions>

namespace vitrine {

QSurfaceFormat glViewFormat() {
    QSurfaceFormat format = QSurfaceFormat::defaultFormat();
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setStencilBufferSize(8);
    format.setAlphaBufferSize(8);
    format.setSamples(0);
    return format;
}

OffscreenGl::OffscreenGl() {
    m_context.setFormat(glViewFormat());
    if (!m_context.create()) return;
    m_surface.setFormat(m_context.format());
    m_surface.create();
    m_valid = m_surface.isValid() && m_context.makeCurrent(&m_surface);
}

OffscreenGl::~OffscreenGl() {
    if (QOpenGLContext::currentContext() == &m_context) m_context.doneCurrent();
}

bool drawsInSoftware(QOpenGLContext* context) {
    const QByteArray renderer = QByteArray(reinterpret_cast<const char*>(context->functions()->glGetString(GL_RENDERER))).toLower();
    return renderer.contains("llvmpipe") || renderer.contains("softpipe") || renderer.contains("swrast");
}

int largestFramebuffer() {
    GLint texture = 0, buffer = 0;
    QOpenGLFunctions* gl = QOpenGLContext::currentContext()->functions();
    gl->glGetIntegerv(GL_MAX_TEXTURE_SIZE, &texture);
    gl->glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &buffer);
    return std::max(1, std::min(texture, buffer));
}

QImage drawToImage(const QSize& pixels, const std::function<void()>& draw) {
    QOpenGLFunctions* gl = QOpenGLContext::currentContext()->functions();
    GLint before = 0;
    gl->glGetIntegerv(GL_FRAMEBUFFER_BINDING, &before);
    QImage image;
    {
        QOpenGLFramebufferObject target(pixels, QOpenGLFramebufferObject::CombinedDepthStencil);
        if (target.isValid()) {
            target.bind();
            gl->glViewport(0, 0, pixels.width(), pixels.height());
            draw();
            target.bind();   // What drew may have bound another.
            image = target.toImage().convertToFormat(QImage::Format_RGB32);
        }
    }
    gl->glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(before));
    image.setDevicePixelRatio(1);
    return image;
}

}  // namespace vitrine
