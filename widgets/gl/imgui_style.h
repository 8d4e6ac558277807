// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <imgui.h>

#include <memory>

#include "widgets/base/theme.h"

namespace vitrine {

/// A colour of the theme for ImGui's draw lists.
ImU32 inkOf(Ink ink, double alpha = 1);
ImU32 colourOf(const QColor& colour, double alpha = 1);
/// Of the theme's Text and Window, the one that reads better on `ground`.
ImU32 inkOn(const QColor& ground);

/// Colours and distances of the theme for the current context.
void applyThemeToImGui();

/// Body font (index 0) and mono font (index 1) of the theme, drawn for `scale` pixels per device-independent one; the same object for all contexts
/// that ask for the same. Where the system's font cannot be read: ImGui's own.
std::shared_ptr<ImFontAtlas> imguiFonts(double scale);
/// The mono font of the current context.
ImFont* imguiMonoFont();

/// Begins the one window that fills the view, without frame or title, on the ground that the view was cleared to (filling it a second time is most of a
/// frame in software OpenGL); end it with ImGui::End().
void beginWholeView(const char* name);

}  // namespace vitrine
