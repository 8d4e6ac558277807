// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/tensor_inspector.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <QKeyEvent>
#include <QPointer>
#include <QThreadPool>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/gl/imgui_style.h"
#include "widgets/gl/plane_view.h"
#include "widgets/gl/tensor_figures.h"

namespace vitrine {
namespace {

constexpr std::int64_t kInlineCount = 1 << 18;   // About a millisecond of statistics.

std::string axisName(const Array& array, int axis) {
    if (axis < 0) return "none";
    if (std::size_t(axis) < array.axes.size() && !array.axes[std::size_t(axis)].empty())
        return fmt::format("{} ({})", array.axes[std::size_t(axis)], array.dim(std::size_t(axis)));
    return fmt::format("Axis {} ({})", axis, array.dim(std::size_t(axis)));
}

/// Goes on in the same line when `width` more pixels have room in it.
void sameLineFor(float width, float gap) {
    const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
    if (ImGui::GetItemRectMax().x + gap + width <= right) ImGui::SameLine(0, gap);
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
    bool hunting = false, focusFilter = false;

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
        view->describe(summary());
        view->update();
    }

    /// Runs `make` on the pool and hands what it made to `take` on this thread, unless other arrays were set meanwhile.
    template <class Make, class Take>
    void beside(Make make, Take take) {
        ++pending;
        QThreadPool::globalInstance()->start([this, guard = QPointer<TensorInspector>(view), make, take, mine = generation] {
            auto made = make();
            // Posted to the application: the view itself may go meanwhile, and is looked at on its own thread only.
            QMetaObject::invokeMethod(QCoreApplication::instance(), [this, guard, take, made = std::move(made), mine] {
                if (!guard) return;
                --pending;
                if (mine == generation) take(made);
                view->update();
            });
        });
    }

    void compute(const Array& array) {
        if (array.count() <= kInlineCount) {
            statistics[current] = statisticsOf(array);
            return;
        }
        beside([array] { return statisticsOf(array); }, [this, name = current](const ArrayStatistics& made) { statistics[name] = made; });
    }

    bool hunt() {
        if (!arrays.contains(current)) return false;
        if (const ArrayStatistics* s = stats(); s && s->nan + s->infinite == 0) return false;
        if (hunting) return true;
        const Array array = plane.array();
        const std::int64_t after = plane.marked.value_or(-1);
        if (array.count() <= kInlineCount) {
            const auto found = nextUnusual(array, after);
            if (found) show(*found);
            return found.has_value();
        }
        hunting = true;
        beside([array, after] { return nextUnusual(array, after); }, [this, name = current](const std::optional<std::int64_t>& found) {
            hunting = false;
            if (found && name == current) show(*found);
        });
        return true;
    }

    void show(std::int64_t flat) {
        plane.marked = flat;
        plane.slice.index = indexOf(plane.array(), flat);
        plane.showMarked();
        view->update();
    }

    /// The array before or after the selected one, in the order of the list.
    void step(int by) {
        auto at = arrays.find(current);
        if (at == arrays.end() || (by < 0 && at == arrays.begin())) return;
        std::advance(at, by);
        if (at != arrays.end()) choose(at->first);
    }

    /// Along the first axis that stands still.
    void stepSlice(int by) {
        const Array& array = plane.array();
        for (std::size_t axis = 0; axis < array.rank(); ++axis) {
            if (int(axis) == plane.slice.rowAxis || int(axis) == plane.slice.columnAxis || array.dim(axis) < 2) continue;
            plane.slice.index[axis] = std::clamp<std::int64_t>(plane.slice.index[axis] + by, 0, array.dim(axis) - 1);
            return;
        }
    }

    QString summary() const {
        const auto at = arrays.find(current);
        if (at == arrays.end()) return QStringLiteral("No arrays.");
        const Array& array = at->second;
        std::string text = fmt::format("Array {} of {}: {}, {}.", std::distance(arrays.begin(), at) + 1, arrays.size(), current, array.describe());
        if (array.rank() > 1)
            text += fmt::format(" Rows: {}, columns: {}.", axisName(array, plane.slice.rowAxis), axisName(array, plane.slice.columnAxis));
        for (std::size_t axis = 0; axis < array.rank(); ++axis)
            if (int(axis) != plane.slice.rowAxis && int(axis) != plane.slice.columnAxis)
                text += fmt::format(" {} at {}.", axisName(array, int(axis)), plane.slice.index[axis]);
        if (const ArrayStatistics* s = stats(); !s)
            text += " Computing statistics.";
        else if (s->histogram.empty())
            text += fmt::format(" {} NaN, {} infinite, no finite value.", s->nan, s->infinite);
        else
            text += fmt::format(" From {} to {}, mean {}, SD {}; {} zeros, {} NaN, {} infinite.", valueText(s->least), valueText(s->largest),
                                valueText(s->mean), valueText(s->deviation), s->zeros, s->nan, s->infinite);
        if (plane.marked)
            text += fmt::format(" Marked: [{}], {}.", fmt::join(indexOf(array, *plane.marked), ", "), valueText(elementAt(array, *plane.marked)));
        text += plane.numbers ? " Shown as numbers." : plane.zoom() > 1 ? fmt::format(" Zoomed {:.0f} %.", plane.zoom() * 100) : "";
        return qs(text);
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
        view->describe(summary());
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
        if (focusFilter) ImGui::SetKeyboardFocusHere();
        focusFilter = false;
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
        drawFigures(stats());
        drawHistogram(stats(), array.unit);
        ImGui::Separator();
        drawSliceControls();
        drawPictureControls();
        ImGui::BeginChild("##plane", {0, 0}, false, ImGuiWindowFlags_NoScrollWithMouse);   // The wheel zooms.
        plane.draw(stats());
        ImGui::EndChild();
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
            sameLineFor(108, 16);
            ImGui::SetNextItemWidth(108);
            if (ImGui::BeginCombo("##map", name(plane.map))) {
                for (const Colormap map : allColormaps())
                    if (ImGui::Selectable(name(map), map == plane.map)) plane.map = map;
                ImGui::EndCombo();
            }
            sameLineFor(150, 8);
            ImGui::SetNextItemWidth(150);
            int range = int(plane.range);
            if (ImGui::Combo("##range", &range, "Range of slice\0Range of array\0Around zero\0")) plane.range = PlaneView::Range(range);
            if (plane.zoom() > 1) {
                sameLineFor(80, 8);
                if (ImGui::Button(fmt::format("{:.0f} %###fit", plane.zoom() * 100).c_str())) plane.fit();
                if (ImGui::IsItemHovered()) ImGui::SetTooltip("Show all of the slice (0)");
            }
        }
        const ArrayStatistics* s = stats();
        const std::int64_t unusual = s ? s->nan + s->infinite : 0;
        sameLineFor(unusual == 0 ? 110 : 150, 16);
        if (!s || unusual == 0) {
            ImGui::AlignTextToFramePadding();
            ImGui::TextDisabled("%s", s ? "No NaN or Inf" : "");
            return;
        }
        if (ImGui::Button("Next NaN or Inf (N)")) hunt();
        if (hunting) {
            ImGui::SameLine();
            return ImGui::TextDisabled("Looking...");
        }
        if (plane.marked) {
            sameLineFor(160, 8);
            ImGui::TextDisabled("at [%s]", fmt::format("{}", fmt::join(indexOf(plane.array(), *plane.marked), ", ")).c_str());
        }
    }
};

TensorInspector::TensorInspector(QWidget* parent) : ImGuiView(parent), m_impl(new Impl(this)) {
    setAccessibleName("Tensor inspector");
    setKeyHelp("Page up and page down choose the array, comma and full stop the slice, plus, minus and 0 zoom, Ctrl and arrows move, N finds the next "
               "NaN or infinity, P changes between picture and numbers, Ctrl+F filters.");
    describe(m_impl->summary());
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
    m_impl->hunting = false;
    if (m_impl->arrays.empty()) {
        m_impl->current.clear();
        describe(m_impl->summary());
        return update();
    }
    m_impl->choose(m_impl->arrays.contains(m_impl->current) ? m_impl->current : m_impl->arrays.begin()->first);
}

void TensorInspector::select(const QString& name) { m_impl->choose(ss(name)); }

QString TensorInspector::selected() const { return qs(m_impl->current); }

bool TensorInspector::huntNext() { return m_impl->hunt(); }

std::int64_t TensorInspector::marked() const { return m_impl->plane.marked.value_or(-1); }

bool TensorInspector::settled() const { return m_impl->pending == 0; }

double TensorInspector::zoom() const { return m_impl->plane.zoom(); }

void TensorInspector::keyPressEvent(QKeyEvent* event) {
    Impl& impl = *m_impl;
    if (impl.arrays.empty()) return ImGuiView::keyPressEvent(event);
    if (event->matches(QKeySequence::Find)) {
        impl.focusFilter = true;
        return update();
    }
    const bool control = event->modifiers() & Qt::ControlModifier;
    switch (event->key()) {
        case Qt::Key_Left: control ? impl.plane.moveBy(-0.2, 0) : event->ignore(); break;
        case Qt::Key_Right: control ? impl.plane.moveBy(0.2, 0) : event->ignore(); break;
        case Qt::Key_Up: control ? impl.plane.moveBy(0, -0.2) : event->ignore(); break;
        case Qt::Key_Down: control ? impl.plane.moveBy(0, 0.2) : event->ignore(); break;
        case Qt::Key_PageUp: impl.step(-1); break;
        case Qt::Key_PageDown: impl.step(1); break;
        case Qt::Key_Comma: impl.stepSlice(-1); break;
        case Qt::Key_Period: impl.stepSlice(1); break;
        case Qt::Key_Plus:
        case Qt::Key_Equal: impl.plane.zoomBy(1.25); break;
        case Qt::Key_Minus: impl.plane.zoomBy(0.8); break;
        case Qt::Key_0: impl.plane.fit(); break;
        case Qt::Key_N: control ? event->ignore() : void(impl.hunt()); break;
        case Qt::Key_P: control ? event->ignore() : void(impl.plane.numbers = !impl.plane.numbers); break;
        default: return ImGuiView::keyPressEvent(event);
    }
    update();
}

}  // namespace vitrine
