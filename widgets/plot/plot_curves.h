// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <functional>
#include <optional>
#include <vector>

#include "widgets/plot/decimate.h"
#include "widgets/plot/plot_view.h"

namespace vitrine {

using Values = std::shared_ptr<const std::vector<double>>;

/// Values with their pyramid; drawn once the pyramid has caught up with them.
struct Track {
    Values values;
    MinMaxPyramid pyramid;
    bool ready() const { return values && pyramid.size() == values->size(); }
    std::span<const double> span() const { return values ? std::span<const double>(*values) : std::span<const double>(); }
};

/// Exponential moving average, debiased as TensorBoard's: the first values are not pulled towards zero. NaN passes through and is forgotten.
class Smoother {
public:
    explicit Smoother(double weight = 0) : m_weight(weight) {}
    double next(double value);
    double weight() const { return m_weight; }

private:
    double m_weight, m_sum = 0, m_norm = 0;
};

struct Curve {
    PlotSeries series;
    Track y, smooth, low, high;
    std::shared_ptr<std::vector<double>> ownX, ownY, ownSmooth;  ///< Set once points are appended: then the vectors are ours.
    Smoother smoother;

    std::size_t size() const;
    /// What is drawn in full colour: the smoothed values when there are any.
    const Track& shown() const { return smooth.values ? smooth : y; }
    bool smoothed() const { return smooth.values != nullptr; }
    QColor colour(int index) const;
    /// Index of the point nearest to x (`steps`: of the point that holds at x); nothing when there are no points.
    std::optional<std::size_t> at(double x) const;
};

/// The curves of a plot with all that makes them fast to draw. Long ones are prepared on the thread pool: until then they are not ready.
class PlotCurves {
public:
    /// `ready` is called on this thread after curves were prepared elsewhere.
    explicit PlotCurves(std::function<void()> ready);
    ~PlotCurves();

    void set(std::vector<PlotSeries> series);
    void append(const QString& name, const std::vector<double>& x, const std::vector<double>& y);
    void clear();
    void setVisible(int index, bool visible) { m_curves[static_cast<std::size_t>(index)].series.visible = visible; }
    void setSmoothing(double weight);
    double smoothing() const { return m_weight; }

    const std::vector<Curve>& all() const { return m_curves; }
    int find(const QString& name) const;       ///< -1: none.
    bool preparing() const { return m_watcher.isRunning(); }
    bool empty() const;                        ///< No visible curve has a point.
    std::int64_t pointCount() const;

    using Range = std::optional<std::pair<double, double>>;
    /// Over the visible curves, finite values only; `positive`: only those above zero (logarithmic axes).
    Range xRange(bool positive) const;
    Range yRange(bool positive) const;

private:
    struct Job;
    struct Work;
    void prepare();
    void install(std::vector<Job>& jobs);

    std::vector<Curve> m_curves;
    double m_weight = 0;
    std::function<void()> m_ready;
    std::shared_ptr<Work> m_work;
    QFutureWatcher<void> m_watcher;
};

}  // namespace vitrine
