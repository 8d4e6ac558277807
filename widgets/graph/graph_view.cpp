// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/graph_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QMenu>
#include <QMutex>
#include <QTimer>
#include <QtConcurrent>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/graph/graph_impl.h"

namespace vitrine {

GraphView::Impl::Impl(GraphView* of) : view(of) {
    poll.setInterval(80);
    QObject::connect(&poll, &QTimer::timeout, view, [this] {
        std::vector<QPointF> positions;
        {
            const QMutexLocker lock(&job->mutex);
            positions.swap(job->snapshot);
        }
        if (positions.size() != scene.nodes() || positions.empty()) return;
        scene.setLayout({.positions = std::move(positions), .bends = {}, .layered = false});
        if (!moved) fitNow();
        changed(true);
    });
    refine.setSingleShot(true);
    refine.setInterval(120);
    QObject::connect(&refine, &QTimer::timeout, view, [this] { changed(false); });
    QObject::connect(&watcher, &QFutureWatcher<GraphLayout>::finished, view, [this] { finishLayout(); });
}

GraphView::Impl::~Impl() {
    if (job) job->cancelled = true;            // The worker ends by itself; it holds all that it reads.
}

void GraphView::Impl::startLayout() {
    if (job) job->cancelled = true;
    job = std::make_shared<LayoutJob>();
    job->input = scene.input();
    done = false;
    poll.start();
    watcher.setFuture(QtConcurrent::run([job = job] {
        return layoutGraph(job->input, job->cancelled, [&job](const std::vector<QPointF>& positions) {
            const QMutexLocker lock(&job->mutex);
            job->snapshot = positions;
        });
    }));
}

void GraphView::Impl::finishLayout() {
    poll.stop();
    if (watcher.future().resultCount() == 0) return;   // Another graph took its place.
    scene.setLayout(watcher.result());
    done = true;
    for (const auto& [node, at] : dragged)
        if (node < scene.nodes()) scene.move(node, at);
    if (!moved) fitNow();
    changed(false);
    Q_EMIT view->layoutFinished();
}

void GraphView::Impl::fitNow() { camera = fitted(QRectF(view->rect())); }

GraphCamera GraphView::Impl::fitted(const QRectF& area) const {
    GraphCamera made;
    const QRectF bounds = scene.bounds();
    const double marginX = scene.graph().nodeNames.empty() ? 24 : 70, marginY = 32;
    const double width = std::max(40.0, area.width() - 2 * marginX), height = std::max(40.0, area.height() - 2 * marginY);
    made.scale = std::min({bounds.width() > 0 ? width / bounds.width() : 1e9, bounds.height() > 0 ? height / bounds.height() : 1e9, 1.25});
    made.offset = area.center() - bounds.center() * made.scale;
    return made;
}

void GraphView::Impl::changed(bool moving) {
    fine = !moving;
    stale = true;
    if (moving) refine.start();
    view->update();
}

void GraphView::Impl::zoomAt(const QPointF& pixel, double factor) {
    const double scale = std::clamp(camera.scale * factor, 1e-4, 20.0);
    camera.offset = pixel - (pixel - camera.offset) * (scale / camera.scale);
    camera.scale = scale;
    moved = true;
    changed(true);
}

void GraphView::Impl::setHover(std::optional<std::size_t> node) {
    if (node == hover) return;
    hover = node;
    view->setToolTip(node ? scene.nameOf(*node) + '\n' + scene.detailsOf(*node) : QString());
    view->update();
    Q_EMIT view->nodeHovered(node ? static_cast<qint64>(*node) : -1);
}

void GraphView::Impl::goTo(int dx, int dy) {
    const QPointF from = camera.toPixel(scene.positions()[*current]);
    std::optional<std::size_t> best;
    double nearest = 1e18;
    for (std::size_t i = 0; i < scene.nodes(); ++i) {
        const QPointF away = camera.toPixel(scene.positions()[i]) - from;
        const double along = away.x() * dx + away.y() * dy, across = std::abs(away.x() * dy) + std::abs(away.y() * dx);
        // Within 60 degrees of the way; what lies aside counts twice.
        if (i == *current || along <= 0.5 || across > 1.8 * along) continue;
        if (along + 2 * across < nearest) nearest = along + 2 * across, best = i;
    }
    if (!best) return;
    current = best;
    const QPointF at = camera.toPixel(scene.positions()[*best]);
    const QRectF inner = QRectF(view->rect()).adjusted(40, 40, -40, -40);
    if (!inner.contains(at)) camera.offset += view->rect().center() - at, moved = true;
    changed(false);
    view->setAccessibleDescription(scene.nameOf(*best) + ", " + scene.detailsOf(*best));
    Q_EMIT view->nodeClicked(static_cast<qint64>(*best));
}

void GraphView::Impl::openMenu(const QPoint& global) {
    auto* menu = new QMenu(view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Fit all\tF"), view, [this] { view->fit(); });
    if (!scene.given())
        menu->addAction(QStringLiteral("Lay out again"), view, [this] {
            dragged.clear();
            moved = false;
            startLayout();
        });
    QMenu* colours = menu->addMenu(QStringLiteral("Colour by"));
    const auto add = [&](const QString& title, const QString& column) {
        QAction* action = colours->addAction(title);
        action->setCheckable(true);
        action->setChecked(colourColumn == column);
        connect(action, &QAction::triggered, view, [this, column] { view->setColourBy(column); });
    };
    add(QStringLiteral("Nothing"), {});
    for (const auto& [name, column] : scene.graph().nodeData)
        if (name != "position" && column.rank() >= 1 && column.count() == scene.graph().nodeCount) add(qs(name), qs(name));
    menu->addSeparator();
    menu->addAction(QStringLiteral("Copy picture\tCtrl+C"), view, [this] { QGuiApplication::clipboard()->setPixmap(view->grab()); });
    menu->addAction(QStringLiteral("Export figure..."), view, [this] { exportFigureWithDialog(view, *view, provenance); });
    menu->popup(global);
}

GraphView::GraphView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(this)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(120, 90);
    setAccessibleName(QStringLiteral("Graph"));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_impl->scene.recolour();
        m_impl->changed(false);
    });
}

GraphView::~GraphView() = default;

void GraphView::setGraph(Graph graph) {
    Impl& impl = *m_impl;
    if (impl.job) impl.job->cancelled = true;
    impl.watcher.setFuture({});
    impl.poll.stop();
    impl.hover.reset();
    impl.current.reset();
    impl.dragged.clear();
    impl.moved = false;
    impl.scene.setGraph(std::move(graph));
    impl.scene.colourBy(impl.colourColumn);
    setAccessibleDescription(QStringLiteral("%1 nodes, %2 edges").arg(impl.scene.nodes()).arg(impl.scene.input().source.size()));
    impl.done = impl.scene.given() || impl.scene.nodes() == 0;
    if (!impl.done) impl.startLayout();
    impl.fitNow();
    impl.changed(false);
    if (impl.done) QMetaObject::invokeMethod(this, [this] { Q_EMIT layoutFinished(); }, Qt::QueuedConnection);
}

void GraphView::setColourBy(const QString& nodeColumn) {
    m_impl->colourColumn = nodeColumn;
    m_impl->scene.colourBy(nodeColumn);
    m_impl->changed(false);
}

void GraphView::setTitle(const QString& title) {
    m_impl->title = title;
    setAccessibleName(title);
}

void GraphView::setEmptyText(const QString& text) {
    m_impl->emptyText = text;
    update();
}

void GraphView::setProvenance(const Json& provenance) { m_impl->provenance = provenance; }

std::optional<std::int64_t> GraphView::current() const {
    return m_impl->current ? std::optional(static_cast<std::int64_t>(*m_impl->current)) : std::nullopt;
}

void GraphView::setCurrent(std::optional<std::int64_t> node) {
    m_impl->current = node && *node >= 0 && static_cast<std::size_t>(*node) < m_impl->scene.nodes() ? std::optional(static_cast<std::size_t>(*node)) : std::nullopt;
    m_impl->changed(false);
}

bool GraphView::laidOut() const { return m_impl->done; }

QPointF GraphView::pixelOf(std::int64_t node) const {
    return node >= 0 && static_cast<std::size_t>(node) < m_impl->scene.nodes() ? m_impl->camera.toPixel(m_impl->scene.positions()[static_cast<std::size_t>(node)]) : QPointF();
}

void GraphView::fit() {
    m_impl->moved = false;
    m_impl->fitNow();
    m_impl->changed(false);
}

Json GraphView::saveState() const {
    const Impl& impl = *m_impl;
    Json state{{"colour_by", ss(impl.colourColumn)}};
    if (impl.moved) {
        const QPointF centre = impl.camera.toScene(QRectF(rect()).center());
        state["view"] = {impl.camera.scale, centre.x(), centre.y()};
    }
    if (impl.current) state["current"] = *impl.current;
    Json dragged = Json::array();
    for (const auto& [node, at] : impl.dragged) dragged.push_back({node, at.x(), at.y()});
    state["dragged"] = std::move(dragged);
    return state;
}

void GraphView::restoreState(const Json& state) {
    Impl& impl = *m_impl;
    if (!state.is_object()) return;
    const auto numbers = [](const Json& json) {
        return json.is_array() && json.size() == 3 && std::all_of(json.begin(), json.end(), [](const Json& one) { return one.is_number(); });
    };
    if (state.contains("colour_by")) setColourBy(qs(stringOr(state, "colour_by")));
    if (state.contains("dragged") && state.at("dragged").is_array())
        for (const Json& one : state.at("dragged"))
            if (numbers(one) && one[0].get<double>() >= 0) impl.dragged[one[0].get<std::size_t>()] = QPointF(one[1].get<double>(), one[2].get<double>());
    for (const auto& [node, at] : impl.dragged)
        if (impl.done && node < impl.scene.nodes()) impl.scene.move(node, at);
    if (!impl.moved) impl.fitNow();
    if (state.contains("view") && numbers(state.at("view")) && state.at("view")[0].get<double>() > 0) {
        const Json& view = state.at("view");
        impl.camera.scale = std::clamp(view[0].get<double>(), 1e-4, 20.0);
        impl.camera.offset = QRectF(rect()).center() - QPointF(view[1].get<double>(), view[2].get<double>()) * impl.camera.scale;
        impl.moved = true;
    }
    setCurrent(state.contains("current") && state.at("current").is_number_integer() ? std::optional(state.at("current").get<std::int64_t>()) : std::nullopt);
}

}  // namespace vitrine
