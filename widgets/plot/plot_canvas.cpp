// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_canvas.h"

#include <QElapsedTimer>
#include <QPicture>
#include <cmath>

#include "widgets/plot/plot_style.h"

namespace vitrine {
namespace {

constexpr int kMargin = 8;

}  // namespace

PlotCanvas::PlotCanvas(PlotState& state, Hooks hooks, QWidget* parent)
    : QCustomPlot(parent), m_state(state), m_hooks(std::move(hooks)), m_overlay(*this, state) {
    setObjectName("plotCanvas");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(120, 90);
    setNoAntialiasingOnDrag(false);
    setAutoAddPlottableToLegend(false);
    layer("overlay")->setMode(QCPLayer::lmLogical);   // Empty: a buffer of its own would be cleared and blended with every frame.
    addLayer("curves", layer("grid"), QCustomPlot::limAbove);
    legend->setVisible(false);
    m_curves = new CurveLayer(this, m_state);
    m_legend = new PlotLegend(this, m_state);
    m_title = new QCPTextElement(this);
    plotLayout()->setRowSpacing(0);
    plotLayout()->setMargins(QMargins(kMargin, kMargin, kMargin, kMargin));
    plotLayout()->insertRow(0);
    plotLayout()->addElement(0, 0, m_legend);
    plotLayout()->insertRow(0);
    plotLayout()->addElement(0, 0, m_title);
    m_title->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    m_xTicker.reset(new AxisTicker(xAxis));
    m_yTicker.reset(new AxisTicker(yAxis));
    xAxis->setTicker(m_xTicker);
    yAxis->setTicker(m_yTicker);
    xAxis->setNumberFormat("gb");              // Labels such as 2e6 are drawn as powers of ten.
    yAxis->setNumberFormat("gb");
    axisRect()->setMinimumMargins(QMargins(8, 8, 16, 8));
    // QCustomPlot chooses the ticks before it lays the axes out: after another size they are chosen once more.
    connect(this, &QCustomPlot::afterReplot, this, [this] {
        if (axisRect()->size() == m_ticksFor) return;
        m_ticksFor = axisRect()->size();
        invalidate();
    });
    restyle();
}

void PlotCanvas::invalidate() {
    m_dirty = true;
    update();
}

void PlotCanvas::styleAxis(QCPAxis* axis) {
    const Theme& theme = Theme::instance();
    axis->setBasePen(QPen(theme.colour(Ink::Border), 1));
    axis->setTickPen(QPen(theme.colour(Ink::Border), 1));
    axis->setSubTickPen(QPen(theme.colour(Ink::Border), 1));
    axis->setTickLength(0, 4);
    axis->setSubTickLength(0, 2);
    axis->setTickLabelFont(plotFont());
    axis->setTickLabelColor(theme.colour(Ink::Muted));
    axis->setTickLabelPadding(4);
    axis->setLabelFont(plotFont());
    axis->setLabelColor(theme.colour(Ink::Text));
    axis->setLabelPadding(4);
    axis->grid()->setPen(QPen(theme.colour(Ink::Grid), 1));
    axis->grid()->setZeroLinePen(QPen(theme.colour(Ink::Border), 1));
    axis->grid()->setSubGridVisible(false);
}

void PlotCanvas::restyle() {
    setBackground(QBrush(Theme::instance().colour(Ink::Surface)));
    styleAxis(xAxis);
    styleAxis(yAxis);
    m_title->setFont(inPixels(Theme::instance().headingFont(3)));
    m_title->setTextColor(Theme::instance().colour(Ink::Text));
    setTitles();
    m_curves->curvesChanged();
    invalidate();
}

void PlotCanvas::setTitles() {
    xAxis->setLabel(m_state.xTitle);
    yAxis->setLabel(m_state.yTitle);
    m_title->setText(m_state.title);
    m_title->setVisible(!m_state.title.isEmpty());
    // Without words it would still be a line high.
    m_title->setMinimumSize(0, m_state.title.isEmpty() ? 1 : 0);
    m_title->setMaximumSize(QWIDGETSIZE_MAX, m_state.title.isEmpty() ? 1 : QWIDGETSIZE_MAX);
    m_title->setMargins(m_state.title.isEmpty() ? QMargins() : QMargins(4, 0, 4, 4));
    invalidate();
}

void PlotCanvas::setLogarithmic(QCPAxis* axis, bool on) {
    // Else the axis mends a range that touches zero by itself, and not as we would.
    if (on && axis->range().lower <= 0) axis->setRange(0.1, 10);
    axis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    invalidate();
}

void PlotCanvas::setCategories(const QStringList& names) {
    m_xTicker->setCategories(names);
    invalidate();
}

bool PlotCanvas::setRange(QCPAxis* axis, double low, double high) {
    if (!std::isfinite(low) || !std::isfinite(high) || !(low < high)) return false;
    if (axis->scaleType() == QCPAxis::stLogarithmic) {
        if (low < 1e-290 || high > 1e290 || high / low < 1 + 1e-9) return false;
    } else if (high - low < 1e-11 * std::max(std::abs(low), std::abs(high)) || high - low < 1e-290 || high - low > 1e290) {
        return false;
    }
    axis->setRange(low, high);
    return true;
}

bool PlotCanvas::zoomAxis(QCPAxis* axis, double pixel, double factor) {
    const double low = axis->coordToPixel(axis->range().lower), high = axis->coordToPixel(axis->range().upper);
    return setRange(axis, axis->pixelToCoord(pixel + (low - pixel) * factor), axis->pixelToCoord(pixel + (high - pixel) * factor));
}

bool PlotCanvas::panAxis(QCPAxis* axis, double pixels) {
    const double low = axis->coordToPixel(axis->range().lower), high = axis->coordToPixel(axis->range().upper);
    return setRange(axis, axis->pixelToCoord(low - pixels), axis->pixelToCoord(high - pixels));
}

void PlotCanvas::zoomAt(const QPointF& pixel, double factor, bool x, bool y) {
    if (x && zoomAxis(xAxis, pixel.x(), factor)) m_state.zoomedX = true;
    if (y && zoomAxis(yAxis, pixel.y(), factor)) m_state.zoomedY = true;
    m_hooks.rangeChanged();
}

void PlotCanvas::panBy(double dx, double dy) {
    if (dx != 0 && panAxis(xAxis, dx)) m_state.zoomedX = true;
    if (dy != 0 && panAxis(yAxis, dy)) m_state.zoomedY = true;
    m_hooks.rangeChanged();
}

void PlotCanvas::zoomToBox() {
    const QRectF box = m_state.box->intersected(axisRect()->rect());
    m_state.box.reset();
    if (box.width() > 4 && setRange(xAxis, xAxis->pixelToCoord(box.left()), xAxis->pixelToCoord(box.right()))) m_state.zoomedX = true;
    if (box.height() > 4 && setRange(yAxis, yAxis->pixelToCoord(box.bottom()), yAxis->pixelToCoord(box.top()))) m_state.zoomedY = true;
    m_hooks.rangeChanged();
}

void PlotCanvas::paintEvent(QPaintEvent* event) {
    QElapsedTimer timer;
    timer.start();
    const bool fresh = m_dirty;
    if (bufferDevicePixelRatio() != devicePixelRatioF()) setBufferDevicePixelRatio(devicePixelRatioF()), m_dirty = true;
    if (m_dirty) {
        m_dirty = false;
        m_legend->arrange(width() - 2 * kMargin);
        showAxes();
        // The replot asks for an update of its own, which would paint every frame twice.
        setAttribute(Qt::WA_UpdatesDisabled, true);
        replot(QCustomPlot::rpQueuedRefresh);
        setAttribute(Qt::WA_UpdatesDisabled, false);
    }
    QCustomPlot::paintEvent(event);
    QPainter painter(this);
    m_overlay.paint(painter, true);
    if (m_keyFocus) {
        painter.setPen(QPen(Theme::instance().colour(Ink::Accent), 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    if (fresh) m_frameMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void PlotCanvas::showAxes() {
    // Numbers that mean nothing yet would only distract from what to do.
    const bool any = m_state.curves.pointCount() > 0 || m_state.homeX || m_state.homeY || !m_state.references.empty();
    xAxis->setVisible(any);
    yAxis->setVisible(any);
}

void PlotCanvas::resizeEvent(QResizeEvent*) {
    setViewport(rect());
    invalidate();
}

void PlotCanvas::paintFigure(QPainter& painter, const QRectF& area) {
    // QCustomPlot wants a painter of its own class, and a device has room for one: the strokes are recorded and played.
    QPicture picture;
    QCPPainter recorder(&picture);
    recorder.setMode(QCPPainter::pmVectorized);
    recorder.setMode(QCPPainter::pmNoCaching);
    const QBrush ground = mBackgroundBrush;
    setBackground(QBrush(Qt::NoBrush));
    m_legend->arrange(area.width() - 2 * kMargin);
    toPainter(&recorder, static_cast<int>(area.width()), static_cast<int>(area.height()));
    m_overlay.paint(recorder, false);
    recorder.end();
    setBackground(ground);
    painter.save();
    painter.translate(area.topLeft());
    painter.drawPicture(0, 0, picture);
    painter.restore();
    invalidate();
}

}  // namespace vitrine
