// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The differences between Dear ImGui 1.86 (Debian 12) and 1.87 and later (Debian 13) in one place: how input is fed.
#include <imgui.h>

namespace vitrine::imgui_compat {

#if IMGUI_VERSION_NUM >= 18700

inline void setUpKeys(ImGuiIO&) {}
inline void feedKey(ImGuiIO& io, ImGuiKey key, bool down) { io.AddKeyEvent(key, down); }
inline void feedPosition(ImGuiIO& io, float x, float y) { io.AddMousePosEvent(x, y); }
inline void feedButton(ImGuiIO& io, int button, bool down) { io.AddMouseButtonEvent(button, down); }
inline void feedWheel(ImGuiIO& io, float x, float y) { io.AddMouseWheelEvent(x, y); }
inline void feedModifiers(ImGuiIO& io, bool ctrl, bool shift, bool alt) {
#if IMGUI_VERSION_NUM >= 18900
    io.AddKeyEvent(ImGuiMod_Ctrl, ctrl);
    io.AddKeyEvent(ImGuiMod_Shift, shift);
    io.AddKeyEvent(ImGuiMod_Alt, alt);
#else
    io.AddKeyEvent(ImGuiKey_ModCtrl, ctrl);
    io.AddKeyEvent(ImGuiKey_ModShift, shift);
    io.AddKeyEvent(ImGuiKey_ModAlt, alt);
#endif
}

#else

/// Our keys carry ImGui's own numbers.
inline void setUpKeys(ImGuiIO& io) {
    for (int key = 0; key < ImGuiKey_COUNT; ++key) io.KeyMap[key] = key;
}
inline void feedKey(ImGuiIO& io, ImGuiKey key, bool down) { io.KeysDown[key] = down; }
inline void feedPosition(ImGuiIO& io, float x, float y) { io.MousePos = ImVec2(x, y); }
inline void feedButton(ImGuiIO& io, int button, bool down) { io.MouseDown[button] = down; }
inline void feedWheel(ImGuiIO& io, float x, float y) {
    io.MouseWheelH += x;
    io.MouseWheel += y;
}
inline void feedModifiers(ImGuiIO& io, bool ctrl, bool shift, bool alt) {
    io.KeyCtrl = ctrl;
    io.KeyShift = shift;
    io.KeyAlt = alt;
}

#endif

}  // namespace vitrine::imgui_compat
