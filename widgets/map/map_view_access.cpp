// SPDX-License-Identifier: GPL-3.0-or-later
// What a MapView is asked and told: view, time, selection, links, state.
#include <QContextMenuEvent>
#include <QMenu>
#include <QToolButton>
#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/map/map_view_impl.h"

namespace vitrine {

std::optional<ValueColours> MapView::colours(const QString& layer) const {
    for (const PreparedLayer& known : m_impl->canvas->layers())
        if (known.layer.id == layer) return known.colours;
    return std::nullopt;
}

bool MapView::layerVisible(const QString& layer) const {
    const MapLayer* known = m_impl->find(layer);
    return known && known->visible;
}

void MapView::setTitle(const QString& title) {
    m_impl->title = title;
    m_impl->canvas->setTitle(title);
    m_impl->canvas->setAccessibleName(title.isEmpty() ? QStringLiteral("Map") : QStringLiteral("Map: ") + title);
}

void MapView::setEmptyText(const QString& text) { m_impl->canvas->setEmptyText(text); }
void MapView::setProvenance(const Json& provenance) { m_impl->provenance = provenance; }

void MapView::setProjection(MapProjection::Kind kind) {
    if (kind == m_impl->kind) return;
    m_impl->kind = kind;
    m_impl->prepare();
    Q_EMIT viewChanged();
}

MapProjection::Kind MapView::projection() const { return m_impl->kind; }
void MapView::setGraticule(bool shown) { m_impl->canvas->setGraticule(shown); }

void MapView::setTimes(const QStringList& names) {
    m_impl->stepNames = names;
    m_impl->updateTimes();
}

void MapView::setTimeBar(bool shown) {
    m_impl->timeBar = shown;
    m_impl->updateTimes();
}

int MapView::stepCount() const { return m_impl->times->count(); }
int MapView::step() const { return m_impl->times->step(); }
void MapView::setStep(int step) { m_impl->times->setStep(step); }
int MapView::shownStep() const { return m_impl->canvas->shownStep(); }
bool MapView::playing() const { return m_impl->times->playing(); }
void MapView::setPlaying(bool on) { m_impl->times->setPlaying(on); }
void MapView::setSpeed(double stepsPerSecond) { m_impl->times->setSpeed(stepsPerSecond); }
void MapView::setLoop(bool on) { m_impl->times->setLoop(on); }

void MapView::setSwipe(std::optional<double> share) { m_impl->canvas->setSwipe(share); }
std::optional<double> MapView::swipe() const { return m_impl->canvas->swipe(); }

QStringList MapView::selection() const { return m_impl->canvas->selection(); }
void MapView::setSelection(const QStringList& ids) { m_impl->canvas->setSelection(ids); }
QString MapView::hovered() const { return m_impl->canvas->hovered(); }
void MapView::setHovered(const QString& id) { m_impl->canvas->setHovered(id); }

void MapView::setTool(Tool tool) {
    m_impl->canvas->setTool(static_cast<MapCanvas::Tool>(tool));
    for (auto* button : m_impl->tools->findChildren<QToolButton*>())
        if (button->property("tool").isValid()) button->setChecked(button->property("tool").toInt() == static_cast<int>(tool));
}

void MapView::Impl::moveTo(const MapCamera& camera) {
    canvas->setCamera(camera);
    Q_EMIT q.viewChanged();
    tell([&](MapView& other) { other.setCentre(q.centre(), camera.scale); });
}

void MapView::fit() {
    Impl& d = *m_impl;
    if (const QRectF all = d.canvas->bounds(); !all.isEmpty()) d.moveTo(d.canvas->cameraFor(all, QSizeF(d.canvas->size())));
    d.fitted = true;
    d.tell([](MapView& other) { other.m_impl->fitted = true; });
}

QRectF MapView::Impl::boundsOf(const QStringList& ids) const {
    QRectF all;
    for (const PreparedLayer& layer : canvas->layers())
        for (const QString& id : ids)
            if (const auto feature = layer.shapes->find(id)) {
                QRectF box = layer.shapes->boxOf(*feature);
                if (box.isEmpty()) box.adjust(-500, -500, 500, 500);
                all = all.isNull() ? box : all | box;
            }
    return all;
}

void MapView::fitTo(const QStringList& ids) {
    const QRectF box = m_impl->boundsOf(ids);
    if (box.isEmpty()) return;
    m_impl->fitted = false;
    m_impl->moveTo(m_impl->canvas->cameraFor(box, QSizeF(m_impl->canvas->size())));
}

GeoPoint MapView::centre() const { return m_impl->canvas->projection().unproject(m_impl->canvas->camera().centre); }
double MapView::pixelsPerMetre() const { return m_impl->canvas->camera().scale; }

void MapView::setCentre(const GeoPoint& centre, double pixelsPerMetre) {
    m_impl->fitted = false;
    m_impl->canvas->setCamera({m_impl->canvas->projection().project(centre), pixelsPerMetre});
}

QPointF MapView::placeOf(const GeoPoint& place) const {
    const MapCanvas& canvas = *m_impl->canvas;
    return canvas.camera().toPixel(canvas.projection().project(place), QSizeF(canvas.size())) + QPointF(canvas.pos());
}

GeoPoint MapView::geoAt(const QPointF& place) const {
    const MapCanvas& canvas = *m_impl->canvas;
    return canvas.projection().unproject(canvas.camera().toPlane(place - QPointF(canvas.pos()), QSizeF(canvas.size())));
}

QString MapView::featureAt(const QPointF& place) const {
    const auto hit = m_impl->canvas->hitAt(place - QPointF(m_impl->canvas->pos()));
    return hit ? m_impl->canvas->idOf(*hit) : QString();
}

void MapView::link(MapView* other) {
    if (!other || other == this || (m_impl->group && m_impl->group == other->m_impl->group)) return;
    auto group = m_impl->group ? m_impl->group : std::make_shared<MapGroup>();
    if (!m_impl->group) group->members.emplace_back(this);
    if (other->m_impl->group) {
        for (const auto& member : other->m_impl->group->members)
            if (member) group->members.push_back(member);
    } else {
        group->members.emplace_back(other);
    }
    for (const auto& member : group->members)
        if (member) member->m_impl->group = group;
    if (!m_impl->canvas->layers().empty()) {
        other->setCentre(centre(), pixelsPerMetre());
        other->m_impl->fitted = m_impl->fitted;
    }
    other->setStep(step());
    other->setSelection(selection());
}

void MapView::unlink() {
    if (!m_impl->group) return;
    std::erase_if(m_impl->group->members, [this](const QPointer<MapView>& member) { return !member || member == this; });
    m_impl->group.reset();
}

bool MapView::settled() const { return !m_impl->preparing && m_impl->canvas->settled(); }

Json MapView::saveState() const {
    const Impl& d = *m_impl;
    if (!d.pendingState.is_null()) return d.pendingState;
    Json layers = Json::object();
    for (const MapLayer& layer : d.given)
        layers[ss(layer.id)] = {{"visible", layer.visible},
                                {"map", name(layer.colours.map)},
                                {"low", layer.colours.low},
                                {"high", layer.colours.high},
                                {"log", layer.colours.logarithmic}};
    Json state = {{"projection", name(d.kind)}, {"graticule", d.canvas->graticule()}, {"step", step()}, {"speed", d.times->speed()},
                  {"loop", d.times->loop()},    {"layers", std::move(layers)}};
    if (!d.fitted) state["view"] = {{"longitude", centre().longitude}, {"latitude", centre().latitude}, {"scale", pixelsPerMetre()}};
    if (d.canvas->swipe()) state["swipe"] = *d.canvas->swipe();
    Json ids = Json::array();
    for (const QString& id : selection()) ids.push_back(ss(id));
    state["selection"] = std::move(ids);
    return state;
}

void MapView::restoreState(const Json& state) {
    if (!state.is_object()) return;
    Impl& d = *m_impl;
    if (const auto kind = projectionFromName(stringOr(state, "projection")); kind.ok()) d.kind = *kind;
    d.canvas->setGraticule(boolOr(state, "graticule", d.canvas->graticule()));
    d.times->setSpeed(numberOr(state, "speed", d.times->speed()));
    d.times->setLoop(boolOr(state, "loop", d.times->loop()));
    d.pendingState = state;
    if (!d.given.empty()) d.prepare();
}

void MapView::Impl::applyState() {
    if (pendingState.is_null() || canvas->layers().empty()) return;
    const Json state = std::exchange(pendingState, Json());
    if (state.contains("layers") && state["layers"].is_object())
        for (const auto& [id, look] : state["layers"].items()) {
            const MapLayer* layer = find(qs(id));
            if (!layer || !look.is_object()) continue;
            ValueColours colours = layer->colours;
            if (const auto map = colormapFromName(stringOr(look, "map")); map.ok()) colours.map = *map;
            colours.low = numberOr(look, "low", colours.low);
            colours.high = numberOr(look, "high", colours.high);
            colours.logarithmic = boolOr(look, "log", colours.logarithmic);
            q.setColours(qs(id), colours);
            q.setLayerVisible(qs(id), boolOr(look, "visible", true));
        }
    if (state.contains("swipe") && state["swipe"].is_number()) q.setSwipe(state["swipe"].get<double>());
    q.setStep(static_cast<int>(std::clamp(numberOr(state, "step", 0), 0.0, 1e9)));
    if (state.contains("selection") && state["selection"].is_array()) {
        QStringList ids;
        for (const Json& id : state["selection"])
            if (id.is_string()) ids << qs(id.get<std::string>());
        q.setSelection(ids);
    }
    if (!state.contains("view")) return;
    const Json& view = state["view"];
    const double scale = numberOr(view, "scale", 0);
    if (scale > 0) q.setCentre({numberOr(view, "longitude", 0), numberOr(view, "latitude", 0)}, scale);
}

void MapView::Impl::openMenu(const QPoint& at) {
    auto* menu = new QMenu(&q);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool some = !canvas->layers().empty();
    menu->addAction(QStringLiteral("Show everything"), &q, [this] { q.fit(); })->setEnabled(some);
    menu->addAction(QStringLiteral("Zoom to selection"), &q, [this] { q.fitTo(q.selection()); })->setEnabled(!q.selection().isEmpty());
    auto* projections = menu->addMenu(QStringLiteral("Projection"));
    for (const auto& [each, text] : {std::pair{MapProjection::Kind::Equirectangular, "Local (true distances near the middle)"},
                                     {MapProjection::Kind::AzimuthalEqualArea, "Equal area"},
                                     {MapProjection::Kind::WebMercator, "Web Mercator"}}) {
        QAction* action = projections->addAction(QString::fromLatin1(text), &q, [this, each = each] { q.setProjection(each); });
        action->setCheckable(true);
        action->setChecked(each == kind);
    }
    QAction* lines = menu->addAction(QStringLiteral("Meridians and parallels"), &q, [this] { canvas->setGraticule(!canvas->graticule()); });
    lines->setCheckable(true);
    lines->setChecked(canvas->graticule());
    menu->addSeparator();
    menu->addAction(QStringLiteral("Export figure…"), &q, [this] { exportFigureWithDialog(&q, q, provenance); })->setEnabled(some);
    menu->popup(at);
}

void MapView::contextMenuEvent(QContextMenuEvent* event) { m_impl->openMenu(event->globalPos()); }

}  // namespace vitrine
