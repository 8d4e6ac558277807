// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <imgui.h>

#include <QByteArray>
#include <QEvent>
#include <QPointF>
#include <deque>

namespace vitrine {

/// Keeps the input events of a Qt widget until a frame takes them. ImGui reads states, not events: a press and its release in one frame would be
/// lost, so each frame takes only as many as it can tell apart and the rest waits for the next.
class ImGuiInput {
public:
    /// Keeps what ImGui can use of `event`; false when it cannot.
    bool take(QEvent* event);
    /// ImGui has a use for this key besides the text that it types.
    static bool knows(int qtKey);
    /// Feeds the next frame.
    void feed(ImGuiIO& io);
    bool pending() const { return !m_events.empty(); }
    QPointF position() const { return m_position; }

private:
    enum class Kind { Move, Leave, Button, Wheel, Key, Text, Focus };
    struct Event {
        Kind kind;
        float x = 0, y = 0;
        int code = 0;
        bool down = false;
        Qt::KeyboardModifiers modifiers;
        QByteArray text;
    };
    bool takeMouse(QEvent* event);
    bool takeKey(QEvent* event);
    std::deque<Event> m_events;
    QPointF m_position{-1, -1};
};

}  // namespace vitrine
