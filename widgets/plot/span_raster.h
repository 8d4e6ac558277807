// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>
#include <memory>
#include <vector>

#include "widgets/plot/column_spans.h"

namespace vitrine {

/// From values to device pixels down from the top of the picture: top - scale * value, or of its logarithm.
struct ValueToPixel {
    double top = 0, scale = 1;
    bool logarithmic = false;
    double operator()(double value) const;
};

/// Draws curves of many points: one span a pixel column, smoothed at its ends, columns side by side in memory while drawing and turned at
/// the end. A hundred curves cost milliseconds where a general painter needs a hundred times that.
class SpanRaster {
public:
    SpanRaster(QSize devicePixels, ValueToPixel axis) : m_size(devicePixels), m_axis(axis) {}
    /// A line of `width` device pixels; `dash` > 0: that many columns drawn, half as many left out.
    void addLine(std::shared_ptr<const ColumnSpans> spans, const QColor& colour, double width, int dash = 0);
    /// The area between the bottom of `low` and the top of `high`.
    void addBand(std::shared_ptr<const ColumnSpans> low, std::shared_ptr<const ColumnSpans> high, const QColor& colour);
    /// Squares of `size` device pixels at points.
    void addDots(std::vector<QPointF> devicePixels, const QColor& colour, double size);
    /// All of it in the order of adding, premultiplied, transparent elsewhere; `picture` keeps its memory when it has the size already.
    void draw(QImage& picture) const;

private:
    struct Stroke {
        std::shared_ptr<const ColumnSpans> low, high;  ///< The same of a line.
        std::vector<QPointF> dots;                     ///< In order of x.
        QRgb colour = 0;                               ///< Premultiplied.
        double width = 1;
        int dash = 0;
    };
    void drawStrip(const Stroke& stroke, int first, int last, QRgb* columns) const;
    void drawDots(const Stroke& stroke, int first, int last, QRgb* columns) const;

    QSize m_size;
    ValueToPixel m_axis;
    std::vector<Stroke> m_strokes;
};

}  // namespace vitrine
