// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <utility>
#include <vector>

#include "widgets/base/figure.h"

namespace vitrine {

/// One curve: x ascending. Shared, so that a million points are not copied.
struct PlotSeries {
    QString name;
    std::shared_ptr<const std::vector<double>> x{}, y{};
    std::shared_ptr<const std::vector<double>> low{}, high{};  ///< Band around y, or null.
    QColor colour{};               ///< Invalid: the theme's next.
    bool dashed = false;
    bool points = false;           ///< Dots without a line.
    bool steps = false;            ///< A value holds until the next point.
    bool visible = true;
};

/// Curves on two axes (QCustomPlot underneath), drawn with M4 decimation (first, last, least and largest of each pixel column: the picture
/// is that of all points; Jugel et al., VLDB 2014). Wheel zooms at the cursor (Ctrl: x only, Shift: y only), drag pans, right drag zooms to a
/// box, double click fits; hover reads all curves at x; legend entries toggle (Ctrl: one alone); log axes, smoothing. 100 series x 1 M points
/// stay fluid. Keys: arrows pan, + and - zoom, 0 and F fit, Ctrl+Left and Ctrl+Right move the read-out, and the
/// marker where there is one, from point to point, Ctrl+C copies.
class PlotView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit PlotView(QWidget* parent = nullptr);
    ~PlotView() override;

    void setTitles(const QString& title, const QString& x, const QString& y);  ///< Axis titles with units: "step", "probability".
    void setEmptyText(const QString& text);
    /// Replaces all curves; zoom stays when `keepView` and the person has zoomed.
    void setSeries(std::vector<PlotSeries> series, bool keepView = true);
    /// Points behind the curve `name` (a live run); creates it when new.
    void append(const QString& name, const std::vector<double>& x, const std::vector<double>& y);
    void clear();                              ///< Curves, references and marker.
    std::vector<QString> seriesNames() const;
    void setSeriesVisible(const QString& name, bool visible);

    void setLogX(bool on);
    void setLogY(bool on);
    void setSmoothing(double weight);          ///< Exponential, 0..0.999, debiased; the raw curve stays faint behind.
    /// Shows this range now, and `fit` goes back to it; NaN, NaN: `fit` shows the data again.
    void setXRange(double low, double high);
    void setYRange(double low, double high);
    std::pair<double, double> xRange() const;  ///< As shown.
    std::pair<double, double> yRange() const;
    void fit();
    void setLegend(bool shown);
    /// A vertical line that follows `setMarker` and can be dragged (scrub); NaN: none.
    void setMarker(double x);
    double marker() const;
    /// Horizontal reference line with a label.
    void addReference(double y, const QString& label);
    /// Categories instead of numbers on x: one tick a name at 0, 1, 2, ...
    void setXCategories(const QStringList& names);

    Json saveState() const;
    void restoreState(const Json& state);
    double lastFrameMs() const;                ///< Decimation and painting of the last frame.
    /// Whether long curves are still being prepared on the thread pool; `ready` follows.
    bool preparing() const;
    /// Written into exported figures: method, run, parameters.
    void setProvenance(const Json& provenance);
    /// Inside of a scrolled page: the wheel scrolls the page until the plot has the focus.
    void setWheelNeedsFocus(bool on);

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void markerMoved(double x);                ///< Dragged by the person.
    void hovered(double x);
    void viewChanged();                        ///< Ranges, scales or visible curves.
    void ready();                              ///< Long curves are prepared and shown.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
