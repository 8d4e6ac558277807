// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/tensor_figures.h"

#include <imgui.h>

#include <algorithm>

#include "widgets/gl/imgui_style.h"
#include "widgets/gl/plane_view.h"

namespace vitrine {
namespace {

void figure(const char* label, const std::string& value, bool bad = false) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", label);
    ImGui::PushStyleColor(ImGuiCol_Text, inkOf(bad ? Ink::Bad : Ink::Text));
    ImGui::TextUnformatted(value.c_str());
    ImGui::PopStyleColor();
}

std::string shareText(std::int64_t part, std::int64_t whole) {
    if (part == 0 || whole == 0) return fmt::format("{}", part);
    return fmt::format("{} ({:.3g} %)", part, 100.0 * double(part) / double(whole));
}

}  // namespace

void drawFigures(const ArrayStatistics* s) {
    if (!s) {
        ImGui::TextDisabled("Computing statistics...");
        return;
    }
    // Two rows where eight would be too narrow for their numbers.
    const int columns = ImGui::GetContentRegionAvail().x < 760 ? 4 : 8;
    if (!ImGui::BeginTable(columns == 4 ? "##figures4" : "##figures8", columns, ImGuiTableFlags_SizingStretchSame)) return;
    const bool none = s->histogram.empty();
    figure("Minimum", none ? "-" : valueText(s->least));
    figure("Maximum", none ? "-" : valueText(s->largest));
    figure("Mean", none ? "-" : valueText(s->mean));
    figure("SD", none ? "-" : valueText(s->deviation));
    figure("Elements", fmt::format("{}", s->count));
    figure("Zeros", shareText(s->zeros, s->count));
    figure("NaN", shareText(s->nan, s->count), s->nan > 0);
    figure("Infinite", shareText(s->infinite, s->count), s->infinite > 0);
    ImGui::EndTable();
}

void drawHistogram(const ArrayStatistics* s, const std::string& unit) {
    if (!s || s->histogram.empty()) return;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = 56, line = ImGui::GetTextLineHeight();
    ImGui::InvisibleButton("##histogram", {width, height + line + 4});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + width, at.y + height}, inkOf(Ink::Sunken), 4);
    const double most = *std::max_element(s->histogram.begin(), s->histogram.end()), bin = (s->largest - s->least) / double(s->histogram.size());
    const float pace = width / float(s->histogram.size());
    for (std::size_t i = 0; i < s->histogram.size(); ++i) {
        if (s->histogram[i] <= 0) continue;
        const float x = at.x + float(i) * pace, tall = std::max(1.0f, float(s->histogram[i] / most) * (height - 6));
        list.AddRectFilled({x + 0.5f, at.y + height - tall}, {x + pace - 0.5f, at.y + height}, inkOf(Ink::Accent));
    }
    const std::string low = valueText(s->least), high = valueText(s->largest);
    const std::string middle = unit.empty() ? "Value" : fmt::format("Value ({})", unit);
    list.AddText({at.x, at.y + height + 2}, inkOf(Ink::Muted), low.c_str());
    list.AddText({at.x + (width - ImGui::CalcTextSize(middle.c_str()).x) / 2, at.y + height + 2}, inkOf(Ink::Muted), middle.c_str());
    list.AddText({at.x + width - ImGui::CalcTextSize(high.c_str()).x, at.y + height + 2}, inkOf(Ink::Muted), high.c_str());
    if (!ImGui::IsItemHovered()) return;
    const auto i = std::size_t(std::clamp((ImGui::GetIO().MousePos.x - at.x) / pace, 0.0f, float(s->histogram.size() - 1)));
    ImGui::SetTooltip("%s to %s\n%.0f elements", valueText(s->least + double(i) * bin).c_str(), valueText(s->least + double(i + 1) * bin).c_str(),
                      s->histogram[i]);
}

}  // namespace vitrine
