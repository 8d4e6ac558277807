// SPDX-License-Identifier: GPL-3.0-or-later
// A hundred curves of a million points: first paint, then zooming and panning, beside plain QCustomPlot with the same data.
#include <QElapsedTimer>
#include <QEventLoop>
#include <cmath>

#include "tests/bench/bench.h"
#include "widgets/base/fault_guard.h"
#include "widgets/base/theme.h"
#include "widgets/plot/column_spans.h"
#include "widgets/plot/plot_view.h"
#include "widgets/plot/qcp.h"

namespace vitrine::bench {
namespace {

constexpr int kFrames = 300;
constexpr QSize kSize(1400, 800);

using Values = std::shared_ptr<const std::vector<double>>;

/// Falling losses with noise, each a little above the one before.
std::vector<Values> losses(int series, std::int64_t points) {
    std::vector<Values> made;
    unsigned random = 1;
    for (int s = 0; s < series; ++s) {
        auto y = std::make_shared<std::vector<double>>(static_cast<std::size_t>(points));
        for (std::int64_t i = 0; i < points; ++i) {
            random = random * 1664525u + 1013904223u;
            const double t = static_cast<double>(i) / static_cast<double>(points);
            (*y)[static_cast<std::size_t>(i)] = std::exp(-4 * t) + 0.01 * s + 0.1 * (static_cast<double>(random >> 8) / 16777216.0 - 0.5) + 0.05 * std::sin(40 * t + s);
        }
        made.push_back(std::move(y));
    }
    return made;
}

struct Range {
    double low, high;
};

/// Zoom in to a thousandth, pan by eight pixels a frame, zoom out again.
std::vector<Range> script(double end) {
    std::vector<Range> frames;
    double low = 0, high = end;
    for (int i = 0; i < kFrames; ++i) {
        const double size = high - low, centre = low + size * 0.37;
        const double factor = i < 100 ? 0.933 : i < 200 ? 1 : 1 / 0.933;
        if (factor == 1) low += size * 8 / kSize.width(), high += size * 8 / kSize.width();
        else low = centre - size * 0.37 * factor, high = low + size * factor;
        frames.push_back({low, high});
    }
    return frames;
}

void report(Bench& bench, const std::string& who, const std::vector<double>& seconds, std::size_t of) {
    const std::string note = seconds.size() < of ? fmt::format("{} of {} frames", seconds.size(), of) : "";
    bench.add("frame of zooming and panning, median", who, median(seconds) * 1e3, "ms", note);
    bench.add("frame of zooming and panning, p99", who, percentile(seconds, 99) * 1e3, "ms", note);
}

double ours(Bench& bench, const Values& x, const std::vector<Values>& ys, const std::vector<Range>& frames) {
    PlotView view;
    view.resize(kSize);
    view.setLegend(false);
    view.show();
    auto* canvas = view.findChild<QWidget*>("plotCanvas");
    QCoreApplication::processEvents();
    std::vector<PlotSeries> series;
    for (std::size_t s = 0; s < ys.size(); ++s) {
        PlotSeries one;
        one.name = QStringLiteral("series %1").arg(s);
        one.x = x, one.y = ys[s];
        series.push_back(std::move(one));
    }
    double blocked = 0;
    const double first = seconds([&] {
        blocked = seconds([&] { view.setSeries(std::move(series)); });
        QEventLoop loop;
        QObject::connect(&view, &PlotView::ready, &loop, &QEventLoop::quit);
        if (view.preparing()) loop.exec();
        canvas->repaint();
    });
    bench.add("data set to first paint", "vitrine PlotView", first * 1e3, "ms", "goal: 200 ms");
    bench.add("of it the window is blocked", "vitrine PlotView", blocked * 1e3 + view.lastFrameMs(), "ms");
    const auto y = view.yRange();
    view.setYRange(y.first, y.second);
    std::vector<double> times;
    for (const Range& range : frames)
        times.push_back(seconds([&] {
            view.setXRange(range.low, range.high);
            canvas->repaint();
        }));
    report(bench, "vitrine PlotView", times, frames.size());
    return median(times);
}

double theirs(Bench& bench, const Values& x, const std::vector<Values>& ys, const std::vector<Range>& frames, bool smooth, double budget) {
    const std::string who = smooth ? "plain QCustomPlot" : "plain QCustomPlot, not smoothed";
    QCustomPlot plot;
    plot.resize(kSize);
    if (!smooth) plot.setNotAntialiasedElements(QCP::aeAll);
    plot.show();
    QCoreApplication::processEvents();
    const double first = seconds([&] {
        for (std::size_t s = 0; s < ys.size(); ++s) {
            QVector<QCPGraphData> data(static_cast<qsizetype>(x->size()));
            for (std::size_t i = 0; i < x->size(); ++i) data[static_cast<qsizetype>(i)] = {(*x)[i], (*ys[s])[i]};
            QCPGraph* graph = plot.addGraph();
            graph->data()->set(data, true);
            graph->setPen(QPen(Theme::instance().series(static_cast<int>(s)), 1));
        }
        plot.rescaleAxes();
        plot.replot(QCustomPlot::rpImmediateRefresh);
    });
    bench.add("data set to first paint", who, first * 1e3, "ms", "blocks the window");
    // As many frames as the budget allows, spread over the whole script.
    std::vector<double> times;
    QElapsedTimer spent;
    spent.start();
    const auto show = [&](const Range& range) {
        return seconds([&] {
            plot.xAxis->setRange(range.low, range.high);
            plot.replot(QCustomPlot::rpImmediateRefresh);
        });
    };
    const double probe = (show(frames.front()) + show(frames[frames.size() / 2])) / 2;
    const auto stride = std::clamp<std::size_t>(static_cast<std::size_t>(std::ceil(probe * static_cast<double>(frames.size()) / budget)), 1, frames.size() / 8);
    for (std::size_t i = 0; i < frames.size(); i += stride) times.push_back(show(frames[i]));
    report(bench, who, times, frames.size());
    return median(times);
}

void decimation(Bench& bench, const Values& x, const std::vector<Values>& ys) {
    MinMaxPyramid pyramid;
    const double build = seconds([&] { pyramid.append(*ys.front()); });
    bench.add("pyramid of one curve", "vitrine, one thread", build * 1e3, "ms");
    const ColumnAxis axis{0, x->back(), kSize.width(), false};
    const auto bounds = repeated(21, [&] { columnBounds(*x, axis); });
    ColumnBounds edges = columnBounds(*x, axis);
    alignToBlocks(edges, x->size());
    const auto spans = repeated(101, [&] { columnSpans(*ys.front(), pyramid, edges, false, false); });
    bench.add("M4 of one curve, all of it in view", "vitrine, one thread", median(spans) * 1e3, "ms");
    bench.add("columns of an x that all curves share", "vitrine, one thread", median(bounds) * 1e3, "ms");
    const auto full = repeated(5, [&] { decimateM4(*x, *ys.front(), 0, x->back(), kSize.width()); });
    bench.add("M4 of one curve, all of it in view", "without a pyramid", median(full) * 1e3, "ms");
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    using namespace vitrine;
    using namespace vitrine::bench;
    GuardedApplication application(argc, argv);
    Theme::instance().setMode(Theme::Mode::Light);
    Bench bench("bench_plot", argc, argv);
    const auto series = static_cast<int>(bench.size(100, 10));
    const std::int64_t points = bench.size(1'000'000, 20'000);
    auto x = std::make_shared<std::vector<double>>();
    for (std::int64_t i = 0; i < points; ++i) x->push_back(static_cast<double>(i));
    const std::vector<bench::Values> ys = losses(series, points);
    const std::vector<Range> frames = script(static_cast<double>(points));
    bench.add("size", "curves", series, "");
    bench.add("size", "points a curve", static_cast<double>(points), "");
    bench.add("size", "threads", QThread::idealThreadCount(), "");
    decimation(bench, x, ys);
    const double own = ours(bench, x, ys, frames);
    const double budget = static_cast<double>(bench.size(60, 2));
    const double fast = theirs(bench, x, ys, frames, false, budget), smooth = theirs(bench, x, ys, frames, true, budget);
    bench.ratio("frame of zooming and panning, median", "plain, not smoothed / vitrine", fast / own, "");
    bench.ratio("frame of zooming and panning, median", "plain / vitrine", smooth / own, "");
    bench.add("frames a second", "vitrine PlotView", 1 / own, "1/s", "goal: 60");
    return bench.finish();
}
