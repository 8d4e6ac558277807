// SPDX-License-Identifier: GPL-3.0-or-later
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QInputMethodQueryEvent>
#include <QPointer>
#include <QTimer>

#include "core/base/log.h"
#include "widgets/gl/imgui_compat.h"
#include "widgets/gl/imgui_input.h"
#include "widgets/gl/imgui_style.h"
#include "widgets/gl/imgui_view.h"

namespace vitrine {
namespace {

/// Makes a context current and puts the former one back: another view may be in its frame.
class ContextScope {
public:
    explicit ContextScope(ImGuiContext* context) : m_before(ImGui::GetCurrentContext()) { ImGui::SetCurrentContext(context); }
    ~ContextScope() { ImGui::SetCurrentContext(m_before); }
    ContextScope(const ContextScope&) = delete;
    ContextScope& operator=(const ContextScope&) = delete;

private:
    ImGuiContext* m_before;
};

void setClipboard(void*, const char* text) { QGuiApplication::clipboard()->setText(QString::fromUtf8(text)); }

const char* clipboard(void*) {
    static QByteArray kept;
    kept = QGuiApplication::clipboard()->text().toUtf8();
    return kept.constData();
}

Qt::CursorShape cursorShape(ImGuiMouseCursor cursor) {
    switch (cursor) {
        case ImGuiMouseCursor_TextInput: return Qt::IBeamCursor;
        case ImGuiMouseCursor_ResizeAll: return Qt::SizeAllCursor;
        case ImGuiMouseCursor_ResizeNS: return Qt::SizeVerCursor;
        case ImGuiMouseCursor_ResizeEW: return Qt::SizeHorCursor;
        case ImGuiMouseCursor_ResizeNESW: return Qt::SizeBDiagCursor;
        case ImGuiMouseCursor_ResizeNWSE: return Qt::SizeFDiagCursor;
        case ImGuiMouseCursor_Hand: return Qt::PointingHandCursor;
        case ImGuiMouseCursor_NotAllowed: return Qt::ForbiddenCursor;
        default: return Qt::ArrowCursor;
    }
}

constexpr int kSettleFrames = 2;   // Hover and automatic sizes need a frame or two after the input that caused them.

}  // namespace

struct ImGuiLayer::Impl {
    Impl(ImGuiLayer* owner, QOpenGLWidget* widget) : layer(owner), host(widget) {}

    ImGuiLayer* layer;
    QOpenGLWidget* host;
    std::shared_ptr<ImFontAtlas> fonts;
    ImGuiContext* context = nullptr;
    ImGuiInput input;
    QElapsedTimer clock;
    QTimer blink;                    ///< Redraws the text cursor.
    double fontScale = 0;
    ImTextureID fontTexture = {};
    bool glReady = false, styleStale = true, takesAll = false, cursorSet = false;
    bool imguiDrags = false, hostDrags = false;   ///< Whose the drag is that began with the last press.
    int settle = 0;

    void wantFrame() {
        host->update();
        Q_EMIT layer->frameWanted();
    }
    void wake() {
        settle = kSettleFrames;
        wantFrame();
    }

    /// Over an ImGui window that takes input, by the windows of the last frame: right also for a press without a move before it.
    bool hits(const QPointF& at) const {
        for (const ImGuiWindow* window : context->Windows)
            if (window->WasActive && !window->Hidden && !(window->Flags & ImGuiWindowFlags_NoMouseInputs) &&
                window->OuterRectClipped.Contains(ImVec2(float(at.x()), float(at.y()))))
                return true;
        return false;
    }

    bool takesMouse(QEvent* event) {
        const auto* mouse = static_cast<QSinglePointEvent*>(event);
        const bool press = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
        if (takesAll) return true;
        const bool over = hits(mouse->position());
        if (press) {
            if (!imguiDrags && !hostDrags) (over ? imguiDrags : hostDrags) = true;
            return !hostDrags;
        }
        if (event->type() == QEvent::MouseButtonRelease) {
            const bool ours = imguiDrags;
            if (mouse->buttons() == Qt::NoButton) imguiDrags = hostDrags = false;
            return ours;
        }
        return !hostDrags && (imguiDrags || over);
    }

    void answerInputMethod(QInputMethodQueryEvent* query) {
        query->setValue(Qt::ImEnabled, context->IO.WantTextInput);
        query->setValue(Qt::ImCursorRectangle, QRect(input.position().toPoint(), QSize(1, 16)));
        query->accept();
    }

    void prepare(double scale) {
        ImGuiIO& io = context->IO;
        if (!glReady) {
            ImGui_ImplOpenGL3_Init("#version 150");
            glReady = true;
        }
        if (styleStale) {
            applyThemeToImGui();
            styleStale = false;
            fontScale = 0;
        }
        if (fontScale != scale) {
            if (fontTexture) ImGui_ImplOpenGL3_DestroyFontsTexture();
            fonts = imguiFonts(scale);
            io.Fonts = fonts.get();
            io.FontGlobalScale = float(1 / scale);
            fontScale = scale;
            fontTexture = {};
        }
        if (!fontTexture) {
            ImGui_ImplOpenGL3_CreateFontsTexture();
            fontTexture = io.Fonts->TexID;
        }
        io.Fonts->SetTexID(fontTexture);   // Contexts share the atlas, each has a texture of its own.
        io.DisplaySize = ImVec2(float(host->width()), float(host->height()));
        io.DisplayFramebufferScale = ImVec2(float(scale), float(scale));
        io.DeltaTime = std::clamp(float(clock.isValid() ? clock.nsecsElapsed() : 16'000'000) * 1e-9f, 1e-4f, 0.2f);
        clock.start();
    }

    void afterFrame() {
        if (context->IO.WantTextInput)
            blink.start();
        else
            blink.stop();
        const bool showCursor = takesAll || context->IO.WantCaptureMouse;
        if (showCursor) {
            host->setCursor(cursorShape(ImGui::GetMouseCursor()));
        } else if (cursorSet) {
            host->unsetCursor();
        }
        cursorSet = showCursor;
        if (!input.pending() && settle <= 0) return;
        if (!input.pending()) --settle;
        QMetaObject::invokeMethod(layer, [this] { wantFrame(); }, Qt::QueuedConnection);
    }
};

ImGuiLayer::ImGuiLayer(QOpenGLWidget* host) : QObject(host), m_impl(new Impl(this, host)) {
    m_impl->fonts = imguiFonts(host->devicePixelRatioF());
    ImGuiContext* before = ImGui::GetCurrentContext();
    m_impl->context = ImGui::CreateContext(m_impl->fonts.get());
    ImGui::SetCurrentContext(m_impl->context);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    io.SetClipboardTextFn = setClipboard;
    io.GetClipboardTextFn = clipboard;
    imgui_compat::setUpKeys(io);
    ImGui::SetCurrentContext(before);
    m_impl->blink.setInterval(400);
    connect(&m_impl->blink, &QTimer::timeout, this, [this] { m_impl->wantFrame(); });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_impl->styleStale = true;
        m_impl->wake();
    });
    host->setMouseTracking(true);
    host->setAttribute(Qt::WA_InputMethodEnabled);
    host->setFocusPolicy(Qt::StrongFocus);
    host->installEventFilter(this);
}

ImGuiLayer::~ImGuiLayer() {
    if (m_impl->glReady) logError("an ImGui layer ends before its GL resources were released");
    ContextScope scope(m_impl->context);
    ImGui::DestroyContext(m_impl->context);
    m_impl->context = nullptr;
}

void ImGuiLayer::render(const std::function<void()>& draw) { renderAt(m_impl->host->devicePixelRatioF(), draw); }

void ImGuiLayer::renderAt(double scale, const std::function<void()>& draw) {
    ContextScope scope(m_impl->context);
    m_impl->prepare(scale);
    m_impl->input.feed(m_impl->context->IO);
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    try {
        if (draw) draw();
    } catch (...) {
        ImGui::ErrorCheckEndFrameRecover(nullptr);   // The next frame must find a closed one.
        ImGui::EndFrame();
        throw;
    }
    ImGui::Render();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    m_impl->afterFrame();
}

void ImGuiLayer::releaseGl() {
    if (!m_impl->glReady) return;
    ContextScope scope(m_impl->context);
    m_impl->context->IO.Fonts->SetTexID(m_impl->fontTexture);
    ImGui_ImplOpenGL3_Shutdown();
    m_impl->fontTexture = {};
    m_impl->glReady = false;
}

bool ImGuiLayer::wantsMouse() const { return m_impl->hits(m_impl->input.position()); }

bool ImGuiLayer::wantsKeyboard() const { return m_impl->context->IO.WantTextInput || (m_impl->context->IO.WantCaptureKeyboard && !m_impl->takesAll); }

void ImGuiLayer::setTakesAll(bool all) { m_impl->takesAll = all; }

bool ImGuiLayer::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_impl->host) return false;
    const bool typing = m_impl->context->IO.WantTextInput;
    switch (event->type()) {
        case QEvent::ShortcutOverride:
            if (typing) event->accept();   // Letters typed into a field are no shortcuts of the window.
            return typing;
        case QEvent::KeyPress:
        case QEvent::KeyRelease: {
            const int key = static_cast<QKeyEvent*>(event)->key();
            if ((key == Qt::Key_Tab || key == Qt::Key_Backtab) && !typing) return false;   // Leaves the view.
            if (m_impl->input.take(event)) m_impl->wake();
            return typing || (wantsKeyboard() && ImGuiInput::knows(key));
        }
        case QEvent::InputMethodQuery:
            m_impl->answerInputMethod(static_cast<QInputMethodQueryEvent*>(event));
            return true;
        case QEvent::MouseMove:
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonDblClick:
        case QEvent::MouseButtonRelease:
        case QEvent::Wheel: {
            const bool ours = m_impl->takesMouse(event), wasOver = m_impl->context->IO.WantCaptureMouse;
            m_impl->input.take(event);
            if (ours || wasOver || event->type() != QEvent::MouseMove) m_impl->wake();
            if (ours) event->accept();
            return ours;
        }
        default:
            if (m_impl->input.take(event)) m_impl->wake();
            return event->type() == QEvent::InputMethod;
    }
}

}  // namespace vitrine
