// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gl/operator_timeline.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <QKeyEvent>
#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/gl/imgui_style.h"
#include "widgets/gl/timeline_canvas.h"

namespace vitrine {
namespace {

using Sum = OperatorTimelineModel::Sum;

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    for (int at = int(text.size()) - 3; at > 0; at -= 3) text.insert(std::size_t(at), 1, ',');
    return text;
}

void rightAligned(const std::string& text) {
    const float room = ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(text.c_str()).x;
    if (room > 0) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room);
    ImGui::TextUnformatted(text.c_str());
}

enum Column { Name, Calls, Total, Self, Share, Mean, Columns };

double valueOf(const Sum& sum, int column) {
    switch (column) {
        case Calls: return double(sum.calls);
        case Total: return sum.totalUs;
        case Mean: return sum.totalUs / double(std::max<std::int64_t>(sum.calls, 1));
        default: return sum.selfUs;
    }
}

}  // namespace

struct OperatorTimelineView::Impl {
    explicit Impl(OperatorTimelineView* owner) : view(owner) {}

    OperatorTimelineView* view;
    std::shared_ptr<const OperatorTimelineModel> model;
    TimelineCanvas canvas;
    std::string search;
    std::int64_t found = 0;
    bool focusSearch = false, byModule = false, switchTable = false;   ///< The table in front, and whether a key asked for the other one.
    float tableShare = 0.36f;
    OperatorTimelineModel::Sums sums;
    double sumsFrom = -1, sumsTo = -1;

    void setModel(std::shared_ptr<const OperatorTimelineModel> next) {
        model = std::move(next);
        canvas.setModel(model);
        sumsFrom = sumsTo = -1;
        mark();
    }

    void mark() {
        if (!model) return;
        std::vector<char> marked = model->matches(search);
        found = model->countMatches(marked);
        canvas.setMarked(std::move(marked), !search.empty());
        view->update();
    }

    void next() {
        if (!model || found == 0) return;
        const double after = canvas.focus() ? model->calls()[*canvas.focus()].startUs : -1;
        if (const auto call = model->nextMatch(model->matches(search), after)) canvas.show(*call);
        view->update();
    }

    void draw() {
        beginWholeView("##timeline");
        if (!model || model->calls().empty()) {
            drawEmpty();
        } else {
            drawToolbar();
            const float room = ImGui::GetContentRegionAvail().y;
            const float tableHeight = std::clamp(room * tableShare, 96.0f, std::max(96.0f, room - 120));
            if (canvas.draw(room - tableHeight - 12)) view->update();
            drawSplitter(room);
            updateSums();
            drawTables();
        }
        ImGui::End();
        view->describe(summary());
    }

    QString summary() const {
        if (!model || model->calls().empty()) return QStringLiteral("No operator timeline.");
        std::string text = fmt::format("{} calls of {} operators; {} of {} in view, from {}, with {} calls.",
                                       grouped(std::int64_t(model->calls().size())),
                                       model->names().size(), spanText(canvas.toUs() - canvas.fromUs()), spanText(model->wallUs()),
                                       spanText(canvas.fromUs()), grouped(sums.calls));
        const std::vector<Sum>& rows = byModule ? sums.byModule : sums.byOperator;
        for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 3) && sums.busyUs > 0; ++i)
            text += fmt::format(" {} {}: {:.0f} %.", i > 0 ? "Then" : byModule ? "Most time by module:" : "Most time by operator:",
                                model->names()[rows[i].name], 100 * (byModule ? rows[i].totalUs : rows[i].selfUs) / sums.busyUs);
        if (!search.empty()) text += fmt::format(" Search for {}: {} found.", search, grouped(found));
        if (canvas.focus()) {
            const TimelineCall& call = model->calls()[*canvas.focus()];
            text += fmt::format(" Selected: {} at {}, {}.", model->nameOf(call), spanText(call.startUs), spanText(call.durationUs));
        }
        return qs(text);
    }

    void drawEmpty() const {
        const char* title = model ? "The recording holds no operators" : "No operator timeline";
        const char* help = "Switch on \"Record operator timeline\" in the form and run.";
        const ImVec2 size = ImGui::GetIO().DisplaySize, titleSize = ImGui::CalcTextSize(title), helpSize = ImGui::CalcTextSize(help);
        ImGui::SetCursorPos({std::max((size.x - titleSize.x) / 2, 12.0f), size.y / 2 - titleSize.y - 4});
        ImGui::TextUnformatted(title);
        ImGui::SetCursorPosX(std::max((size.x - helpSize.x) / 2, 12.0f));
        ImGui::PushStyleColor(ImGuiCol_Text, inkOf(Ink::Muted));
        ImGui::TextWrapped("%s", help);
        ImGui::PopStyleColor();
    }

    void drawToolbar() {
        if (focusSearch) ImGui::SetKeyboardFocusHere();
        focusSearch = false;
        ImGui::SetNextItemWidth(std::min(220.0f, ImGui::GetContentRegionAvail().x * 0.35f));
        const bool enter = ImGui::InputTextWithHint("##search", "Search operators", &search, ImGuiInputTextFlags_EnterReturnsTrue);
        if (ImGui::IsItemEdited()) mark();
        ImGui::SameLine();
        if (ImGui::Button("Next (F3)") || enter) next();
        ImGui::SameLine();
        if (ImGui::Button("Whole run (0)")) canvas.setSpan(0, model->wallUs());
        if (!search.empty()) {
            ImGui::SameLine();
            ImGui::TextDisabled("%s found", grouped(found).c_str());
        }
        const std::string about = fmt::format("{} of {}, {} calls", spanText(canvas.toUs() - canvas.fromUs()),
                                              spanText(model->wallUs()), grouped(sums.calls));
        const float width = ImGui::CalcTextSize(about.c_str()).x;
        ImGui::SameLine();
        if (ImGui::GetContentRegionAvail().x > width) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - width);
        ImGui::TextUnformatted(about.c_str());
        if (model->dropped() <= 0) return;
        ImGui::PushStyleColor(ImGuiCol_Text, inkOf(Ink::Warning));
        ImGui::Text("%s calls over the cap were not kept", grouped(model->dropped()).c_str());
        ImGui::PopStyleColor();
    }

    void drawSplitter(float room) {
        ImGui::InvisibleButton("##splitter", {ImGui::GetContentRegionAvail().x, 4});
        if (ImGui::IsItemHovered() || ImGui::IsItemActive()) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
        if (ImGui::IsItemActive()) tableShare = std::clamp(tableShare - ImGui::GetIO().MouseDelta.y / std::max(room, 1.0f), 0.1f, 0.8f);
    }

    void updateSums() {
        if (sumsFrom == canvas.fromUs() && sumsTo == canvas.toUs()) return;
        sumsFrom = canvas.fromUs();
        sumsTo = canvas.toUs();
        sums = model->sums(sumsFrom, sumsTo);
    }

    void drawTables() {
        if (!ImGui::BeginTabBar("##sums")) return;
        const auto flags = [this](bool module) { return switchTable && byModule == module ? ImGuiTabItemFlags_SetSelected : ImGuiTabItemFlags_None; };
        bool operators = false, modules = false;
        if ((operators = ImGui::BeginTabItem("By operator", nullptr, flags(false)))) {
            drawTable("operators", "Operator", sums.byOperator);
            ImGui::EndTabItem();
        }
        if ((modules = ImGui::BeginTabItem("By module", nullptr, flags(true)))) {
            drawTable("modules", "Outermost operator", sums.byModule);
            ImGui::EndTabItem();
        }
        ImGui::EndTabBar();
        if (!switchTable) byModule = modules && !operators;
        switchTable = false;
    }

    void sortRows(std::vector<Sum>& rows, const ImGuiTableSortSpecs* order) const {
        if (!order || order->SpecsCount == 0) return;
        const int column = order->Specs[0].ColumnIndex;
        const bool falling = order->Specs[0].SortDirection == ImGuiSortDirection_Descending;
        std::stable_sort(rows.begin(), rows.end(), [&](const Sum& a, const Sum& b) {
            if (column == Name) return falling ? model->names()[b.name] < model->names()[a.name] : model->names()[a.name] < model->names()[b.name];
            return falling ? valueOf(a, column) > valueOf(b, column) : valueOf(a, column) < valueOf(b, column);
        });
    }

    void drawTable(const char* id, const char* title, const std::vector<Sum>& sums_) {
        const ImGuiTableFlags flags = ImGuiTableFlags_Sortable | ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                      ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_Resizable | ImGuiTableFlags_NoSavedSettings;
        if (!ImGui::BeginTable(id, Columns, flags, ImGui::GetContentRegionAvail())) return;
        const ImGuiTableColumnFlags number = ImGuiTableColumnFlags_WidthFixed | ImGuiTableColumnFlags_PreferSortDescending;
        ImGui::TableSetupScrollFreeze(0, 1);
        ImGui::TableSetupColumn(title, ImGuiTableColumnFlags_WidthStretch);
        ImGui::TableSetupColumn("Calls", number, 76);
        ImGui::TableSetupColumn("Total (ms)", number, 88);
        ImGui::TableSetupColumn("Self (ms)", number | ImGuiTableColumnFlags_DefaultSort, 88);
        ImGui::TableSetupColumn("Self (%)", number, 120);
        ImGui::TableSetupColumn("Mean (\xc2\xb5s)", number, 88);
        ImGui::TableHeadersRow();
        std::vector<Sum> rows = sums_;
        sortRows(rows, ImGui::TableGetSortSpecs());
        ImGuiListClipper clipper;
        clipper.Begin(int(rows.size()));
        while (clipper.Step())
            for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) drawRow(rows[std::size_t(i)]);
        ImGui::EndTable();
    }

    void drawRow(const Sum& sum) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float height = ImGui::GetTextLineHeight();
        const int rank = model->rankOf(sum.name);
        const QColor colour = rank < 7 ? Theme::instance().series(rank) : Theme::instance().colour(Ink::Muted);
        ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + height / 2 - 5}, {at.x + 10, at.y + height / 2 + 5}, colourOf(colour), 2);
        ImGui::SetCursorPosX(ImGui::GetCursorPosX() + 18);
        const std::string& name = model->names()[sum.name];
        if (ImGui::Selectable(name.c_str(), search == name, ImGuiSelectableFlags_SpanAllColumns)) {
            search = search == name ? "" : name;
            mark();
        }
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s\nClick to mark its calls", name.c_str());
        ImGui::TableNextColumn();
        rightAligned(grouped(sum.calls));
        ImGui::TableNextColumn();
        rightAligned(fmt::format("{:.3f}", sum.totalUs * 1e-3));
        ImGui::TableNextColumn();
        rightAligned(fmt::format("{:.3f}", sum.selfUs * 1e-3));
        ImGui::TableNextColumn();
        drawShare(sums.busyUs > 0 ? std::clamp(sum.selfUs / sums.busyUs, 0.0, 1.0) : 0, colour);
        ImGui::TableNextColumn();
        rightAligned(fmt::format("{:.2f}", valueOf(sum, Mean)));
    }

    static void drawShare(double share, const QColor& colour) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetTextLineHeight(), bar = std::max(width - 48, 8.0f);
        ImDrawList& list = *ImGui::GetWindowDrawList();
        list.AddRectFilled({at.x, at.y + height / 2 - 3}, {at.x + bar, at.y + height / 2 + 3}, inkOf(Ink::Grid), 3);
        if (share > 0.005)
            list.AddRectFilled({at.x, at.y + height / 2 - 3}, {at.x + bar * float(share), at.y + height / 2 + 3}, colourOf(colour), 3);
        rightAligned(fmt::format("{:.1f}", share * 100));
    }
};

OperatorTimelineView::OperatorTimelineView(QWidget* parent) : ImGuiView(parent), m_impl(new Impl(this)) {
    setAccessibleName("Operator timeline");
    setKeyHelp("W and S zoom, A and D move, 0 shows the whole run, Ctrl+F searches, F3 goes to the next call found, M changes between the tables by "
               "operator and by module.");
    describe(m_impl->summary());
    setDraw([this] { m_impl->draw(); });
}

OperatorTimelineView::~OperatorTimelineView() = default;

Status OperatorTimelineView::setTimeline(const Json& timeline) {
    VITRINE_TRY(OperatorTimelineModel model, OperatorTimelineModel::fromJson(timeline));
    setModel(std::make_shared<const OperatorTimelineModel>(std::move(model)));
    return {};
}

void OperatorTimelineView::setModel(std::shared_ptr<const OperatorTimelineModel> model) {
    m_impl->setModel(std::move(model));
    describe(m_impl->summary());
    update();
}

void OperatorTimelineView::setSearch(const QString& text) {
    m_impl->search = ss(text);
    m_impl->mark();
}

std::size_t OperatorTimelineView::eventCount() const { return m_impl->model ? m_impl->model->calls().size() : 0; }

OperatorTimelineView::Span OperatorTimelineView::visibleSpan() const { return {m_impl->canvas.fromUs(), m_impl->canvas.toUs()}; }

void OperatorTimelineView::setVisibleSpan(Span span) {
    m_impl->canvas.setSpan(span.fromUs, span.toUs);
    update();
}

void OperatorTimelineView::keyPressEvent(QKeyEvent* event) {
    if (!m_impl->model) return ImGuiView::keyPressEvent(event);
    if (event->matches(QKeySequence::Find)) {
        m_impl->focusSearch = true;
        return update();
    }
    switch (event->modifiers() & Qt::ControlModifier ? 0 : event->key()) {
        case Qt::Key_W:
        case Qt::Key_Plus: m_impl->canvas.zoom(0.7, 0.5); break;
        case Qt::Key_S:
        case Qt::Key_Minus: m_impl->canvas.zoom(1 / 0.7, 0.5); break;
        case Qt::Key_A: m_impl->canvas.pan(-0.15); break;
        case Qt::Key_D: m_impl->canvas.pan(0.15); break;
        case Qt::Key_0: m_impl->canvas.setSpan(0, m_impl->model->wallUs()); break;
        case Qt::Key_F3: m_impl->next(); break;
        case Qt::Key_M:
            m_impl->byModule = !m_impl->byModule;
            m_impl->switchTable = true;
            break;
        default: return ImGuiView::keyPressEvent(event);
    }
    update();
}

}  // namespace vitrine
