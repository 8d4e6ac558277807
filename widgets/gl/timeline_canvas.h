// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "widgets/gl/operator_timeline_model.h"

struct ImDrawList;
struct ImVec2;

namespace vitrine {

/// "12.3 ms", "4.56 us": a time of microseconds in the unit that reads best.
std::string spanText(double us);

/// The lanes of the operator timeline: the visible span, its bars, and what pointer and wheel do to them.
class TimelineCanvas {
public:
    void setModel(std::shared_ptr<const OperatorTimelineModel> model);
    const OperatorTimelineModel* model() const { return m_model.get(); }
    double fromUs() const { return m_from; }
    double toUs() const { return m_to; }
    void setSpan(double fromUs, double toUs);
    void zoom(double factor, double atShare);          ///< factor < 1: closer; the time at `atShare` of the width stays.
    void pan(double share);                            ///< By a share of the visible span.
    void setMarked(std::vector<char> marked, bool any);
    /// Shows the call in the middle, at least a tenth of the width.
    void show(std::uint32_t call);
    std::optional<std::uint32_t> focus() const { return m_focus; }

    /// Draws within the current ImGui window; true when something changed that needs another frame.
    bool draw(float height);

private:
    struct Row {
        float y = 0;
        std::int32_t lane = -1;                        ///< -1: heading of a thread.
        std::uint32_t thread = 0;
    };
    struct Area {
        float left, top, width, height;
    };
    void preprocess(const Area& area);
    bool handleInput(const Area& area);
    void drawRuler(ImDrawList& list, const Area& area) const;
    void drawLane(ImDrawList& list, const Area& area, const Row& row);
    void drawBar(ImDrawList& list, const OperatorTimelineModel::Bar& bar, const Area& area, float y);
    void tooltip() const;
    double selfUs(std::uint32_t call) const;

    std::shared_ptr<const OperatorTimelineModel> m_model;
    std::vector<Row> m_rows;
    std::vector<std::vector<OperatorTimelineModel::Bar>> m_bars;   ///< Per lane, for m_barsFrom.. only.
    double m_from = 0, m_to = 1, m_barsFrom = -1, m_barsTo = -1, m_barsLeast = -1;
    float m_contentHeight = 0, m_scroll = 0;
    std::vector<char> m_marked;
    bool m_searching = false;
    std::optional<OperatorTimelineModel::Bar> m_hovered;
    std::optional<std::uint32_t> m_focus;
};

}  // namespace vitrine
