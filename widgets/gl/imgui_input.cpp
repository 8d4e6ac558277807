// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/imgui_input.h"

#include <QFocusEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cfloat>
#include <set>

#include "widgets/gl/imgui_compat.h"

namespace vitrine {
namespace {

/// ImGui's key for Qt's, or -1.
int imguiKey(int key) {
    switch (key) {
        case Qt::Key_Tab:
        case Qt::Key_Backtab: return ImGuiKey_Tab;
        case Qt::Key_Left: return ImGuiKey_LeftArrow;
        case Qt::Key_Right: return ImGuiKey_RightArrow;
        case Qt::Key_Up: return ImGuiKey_UpArrow;
        case Qt::Key_Down: return ImGuiKey_DownArrow;
        case Qt::Key_PageUp: return ImGuiKey_PageUp;
        case Qt::Key_PageDown: return ImGuiKey_PageDown;
        case Qt::Key_Home: return ImGuiKey_Home;
        case Qt::Key_End: return ImGuiKey_End;
        case Qt::Key_Insert: return ImGuiKey_Insert;
        case Qt::Key_Delete: return ImGuiKey_Delete;
        case Qt::Key_Backspace: return ImGuiKey_Backspace;
        case Qt::Key_Space: return ImGuiKey_Space;
        case Qt::Key_Return: return ImGuiKey_Enter;
        case Qt::Key_Enter: return ImGuiKey_KeyPadEnter;
        case Qt::Key_Escape: return ImGuiKey_Escape;
        case Qt::Key_A: return ImGuiKey_A;
        case Qt::Key_C: return ImGuiKey_C;
        case Qt::Key_V: return ImGuiKey_V;
        case Qt::Key_X: return ImGuiKey_X;
        case Qt::Key_Y: return ImGuiKey_Y;
        case Qt::Key_Z: return ImGuiKey_Z;
        default: return -1;
    }
}

int imguiButton(Qt::MouseButton button) {
    switch (button) {
        case Qt::LeftButton: return 0;
        case Qt::RightButton: return 1;
        case Qt::MiddleButton: return 2;
        default: return -1;
    }
}

bool isPrintable(const QString& text) {
    return !text.isEmpty() && text.at(0).unicode() >= 0x20 && text.at(0).unicode() != 0x7f;
}

}  // namespace

bool ImGuiInput::knows(int qtKey) { return imguiKey(qtKey) >= 0; }

bool ImGuiInput::takeMouse(QEvent* event) {
    auto* mouse = static_cast<QMouseEvent*>(event);
    m_position = mouse->position();
    Event taken{Kind::Move, float(m_position.x()), float(m_position.y()), 0, false, mouse->modifiers(), {}};
    if (event->type() == QEvent::MouseMove && !m_events.empty() && m_events.back().kind == Kind::Move) {
        m_events.back() = taken;   // Only the last of a row of moves matters.
        return true;
    }
    m_events.push_back(taken);
    if (event->type() == QEvent::MouseMove) return true;
    taken.kind = Kind::Button;
    taken.code = imguiButton(mouse->button());
    taken.down = event->type() != QEvent::MouseButtonRelease;
    if (taken.code >= 0) m_events.push_back(taken);
    return true;
}

bool ImGuiInput::takeKey(QEvent* event) {
    auto* key = static_cast<QKeyEvent*>(event);
    const bool down = event->type() == QEvent::KeyPress;
    if (key->isAutoRepeat() && !down) return true;
    Event taken{Kind::Key, 0, 0, imguiKey(key->key()), down, key->modifiers(), {}};
    if (key->isAutoRepeat() && taken.code >= 0) {
        taken.down = false;   // ImGui repeats by itself only between frames, and we draw on demand: Qt's repeat is a new press.
        m_events.push_back(taken);
        taken.down = true;
    }
    m_events.push_back(taken);
    const bool command = key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (down && isPrintable(key->text()) && (!command || (key->modifiers() & Qt::GroupSwitchModifier)))
        m_events.push_back({Kind::Text, 0, 0, 0, false, key->modifiers(), key->text().toUtf8()});
    return true;
}

bool ImGuiInput::take(QEvent* event) {
    switch (event->type()) {
        case QEvent::MouseMove:
        case QEvent::MouseButtonPress:
        case QEvent::MouseButtonDblClick:
        case QEvent::MouseButtonRelease: return takeMouse(event);
        case QEvent::Wheel: {
            auto* wheel = static_cast<QWheelEvent*>(event);
            m_position = wheel->position();
            m_events.push_back({Kind::Move, float(m_position.x()), float(m_position.y()), 0, false, wheel->modifiers(), {}});
            m_events.push_back({Kind::Wheel, float(wheel->angleDelta().x()) / 120, float(wheel->angleDelta().y()) / 120, 0, false,
                                wheel->modifiers(), {}});
            return true;
        }
        case QEvent::Leave:
            m_position = {-1, -1};
            m_events.push_back({Kind::Leave, 0, 0, 0, false, {}, {}});
            return true;
        case QEvent::KeyPress:
        case QEvent::KeyRelease: return takeKey(event);
        case QEvent::InputMethod: {
            const QString text = static_cast<QInputMethodEvent*>(event)->commitString();
            if (!text.isEmpty()) m_events.push_back({Kind::Text, 0, 0, 0, false, {}, text.toUtf8()});
            return true;
        }
        case QEvent::FocusIn:
        case QEvent::FocusOut:
            m_events.push_back({Kind::Focus, 0, 0, 0, event->type() == QEvent::FocusIn, {}, {}});
            return true;
        default: return false;
    }
}

void ImGuiInput::feed(ImGuiIO& io) {
    std::set<int> buttons, keys;
    bool wheel = false, text = false;
    while (!m_events.empty()) {
        const Event& event = m_events.front();
        const bool moves = event.kind == Kind::Move || event.kind == Kind::Leave;
        if (moves && (wheel || !buttons.empty())) break;
        if (event.kind == Kind::Button && !buttons.insert(event.code).second) break;
        if (event.kind == Kind::Key && (text || (event.code >= 0 && !keys.insert(event.code).second))) break;
        if (event.kind != Kind::Leave && event.kind != Kind::Focus && event.kind != Kind::Text)
            imgui_compat::feedModifiers(io, event.modifiers & Qt::ControlModifier, event.modifiers & Qt::ShiftModifier,
                                        event.modifiers & Qt::AltModifier);
        switch (event.kind) {
            case Kind::Move: imgui_compat::feedPosition(io, event.x, event.y); break;
            case Kind::Leave: imgui_compat::feedPosition(io, -FLT_MAX, -FLT_MAX); break;
            case Kind::Button: imgui_compat::feedButton(io, event.code, event.down); break;
            case Kind::Wheel: imgui_compat::feedWheel(io, event.x, event.y); break;
            case Kind::Key:
                if (event.code >= 0) imgui_compat::feedKey(io, static_cast<ImGuiKey>(event.code), event.down);
                break;
            case Kind::Text: io.AddInputCharactersUTF8(event.text.constData()); break;
            case Kind::Focus: io.AddFocusEvent(event.down); break;
        }
        wheel = wheel || event.kind == Kind::Wheel;
        text = text || event.kind == Kind::Text;
        m_events.pop_front();
    }
}

}  // namespace vitrine
