// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/plot_state.h"
#include "widgets/plot/qcp.h"

namespace vitrine {

/// The legend above the axes: entries in rows, at most three; what does not fit is behind "+ 12 more".
class PlotLegend final : public QCPLayoutElement {
public:
    PlotLegend(QCustomPlot* plot, const PlotState& state) : QCPLayoutElement(plot), m_state(state) {}
    void arrange(double width);                ///< Places the entries and asks for the height that they need.
    /// Curve under the pixel; -1: nothing, -2: "more".
    int at(const QPointF& pixel) const;

protected:
    void draw(QCPPainter* painter) override;
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;

private:
    struct Entry {
        int curve;                             ///< -2: the rest.
        QRectF area;                           ///< From the element's corner.
        QString text;
    };
    void drawSwatch(QCPPainter* painter, const Curve& curve, int index, const QRectF& area) const;
    const PlotState& m_state;
    std::vector<Entry> m_entries;
};

}  // namespace vitrine
