// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "widgets/plot/plot_state.h"
#include "widgets/plot/qcp.h"
#include "widgets/plot/span_raster.h"

namespace vitrine {

/// Draws the curves just above the grid. Few points go through QCPGraphs (its own adaptive sampling off, the data are decimated already), many
/// through the span raster; vector pictures always through the graphs.
class CurveLayer final : public QCPLayerable {
public:
    CurveLayer(QCustomPlot* plot, const PlotState& state);
    /// Call after curves were added, removed or restyled.
    void curvesChanged();
    QRect clipRect() const override;

protected:
    void draw(QCPPainter* painter) override;
    void applyDefaultAntialiasingHint(QCPPainter*) const override {}

private:
    /// The spans of a track as last computed, and for what.
    struct Cached {
        const void* values = nullptr;
        std::size_t count = 0;
        double low = 0, high = 0;
        int columns = 0;
        bool logX = false, logY = false;
        bool operator==(const Cached&) const = default;
    };
    struct Spans {
        Cached key;
        double drift = 0;                      ///< By how many columns panning has moved them off their true place.
        std::shared_ptr<const ColumnSpans> spans;
    };
    struct Graphs {
        QCPGraph *line = nullptr, *faint = nullptr, *low = nullptr, *high = nullptr;
        Spans shownSpans, faintSpans, lowSpans, highSpans;
    };
    /// The columns [first, last) are to be computed; the others are those of before, `shift` columns further left.
    struct SpanTask {
        const Curve* curve;
        const Track* track;
        Spans* to;
        int first, last, shift;
        const ColumnBounds* bounds = nullptr;
        void run(int columns, bool logY) const;
    };
    static SpanTask taskFor(const Curve& curve, const Track& track, Spans& to, const Cached& key);
    void style(Graphs& graphs, const Curve& curve, int index);
    void feed(QCPGraph* graph, const Curve& curve, const Track& track, int columns) const;
    void feedCurve(std::size_t index, int columns);
    void hide(Graphs& graphs) const;
    void computeSpans(const std::vector<std::size_t>& dense, const ColumnAxis& axis, bool logY);
    void drawDense(QCPPainter* painter, const std::vector<std::size_t>& dense);
    void addDots(SpanRaster& raster, const Curve& curve, const QColor& colour, double ratio) const;
    std::size_t visiblePoints(const Curve& curve) const;

    const PlotState& m_state;
    std::vector<Graphs> m_graphs;
    QImage m_picture;                          ///< Of the dense curves; kept, as fresh memory costs a frame a millisecond.
    bool m_styled = false;
};

}  // namespace vitrine
