// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/timeline_canvas.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "widgets/gl/imgui_style.h"

namespace vitrine {
namespace {

constexpr float kRulerHeight = 28, kHeadingHeight = 24, kLaneHeight = 20, kLeastBar = 3;
constexpr double kLeastSpanUs = 0.05;
constexpr int kColours = 7;   // Operators beyond the first seven by own time share one muted colour.

QColor barColour(int rank) {
    if (rank < kColours) return Theme::instance().series(rank);
    return Theme::instance().colour(Ink::Muted);
}

/// A step of 1, 2 or 5 times a power of ten that gives about `wanted` ticks.
double tickStep(double span, double wanted) {
    const double rough = span / std::max(wanted, 1.0), power = std::pow(10, std::floor(std::log10(rough))), lead = rough / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

std::string tickText(double us, double step) {
    const auto digits = [step](double unit) { return std::clamp(int(std::ceil(-std::log10(step / unit) - 1e-9)), 0, 4); };
    if (step >= 1e5) return fmt::format("{:.{}f} s", us * 1e-6, digits(1e6));
    if (step >= 100) return fmt::format("{:.{}f} ms", us * 1e-3, digits(1e3));
    return fmt::format("{:.{}f} \xc2\xb5s", us, digits(1));
}

std::string shortName(const std::string& name) {
    const std::size_t colons = name.rfind("::");
    return colons == std::string::npos ? name : name.substr(colons + 2);
}

}  // namespace

std::string spanText(double us) {
    if (us >= 1e6) return fmt::format("{:.3g} s", us * 1e-6);
    if (us >= 1e3) return fmt::format("{:.3g} ms", us * 1e-3);
    return fmt::format("{:.3g} \xc2\xb5s", us);
}

void TimelineCanvas::setModel(std::shared_ptr<const OperatorTimelineModel> model) {
    m_model = std::move(model);
    m_rows.clear();
    m_bars.clear();
    m_barsLeast = -1;
    m_hovered.reset();
    m_focus.reset();
    m_scroll = m_contentHeight = 0;
    m_searching = false;
    if (!m_model) return;
    m_bars.resize(m_model->lanes().size());
    std::int64_t thread = -1;
    for (std::size_t lane = 0; lane < m_model->lanes().size(); ++lane) {
        const TimelineLane& one = m_model->lanes()[lane];
        if (one.thread != thread) {
            m_rows.push_back({m_contentHeight, -1, one.thread});
            m_contentHeight += kHeadingHeight;
            thread = one.thread;
        }
        m_rows.push_back({m_contentHeight, std::int32_t(lane), one.thread});
        m_contentHeight += kLaneHeight;
    }
    setSpan(0, m_model->wallUs());
}

void TimelineCanvas::setSpan(double fromUs, double toUs) {
    const double wall = m_model ? std::max(m_model->wallUs(), kLeastSpanUs) : 1;
    if (!std::isfinite(fromUs) || !std::isfinite(toUs)) return;
    const double span = std::clamp(toUs - fromUs, kLeastSpanUs, wall);
    m_from = std::clamp(fromUs, 0.0, wall - span);
    m_to = m_from + span;
}

void TimelineCanvas::zoom(double factor, double atShare) {
    const double span = m_to - m_from, at = m_from + span * atShare, next = std::max(span * factor, kLeastSpanUs);
    setSpan(at - next * atShare, at + next * (1 - atShare));
}

void TimelineCanvas::pan(double share) {
    const double by = (m_to - m_from) * share;
    setSpan(m_from + by, m_to + by);
}

void TimelineCanvas::setMarked(std::vector<char> marked, bool any) {
    m_marked = std::move(marked);
    m_searching = any;
}

void TimelineCanvas::show(std::uint32_t index) {
    const TimelineCall& call = m_model->calls()[index];
    const double width = std::max(call.durationUs, kLeastSpanUs);
    const double span = std::clamp(m_to - m_from, width * 1.25, width * 10);
    const double middle = call.startUs + call.durationUs / 2;
    setSpan(middle - span / 2, middle + span / 2);
    m_focus = index;
    for (const Row& row : m_rows)
        if (row.lane == std::int32_t(call.lane)) m_scroll = std::max(0.0f, row.y - 3 * kLaneHeight);
}

void TimelineCanvas::preprocess(const Area& area) {
    const double least = (m_to - m_from) / std::max(area.width, 1.0f) * kLeastBar;
    if (m_barsFrom == m_from && m_barsTo == m_to && m_barsLeast == least) return;
    m_barsFrom = m_from;
    m_barsTo = m_to;
    m_barsLeast = least;
    for (std::size_t lane = 0; lane < m_bars.size(); ++lane) {
        m_bars[lane].clear();
        m_model->bars(lane, m_from, m_to, least, m_bars[lane]);
    }
}

bool TimelineCanvas::handleInput(const Area& area) {
    const ImGuiIO& io = ImGui::GetIO();
    ImGui::SetCursorScreenPos({area.left, area.top});
    ImGui::InvisibleButton("##lanes", {area.width, area.height});
    const bool hovered = ImGui::IsItemHovered();
    bool changed = false;
    if (hovered && io.MouseWheel != 0) {
        if (io.KeyShift)
            m_scroll -= io.MouseWheel * 3 * kLaneHeight;
        else
            zoom(std::pow(0.8, io.MouseWheel), std::clamp((io.MousePos.x - area.left) / area.width, 0.0f, 1.0f));
        changed = true;
    }
    if (hovered && io.MouseWheelH != 0) pan(-0.1 * io.MouseWheelH), changed = true;
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 2)) {
        pan(-double(io.MouseDelta.x) / area.width);
        m_scroll -= io.MouseDelta.y;
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
        changed = true;
    }
    if (hovered && m_hovered && ImGui::IsMouseDoubleClicked(0)) {
        const TimelineCall& call = m_model->calls()[m_hovered->call];
        const bool merged = m_hovered->count > 1;
        const double start = merged ? m_hovered->startUs : call.startUs, end = merged ? m_hovered->endUs : call.endUs();
        setSpan(start - (end - start) * 0.05, end + (end - start) * 0.05);
        m_focus = m_hovered->call;
        changed = true;
    }
    const float room = std::max(0.0f, m_contentHeight - (area.height - kRulerHeight));
    m_scroll = std::clamp(m_scroll, 0.0f, room);
    m_hovered.reset();   // Found anew while drawing.
    return changed;
}

void TimelineCanvas::drawRuler(ImDrawList& list, const Area& area) const {
    const double span = m_to - m_from, step = tickStep(span, area.width / 120);
    const float bottom = area.top + area.height;
    list.AddRectFilled({area.left, area.top}, {area.left + area.width, area.top + kRulerHeight}, inkOf(Ink::Surface));
    for (double at = std::ceil(m_from / step) * step; at <= m_to; at += step) {
        const float x = std::floor(area.left + float((at - m_from) / span * area.width)) + 0.5f;
        list.AddLine({x, area.top + kRulerHeight - 6}, {x, area.top + kRulerHeight}, inkOf(Ink::Muted));
        const std::string text = tickText(at, step);
        const float width = ImGui::CalcTextSize(text.c_str()).x;
        const float textX = std::clamp(x - width / 2, area.left + 4, area.left + area.width - width - 4);
        list.AddText({textX, area.top + 4}, inkOf(Ink::Muted), text.c_str());
        list.AddLine({x, area.top + kRulerHeight}, {x, bottom}, inkOf(Ink::Grid));
    }
    list.AddLine({area.left, area.top + kRulerHeight}, {area.left + area.width, area.top + kRulerHeight}, inkOf(Ink::Border));
}

void TimelineCanvas::drawBar(ImDrawList& list, const OperatorTimelineModel::Bar& bar, const Area& area, float y) {
    const double scale = area.width / (m_to - m_from);
    const float left = std::max(area.left, area.left + float((bar.startUs - m_from) * scale));
    const float right = std::min(area.left + area.width, std::max(left + 1, area.left + float((bar.endUs - m_from) * scale)));
    if (right <= left) return;
    const float bottom = y + kLaneHeight - 2;
    const TimelineCall& call = m_model->calls()[bar.call];
    const QColor colour = barColour(m_model->rankOf(call.name));
    const bool dimmed = m_searching && !m_marked[call.name];
    const double alpha = (bar.count > 1 ? 0.35 + 0.65 * bar.busy : 1.0) * (dimmed ? 0.22 : 1.0);
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool under = mouse.x >= left && mouse.x < std::max(right, left + kLeastBar) && mouse.y >= y && mouse.y < bottom;
    if (under) m_hovered = bar;
    list.AddRectFilled({left, y}, {right, bottom}, colourOf(colour, alpha), right - left > 8 ? 3.0f : 0.0f);
    if (right - left > 8 && bar.count == 1) {
        if (m_focus == bar.call || under)
            list.AddRect({left, y}, {right, bottom}, inkOf(m_focus == bar.call ? Ink::Accent : Ink::Text), 3, 0, 2);
        else if (m_searching && !dimmed)
            list.AddRect({left, y}, {right, bottom}, inkOf(Ink::Accent), 3);
    }
    if (right - left > 32 && bar.count == 1) {
        const std::string& full = m_model->nameOf(call);
        const std::string text = ImGui::CalcTextSize(full.c_str()).x + 8 <= right - left ? full : shortName(full);
        const ImVec4 clip(left + 4, y, right - 4, bottom);
        const float textY = y + (kLaneHeight - 2 - ImGui::GetFontSize()) / 2;
        list.AddText(ImGui::GetFont(), ImGui::GetFontSize(), {left + 4, textY}, dimmed ? inkOf(Ink::Muted) : inkOn(colour), text.c_str(),
                     nullptr, 0, &clip);
    }
}

void TimelineCanvas::drawLane(ImDrawList& list, const Area& area, const Row& row) {
    const float y = area.top + kRulerHeight + row.y - m_scroll;
    const float height = row.lane < 0 ? kHeadingHeight : kLaneHeight;
    if (y + height < area.top + kRulerHeight || y > area.top + area.height) return;
    if (row.lane < 0) {
        const std::string text = fmt::format("Thread {}", row.thread);
        list.AddText({area.left + 4, y + (kHeadingHeight - ImGui::GetFontSize()) / 2}, inkOf(Ink::Muted), text.c_str());
        return;
    }
    for (const OperatorTimelineModel::Bar& bar : m_bars[std::size_t(row.lane)]) drawBar(list, bar, area, y + 1);
}

/// Only the hovered call is asked for: its callees are in the lane below.
double TimelineCanvas::selfUs(std::uint32_t index) const {
    const TimelineCall& call = m_model->calls()[index];
    double self = call.durationUs;
    for (std::size_t i = index + 1; i < m_model->calls().size() && m_model->calls()[i].startUs <= call.endUs(); ++i)
        if (m_model->calls()[i].parent == std::int32_t(index)) self -= m_model->calls()[i].durationUs;
    return std::max(self, 0.0);
}

void TimelineCanvas::tooltip() const {
    if (!m_hovered) return;
    const TimelineCall& call = m_model->calls()[m_hovered->call];
    const TimelineLane& lane = m_model->lanes()[call.lane];
    const auto row = [](const char* label, const std::string& text) {
        ImGui::TextDisabled("%s", label);
        ImGui::SameLine(96);
        ImGui::TextUnformatted(text.c_str());
    };
    ImGui::BeginTooltip();
    if (m_hovered->count > 1) {
        ImGui::Text("%u calls, too short to draw apart", m_hovered->count);
        row("Longest", m_model->nameOf(call));
        row("Span", spanText(m_hovered->endUs - m_hovered->startUs));
        ImGui::TextDisabled("Double click to zoom in");
    } else {
        ImGui::TextUnformatted(m_model->nameOf(call).c_str());
        row("Duration", spanText(call.durationUs));
        row("Self", spanText(selfUs(m_hovered->call)));
        row("Start", spanText(call.startUs));
        row("Thread", fmt::format("{}, depth {}", lane.thread, lane.depth));
        if (!m_model->shapesOf(call).empty()) row("Inputs", m_model->shapesOf(call));
        if (call.parent >= 0) row("Called by", m_model->nameOf(m_model->calls()[std::size_t(call.parent)]));
    }
    ImGui::EndTooltip();
}

bool TimelineCanvas::draw(float height) {
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const Area area{origin.x, origin.y, std::max(ImGui::GetContentRegionAvail().x, 32.0f), std::max(height, kRulerHeight + kLaneHeight)};
    const ImVec2 corner(area.left + area.width, area.top + area.height);
    const bool changed = handleInput(area);
    const bool hovered = ImGui::IsItemHovered();
    preprocess(area);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({area.left, area.top}, corner, inkOf(Ink::Sunken), 4);
    list.PushClipRect({area.left, area.top}, corner, true);
    drawRuler(list, area);
    list.PushClipRect({area.left, area.top + kRulerHeight + 1}, corner, true);
    for (const Row& row : m_rows) drawLane(list, area, row);
    list.PopClipRect();
    list.PopClipRect();
    list.AddRect({area.left, area.top}, corner, inkOf(Ink::Border), 4);
    if (!hovered || ImGui::IsMouseDragging(0, 2) || ImGui::GetIO().MousePos.y < area.top + kRulerHeight) m_hovered.reset();
    if (m_hovered) tooltip();
    return changed;
}

}  // namespace vitrine
