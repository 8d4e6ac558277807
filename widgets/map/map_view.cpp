// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_view.h"

#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrent>
#include <algorithm>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/ui_thread.h"
#include "widgets/form/icon_button.h"
#include "widgets/map/map_view_impl.h"

namespace vitrine {
namespace {

constexpr std::size_t kPreparedAtOnce = 60'000;  ///< Vertices, ids and values that cost a few milliseconds.

std::size_t workOf(const std::vector<MapLayer>& layers) {
    std::size_t work = 0;
    for (const MapLayer& layer : layers)
        work += layer.shapes->vertices.size() + layer.shapes->ids.size() + static_cast<std::size_t>(layer.values.count()) / 8;
    return work;
}

using KnownShapes = std::map<const MapShapes*, std::shared_ptr<const ProjectedShapes>>;

/// The layers on the plane of the projection; shapes that are known already are not projected again.
std::pair<std::vector<PreparedLayer>, KnownShapes> preparedLayers(const std::vector<MapLayer>& layers, const KnownShapes& before,
                                                                  const MapProjection& projection) {
    KnownShapes known;
    std::vector<PreparedLayer> made;
    for (const MapLayer& layer : layers) {
        auto& shapes = known[layer.shapes.get()];
        if (const auto old = before.find(layer.shapes.get()); !shapes && old != before.end() && old->second->projection == projection)
            shapes = old->second;
        if (!shapes) shapes = projectShapes(layer.shapes, projection);
        made.push_back(prepareLayer(layer, shapes));
    }
    return {std::move(made), std::move(known)};
}

}  // namespace

MapView::MapView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) { m_impl->build(); }

MapView::~MapView() {
    unlink();
    // A widget that goes while the mouse is over it still tells that the mouse left: nobody is there to hear it.
    for (QObject* part : std::initializer_list<QObject*>{m_impl->canvas, m_impl->times, m_impl->legend}) part->disconnect(this);
}

QToolButton* MapView::Impl::tool(const QString& icon, const QString& text, MapCanvas::Tool tool) {
    QToolButton* button = iconButton(icon, text, tools);
    button->setCheckable(true);
    QObject::connect(button, &QToolButton::clicked, &q,
                     [this, tool](bool on) { q.setTool(static_cast<Tool>(on ? tool : MapCanvas::Tool::Pan)); });
    button->setProperty("tool", static_cast<int>(tool));
    return button;
}

void MapView::Impl::build() {
    canvas = new MapCanvas(&q);
    times = new TimeBar(&q);
    legend = new MapLegend(canvas);
    auto* frame = new QFrame(canvas);
    frame->setProperty("card", true);
    tools = frame;
    auto* column = new QVBoxLayout(tools);
    column->setContentsMargins(2, 2, 2, 2);
    column->setSpacing(2);
    const auto zoom = [this](double factor) { canvas->zoomAt(QRectF(canvas->rect()).center(), factor); };
    auto* closer = iconButton(QStringLiteral("zoom-in"), QStringLiteral("Zoom in (+)"), tools);
    auto* farther = iconButton(QStringLiteral("zoom-out"), QStringLiteral("Zoom out (-)"), tools);
    auto* whole = iconButton(QStringLiteral("fit"), QStringLiteral("Show everything (F)"), tools);
    QObject::connect(closer, &QToolButton::clicked, &q, [zoom] { zoom(1.6); });
    QObject::connect(farther, &QToolButton::clicked, &q, [zoom] { zoom(1 / 1.6); });
    QObject::connect(whole, &QToolButton::clicked, &q, [this] { q.fit(); });
    for (QWidget* button : std::initializer_list<QWidget*>{
             closer, farther, whole,
             tool(QStringLiteral("region"), QStringLiteral("Select in a rectangle (Shift and drag)"), MapCanvas::Tool::Rectangle),
             tool(QStringLiteral("lasso"), QStringLiteral("Select with a lasso"), MapCanvas::Tool::Lasso)})
        column->addWidget(button);
    auto* rows = new QVBoxLayout(&q);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(canvas, 1);
    rows->addWidget(times);
    times->hide();
    legend->hide();
    tools->hide();
    q.setFocusProxy(canvas);
    canvas->installEventFilter(&q);
    times->setReady([this] { return canvas->shownStep() == times->step(); });
    connectCanvas();
}

void MapView::Impl::connectCanvas() {
    QObject::connect(canvas, &MapCanvas::cameraChanged, &q, [this] {
        fitted = false;
        Q_EMIT q.viewChanged();
        tell([this](MapView& other) { other.setCentre(q.centre(), canvas->camera().scale); });
    });
    QObject::connect(canvas, &MapCanvas::hoverChanged, &q, [this](const QString& id) {
        tell([&](MapView& other) { other.setHovered(id); });
        Q_EMIT q.hoverChanged(id);
    });
    QObject::connect(canvas, &MapCanvas::selectionChanged, &q, [this] {
        const QStringList ids = canvas->selection();
        tell([&](MapView& other) {
            other.setSelection(ids);
            Q_EMIT other.selectionChanged(ids);
        });
        Q_EMIT q.selectionChanged(ids);
    });
    QObject::connect(canvas, &MapCanvas::swipeChanged, &q, [this] { Q_EMIT q.viewChanged(); });
    QObject::connect(canvas, &MapCanvas::clicked, &q,
                     [this](const QString& id, Qt::KeyboardModifiers modifiers) { Q_EMIT q.clicked(id, modifiers); });
    QObject::connect(canvas, &MapCanvas::stepBy, &q, [this](int steps) { times->setStep(times->step() + steps); });
    QObject::connect(canvas, &MapCanvas::playPressed, &q, [this] { times->setPlaying(!times->playing()); });
    QObject::connect(canvas, &MapCanvas::fitPressed, &q, [this] { q.fit(); });
    QObject::connect(times, &TimeBar::stepChanged, &q, [this](int step) {
        canvas->setStepText(times->count() > 1 ? times->text() : QString());
        canvas->setStep(step);
        tell([step](MapView& other) { other.setStep(step); });
        Q_EMIT q.stepChanged(step);
    });
    QObject::connect(legend, &MapLegend::coloursChosen, &q, [this](const QStringList& layers, const ValueColours& colours) {
        q.setColours(layers.front(), colours);
        for (const QString& layer : layers) Q_EMIT q.coloursChanged(layer, *q.colours(layer));
    });
    QObject::connect(legend, &MapLegend::visibleChosen, &q, [this](const QStringList& layers, bool visible) {
        for (const QString& layer : layers) q.setLayerVisible(layer, visible);
    });
    QObject::connect(legend, &MapLegend::resized, &q, [this] { layOut(); });
    QObject::connect(&Theme::instance(), &Theme::changed, &q, [this] { updateLegend(); });
}

MapLayer* MapView::Impl::find(const QString& id) {
    const auto found = std::find_if(given.begin(), given.end(), [&](const MapLayer& layer) { return layer.id == id; });
    return found == given.end() ? nullptr : &*found;
}

Status MapView::setLayers(std::vector<MapLayer> layers) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
        VITRINE_CHECK(checkLayer(layers[i]));
        for (std::size_t j = 0; j < i; ++j)
            if (layers[j].id == layers[i].id)
                return Error{ErrorCode::Conflict, "Cannot show the layer", ss(layers[i].id), "another layer has its id",
                             "Give each layer an id of its own."};
    }
    m_impl->given = std::move(layers);
    m_impl->prepare();
    return {};
}

Status MapView::setValues(const QString& id, const Array& values) {
    MapLayer* layer = m_impl->find(id);
    if (!layer) return Error{ErrorCode::NotFound, "Cannot show the values", ss(id), "the map has no such layer", "Name one of its layers."};
    MapLayer changed = *layer;
    changed.values = values;
    VITRINE_CHECK(checkLayer(changed));
    *layer = std::move(changed);
    m_impl->prepare();
    return {};
}

Status MapView::setMarked(const QString& id, std::vector<std::uint8_t> marked) {
    MapLayer* layer = m_impl->find(id);
    if (!layer) return Error{ErrorCode::NotFound, "Cannot mark the places", ss(id), "the map has no such layer", "Name one of its layers."};
    MapLayer changed = *layer;
    changed.marked = std::move(marked);
    VITRINE_CHECK(checkLayer(changed));
    *layer = std::move(changed);
    m_impl->prepare();
    return {};
}

void MapView::Impl::prepare() {
    const int mine = ++generation;
    MapProjection projection(kind, {});
    for (const MapLayer& layer : given)
        if (const auto middle = middleOf(*layer.shapes)) {
            projection = MapProjection(kind, *middle);
            break;
        }
    const bool other = !(projection == canvas->projection());
    const GeoPoint kept = q.centre();
    const auto arrive = [this, projection, other, kept](std::vector<PreparedLayer> layers, KnownShapes known) {
        preparing = false;
        canvas->setProjection(projection);
        if (other && !fitted) canvas->setCamera({projection.project(kept), canvas->camera().scale});
        take(std::move(layers), std::move(known));
    };
    if (workOf(given) <= kPreparedAtOnce) {
        auto [layers, known] = preparedLayers(given, projected, projection);
        return arrive(std::move(layers), std::move(known));
    }
    preparing = true;
    QPointer<MapView> self(&q);
    static_cast<void>(QtConcurrent::run([self, this, arrive, mine, layers = given, known = projected, projection] {
        auto made = std::make_shared<std::pair<std::vector<PreparedLayer>, KnownShapes>>(preparedLayers(layers, known, projection));
        postToUi([self, this, arrive, mine, made] {
            if (self && mine == generation) arrive(std::move(made->first), std::move(made->second));
        });
    }));
}

void MapView::Impl::take(std::vector<PreparedLayer> layers, KnownShapes known) {
    for (PreparedLayer& layer : layers)  // Looks may have changed while they were prepared.
        if (const MapLayer* now = find(layer.layer.id)) layer.layer.colours = now->colours, layer.layer.visible = now->visible;
    shareRanges(layers);
    projected = std::move(known);
    canvas->setLayers(std::move(layers));
    updateTimes();
    applyState();
    if (fitted) q.fit();
    updateLegend();
    layOut();
}

void MapView::Impl::updateTimes() {
    int steps = 0;
    for (const PreparedLayer& layer : canvas->layers()) steps = std::max(steps, layer.steps());
    QStringList names = stepNames.mid(0, steps);
    for (int i = static_cast<int>(names.size()); i < steps; ++i)
        names << (steps == 24 ? QStringLiteral("%1:00").arg(i, 2, 10, QChar('0')) : QStringLiteral("Step %1").arg(i + 1));
    times->setSteps(names);
    times->setVisible(timeBar && steps > 1);
    canvas->setStepText(steps > 1 ? times->text() : QString());
    canvas->setStep(times->step());
}

void MapView::Impl::updateLegend() {
    legend->setEntries(legendOf(canvas->layers(), MapInks::ofTheme()));
    layOut();
}

void MapView::Impl::layOut() {
    const QSize size = canvas->size();
    const bool shown = !canvas->layers().empty();
    tools->adjustSize();
    tools->move(size.width() - tools->width() - Theme::space(2), Theme::space(2));
    tools->setVisible(shown && size.width() >= 240 && size.height() >= 220);
    legend->move(size.width() - legend->width() - Theme::space(2), size.height() - legend->height() - Theme::space(2));
    const bool room = size.width() >= legend->width() + 160 &&
                      size.height() >= legend->height() + (tools->isVisibleTo(canvas) ? tools->height() + Theme::space(4) : 40);
    legend->setVisible(shown && !legend->entries().empty() && room);
    std::vector<QRectF> covered;
    for (const QWidget* widget : std::initializer_list<const QWidget*>{tools, legend})
        if (widget->isVisibleTo(canvas)) covered.emplace_back(widget->geometry());
    canvas->setCovered(std::move(covered));
}

bool MapView::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_impl->canvas && event->type() == QEvent::Resize) {
        if (m_impl->fitted && !m_impl->canvas->layers().empty())
            m_impl->canvas->setCamera(m_impl->canvas->cameraFor(m_impl->canvas->bounds(), QSizeF(m_impl->canvas->size())));
        m_impl->layOut();
    }
    return QWidget::eventFilter(watched, event);
}

void MapView::setColours(const QString& id, const ValueColours& colours) {
    Impl& d = *m_impl;
    const MapLayer* layer = d.find(id);
    if (!layer) return;
    const QString group = layer->colourGroup;
    const auto concerns = [&](const MapLayer& other) { return other.id == id || (!group.isEmpty() && other.colourGroup == group); };
    for (MapLayer& other : d.given)
        if (concerns(other)) other.colours = colours;
    std::vector<PreparedLayer> layers = d.canvas->layers();
    for (PreparedLayer& other : layers)
        if (concerns(other.layer)) other.layer.colours = colours;
    shareRanges(layers);
    d.canvas->setLayers(std::move(layers));
    d.updateLegend();
    if (group.isEmpty()) return;
    d.tell([&](MapView& peer) {
        for (const MapLayer& other : peer.m_impl->given)
            if (other.colourGroup == group) return peer.setColours(other.id, colours);
    });
}

void MapView::setLayerVisible(const QString& id, bool visible) {
    Impl& d = *m_impl;
    MapLayer* layer = d.find(id);
    if (!layer || layer->visible == visible) return;
    layer->visible = visible;
    std::vector<PreparedLayer> layers = d.canvas->layers();
    for (PreparedLayer& other : layers)
        if (other.layer.id == id) other.layer.visible = visible;
    d.canvas->setLayers(std::move(layers));
    d.updateLegend();
}

}  // namespace vitrine
