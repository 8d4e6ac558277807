// SPDX-License-Identifier: GPL-3.0-or-later
// What a plot gives away: its state, its figure, the numbers behind it, and the menu that offers them.
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/plot/plot_impl.h"

namespace vitrine {
namespace {

std::optional<std::pair<double, double>> pairOf(const Json& json, const char* key) {
    if (!json.is_object() || !json.contains(key)) return std::nullopt;
    const Json& pair = json.at(key);
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number()) return std::nullopt;
    return std::pair{pair[0].get<double>(), pair[1].get<double>()};
}

Column column(std::string name, std::vector<double> values) { return {std::move(name), Array::of(values), {}}; }

}  // namespace

Json PlotView::saveState() const {
    const Impl& impl = *m_impl;
    Json state = Json::object();
    if (impl.state.zoomedX) state["x"] = {xRange().first, xRange().second};
    if (impl.state.zoomedY) state["y"] = {yRange().first, yRange().second};
    state["log_x"] = impl.canvas->xAxis->scaleType() == QCPAxis::stLogarithmic;
    state["log_y"] = impl.canvas->yAxis->scaleType() == QCPAxis::stLogarithmic;
    state["smoothing"] = impl.state.curves.smoothing();
    state["legend"] = impl.state.legend;
    Json shown = Json::object();
    for (auto entry = impl.chosen.constBegin(); entry != impl.chosen.constEnd(); ++entry) shown[ss(entry.key())] = entry.value();
    state["shown"] = std::move(shown);
    if (std::isfinite(impl.state.marker)) state["marker"] = impl.state.marker;
    return state;
}

void PlotView::restoreState(const Json& json) {
    Impl& impl = *m_impl;
    if (!json.is_object()) return;
    setLogX(boolOr(json, "log_x", false));
    setLogY(boolOr(json, "log_y", false));
    setSmoothing(numberOr(json, "smoothing", 0));
    setLegend(boolOr(json, "legend", impl.state.legend));
    if (json.contains("shown") && json.at("shown").is_object())
        for (const auto& [name, visible] : json.at("shown").items())
            if (visible.is_boolean()) setSeriesVisible(qs(name), visible.get<bool>());
    if (json.contains("marker") && json.at("marker").is_number()) setMarker(json.at("marker").get<double>());
    if (const auto x = pairOf(json, "x")) impl.state.zoomedX = PlotCanvas::setRange(impl.canvas->xAxis, x->first, x->second);
    if (const auto y = pairOf(json, "y")) impl.state.zoomedY = PlotCanvas::setRange(impl.canvas->yAxis, y->first, y->second);
    impl.canvas->invalidate();
}

QString PlotView::figureTitle() const { return m_impl->state.title.isEmpty() ? QStringLiteral("Plot") : m_impl->state.title; }

QSizeF PlotView::figureSize() const {
    const QSizeF size = m_impl->canvas->size();
    return size.width() >= 320 && size.height() >= 200 ? size : QSizeF(720, 440);
}

void PlotView::paintFigure(QPainter& painter, const QRectF& area) { m_impl->canvas->paintFigure(painter, area); }

std::optional<Table> PlotView::figureData() const {
    const auto [low, high] = xRange();
    std::vector<const Curve*> shown;
    for (const Curve& curve : m_impl->state.curves.all())
        if (curve.series.visible && curve.size() > 0) shown.push_back(&curve);
    if (shown.empty()) return std::nullopt;
    const auto part = [&](const Curve& curve, const std::vector<double>& of) {
        const auto begin = curve.series.x->begin(), end = begin + static_cast<std::ptrdiff_t>(curve.size());
        const auto first = std::lower_bound(begin, end, low) - begin, last = std::upper_bound(begin, end, high) - begin;
        const auto size = static_cast<std::ptrdiff_t>(of.size());
        return std::vector<double>(of.begin() + std::min(first, size), of.begin() + std::min(std::max(first, last), size));
    };
    const auto withBands = [&](Table& table, const Curve& curve, const std::string& name, auto&& add) {
        add(table, name, part(curve, *curve.series.y));
        if (!curve.series.low || !curve.series.high) return;
        add(table, name + " low", part(curve, *curve.series.low));
        add(table, name + " high", part(curve, *curve.series.high));
    };
    const std::string xName = m_impl->state.xTitle.isEmpty() ? "x" : ss(m_impl->state.xTitle);
    const bool sameX = std::all_of(shown.begin(), shown.end(), [&](const Curve* curve) {
        return curve->size() == shown.front()->size() && (curve->series.x == shown.front()->series.x || *curve->series.x == *shown.front()->series.x);
    });
    Table table;
    if (sameX) {                               // One row a position, one column a curve.
        table.columns.push_back(column(xName, part(*shown.front(), *shown.front()->series.x)));
        const auto rows = table.columns.front().numbers().count();
        for (const Curve* curve : shown)
            withBands(table, *curve, ss(curve->series.name), [&](Table& to, const std::string& name, std::vector<double> values) {
                values.resize(static_cast<std::size_t>(rows), std::numeric_limits<double>::quiet_NaN());
                to.columns.push_back(column(name, std::move(values)));
            });
        return table;
    }
    std::vector<std::string> names;            // Else one row a point.
    std::vector<double> xs, ys;
    for (const Curve* curve : shown) {
        const std::vector<double> x = part(*curve, *curve->series.x), y = part(*curve, *curve->series.y);
        names.insert(names.end(), x.size(), ss(curve->series.name));
        xs.insert(xs.end(), x.begin(), x.end());
        ys.insert(ys.end(), y.begin(), y.end());
    }
    table.columns.push_back({"curve", std::move(names), {}});
    table.columns.push_back(column(xName, std::move(xs)));
    table.columns.push_back(column(m_impl->state.yTitle.isEmpty() ? "y" : ss(m_impl->state.yTitle), std::move(ys)));
    return table;
}

void PlotView::Impl::addCurveActions(QMenu* menu) {
    const auto& curves = state.curves.all();
    for (std::size_t i = 0; i < std::min<std::size_t>(curves.size(), 200); ++i) {
        QPixmap swatch(12, 12);
        swatch.fill(curves[i].colour(static_cast<int>(i)));
        QAction* action = menu->addAction(QIcon(swatch), curves[i].series.name);
        action->setCheckable(true);
        action->setChecked(curves[i].series.visible);
        connect(action, &QAction::toggled, view, [this, name = curves[i].series.name](bool on) { view->setSeriesVisible(name, on); });
    }
}

void PlotView::Impl::openMenu(const QPoint& global) {
    auto* menu = new QMenu(view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Fit all\tF"), view, [this] { view->fit(); });
    const auto check = [&](const QString& text, bool on, auto set) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(on);
        connect(action, &QAction::toggled, view, set);
    };
    check(QStringLiteral("Logarithmic x axis"), canvas->xAxis->scaleType() == QCPAxis::stLogarithmic, [this](bool on) { view->setLogX(on); });
    check(QStringLiteral("Logarithmic y axis"), canvas->yAxis->scaleType() == QCPAxis::stLogarithmic, [this](bool on) { view->setLogY(on); });
    check(QStringLiteral("Legend"), state.legend, [this](bool on) { view->setLegend(on); });
    QMenu* smoothing = menu->addMenu(QStringLiteral("Smoothing"));
    for (const double weight : {0.0, 0.6, 0.9, 0.97, 0.99}) {
        QAction* action = smoothing->addAction(weight == 0 ? QStringLiteral("Off") : QString::number(weight));
        action->setCheckable(true);
        action->setChecked(std::abs(state.curves.smoothing() - weight) < 1e-9);
        connect(action, &QAction::triggered, view, [this, weight] { view->setSmoothing(weight); });
    }
    if (!state.curves.all().empty()) addCurveActions(menu->addMenu(QStringLiteral("Curves")));
    menu->addSeparator();
    menu->addAction(QStringLiteral("Copy picture\tCtrl+C"), view, [this] { QGuiApplication::clipboard()->setPixmap(view->grab()); });
    menu->addAction(QStringLiteral("Export figure..."), view, [this] { exportFigureWithDialog(view, *view, provenance); });
    menu->popup(global);
}

}  // namespace vitrine
