// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>
#include <QStringList>

#include "widgets/graph/timeline_view.h"

namespace vitrine {

struct TimelineView::Impl {
    explicit Impl(TimelineView* of) : view(of) {}

    /// Where things are within an area: names at the left, the ruler on top, lanes below.
    struct Frame {
        QRectF area, ruler, lanes;
        double low = 0, high = 1, laneHeight = 32;
        double toPixel(double time) const { return lanes.left() + (time - low) / (high - low) * lanes.width(); }
        double toTime(double pixel) const { return low + (pixel - lanes.left()) / lanes.width() * (high - low); }
    };
    Frame frame(const QRectF& area) const;
    QRectF areaOf(const TimelineItem& item, const Frame& frame) const;
    QColor colourOf(const TimelineItem& item) const;
    int laneCount() const;
    double step() const;                       ///< What a key moves: a thousandth of the view, as a round number.

    enum class Part { None, Body, Start, End };
    std::pair<int, Part> at(const QPointF& pixel) const;
    void show(double from, double to);
    void zoomAt(double pixel, double factor);
    void scrub(double time);
    void pick(int item);
    void edit(int item, double start, double end);
    void nudge(double by, bool endOnly);
    void pickNext(int direction);
    void openMenu(const QPoint& global);
    void scrollTo(double time);

    void paint(QPainter& painter, const QRectF& area, bool live) const;
    void paintRuler(QPainter& painter, const Frame& frame) const;
    void paintLanes(QPainter& painter, const Frame& frame) const;
    void paintItems(QPainter& painter, const Frame& frame, bool live) const;
    void paintItem(QPainter& painter, const TimelineItem& item, const QRectF& box, bool picked, bool hovered) const;
    void paintHead(QPainter& painter, const Frame& frame) const;
    void sortItems();

    TimelineView* view;
    QStringList lanes;
    std::vector<TimelineItem> items;
    std::vector<int> byStart;                  ///< Indices of items in order of their start, for culling.
    double longest = 0;                        ///< Longest item: how far before the view a visible one may start.
    double start = 0, end = 1, low = 0, high = 1, head = 0;
    QString unit, title, emptyText = QStringLiteral("Nothing on the timeline yet.");
    bool editable = false, keyFocus = false;
    int current = -1, hover = -1;
    Json provenance = Json::object();

    enum class Drag { None, Scrub, Pan, Move, ResizeStart, ResizeEnd };
    Drag drag = Drag::None;
    QPointF pressed, last;
    double grabbedStart = 0, grabbedEnd = 0;
};

}  // namespace vitrine
