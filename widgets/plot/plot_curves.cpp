// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_curves.h"

#include <QtConcurrent>
#include <algorithm>
#include <atomic>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/plot/column_spans.h"

namespace vitrine {
namespace {

constexpr std::int64_t kInlinePoints = 1'500'000;   ///< About 4 ms of preparing: more goes to the pool.

std::optional<std::pair<double, double>> finiteRange(std::span<const double> values, const MinMaxPyramid& pyramid, bool positive) {
    auto [low, high] = pyramid.range(values, 0, values.size());
    if (!(low <= high)) return std::nullopt;
    if (std::isfinite(low) && std::isfinite(high) && (!positive || low > 0)) return std::pair{low, high};
    low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values) {
        if (!std::isfinite(value) || (positive && value <= 0)) continue;
        low = std::min(low, value), high = std::max(high, value);
    }
    if (!(low <= high)) return std::nullopt;
    return std::pair{low, high};
}

void widen(PlotCurves::Range& range, const PlotCurves::Range& by) {
    if (!by) return;
    range = range ? std::pair{std::min(range->first, by->first), std::max(range->second, by->second)} : *by;
}

}  // namespace

double Smoother::next(double value) {
    if (std::isnan(value)) return value;
    m_sum = m_weight * m_sum + (1 - m_weight) * value;
    m_norm = m_weight * m_norm + (1 - m_weight);
    return m_sum / m_norm;
}

std::size_t Curve::size() const {
    return series.x && series.y ? std::min(series.x->size(), series.y->size()) : 0;
}

QColor Curve::colour(int index) const {
    return series.colour.isValid() ? series.colour : Theme::instance().series(index);
}

std::optional<std::size_t> Curve::at(double x) const {
    const std::size_t count = size();
    if (count == 0) return std::nullopt;
    const auto begin = series.x->begin(), end = begin + static_cast<std::ptrdiff_t>(count);
    auto found = std::lower_bound(begin, end, x);
    if (found == end) return count - 1;
    if (found != begin && *found != x && (series.steps || x - *(found - 1) < *found - x)) --found;
    return static_cast<std::size_t>(found - begin);
}

/// What one curve still lacks.
struct PlotCurves::Job {
    std::size_t curve = 0;
    Values y, low, high;
    bool needsY = false, needsSmooth = false, needsLow = false, needsHigh = false;
    MinMaxPyramid yPyramid, smoothPyramid, lowPyramid, highPyramid;
    std::shared_ptr<std::vector<double>> smooth;
    Smoother smoother;

    std::int64_t points() const {
        return static_cast<std::int64_t>(y ? y->size() : 0) * (needsY + 2 * needsSmooth) +
               static_cast<std::int64_t>(low ? low->size() : 0) * needsLow + static_cast<std::int64_t>(high ? high->size() : 0) * needsHigh;
    }
    void run(double weight) {
        if (needsY) yPyramid.append(*y);
        if (needsLow) lowPyramid.append(*low);
        if (needsHigh) highPyramid.append(*high);
        if (!needsSmooth) return;
        smoother = Smoother(weight);
        smooth = std::make_shared<std::vector<double>>();
        smooth->reserve(y->size());
        for (const double value : *y) smooth->push_back(smoother.next(value));
        smoothPyramid.append(*smooth);
    }
};

struct PlotCurves::Work {
    std::vector<Job> jobs;
    double weight = 0;
    std::atomic<bool> cancelled = false;
};

PlotCurves::PlotCurves(std::function<void()> ready) : m_ready(std::move(ready)) {
    QObject::connect(&m_watcher, &QFutureWatcher<void>::finished, &m_watcher, [this] {
        if (!m_work || m_work->cancelled) return;
        install(m_work->jobs);
        m_work.reset();
        prepare();          // What came or changed meanwhile.
        m_ready();
    });
}

PlotCurves::~PlotCurves() {
    if (m_work) m_work->cancelled = true;
}

void PlotCurves::set(std::vector<PlotSeries> series) {
    std::vector<Curve> old = std::move(m_curves);
    m_curves.clear();
    for (PlotSeries& one : series) {
        Curve curve;
        curve.series = std::move(one);
        curve.y.values = curve.series.y;
        curve.low.values = curve.series.low;
        curve.high.values = curve.series.high;
        // The same values again (only a colour or the order changed): what was prepared stays.
        const auto same = std::find_if(old.begin(), old.end(), [&](const Curve& was) {
            return curve.series.y && was.series.y == curve.series.y && was.y.ready() && was.series.name == curve.series.name;
        });
        if (same != old.end()) {
            curve.y = std::move(same->y);
            curve.smooth = std::move(same->smooth);
            curve.smoother = same->smoother;
            if (same->low.values == curve.low.values) curve.low = std::move(same->low);
            if (same->high.values == curve.high.values) curve.high = std::move(same->high);
        }
        m_curves.push_back(std::move(curve));
    }
    prepare();
}

void PlotCurves::append(const QString& name, const std::vector<double>& x, const std::vector<double>& y) {
    int index = find(name);
    if (index < 0) {
        Curve curve;
        curve.series.name = name;
        m_curves.push_back(std::move(curve));
        index = static_cast<int>(m_curves.size()) - 1;
    }
    Curve& curve = m_curves[static_cast<std::size_t>(index)];
    // The pool may be reading the vectors right now: then they are left to it and copied.
    const bool beingRead = m_work && std::any_of(m_work->jobs.begin(), m_work->jobs.end(), [&](const Job& job) { return job.y == curve.y.values; });
    if (!curve.ownY || beingRead) {
        const std::size_t count = curve.size();
        const auto copy = [count](const Values& values) {
            return count == 0 ? std::make_shared<std::vector<double>>()
                              : std::make_shared<std::vector<double>>(values->begin(), values->begin() + static_cast<std::ptrdiff_t>(count));
        };
        curve.ownX = copy(curve.series.x);
        curve.ownY = copy(curve.series.y);
        curve.series.x = curve.ownX;
        curve.series.y = curve.y.values = curve.ownY;
        curve.y.pyramid.clear();
        curve.ownSmooth.reset();
    }
    const std::size_t more = std::min(x.size(), y.size());
    curve.ownX->insert(curve.ownX->end(), x.begin(), x.begin() + static_cast<std::ptrdiff_t>(more));
    curve.ownY->insert(curve.ownY->end(), y.begin(), y.begin() + static_cast<std::ptrdiff_t>(more));
    curve.y.pyramid.append(*curve.ownY);
    if (m_weight > 0) {
        if (!curve.ownSmooth) {
            curve.smoother = Smoother(m_weight);
            curve.ownSmooth = std::make_shared<std::vector<double>>();
            curve.smooth = {curve.ownSmooth, {}};
        }
        for (std::size_t i = curve.ownSmooth->size(); i < curve.ownY->size(); ++i) curve.ownSmooth->push_back(curve.smoother.next((*curve.ownY)[i]));
        curve.smooth.pyramid.append(*curve.ownSmooth);
    }
}

void PlotCurves::clear() {
    m_curves.clear();
    if (m_work) m_work->cancelled = true;
    m_work.reset();
}

void PlotCurves::setSmoothing(double weight) {
    weight = std::clamp(std::isfinite(weight) ? weight : 0.0, 0.0, 0.999);
    if (weight == m_weight) return;
    m_weight = weight;
    for (Curve& curve : m_curves) {
        if (weight == 0) curve.smooth = {};    // Else the old one is shown until the new one is there.
        curve.ownSmooth.reset();
        curve.smoother = Smoother(-1);         // A weight that none has: smooth anew.
    }
    prepare();
}

void PlotCurves::prepare() {
    if (m_work) return;                        // `finished` looks again.
    auto work = std::make_shared<Work>();
    work->weight = m_weight;
    std::int64_t points = 0;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        Curve& curve = m_curves[i];
        Job job;
        job.curve = i;
        job.y = curve.y.values, job.low = curve.low.values, job.high = curve.high.values;
        job.needsY = curve.y.values && !curve.y.ready();
        job.needsLow = curve.low.values && !curve.low.ready();
        job.needsHigh = curve.high.values && !curve.high.ready();
        job.needsSmooth = m_weight > 0 && curve.y.values && (curve.smoother.weight() != m_weight || !curve.smooth.ready());
        if (!job.needsY && !job.needsLow && !job.needsHigh && !job.needsSmooth) continue;
        points += job.points();
        work->jobs.push_back(std::move(job));
    }
    if (work->jobs.empty()) return;
    if (points <= kInlinePoints) {
        for (Job& job : work->jobs) job.run(work->weight);
        return install(work->jobs);
    }
    m_work = work;
    m_watcher.setFuture(QtConcurrent::run([work] {
        inParallel(static_cast<int>(work->jobs.size()), [&](int i) {
            if (!work->cancelled) work->jobs[static_cast<std::size_t>(i)].run(work->weight);
        });
    }));
}

void PlotCurves::install(std::vector<Job>& jobs) {
    for (Job& job : jobs) {
        if (job.curve >= m_curves.size()) continue;
        Curve& curve = m_curves[job.curve];
        if (curve.y.values != job.y || curve.low.values != job.low || curve.high.values != job.high) continue;   // Replaced meanwhile.
        if (job.needsY) curve.y.pyramid = std::move(job.yPyramid);
        if (job.needsLow) curve.low.pyramid = std::move(job.lowPyramid);
        if (job.needsHigh) curve.high.pyramid = std::move(job.highPyramid);
        if (!job.needsSmooth || job.smoother.weight() != m_weight) continue;
        curve.ownSmooth = curve.ownY ? job.smooth : nullptr;
        curve.smooth = {job.smooth, std::move(job.smoothPyramid)};
        curve.smoother = job.smoother;
    }
}

int PlotCurves::find(const QString& name) const {
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        if (m_curves[i].series.name == name) return static_cast<int>(i);
    return -1;
}

bool PlotCurves::empty() const {
    return std::none_of(m_curves.begin(), m_curves.end(), [](const Curve& curve) { return curve.series.visible && curve.size() > 0; });
}

std::int64_t PlotCurves::pointCount() const {
    std::int64_t points = 0;
    for (const Curve& curve : m_curves) points += static_cast<std::int64_t>(curve.size());
    return points;
}

PlotCurves::Range PlotCurves::xRange(bool positive) const {
    Range range;
    for (const Curve& curve : m_curves) {
        if (!curve.series.visible || curve.size() == 0) continue;
        const std::span<const double> x(curve.series.x->data(), curve.size());
        const auto first = positive ? std::upper_bound(x.begin(), x.end(), 0.0) : x.begin();
        if (first != x.end() && std::isfinite(*first) && std::isfinite(x.back())) widen(range, std::pair{*first, x.back()});
    }
    return range;
}

PlotCurves::Range PlotCurves::yRange(bool positive) const {
    Range range;
    for (const Curve& curve : m_curves) {
        if (!curve.series.visible) continue;
        for (const Track* track : {&curve.y, &curve.low, &curve.high})
            if (track->ready()) widen(range, finiteRange(track->span(), track->pyramid, positive));
    }
    return range;
}

}  // namespace vitrine
