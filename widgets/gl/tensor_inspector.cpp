// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/tensor_inspector.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/gl/imgui_style.h"
#include "widgets/gl/plane_view.h"

namespace vitrine {
namespace {

constexpr std::int64_t kInlineCount = 1 << 18;   // About a millisecond of statistics.

std::string axisName(const Array& array, int axis) {
    if (axis < 0) return "none";
    if (std::size_t(axis) < array.axes.size() && !array.axes[std::size_t(axis)].empty())
        return fmt::format("{} ({})", array.axes[std::size_t(axis)], array.dim(std::size_t(axis)));
    return fmt::format("Axis {} ({})", axis, array.dim(std::size_t(axis)));
}

void figure(const char* label, const std::string& value, bool bad = false) {
    ImGui::TableNextColumn();
    ImGui::TextDisabled("%s", label);
    ImGui::PushStyleColor(ImGuiCol_Text, inkOf(bad ? Ink::Bad : Ink::Text));
    ImGui::TextUnformatted(value.c_str());
    ImGui::PopStyleColor();
}

std::string shareText(std::int64_t part, std::int64_t whole) {
    if (part == 0 || whole == 0) return fmt::format("{}", part);
    return fmt::format("{} ({:.2g} %)", part, 100.0 * double(part) / double(whole));
}

}  // namespace

struct TensorInspector::Impl {
    explicit Impl(TensorInspector* owner) : view(owner) {}

    TensorInspector* view;
    NamedArrays arrays;
    std::string current, filter;
    PlaneView plane;
    std::map<std::string, ArrayStatistics> statistics;
    std::uint64_t generation = 0;
    int pending = 0;

    const ArrayStatistics* stats() const {
        const auto found = statistics.find(current);
        return found == statistics.end() ? nullptr : &found->second;
    }

    void choose(const std::string& name) {
        const auto found = arrays.find(name);
        if (found == arrays.end()) return;
        const bool changed = current != name;
        current = name;
        plane.setArray(found->second);
        if (!stats()) compute(found->second);
        if (changed) Q_EMIT view->selectionChanged(qs(name));
        view->update();
    }

    void compute(const Array& array) {
        if (array.count() <= kInlineCount) {
            statistics[current] = statisticsOf(array);
            return;
        }
        ++pending;
        QThreadPool::globalInstance()->start([this, guard = QPointer<TensorInspector>(view), name = current, array, mine = generation] {
            ArrayStatistics made = statisticsOf(array);
            // Posted to the application: the view itself may go meanwhile, and is looked at on its own thread only.
            QMetaObject::invokeMethod(QCoreApplication::instance(), [this, guard, name, made = std::move(made), mine] {
                if (!guard) return;
                --pending;
                if (mine == generation) statistics[name] = made;
                view->update();
            });
        });
    }

    void show(std::int64_t flat) {
        plane.marked = flat;
        plane.slice.index = indexOf(plane.array(), flat);
        plane.showMarked();
        view->update();
    }

    void draw() {
        beginWholeView("##tensors");
        if (arrays.empty()) {
            drawEmpty();
        } else {
            ImGui::BeginChild("##list", {std::clamp(ImGui::GetContentRegionAvail().x * 0.3f, 160.0f, 300.0f), 0});
            drawList();
            ImGui::EndChild();
            ImGui::SameLine(0, 16);
            ImGui::BeginChild("##array", {0, 0});
            if (arrays.contains(current)) drawArray();
            ImGui::EndChild();
        }
        ImGui::End();
    }

    void drawEmpty() const {
        const char* title = "No arrays";
        const char* help = "Pick a run that has arrays, or drop a .npy, .npz or .safetensors file here.";
        const ImVec2 size = ImGui::GetIO().DisplaySize, titleSize = ImGui::CalcTextSize(title), helpSize = ImGui::CalcTextSize(help);
        ImGui::SetCursorPos({std::max((size.x - titleSize.x) / 2, 12.0f), size.y / 2 - titleSize.y - 4});
        ImGui::TextUnformatted(title);
        ImGui::SetCursorPosX(std::max((size.x - helpSize.x) / 2, 12.0f));
        ImGui::PushStyleColor(ImGuiCol_Text, inkOf(Ink::Muted));
        ImGui::TextWrapped("%s", help);
        ImGui::PopStyleColor();
    }

    void drawList() {
        ImGui::SetNextItemWidth(-1);
        ImGui::InputTextWithHint("##filter", "Filter arrays", &filter);
        ImGui::BeginChild("##names", {0, 0}, true);
        std::vector<const NamedArrays::value_type*> shown;
        for (const auto& entry : arrays)
            if (filter.empty() || fuzzyScore(qs(filter), qs(entry.first)) > 0) shown.push_back(&entry);
        if (shown.empty()) ImGui::TextDisabled("No name matches.");
        const float line = ImGui::GetTextLineHeight(), height = 2 * line + 12;
        ImGuiListClipper clipper;
        clipper.Begin(int(shown.size()), height + ImGui::GetStyle().ItemSpacing.y);
        while (clipper.Step())
            for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) drawEntry(*shown[std::size_t(i)], line, height);
        ImGui::EndChild();
    }

    void drawEntry(const NamedArrays::value_type& entry, float line, float height) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        ImGui::PushID(entry.first.c_str());
        if (ImGui::Selectable("##entry", entry.first == current, 0, {0, height})) choose(entry.first);
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", entry.first.c_str());
        ImGui::PopID();
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const std::string about = entry.second.describe() + ", " + ss(bytesText(entry.second.byteSize()));
        list.AddText({at.x + 4, at.y + 4}, inkOf(Ink::Text), entry.first.c_str());
        list.AddText({at.x + 4, at.y + 8 + line}, inkOf(Ink::Muted), about.c_str());
    }

    void drawArray() {
        const Array& array = plane.array();
        ImGui::TextUnformatted(current.c_str());
        ImGui::SameLine(0, 12);
        ImGui::TextDisabled("%s%s%s", array.describe().c_str(), array.unit.empty() ? "" : ", ", array.unit.c_str());
        drawFigures();
        drawHistogram();
        ImGui::Separator();
        drawSliceControls();
        drawPictureControls();
        ImGui::BeginChild("##plane", {0, 0});
        plane.draw(stats());
        ImGui::EndChild();
    }

    void drawFigures() const {
        const ArrayStatistics* s = stats();
        if (!s) {
            ImGui::TextDisabled("Computing statistics...");
            return;
        }
        if (!ImGui::BeginTable("##figures", 8, ImGuiTableFlags_SizingStretchSame)) return;
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

    void drawHistogram() const {
        const ArrayStatistics* s = stats();
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
        const std::string middle = plane.array().unit.empty() ? "Value" : fmt::format("Value ({})", plane.array().unit);
        list.AddText({at.x, at.y + height + 2}, inkOf(Ink::Muted), low.c_str());
        list.AddText({at.x + (width - ImGui::CalcTextSize(middle.c_str()).x) / 2, at.y + height + 2}, inkOf(Ink::Muted), middle.c_str());
        list.AddText({at.x + width - ImGui::CalcTextSize(high.c_str()).x, at.y + height + 2}, inkOf(Ink::Muted), high.c_str());
        if (!ImGui::IsItemHovered()) return;
        const auto i = std::size_t(std::clamp((ImGui::GetIO().MousePos.x - at.x) / pace, 0.0f, float(s->histogram.size() - 1)));
        ImGui::SetTooltip("%s to %s\n%.0f elements", valueText(s->least + double(i) * bin).c_str(), valueText(s->least + double(i + 1) * bin).c_str(),
                          s->histogram[i]);
    }

    void axisCombo(const char* label, int& axis, int& other) {
        const Array& array = plane.array();
        ImGui::SetNextItemWidth(140);
        if (!ImGui::BeginCombo(label, axisName(array, axis).c_str())) return;
        for (int candidate = -1; candidate < int(array.rank()); ++candidate) {
            if (!ImGui::Selectable(axisName(array, candidate).c_str(), candidate == axis)) continue;
            if (candidate >= 0 && candidate == other) other = axis;   // The two change places.
            axis = candidate;
        }
        ImGui::EndCombo();
    }

    void drawSliceControls() {
        const Array& array = plane.array();
        if (array.rank() > 1) {
            axisCombo("Rows", plane.slice.rowAxis, plane.slice.columnAxis);
            ImGui::SameLine(0, 16);
            axisCombo("Columns", plane.slice.columnAxis, plane.slice.rowAxis);
        }
        for (std::size_t axis = 0; axis < array.rank(); ++axis) {
            if (int(axis) == plane.slice.rowAxis || int(axis) == plane.slice.columnAxis || array.dim(axis) < 2) continue;
            int at = int(plane.slice.index[axis]);
            ImGui::PushID(int(axis));
            ImGui::SetNextItemWidth(std::max(120.0f, ImGui::GetContentRegionAvail().x * 0.5f));
            if (ImGui::SliderInt(axisName(array, int(axis)).c_str(), &at, 0, int(std::min<std::int64_t>(array.dim(axis), INT32_MAX) - 1),
                                 "%d", ImGuiSliderFlags_AlwaysClamp))
                plane.slice.index[axis] = at;
            ImGui::PopID();
        }
    }

    void drawPictureControls() {
        if (ImGui::RadioButton("Picture", !plane.numbers)) plane.numbers = false;
        ImGui::SameLine();
        if (ImGui::RadioButton("Numbers", plane.numbers)) plane.numbers = true;
        if (!plane.numbers && plane.slice.rowAxis >= 0) {
            ImGui::SameLine(0, 16);
            ImGui::SetNextItemWidth(108);
            if (ImGui::BeginCombo("##map", name(plane.map))) {
                for (const Colormap map : allColormaps())
                    if (ImGui::Selectable(name(map), map == plane.map)) plane.map = map;
                ImGui::EndCombo();
            }
            ImGui::SameLine();
            ImGui::SetNextItemWidth(150);
            int range = int(plane.range);
            if (ImGui::Combo("##range", &range, "Range of slice\0Range of array\0Around zero\0")) plane.range = PlaneView::Range(range);
        }
        const ArrayStatistics* s = stats();
        const std::int64_t unusual = s ? s->nan + s->infinite : 0;
        ImGui::SameLine(0, 16);
        if (!s || unusual == 0) {
            ImGui::AlignTextToFramePadding();
            ImGui::TextDisabled("%s", s ? "No NaN or Inf" : "");
            return;
        }
        if (ImGui::Button("Next NaN or Inf")) view->huntNext();
        if (plane.marked) {
            ImGui::SameLine();
            ImGui::TextDisabled("at [%s]", fmt::format("{}", fmt::join(indexOf(plane.array(), *plane.marked), ", ")).c_str());
        }
    }
};

TensorInspector::TensorInspector(QWidget* parent) : ImGuiView(parent), m_impl(new Impl(this)) {
    setAccessibleName("Tensor inspector");
    setAccessibleDescription("List of arrays, statistics, histogram and slices of the selected one.");
    connect(this, &ImGuiView::glReleasing, this, [this] { m_impl->plane.releaseGl(); });
    setDraw([this] { m_impl->draw(); });
}

TensorInspector::~TensorInspector() {
    if (!context()) return;
    makeCurrent();
    m_impl->plane.releaseGl();
    doneCurrent();
    disconnect(this, &ImGuiView::glReleasing, this, nullptr);   // The base releases the rest after this part is gone.
}

void TensorInspector::setArrays(NamedArrays arrays) {
    m_impl->arrays = std::move(arrays);
    m_impl->statistics.clear();
    ++m_impl->generation;
    if (m_impl->arrays.empty()) {
        m_impl->current.clear();
        return update();
    }
    m_impl->choose(m_impl->arrays.contains(m_impl->current) ? m_impl->current : m_impl->arrays.begin()->first);
}

void TensorInspector::select(const QString& name) { m_impl->choose(ss(name)); }

QString TensorInspector::selected() const { return qs(m_impl->current); }

bool TensorInspector::huntNext() {
    if (!m_impl->arrays.contains(m_impl->current)) return false;
    const auto found = nextUnusual(m_impl->plane.array(), m_impl->plane.marked.value_or(-1));
    if (!found) return false;
    m_impl->show(*found);
    return true;
}

std::int64_t TensorInspector::marked() const { return m_impl->plane.marked.value_or(-1); }

bool TensorInspector::settled() const { return m_impl->pending == 0; }

}  // namespace vitrine
