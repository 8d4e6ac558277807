// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/plot_state.h"
#include "widgets/plot/qcp.h"

namespace vitrine {

/// What lies above the curves: reference lines, marker, read-out at the pointer, zoom box, the text of an empty plot.
class PlotOverlay {
public:
    PlotOverlay(const QCustomPlot& plot, const PlotState& state) : m_plot(plot), m_state(state) {}
    /// `live`: with what follows the pointer; a figure has none of it.
    void paint(QPainter& painter, bool live) const;
    /// Whether the pixel takes hold of the marker.
    bool onMarker(const QPointF& pixel) const;

private:
    struct Row {
        QColor colour;
        QString name, value;
        double y = 0;                          ///< Pixel of the point.
        double x = 0;
    };
    std::vector<Row> rowsAt(double x) const;
    void references(QPainter& painter) const;
    void marker(QPainter& painter) const;
    void readOut(QPainter& painter) const;
    void card(QPainter& painter, const QString& head, const std::vector<Row>& rows, std::size_t more) const;
    void emptyText(QPainter& painter) const;

    const QCustomPlot& m_plot;
    const PlotState& m_state;
};

}  // namespace vitrine
