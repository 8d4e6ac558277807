// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/frame_hud.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "widgets/gl/imgui_style.h"

namespace vitrine {
namespace {

double percentile(std::vector<float> values, double share) {
    if (values.empty()) return 0;
    const auto place = values.begin() + std::ptrdiff_t(share * double(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

void row(const char* label, const std::string& text) {
    ImGui::TextDisabled("%s", label);
    ImGui::SameLine(76);
    ImGui::TextUnformatted(text.c_str());
}

}  // namespace

void FrameHud::add(double milliseconds) {
    if (m_ms.size() < kKept)
        m_ms.push_back(float(milliseconds));
    else
        m_ms[std::size_t(m_frames) % kKept] = float(milliseconds);
    ++m_frames;
    m_last = milliseconds;
}

void FrameHud::clear() { *this = {}; }

FrameHud::Times FrameHud::times() const { return {m_last, percentile(m_ms, 0.5), percentile(m_ms, 0.99), m_frames}; }

void FrameHud::draw(const QSize& pixels) const {
    const Times now = times();
    const ImVec2 view = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({view.x - 12, 12}, ImGuiCond_Always, {1, 0});
    ImGui::SetNextWindowSize({196, 0});
    ImGui::SetNextWindowBgAlpha(0.88f);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {8, 4});
    ImGui::Begin("##frame_hud", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoFocusOnAppearing);
    row("Median", fmt::format("{:.1f} ms", now.medianMs));
    row("p99", fmt::format("{:.1f} ms", now.p99Ms));
    row("Rate", now.medianMs > 0 ? fmt::format("{:.0f} frames/s", 1000 / now.medianMs) : "-");
    row("Size", fmt::format("{} \xc3\x97 {} px", pixels.width(), pixels.height()));
    row("Frames", fmt::format("{}", now.frames));
    if (!m_ms.empty()) {
        const int first = m_ms.size() < kKept ? 0 : int(std::size_t(m_frames) % kKept);
        ImGui::PlotLines("##frame_times", m_ms.data(), int(m_ms.size()), first, nullptr, 0, float(std::max(now.p99Ms * 1.2, 1.0)), {172, 32});
    }
    ImGui::End();
    ImGui::PopStyleVar();
}

}  // namespace vitrine
