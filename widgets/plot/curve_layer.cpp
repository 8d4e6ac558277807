// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/curve_layer.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace vitrine {
namespace {

/// So many points in the picture are stroked by the general painter in a few milliseconds; more go to the raster.
constexpr std::size_t kStrokedPoints = 6'000;
constexpr double kLineWidth = 1.6;

QColor withAlpha(QColor colour, double alpha) {
    colour.setAlphaF(static_cast<float>(colour.alphaF() * alpha));
    return colour;
}

}  // namespace

CurveLayer::CurveLayer(QCustomPlot* plot, const PlotState& state) : QCPLayerable(plot, "curves"), m_state(state) {}

QRect CurveLayer::clipRect() const { return mParentPlot->axisRect()->rect(); }

void CurveLayer::curvesChanged() {
    m_styled = false;
    while (m_graphs.size() > m_state.curves.all().size()) {
        for (QCPGraph* graph : {m_graphs.back().line, m_graphs.back().faint, m_graphs.back().high, m_graphs.back().low})
            if (graph) mParentPlot->removeGraph(graph);
        m_graphs.pop_back();
    }
    m_graphs.resize(m_state.curves.all().size());
    for (Graphs& graphs : m_graphs) graphs.shownSpans = graphs.faintSpans = graphs.lowSpans = graphs.highSpans = {};
}

std::size_t CurveLayer::visiblePoints(const Curve& curve) const {
    const QCPRange range = mParentPlot->xAxis->range();
    const auto begin = curve.series.x->begin(), end = begin + static_cast<std::ptrdiff_t>(curve.size());
    const auto first = std::lower_bound(begin, end, range.lower);
    return static_cast<std::size_t>(std::upper_bound(first, end, range.upper) - first);
}

void CurveLayer::style(Graphs& graphs, const Curve& curve, int index) {
    const QColor colour = curve.colour(index);
    const auto make = [&](QCPGraph*& graph) {
        if (graph) return;
        graph = mParentPlot->addGraph();
        graph->setAdaptiveSampling(false);
        graph->setSelectable(QCP::stNone);
    };
    if (curve.series.low && curve.series.high) {
        make(graphs.low), make(graphs.high);
        graphs.low->setPen(Qt::NoPen), graphs.high->setPen(Qt::NoPen);
        graphs.high->setBrush(withAlpha(colour, 0.2));
        graphs.high->setChannelFillGraph(graphs.low);
    }
    if (curve.smoothed()) {
        make(graphs.faint);
        graphs.faint->setPen(QPen(withAlpha(colour, 0.3), 1));
    }
    make(graphs.line);
    graphs.line->setPen(QPen(colour, kLineWidth, curve.series.dashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    for (QCPGraph* graph : {graphs.line, graphs.faint, graphs.low, graphs.high}) {
        if (!graph) continue;
        graph->setLineStyle(curve.series.steps ? QCPGraph::lsStepLeft : QCPGraph::lsLine);
        graph->setAntialiased(true);
    }
    if (curve.series.points) graphs.line->setLineStyle(QCPGraph::lsNone);
    graphs.line->setScatterStyle(curve.series.points ? QCPScatterStyle(QCPScatterStyle::ssDisc, colour, 5) : QCPScatterStyle());
}

void CurveLayer::feed(QCPGraph* graph, const Curve& curve, const Track& track, int columns) const {
    if (!graph) return;
    const QCPRange range = mParentPlot->xAxis->range();
    const bool logX = mParentPlot->xAxis->scaleType() == QCPAxis::stLogarithmic, logY = mParentPlot->yAxis->scaleType() == QCPAxis::stLogarithmic;
    const std::span<const double> x(curve.series.x->data(), std::min(curve.size(), track.values->size()));
    const Decimated kept = decimateM4(x, track.span(), range.lower, range.upper, columns, &track.pyramid, logX);
    QVector<QCPGraphData> data;
    data.reserve(static_cast<qsizetype>(kept.x.size()));
    for (std::size_t i = 0; i < kept.x.size(); ++i) {
        if (logX && kept.x[i] <= 0) continue;
        data.append({kept.x[i], logY && kept.y[i] <= 0 ? std::numeric_limits<double>::quiet_NaN() : kept.y[i]});
    }
    graph->data()->set(data, true);
    graph->setVisible(true);
}

void CurveLayer::feedCurve(std::size_t index, int columns) {
    const Curve& curve = m_state.curves.all()[index];
    Graphs& graphs = m_graphs[index];
    feed(graphs.line, curve, curve.shown(), columns);
    if (curve.smoothed()) feed(graphs.faint, curve, curve.y, columns);
    if (!curve.low.ready() || !curve.high.ready()) return;
    feed(graphs.low, curve, curve.low, columns);
    feed(graphs.high, curve, curve.high, columns);
}

void CurveLayer::hide(Graphs& graphs) const {
    for (QCPGraph* graph : {graphs.line, graphs.faint, graphs.low, graphs.high})
        if (graph) graph->setVisible(false);
}

void CurveLayer::draw(QCPPainter* painter) {
    const std::vector<Curve>& curves = m_state.curves.all();
    if (m_graphs.size() != curves.size()) curvesChanged();
    const QRect area = mParentPlot->axisRect()->rect();
    if (area.width() < 2 || area.height() < 2) return;
    const bool vector = painter->modes().testFlag(QCPPainter::pmVectorized);
    std::vector<std::pair<std::size_t, std::size_t>> shown;   // Curve and its points in the picture.
    std::size_t points = 0;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const Curve& curve = curves[i];
        if (!m_styled) style(m_graphs[i], curve, static_cast<int>(i));
        hide(m_graphs[i]);
        if (!curve.series.visible || curve.size() == 0 || !curve.shown().ready() || !curve.y.ready()) continue;
        const int tracks = 1 + curve.smoothed() + 2 * (curve.low.ready() && curve.high.ready());
        shown.emplace_back(i, visiblePoints(curve));
        points += shown.back().second * static_cast<std::size_t>(tracks);
    }
    m_styled = true;
    std::vector<std::size_t> dense;
    for (const auto& [index, count] : shown) {
        if (!vector && points > kStrokedPoints && count > 64)
            dense.push_back(index);
        else
            feedCurve(index, vector ? area.width() * 2 : static_cast<int>(area.width() * mParentPlot->bufferDevicePixelRatio()));
    }
    if (!dense.empty()) drawDense(painter, dense);
}

CurveLayer::SpanTask CurveLayer::taskFor(const Curve& curve, const Track& track, Spans& to, const Cached& key) {
    SpanTask task{.curve = &curve, .track = &track, .to = &to, .first = 0, .last = key.columns, .shift = 0};
    Cached moved = to.key;
    moved.low = key.low, moved.high = key.high;
    const double width = (key.high - key.low) / key.columns, was = (to.key.high - to.key.low) / std::max(1, to.key.columns);
    if (to.spans && moved == key && !key.logX && std::abs(width - was) < 1e-9 * width) {
        // Panned by whole columns: only those that came into view are new.
        const double by = (key.low - to.key.low) / width, whole = std::round(by);
        if (std::abs(whole) < key.columns && std::abs(to.drift + by - whole) < 0.05) {
            to.drift += by - whole;
            task.shift = static_cast<int>(whole);
            task.first = task.shift > 0 ? key.columns - task.shift : 0;
            task.last = task.shift > 0 ? key.columns : -task.shift;
            to.key = key;
            return task;
        }
    }
    to.key = key;
    to.drift = 0;
    return task;
}

void CurveLayer::SpanTask::run(int columns, bool logY) const {
    ColumnSpans fresh = columnSpans(track->span(), track->pyramid, *bounds, curve->series.steps, logY);
    if (last - first == columns) {
        to->spans = std::make_shared<const ColumnSpans>(std::move(fresh));
        return;
    }
    auto all = std::make_shared<ColumnSpans>();
    for (auto member : {&ColumnSpans::low, &ColumnSpans::high}) {
        std::vector<double>& values = (*all).*member;
        const std::vector<double>& old = (*to->spans).*member;
        values.resize(static_cast<std::size_t>(columns));
        if (shift > 0)
            std::copy(old.begin() + shift, old.end(), values.begin());
        else
            std::copy(old.begin(), old.end() + shift, values.begin() - shift);
        std::copy((fresh.*member).begin(), (fresh.*member).end(), values.begin() + first);
    }
    to->spans = std::move(all);
}

void CurveLayer::computeSpans(const std::vector<std::size_t>& dense, const ColumnAxis& axis, bool logY) {
    std::vector<SpanTask> tasks;
    const auto want = [&](const Curve& curve, const Track& track, Spans& to) {
        const Cached key{track.values.get(), track.values->size(), axis.low, axis.high, axis.columns, axis.logarithmic, logY};
        if (to.spans && to.key == key) return;
        const SpanTask task = taskFor(curve, track, to, key);
        if (task.first < task.last) tasks.push_back(task);
    };
    for (const std::size_t index : dense) {
        const Curve& curve = m_state.curves.all()[index];
        Graphs& graphs = m_graphs[index];
        if (!curve.series.points) want(curve, curve.shown(), graphs.shownSpans);
        if (curve.smoothed()) want(curve, curve.y, graphs.faintSpans);
        if (!curve.low.ready() || !curve.high.ready()) continue;
        want(curve, curve.low, graphs.lowSpans);
        want(curve, curve.high, graphs.highSpans);
    }
    // Curves that share x share the columns' bounds.
    std::map<std::tuple<const std::vector<double>*, int, int>, ColumnBounds> bounds;
    for (SpanTask& task : tasks) task.bounds = &bounds[{task.curve->series.x.get(), task.first, task.last}];
    std::vector<decltype(bounds)::value_type*> edges;
    for (auto& entry : bounds) edges.push_back(&entry);
    inParallel(static_cast<int>(edges.size()), [&](int i) {
        const auto [x, first, last] = edges[i]->first;
        edges[i]->second = columnBounds(*x, {axis.edge(first), axis.edge(last), last - first, axis.logarithmic});
        alignToBlocks(edges[i]->second, x->size());
    });
    inParallel(static_cast<int>(tasks.size()), [&](int i) { tasks[i].run(axis.columns, logY); });
}

void CurveLayer::addDots(SpanRaster& raster, const Curve& curve, const QColor& colour, double ratio) const {
    const QRect area = mParentPlot->axisRect()->rect();
    const std::vector<double>& x = *curve.series.x;
    const std::span<const double> y = curve.shown().span();
    const QCPRange range = mParentPlot->xAxis->range();
    const bool logY = mParentPlot->yAxis->scaleType() == QCPAxis::stLogarithmic;
    std::vector<QPointF> dots;
    for (auto i = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), range.lower) - x.begin()); i < curve.size() && x[i] <= range.upper; ++i)
        if (!std::isnan(y[i]) && !(logY && y[i] <= 0))
            dots.emplace_back((mParentPlot->xAxis->coordToPixel(x[i]) - area.left()) * ratio, (mParentPlot->yAxis->coordToPixel(y[i]) - area.top()) * ratio);
    raster.addDots(std::move(dots), colour, 3 * ratio);
}

void CurveLayer::drawDense(QCPPainter* painter, const std::vector<std::size_t>& dense) {
    const QRect area = mParentPlot->axisRect()->rect();
    const double ratio = mParentPlot->bufferDevicePixelRatio();
    const QCPRange xRange = mParentPlot->xAxis->range(), yRange = mParentPlot->yAxis->range();
    const bool logX = mParentPlot->xAxis->scaleType() == QCPAxis::stLogarithmic && xRange.lower > 0;
    const bool logY = mParentPlot->yAxis->scaleType() == QCPAxis::stLogarithmic && yRange.lower > 0;
    const QSize size(static_cast<int>(std::lround(area.width() * ratio)), static_cast<int>(std::lround(area.height() * ratio)));
    computeSpans(dense, {xRange.lower, xRange.upper, size.width(), logX}, logY);
    const double low = logY ? std::log(yRange.lower) : yRange.lower, high = logY ? std::log(yRange.upper) : yRange.upper;
    const double scale = area.height() * ratio / (high - low);
    // The axis puts its lower end at the last row of pixels.
    SpanRaster raster(size, {(area.height() - 1) * ratio + low * scale, scale, logY});
    for (const std::size_t index : dense) {
        const Curve& curve = m_state.curves.all()[index];
        if (curve.low.ready() && curve.high.ready())
            raster.addBand(m_graphs[index].lowSpans.spans, m_graphs[index].highSpans.spans, withAlpha(curve.colour(static_cast<int>(index)), 0.2));
    }
    for (const std::size_t index : dense)
        if (m_state.curves.all()[index].smoothed())
            raster.addLine(m_graphs[index].faintSpans.spans, withAlpha(m_state.curves.all()[index].colour(static_cast<int>(index)), 0.3), ratio);
    for (const std::size_t index : dense) {
        const Curve& curve = m_state.curves.all()[index];
        const QColor colour = curve.colour(static_cast<int>(index));
        if (curve.series.points)
            addDots(raster, curve, colour, ratio);
        else
            raster.addLine(m_graphs[index].shownSpans.spans, colour, (dense.size() > 20 ? 1.2 : kLineWidth) * ratio,
                           curve.series.dashed ? static_cast<int>(6 * ratio) : 0);
    }
    raster.draw(m_picture);
    m_picture.setDevicePixelRatio(ratio);
    painter->drawImage(QPointF(area.topLeft()), m_picture);
}

}  // namespace vitrine
