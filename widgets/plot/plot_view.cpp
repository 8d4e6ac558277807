// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/plot_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/plot/plot_impl.h"

namespace vitrine {
namespace {

/// The range of data with some room around it.
std::pair<double, double> withRoom(std::pair<double, double> range, double part, bool logarithmic) {
    auto [low, high] = range;
    if (logarithmic) {
        if (high / low < 1.0001) return {low / 2, high * 2};
        const double room = std::pow(high / low, part);
        return {low / room, high * room};
    }
    const double size = high - low;
    if (size <= 1e-10 * std::max(std::abs(low), std::abs(high)) || size == 0) {
        const double room = std::max(std::abs(low) * 0.1, 0.5);
        return {low - room, high + room};
    }
    // Values that are never negative do not get an axis far below zero.
    const double below = low >= 0 && low - part * size < 0 ? std::max(low - part * size, -0.02 * size) : low - part * size;
    return {part > 0 ? below : low, high + part * size};
}

}  // namespace

PlotView::Impl::Impl(PlotView* of)
    : view(of), state([this] {
          canvas->curves().curvesChanged();
          followData();
          Q_EMIT view->ready();
      }) {
    PlotCanvas::Hooks hooks;
    hooks.rangeChanged = [this] {
        canvas->invalidate();
        Q_EMIT view->viewChanged();
    };
    hooks.fit = [this] { view->fit(); };
    hooks.copy = [this] { QGuiApplication::clipboard()->setPixmap(view->grab()); };
    hooks.hovered = [this](double x) { Q_EMIT view->hovered(x); };
    hooks.markerDragged = [this](double x) { Q_EMIT view->markerMoved(x); };
    hooks.menu = [this](const QPoint& at) { openMenu(at); };
    hooks.moreCurves = [this](const QPoint& at) {
        auto* menu = new QMenu(view);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        addCurveActions(menu);
        menu->popup(at);
    };
    hooks.legendClicked = [this](int curve, bool alone) { toggle(curve, alone); };
    state.emptyText = QStringLiteral("Nothing to plot yet.");
    canvas = new PlotCanvas(state, std::move(hooks), view);
}

void PlotView::Impl::showHome(bool x, bool y) {
    const bool logX = canvas->xAxis->scaleType() == QCPAxis::stLogarithmic, logY = canvas->yAxis->scaleType() == QCPAxis::stLogarithmic;
    if (x) {
        bool dots = !state.categories.isEmpty();
        for (const Curve& curve : state.curves.all()) dots = dots || (curve.series.points && curve.series.visible);
        PlotCurves::Range range = state.homeX;
        if (!range)
            if (const auto data = state.curves.xRange(logX)) range = withRoom(*data, dots ? 0.03 : 0, logX);
        if (!state.homeX && !state.categories.isEmpty()) range = std::pair{-0.5, state.categories.size() - 0.5};
        if (!range || (logX && range->first <= 0)) range = logX ? std::pair{1.0, 10.0} : std::pair{0.0, 1.0};
        PlotCanvas::setRange(canvas->xAxis, range->first, range->second);
    }
    if (y) {
        PlotCurves::Range range = state.homeY;
        if (!range) {
            auto data = state.curves.yRange(logY);
            for (const PlotState::Reference& reference : state.references)
                if (!logY || reference.y > 0)
                    data = data ? std::pair{std::min(data->first, reference.y), std::max(data->second, reference.y)} : std::pair{reference.y, reference.y};
            if (data) range = withRoom(*data, 0.05, logY);
        }
        if (!range || (logY && range->first <= 0)) range = logY ? std::pair{0.1, 10.0} : std::pair{0.0, 1.0};
        PlotCanvas::setRange(canvas->yAxis, range->first, range->second);
    }
    canvas->invalidate();
}

bool PlotView::Impl::wholeX() const {
    const auto whole = [](double x) { return x == std::floor(x); };
    return !state.curves.empty() && std::all_of(state.curves.all().begin(), state.curves.all().end(), [&](const Curve& curve) {
        // The first few and the last tell steps from seconds.
        const auto first = static_cast<std::ptrdiff_t>(std::min<std::size_t>(curve.size(), 32));
        return first == 0 || (std::all_of(curve.series.x->begin(), curve.series.x->begin() + first, whole) && whole((*curve.series.x)[curve.size() - 1]));
    });
}

void PlotView::Impl::followData() {
    canvas->setWholeX(wholeX());
    showHome(!state.zoomedX, !state.zoomedY);
}

void PlotView::Impl::describe() {
    const auto& curves = state.curves.all();
    QStringList names;
    for (const Curve& curve : curves)
        if (names.size() < 10) names += curve.series.name;
    const QString title = state.title.isEmpty() ? QStringLiteral("Plot") : state.title;
    view->setAccessibleName(title);
    canvas->setAccessibleName(title);
    canvas->setAccessibleDescription(curves.empty() ? state.emptyText : QStringLiteral("%1 curves: %2").arg(curves.size()).arg(names.join(", ")));
}

void PlotView::Impl::curvesChanged() {
    canvas->curves().curvesChanged();
    followData();
    describe();
}

void PlotView::Impl::toggle(int curve, bool alone) {
    const auto& curves = state.curves.all();
    if (curve < 0 || curve >= static_cast<int>(curves.size())) return;
    // Alone once more: all again.
    bool isAlone = curves[static_cast<std::size_t>(curve)].series.visible;
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) isAlone = isAlone && (i == curve || !curves[static_cast<std::size_t>(i)].series.visible);
    for (int i = 0; i < static_cast<int>(curves.size()); ++i) {
        const bool was = curves[static_cast<std::size_t>(i)].series.visible;
        const bool shown = alone ? (isAlone || i == curve) : (i == curve ? !was : was);
        if (shown == was) continue;
        state.curves.setVisible(i, shown);
        chosen[curves[static_cast<std::size_t>(i)].series.name] = shown;
    }
    followData();
    Q_EMIT view->viewChanged();
}

void PlotView::Impl::setLog(QCPAxis* axis, bool on) {
    if ((axis->scaleType() == QCPAxis::stLogarithmic) == on) return;
    canvas->setLogarithmic(axis, on);
    (axis == canvas->xAxis ? state.zoomedX : state.zoomedY) = false;
    followData();
    Q_EMIT view->viewChanged();
}

PlotView::PlotView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_impl->canvas);
    setFocusProxy(m_impl->canvas);
    m_impl->describe();
    m_impl->showHome(true, true);
    connect(&Theme::instance(), &Theme::changed, this, [this] { m_impl->canvas->restyle(); });
}

PlotView::~PlotView() {
    delete m_impl->canvas;                     // It reads the state, which goes next.
}

void PlotView::setTitles(const QString& title, const QString& x, const QString& y) {
    m_impl->state.title = title, m_impl->state.xTitle = x, m_impl->state.yTitle = y;
    m_impl->canvas->setTitles();
    m_impl->describe();
}

void PlotView::setEmptyText(const QString& text) {
    m_impl->state.emptyText = text;
    m_impl->describe();
    m_impl->canvas->update();
}

void PlotView::setSeries(std::vector<PlotSeries> series, bool keepView) {
    for (PlotSeries& one : series)
        if (const auto chosen = m_impl->chosen.constFind(one.name); chosen != m_impl->chosen.constEnd()) one.visible = *chosen;
    if (!keepView) m_impl->state.zoomedX = m_impl->state.zoomedY = false;
    m_impl->state.curves.set(std::move(series));
    m_impl->curvesChanged();
}

void PlotView::append(const QString& name, const std::vector<double>& x, const std::vector<double>& y) {
    const std::size_t before = m_impl->state.curves.all().size();
    m_impl->state.curves.append(name, x, y);
    const int index = m_impl->state.curves.find(name);
    if (m_impl->state.curves.all().size() == before) return m_impl->followData();
    if (!m_impl->chosen.value(name, true)) m_impl->state.curves.setVisible(index, false);
    m_impl->curvesChanged();
}

void PlotView::clear() {
    m_impl->state.curves.clear();
    m_impl->state.references.clear();
    m_impl->state.marker = std::numeric_limits<double>::quiet_NaN();
    m_impl->state.zoomedX = m_impl->state.zoomedY = false;
    m_impl->curvesChanged();
}

std::vector<QString> PlotView::seriesNames() const {
    std::vector<QString> names;
    for (const Curve& curve : m_impl->state.curves.all()) names.push_back(curve.series.name);
    return names;
}

void PlotView::setSeriesVisible(const QString& name, bool visible) {
    m_impl->chosen[name] = visible;
    const int index = m_impl->state.curves.find(name);
    if (index < 0 || m_impl->state.curves.all()[static_cast<std::size_t>(index)].series.visible == visible) return;
    m_impl->toggle(index, false);
}

void PlotView::setLogX(bool on) { m_impl->setLog(m_impl->canvas->xAxis, on); }
void PlotView::setLogY(bool on) { m_impl->setLog(m_impl->canvas->yAxis, on); }

void PlotView::setSmoothing(double weight) {
    m_impl->state.curves.setSmoothing(weight);
    m_impl->canvas->curves().curvesChanged();
    m_impl->canvas->invalidate();
}

void PlotView::setXRange(double low, double high) {
    m_impl->state.homeX = low < high ? PlotCurves::Range(std::pair{low, high}) : std::nullopt;
    m_impl->state.zoomedX = false;
    m_impl->showHome(true, false);
}

void PlotView::setYRange(double low, double high) {
    m_impl->state.homeY = low < high ? PlotCurves::Range(std::pair{low, high}) : std::nullopt;
    m_impl->state.zoomedY = false;
    m_impl->showHome(false, true);
}

std::pair<double, double> PlotView::xRange() const { return {m_impl->canvas->xAxis->range().lower, m_impl->canvas->xAxis->range().upper}; }
std::pair<double, double> PlotView::yRange() const { return {m_impl->canvas->yAxis->range().lower, m_impl->canvas->yAxis->range().upper}; }

void PlotView::fit() {
    m_impl->state.zoomedX = m_impl->state.zoomedY = false;
    m_impl->showHome(true, true);
    Q_EMIT viewChanged();
}

void PlotView::setLegend(bool shown) {
    m_impl->state.legend = shown;
    m_impl->canvas->invalidate();
}

void PlotView::setMarker(double x) {
    m_impl->state.marker = x;
    m_impl->canvas->update();
}

double PlotView::marker() const { return m_impl->state.marker; }

void PlotView::addReference(double y, const QString& label) {
    m_impl->state.references.push_back({y, label});
    m_impl->followData();
}

void PlotView::setXCategories(const QStringList& names) {
    m_impl->state.categories = names;
    m_impl->canvas->setCategories(names);
    m_impl->followData();
}

double PlotView::lastFrameMs() const { return m_impl->canvas->lastFrameMs(); }
bool PlotView::preparing() const { return m_impl->state.curves.preparing(); }
void PlotView::setProvenance(const Json& provenance) { m_impl->provenance = provenance; }
void PlotView::setWheelNeedsFocus(bool on) { m_impl->state.wheelNeedsFocus = on; }

}  // namespace vitrine
