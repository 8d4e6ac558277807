// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/json.h"
#include "widgets/gl/imgui_view.h"

namespace vitrine {

class OperatorTimelineModel;

/// What the operators of a run did when: zoomable lanes per thread and depth from the profiler's artifact (core/compute/profiler.h), time
/// by operator and by module (outermost name), search, statistics of the visible span. The data model knows no ImGui.
/// Wheel: zoom at the pointer; drag: pan; double click: zoom to the call. Keys: W S or + - zoom, A D pan, 0 whole run, Ctrl+F search, F3 next, M the
/// other table.
class OperatorTimelineView : public ImGuiView {
    Q_OBJECT

public:
    explicit OperatorTimelineView(QWidget* parent = nullptr);
    ~OperatorTimelineView() override;
    /// Reads and shows; what was shown stays when it cannot be read. For large recordings build the model on a worker and use `setModel`.
    Status setTimeline(const Json& timeline);
    /// Null: nothing recorded.
    void setModel(std::shared_ptr<const OperatorTimelineModel> model);
    void setSearch(const QString& text);
    std::size_t eventCount() const;

    struct Span {
        double fromUs = 0, toUs = 0;
    };
    Span visibleSpan() const;
    void setVisibleSpan(Span span);            ///< Cut to the recording, never shorter than 0.05 us.

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
