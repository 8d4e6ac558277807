// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QStringList>
#include <limits>
#include <optional>
#include <vector>

#include "widgets/plot/plot_curves.h"

namespace vitrine {

/// What a plot shows besides its axes' ranges; canvas, legend and overlay read it.
struct PlotState {
    explicit PlotState(std::function<void()> ready) : curves(std::move(ready)) {}

    PlotCurves curves;
    QString title, xTitle, yTitle, emptyText;
    QStringList categories;
    struct Reference {
        double y = 0;
        QString label;
    };
    std::vector<Reference> references;
    double marker = std::numeric_limits<double>::quiet_NaN();
    bool legend = true;
    bool zoomedX = false, zoomedY = false;     ///< By the person: new data leaves the range alone.
    PlotCurves::Range homeX, homeY;            ///< Given by the program: what `fit` goes back to.
    bool wheelNeedsFocus = false;

    std::optional<QPointF> hover;              ///< Where the pointer is inside of the axes.
    std::optional<QRectF> box;                 ///< The box that a right drag opens.
};

}  // namespace vitrine
