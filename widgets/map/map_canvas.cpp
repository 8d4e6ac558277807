// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/map_canvas.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"
#include "widgets/map/map_arcs.h"

namespace vitrine {
namespace {

constexpr int kRestMs = 140;                           ///< After the last movement: the sharp picture.
constexpr double kMostSmooth = 4.5e6;                  ///< Device pixels up to which edges are smooth.
constexpr std::size_t kMostPointLabels = 300;          ///< Points in view beyond which their names would be clutter.
constexpr double kDegreesWide = 56, kDegreesHigh = 22; ///< What the degrees of the graticule take at the edges.
constexpr double kLeastScale = 1e-6, kMostScale = 50;  ///< Pixels per metre: from the world in a thumbnail to a step of a person.

}  // namespace

MapCanvas::MapCanvas(QWidget* parent) : QWidget(parent), m_emptyText(QStringLiteral("No places to show yet.")) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(120, 96);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(QStringLiteral("Map"));
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] { rest(); });
    connect(&m_renderer, &MapRenderer::drawn, this, [this] {
        update();
        Q_EMIT frameShown();
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        chooseLabels();
        refresh();
    });
}

void MapCanvas::setLayers(std::vector<PreparedLayer> layers) {
    const QString hovered = m_hoverId;
    m_layers = std::move(layers);
    m_hover.reset();
    m_hoverId.clear();
    updateFlags();
    setHovered(hovered);
    chooseLabels();
    refresh();
}

QRectF MapCanvas::bounds() const {
    QRectF all;
    for (const PreparedLayer& layer : m_layers) {
        if (!layer.layer.visible || layer.shapes->count() == 0) continue;
        QRectF box = layer.shapes->bounds;
        if (box.width() <= 0) box.adjust(-500, 0, 500, 0);  // A single place: a kilometre around it.
        if (box.height() <= 0) box.adjust(0, -500, 0, 500);
        all = all.isNull() ? box : all | box;
    }
    return all;
}

MapCamera MapCanvas::cameraFor(const QRectF& planeArea, const QSizeF& size) const {
    if (planeArea.isEmpty()) return m_camera;
    const double margin = std::min(24.0, std::min(size.width(), size.height()) / 10);
    const double scale = std::min((size.width() - 2 * margin) / planeArea.width(), (size.height() - 2 * margin) / planeArea.height());
    return {planeArea.center(), std::clamp(scale, kLeastScale, kMostScale)};
}

void MapCanvas::setCamera(const MapCamera& camera) {
    if (camera == m_camera) return;
    m_camera = camera;
    moved();
}

void MapCanvas::moved() {
    m_moving = m_renderer.frame() != nullptr;  // The first picture is not a movement.
    if (m_moving) m_rest.start();
    else chooseLabels();
    refresh();
}

void MapCanvas::rest() {
    m_moving = false;
    chooseLabels();
    refresh();
}

void MapCanvas::zoomAt(const QPointF& place, double factor) {
    const QPointF kept = m_camera.toPlane(place, QSizeF(size()));
    MapCamera camera = m_camera;
    camera.scale = std::clamp(m_camera.scale * factor, kLeastScale, kMostScale);
    camera.centre += kept - camera.toPlane(place, QSizeF(size()));
    setCamera(camera);
    Q_EMIT cameraChanged();
}

MapScene MapCanvas::scene(const QSizeF& size, double ratio) const {
    MapScene scene;
    scene.layers = m_layers;
    scene.camera = m_camera;
    scene.size = size;
    scene.ratio = ratio;
    scene.step = m_step;
    scene.samples = size.width() * size.height() * ratio * ratio <= kMostSmooth ? 2 : 1;
    if (swipes()) scene.swipe = m_swipe;
    scene.selected = m_selected;
    scene.inks = MapInks::ofTheme();
    return scene;
}

void MapCanvas::refresh() {
    update();
    if (m_layers.empty()) return m_renderer.forget();
    MapScene wanted = scene(QSizeF(size()), devicePixelRatioF());
    if (m_moving) wanted.samples = 1;
    m_renderer.request(std::move(wanted));
}

bool MapCanvas::settled() const { return !m_moving && !m_renderer.busy(); }

void MapCanvas::setStep(int step) {
    if (step == m_step) return;
    m_step = step;
    refresh();
}

int MapCanvas::shownStep() const { return m_renderer.frame() ? m_renderer.frame()->scene.step : -1; }

bool MapCanvas::swipes() const {
    return m_swipe && std::any_of(m_layers.begin(), m_layers.end(), [](const PreparedLayer& layer) {
               return layer.layer.visible && layer.layer.side != MapLayer::Side::Both;
           });
}

double MapCanvas::dividerX() const { return std::round(*m_swipe * width()); }

void MapCanvas::setSwipe(std::optional<double> share) {
    if (share) share = std::clamp(*share, 0.0, 1.0);
    if (share == m_swipe) return;
    m_swipe = share;
    refresh();
}

void MapCanvas::setSelection(const QStringList& ids) {
    if (ids == m_selection) return;
    m_selection = ids;
    updateFlags();
    refresh();
}

void MapCanvas::updateFlags() {
    m_selected.clear();
    for (const PreparedLayer& layer : m_layers) {
        const MapShapes* shapes = layer.shapes->shapes.get();
        if (m_selection.isEmpty() || m_selected.contains(shapes)) continue;
        auto flags = std::make_shared<std::vector<std::uint8_t>>(layer.shapes->count(), std::uint8_t(0));
        bool any = false;
        for (const QString& id : m_selection)
            if (const auto found = layer.shapes->find(id)) (*flags)[*found] = 1, any = true;
        if (any) m_selected[shapes] = std::move(flags);
    }
    setAccessibleDescription(m_selection.isEmpty() ? QStringLiteral("Nothing selected")
                                                   : QStringLiteral("%1 selected").arg(m_selection.size()));
}

QString MapCanvas::hovered() const { return m_hoverId; }

void MapCanvas::setHovered(const QString& id) {
    if (id == m_hoverId) return;
    m_hoverId = id;
    m_hover.reset();
    for (std::size_t i = m_layers.size(); i-- > 0 && !id.isEmpty() && !m_hover;)
        if (m_layers[i].layer.visible)
            if (const auto found = m_layers[i].shapes->find(id)) m_hover = Hit{i, *found};
    update();
}

void MapCanvas::setTool(Tool tool) {
    m_tool = tool;
    setCursor(tool == Tool::Pan ? Qt::ArrowCursor : Qt::CrossCursor);
}

void MapCanvas::setGraticule(bool shown) {
    m_graticule = shown;
    chooseLabels();
    update();
}

void MapCanvas::setEmptyText(const QString& text) {
    m_emptyText = text;
    update();
}

void MapCanvas::setTitle(const QString& title) {
    m_title = title;
    update();
}

void MapCanvas::setCovered(std::vector<QRectF> covered) {
    if (covered == m_covered) return;
    m_covered = std::move(covered);
    chooseLabels();
    update();
}

std::optional<MapCanvas::Hit> MapCanvas::hitAt(const QPointF& place) const {
    const auto& frame = m_renderer.frame();
    const bool current =
        frame && frame->scene.camera == m_camera && frame->scene.size == QSizeF(size()) && frame->parts.size() == m_layers.size();
    const MapLayer::Side side = swipes() && place.x() >= dividerX() ? MapLayer::Side::Right : MapLayer::Side::Left;
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const PreparedLayer& layer = m_layers[i];
        if (!layer.layer.visible || (swipes() && layer.layer.side != MapLayer::Side::Both && layer.layer.side != side)) continue;
        if (layer.shapes->shapes->kind == MapShapes::Kind::Arcs) {
            if (const auto arc = arcAt(layer, scene(QSizeF(size()), 1), place)) return Hit{i, *arc};
            continue;
        }
        const FeatureRaster* raster = current && frame->scene.layers[i].shapes == layer.shapes ? frame->parts[i].raster.get() : nullptr;
        if (raster) {  // One look-up in the picture of indices.
            const double perPixel = frame->scene.ratio * raster->samples();
            const int x = static_cast<int>(place.x() * perPixel), y = static_cast<int>(place.y() * perPixel);
            if (x < 0 || y < 0 || x >= raster->width() * raster->samples() || y >= raster->height() * raster->samples()) continue;
            if (const std::uint32_t index = raster->sample(x, y)) return Hit{i, index - 1};
        } else if (const auto found = layer.shapes->at(m_camera.toPlane(place, QSizeF(size())), layer.layer.size / m_camera.scale)) {
            return Hit{i, *found};
        }
    }
    return std::nullopt;
}

std::vector<PlacedLabel> MapCanvas::labelsFor(const MapCamera& camera, const QRectF& area, std::vector<QRectF> taken) const {
    std::vector<LabelWish> wishes;
    const QFontMetricsF metrics(smallFont());
    for (const PreparedLayer& layer : m_layers) {
        if (!layer.layer.visible || !layer.layer.labels || layer.shapes->shapes->kind == MapShapes::Kind::Grid ||
            layer.shapes->shapes->kind == MapShapes::Kind::Arcs)
            continue;
        const std::size_t before = wishes.size();
        const bool area2d = layer.shapes->shapes->kind == MapShapes::Kind::Polygons;
        for (std::size_t i = 0; i < layer.shapes->count(); ++i) {
            const QPointF middle = camera.toPixel(layer.shapes->anchors[i], area.size()) + area.topLeft();
            if (!area.contains(middle)) continue;
            const QRectF& box = layer.shapes->boxes[i];
            const double wide = box.width() * camera.scale, high = box.height() * camera.scale;
            if (area2d && (wide < 24 || high < metrics.height())) continue;
            const QString text = layer.shapes->shapes->nameOf(i);
            const QSizeF size(metrics.horizontalAdvance(text) + 4, metrics.height());
            if (area2d && size.width() > wide * 1.1) continue;  // A name wider than its area belongs to nobody.
            const QPointF at = area2d ? middle : middle + QPointF(0, layer.layer.size + size.height() / 2 + 2);
            wishes.push_back({at, size, area2d ? wide * high : 1, text});
            if (area2d || wishes.size() - before <= kMostPointLabels) continue;
            wishes.resize(before);
            break;
        }
    }
    // Degrees stand at the upper and left edge.
    return placeLabels(std::move(wishes), m_graticule ? area.adjusted(kDegreesWide, kDegreesHigh, 0, 0) : area, std::move(taken));
}

void MapCanvas::chooseLabels() {
    m_labels.clear();
    std::vector<QRectF> taken = m_covered;
    taken.push_back(QRectF(0, height() - 56, 160, 56));  // The scale bar.
    for (const PlacedLabel& label : labelsFor(m_camera, QRectF(rect()), std::move(taken)))
        m_labels.push_back({labelPicture(label.text), m_camera.toPlane(label.box.center(), QSizeF(size()))});
}

void MapCanvas::resizeEvent(QResizeEvent*) {
    chooseLabels();
    refresh();
}

}  // namespace vitrine
