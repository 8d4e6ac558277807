// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/imgui_style.h"

#include <cmath>

namespace vitrine {
namespace {

ImVec4 vec(const QColor& colour, double alpha = 1) {
    return {float(colour.redF()), float(colour.greenF()), float(colour.blueF()), float(colour.alphaF() * alpha)};
}

ImVec4 vec(Ink ink, double alpha = 1) { return vec(Theme::instance().colour(ink), alpha); }

/// Relative luminance after WCAG 2.1.
double luminance(const QColor& colour) {
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double one = luminance(a), two = luminance(b);
    return (std::max(one, two) + 0.05) / (std::min(one, two) + 0.05);
}

void applyMetrics(ImGuiStyle& style) {
    style.WindowPadding = {12, 12};
    style.FramePadding = {8, 4};
    style.CellPadding = {8, 4};
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {8, 4};
    style.IndentSpacing = 16;
    style.ScrollbarSize = 12;
    style.GrabMinSize = 12;
    style.WindowRounding = 6;
    style.ChildRounding = style.FrameRounding = style.PopupRounding = style.GrabRounding = style.TabRounding = 4;
    style.ScrollbarRounding = 6;
    style.WindowBorderSize = style.ChildBorderSize = style.PopupBorderSize = style.FrameBorderSize = 1;
    style.TabBorderSize = 0;
}

}  // namespace

ImU32 colourOf(const QColor& colour, double alpha) { return ImGui::ColorConvertFloat4ToU32(vec(colour, alpha)); }

ImU32 inkOf(Ink ink, double alpha) { return colourOf(Theme::instance().colour(ink), alpha); }

ImU32 inkOn(const QColor& ground) {
    const QColor text = Theme::instance().colour(Ink::Text), window = Theme::instance().colour(Ink::Window);
    return colourOf(contrast(text, ground) >= contrast(window, ground) ? text : window);
}

void applyThemeToImGui() {
    ImGuiStyle& style = ImGui::GetStyle();
    Theme::instance().dark() ? ImGui::StyleColorsDark(&style) : ImGui::StyleColorsLight(&style);
    applyMetrics(style);
    const auto set = [&style](std::initializer_list<ImGuiCol> slots_, const ImVec4& colour) {
        for (const ImGuiCol slot : slots_) style.Colors[slot] = colour;
    };
    set({ImGuiCol_WindowBg}, vec(Ink::Surface));
    set({ImGuiCol_ChildBg, ImGuiCol_TitleBg, ImGuiCol_BorderShadow, ImGuiCol_TableRowBg}, vec(Ink::Surface, 0));
    set({ImGuiCol_PopupBg, ImGuiCol_MenuBarBg, ImGuiCol_TitleBgActive}, vec(Ink::Raised));
    set({ImGuiCol_FrameBg, ImGuiCol_ScrollbarBg}, vec(Ink::Sunken));
    set({ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive, ImGuiCol_Header, ImGuiCol_HeaderHovered, ImGuiCol_HeaderActive},
        vec(Ink::AccentSoft));
    set({ImGuiCol_Border, ImGuiCol_Separator, ImGuiCol_TableBorderStrong, ImGuiCol_ScrollbarGrab}, vec(Ink::Border));
    set({ImGuiCol_TableBorderLight}, vec(Ink::Grid));
    set({ImGuiCol_TableHeaderBg}, vec(Ink::Sunken));
    set({ImGuiCol_TableRowBgAlt}, vec(Ink::Sunken, 0.4));
    set({ImGuiCol_Text}, vec(Ink::Text));
    set({ImGuiCol_TextDisabled, ImGuiCol_ScrollbarGrabHovered, ImGuiCol_ScrollbarGrabActive}, vec(Ink::Muted));
    set({ImGuiCol_TextSelectedBg}, vec(Ink::Accent, 0.35));
    set({ImGuiCol_Button, ImGuiCol_Tab, ImGuiCol_TabUnfocused}, vec(Ink::Sunken));
    set({ImGuiCol_ButtonHovered, ImGuiCol_ButtonActive, ImGuiCol_TabHovered, ImGuiCol_TabActive, ImGuiCol_TabUnfocusedActive},
        vec(Ink::AccentSoft));
    set({ImGuiCol_CheckMark, ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive, ImGuiCol_NavHighlight, ImGuiCol_PlotLines,
         ImGuiCol_PlotHistogram, ImGuiCol_PlotLinesHovered, ImGuiCol_PlotHistogramHovered, ImGuiCol_SeparatorHovered,
         ImGuiCol_SeparatorActive, ImGuiCol_ResizeGripHovered, ImGuiCol_ResizeGripActive},
        vec(Ink::Accent));
}

ImFont* imguiMonoFont() {
    ImFontAtlas* atlas = ImGui::GetIO().Fonts;
    return atlas->Fonts.Size > 1 ? atlas->Fonts[1] : atlas->Fonts[0];
}

void beginWholeView(const char* name) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::Begin(name, nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse);
}

}  // namespace vitrine
