// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/imgui_view.h"

#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QScopeGuard>

#include "core/base/log.h"
#include "widgets/base/theme.h"
#include "widgets/gl/offscreen_gl.h"

namespace vitrine {

ImGuiView::ImGuiView(QWidget* parent) : QOpenGLWidget(parent) {
    setFormat(glViewFormat());
    m_layer = std::make_unique<ImGuiLayer>(this);
    m_layer->setTakesAll(true);
    setMinimumSize(160, 120);
}

ImGuiView::~ImGuiView() {
    if (context()) disconnect(context(), nullptr, this, nullptr);
    releaseGl();
}

void ImGuiView::setDraw(std::function<void()> draw) {
    m_draw = std::move(draw);
    update();
}

void ImGuiView::describe(const QString& shown) {
    if (shown == m_shown) return;
    m_shown = shown;
    setAccessibleDescription((m_shown + QLatin1Char(' ') + m_keys).trimmed());   // Tells assistive technology that it changed.
}

void ImGuiView::setKeyHelp(const QString& keys) {
    m_keys = keys;
    setAccessibleDescription((m_shown + QLatin1Char(' ') + m_keys).trimmed());
}

void ImGuiView::releaseGl() {
    if (!context()) return;
    makeCurrent();
    Q_EMIT glReleasing();
    m_layer->releaseGl();
    doneCurrent();
}

void ImGuiView::initializeGL() {
    // A view that moves to another window gets another context: what lives in the old one must go before it does.
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] { releaseGl(); }, Qt::DirectConnection);
}

void ImGuiView::clear(const QSize& pixels) {
    const QColor ground = Theme::instance().colour(Ink::Surface);
    QOpenGLFunctions* gl = QOpenGLContext::currentContext()->functions();
    gl->glViewport(0, 0, pixels.width(), pixels.height());
    gl->glClearColor(float(ground.redF()), float(ground.greenF()), float(ground.blueF()), 1);
    gl->glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void ImGuiView::paintGL() {
    QElapsedTimer clock;
    clock.start();
    clear(size() * devicePixelRatioF());
    m_layer->render([this] {
        QElapsedTimer own;
        own.start();
        if (m_draw) m_draw();
        m_drawMs = double(own.nsecsElapsed()) * 1e-6;
    });
    QOpenGLContext::currentContext()->functions()->glFinish();   // The time of the picture, not that of asking for it.
    m_frameMs = double(clock.nsecsElapsed()) * 1e-6;
}

QImage ImGuiView::exportImage(double scale) {
    std::unique_ptr<OffscreenGl> own;
    if (context()) {
        makeCurrent();
    } else {
        own = std::make_unique<OffscreenGl>();
        if (!own->valid()) {
            logError("cannot draw a picture of {}: this system gives no OpenGL 3.2 context", metaObject()->className());
            return {};
        }
    }
    const auto leave = qScopeGuard([&] {   // Also when `draw` throws: no GL object may outlive a context of its own.
        if (own) {
            Q_EMIT glReleasing();
            m_layer->releaseGl();
        } else {
            doneCurrent();
            update();
        }
    });
    const double wanted = std::clamp(scale, 0.1, double(largestFramebuffer()) / std::max({width(), height(), 1}));
    const QSize pixels = (QSizeF(size()) * wanted).toSize();
    return drawToImage(pixels, [&] {
        for (int frame = 0; frame < 3; ++frame) {   // Automatic sizes are right from the third frame on.
            clear(pixels);
            m_layer->renderAt(wanted, m_draw);
        }
    });
}

}  // namespace vitrine
