// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QOpenGLWidget>
#include <functional>
#include <memory>

namespace vitrine {

/// One Dear ImGui context bound to one Qt widget: input from Qt events, drawing with the OpenGL 3 back end, the theme's colours and body font at
/// the device pixel ratio. Used by ImGuiView (a view that is all ImGui) and drawn last by any other GL view (an overlay).
class ImGuiLayer : public QObject {
    Q_OBJECT

public:
    explicit ImGuiLayer(QOpenGLWidget* host);
    ~ImGuiLayer() override;
    /// Between host's makeCurrent and the end of its paintGL: begins a frame, calls `draw`, renders over what is there.
    void render(const std::function<void()>& draw);
    /// The same on any current context and bound framebuffer, `scale` pixels for each of the host's device-independent ones.
    void renderAt(double scale, const std::function<void()>& draw);
    /// Frees what lives in the GL context; call with the context current.
    void releaseGl();
    bool wantsMouse() const;                   ///< The pointer is over an ImGui window: the host leaves the event alone.
    bool wantsKeyboard() const;
    /// True (ImGuiView): every mouse event belongs to ImGui. False (an overlay): only those over an ImGui window.
    void setTakesAll(bool all);
    bool eventFilter(QObject* watched, QEvent* event) override;

Q_SIGNALS:
    void frameWanted();                        ///< Input came, or a frame must follow: draw again soon. The host is updated already.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// A view drawn entirely by ImGui, on demand: it repaints on input, on `update`, and while `draw` asks for it by calling `update`.
class ImGuiView : public QOpenGLWidget {
    Q_OBJECT

public:
    explicit ImGuiView(QWidget* parent = nullptr);
    ~ImGuiView() override;
    void setDraw(std::function<void()> draw);
    double lastFrameMs() const { return m_frameMs; }   ///< Until the picture was there.
    double lastDrawMs() const { return m_drawMs; }     ///< Of it, inside `draw`: what the view itself computes.
    /// The view at `scale` times its size, also when it was never shown.
    QImage exportImage(double scale);
    QSize sizeHint() const override { return {720, 480}; }
    /// For screen readers, to which all of ImGui is one object: what is shown, selected and counted now, followed by the keys.
    void describe(const QString& shown);
    void setKeyHelp(const QString& keys);

Q_SIGNALS:
    void glReleasing();                        ///< The GL context is current and about to go: free textures.

protected:
    void initializeGL() override;
    void paintGL() override;

private:
    void clear(const QSize& pixels);
    void releaseGl();
    std::unique_ptr<ImGuiLayer> m_layer;
    std::function<void()> m_draw;
    QString m_shown, m_keys;
    double m_frameMs = 0, m_drawMs = 0;
};

}  // namespace vitrine
