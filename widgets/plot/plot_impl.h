// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>

#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_view.h"

class QMenu;

namespace vitrine {

struct PlotView::Impl {
    explicit Impl(PlotView* view);

    void showHome(bool x, bool y);             ///< The range that `fit` shows.
    void followData();                         ///< After new data: axes that nobody zoomed show all.
    bool wholeX() const;                       ///< Whether x looks like steps.
    void curvesChanged();
    void toggle(int curve, bool alone);
    void setLog(QCPAxis* axis, bool on);
    void openMenu(const QPoint& global);
    void addCurveActions(QMenu* menu);
    void describe();                           ///< For screen readers.

    PlotView* view;
    PlotState state;
    PlotCanvas* canvas = nullptr;
    QHash<QString, bool> chosen;               ///< Curves that were shown or hidden on purpose.
    Json provenance = Json::object();
};

}  // namespace vitrine
