// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "widgets/plot/axis_ticker.h"
#include "widgets/plot/curve_layer.h"
#include "widgets/plot/plot_legend.h"
#include "widgets/plot/plot_overlay.h"
#include "widgets/plot/qcp.h"

namespace vitrine {

/// The drawing surface of a PlotView: axes, layers, and what mouse and keys do to the ranges.
class PlotCanvas final : public QCustomPlot {
public:
    struct Hooks {
        std::function<void()> rangeChanged, fit, copy;
        std::function<void(double)> hovered, markerDragged;
        std::function<void(const QPoint& global)> menu, moreCurves;
        std::function<void(int curve, bool alone)> legendClicked;
    };
    PlotCanvas(PlotState& state, Hooks hooks, QWidget* parent);

    CurveLayer& curves() { return *m_curves; }
    void invalidate();                         ///< Draws anew with the next paint event, however often it was asked for.
    void restyle();                            ///< Colours and fonts of the theme.
    void setTitles();
    void setLogarithmic(QCPAxis* axis, bool on);
    void setCategories(const QStringList& names);
    void setWholeX(bool on) { m_xTicker->setWhole(on); }
    /// Sets a range where it can be shown (finite, wide enough for doubles, positive on logarithmic axes); false where not.
    static bool setRange(QCPAxis* axis, double low, double high);
    double lastFrameMs() const { return m_frameMs; }
    void paintFigure(QPainter& painter, const QRectF& area);
    void zoomAt(const QPointF& pixel, double factor, bool x, bool y);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    enum class Drag { None, Pan, Box, Marker };
    void styleAxis(QCPAxis* axis);
    void showAxes();
    void panBy(double dx, double dy);
    void zoomToBox();
    void stepCursor(int direction);
    double nextPoint(double from, int direction) const;   ///< At least a pixel away; NaN behind the last.
    void hover(const QPointF& pixel);
    static bool zoomAxis(QCPAxis* axis, double pixel, double factor);
    static bool panAxis(QCPAxis* axis, double pixels);

    PlotState& m_state;
    Hooks m_hooks;
    CurveLayer* m_curves;
    PlotLegend* m_legend;
    QCPTextElement* m_title;
    QSharedPointer<AxisTicker> m_xTicker, m_yTicker;
    PlotOverlay m_overlay;
    Drag m_drag = Drag::None;
    QPointF m_pressed, m_last;
    double m_cursor = std::numeric_limits<double>::quiet_NaN();   ///< Where keys moved the read-out, x; NaN: it follows the mouse.
    double m_frameMs = 0;
    QSize m_ticksFor;                          ///< Size of the axes when the last picture was made.
    bool m_dirty = true, m_keyFocus = false;
};

}  // namespace vitrine
