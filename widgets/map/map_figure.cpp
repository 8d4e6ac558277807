// SPDX-License-Identifier: GPL-3.0-or-later
// A MapView as a figure: pixels for PNG, vector strokes for SVG and PDF, the numbers for CSV.
#include <QPainter>
#include <QPaintEngine>
#include <cmath>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"
#include "widgets/map/graticule.h"
#include "widgets/map/map_arcs.h"
#include "widgets/map/map_decor.h"
#include "widgets/map/map_view_impl.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostVectors = 20'000;   ///< Features of a file that viewers still open quickly.
constexpr std::int64_t kMostColumns = 400;     ///< Steps that become columns of the table.

QPainterPath pathOf(const ProjectedShapes& shapes, std::size_t feature, const MapScene& scene) {
    QPainterPath path;
    path.setFillRule(Qt::OddEvenFill);
    for (const auto& ring : shapes.outlineOf(feature)) {
        QPolygonF line;
        for (const QPointF& vertex : ring) line << scene.camera.toPixel(vertex, scene.size);
        path.addPolygon(line);
        if (shapes.shapes->kind != MapShapes::Kind::Lines) path.closeSubpath();
    }
    return path;
}

/// Lines of the hatching over a path, as strokes that a vector file keeps.
void paintHatching(QPainter& painter, const QPainterPath& path, const MapScene& scene) {
    painter.save();
    painter.setClipPath(path, Qt::IntersectClip);
    QColor ink(scene.inks.hatch);
    ink.setAlphaF(0.75F);
    painter.setPen(QPen(ink, kHatchWidth));
    const QRectF box = path.boundingRect() & QRectF(QPointF(0, 0), scene.size);
    for (double sum = std::ceil((box.left() + box.top()) / kHatchStep) * kHatchStep; sum < box.right() + box.bottom(); sum += kHatchStep)
        painter.drawLine(QPointF(sum - box.top(), box.top()), QPointF(sum - box.bottom(), box.bottom()));
    painter.restore();
}

void paintFeatures(QPainter& painter, const PreparedLayer& layer, const MapScene& scene) {
    const std::vector<QRgb> colours = featureColours(layer, scene.step, scene.inks);
    const auto found = scene.selected.find(layer.shapes->shapes.get());
    const QRectF view(QPointF(0, 0), scene.size);
    const MapShapes::Kind kind = layer.shapes->shapes->kind;
    for (std::size_t i = 0; i < layer.shapes->count(); ++i) {
        const QColor colour = QColor::fromRgba(qUnpremultiply(colours[i + 1]));
        const bool on = found != scene.selected.end() && (*found->second)[i] != 0;
        const QPen edge(on ? QColor(scene.inks.accent) : QColor(scene.inks.border), on ? 2 : 0.5);
        if (kind == MapShapes::Kind::Points) {
            painter.setPen(edge);
            painter.setBrush(colour);
            for (const QPointF& point : layer.shapes->outlineOf(i).front()) painter.drawEllipse(scene.camera.toPixel(point, scene.size), layer.layer.size, layer.layer.size);
            continue;
        }
        const QPainterPath path = pathOf(*layer.shapes, i, scene);
        if (!path.boundingRect().intersects(view)) continue;
        const bool line = kind == MapShapes::Kind::Lines;
        painter.setPen(line ? QPen(on ? QColor(scene.inks.accent) : colour, layer.layer.size, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin) : edge);
        painter.setBrush(line ? QBrush(Qt::NoBrush) : QBrush(colour));
        painter.drawPath(path);
        if (layer.marked && (*layer.marked)[i] != 0) paintHatching(painter, path, scene);
    }
}

}  // namespace

bool paintVectors(QPainter& painter, const MapScene& scene) {
    std::size_t features = 0;
    for (const PreparedLayer& layer : scene.layers) features += layer.layer.visible ? layer.shapes->count() : 0;
    if (features > kMostVectors) return false;
    painter.fillRect(QRectF(QPointF(0, 0), scene.size), QColor(scene.inks.ground));
    for (const PreparedLayer& layer : scene.layers) {
        if (!layer.layer.visible) continue;
        painter.save();
        QRectF seen(QPointF(0, 0), scene.size);
        if (scene.swipe && layer.layer.side == MapLayer::Side::Left) seen.setRight(*scene.swipe * scene.size.width());
        if (scene.swipe && layer.layer.side == MapLayer::Side::Right) seen.setLeft(*scene.swipe * scene.size.width());
        painter.setClipRect(seen, Qt::IntersectClip);
        if (layer.shapes->shapes->kind == MapShapes::Kind::Arcs) paintArcs(painter, layer, scene);
        else paintFeatures(painter, layer, scene);
        painter.restore();
    }
    return true;
}

void MapView::Impl::paint(QPainter& painter, const QRectF& area, int step, double ratio, bool vector) const {
    MapScene scene = canvas->scene(area.size(), ratio);
    scene.step = step;
    const QSizeF seen(canvas->size());
    const MapCamera here = canvas->camera();
    scene.camera = fitted ? canvas->cameraFor(canvas->bounds(), area.size()) : MapCamera{here.centre, here.scale * std::min(area.width() / seen.width(), area.height() / seen.height())};
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    const QRectF whole(QPointF(0, 0), area.size());
    if (!vector || !paintVectors(painter, scene)) painter.drawImage(whole, renderMap(scene, nullptr)->picture);
    const QRectF scalePlace(0, whole.bottom() - 56, 160, 56), headPlace(0, 0, 240, 40), legendPlace(whole.right() - legend->width() - 16, whole.bottom() - legend->height() - 16, legend->width() + 16, legend->height() + 16);
    if (canvas->graticule()) paintGraticule(painter, whole, canvas->projection(), scene.camera, {scalePlace, headPlace, legendPlace});
    painter.setFont(smallFont());
    const QFontMetricsF metrics(painter.font());
    for (const PlacedLabel& label : canvas->labelsFor(scene.camera, whole, {scalePlace, headPlace, legendPlace})) {
        QPainterPath text;
        text.addText(label.box.left() + 2, label.box.top() + metrics.ascent(), painter.font(), label.text);
        painter.strokePath(text, QPen(Theme::instance().colour(Ink::Surface), 2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.fillPath(text, Theme::instance().colour(Ink::Text));
    }
    paintScaleBar(painter, whole.bottomLeft() + QPointF(8, -8), scaleBarOf(canvas->projection(), scene.camera, 120));
    canvas->paintSwipe(painter, whole);
    QStringList head;
    if (!title.isEmpty()) head << title;
    if (times->count() > 1) head << times->textOf(step);
    drawChip(painter, whole.topLeft() + QPointF(8, 8), head.join(QStringLiteral(" · ")), Qt::TopLeftCorner, whole.width() - 16);
    paintLegend(painter, whole.bottomRight() - QPointF(8, 8), legend->entries(), scene.inks);
    painter.restore();
}

QImage MapView::picture(int step, const QSize& size, double ratio) const {
    QImage image((QSizeF(size) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Theme::instance().colour(Ink::Sunken));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    m_impl->paint(painter, QRectF(QPointF(0, 0), QSizeF(size)), step, ratio, false);
    return image;
}

QString MapView::figureTitle() const { return m_impl->title.isEmpty() ? QStringLiteral("Map") : m_impl->title; }

QSizeF MapView::figureSize() const { return m_impl->canvas->width() >= 200 && m_impl->canvas->height() >= 150 ? QSizeF(m_impl->canvas->size()) : QSizeF(800, 600); }

void MapView::paintFigure(QPainter& painter, const QRectF& area) {
    const QPaintEngine* engine = painter.paintEngine();
    const bool vector = engine && (engine->type() == QPaintEngine::SVG || engine->type() == QPaintEngine::Pdf || engine->type() == QPaintEngine::Picture);
    // Features that are too many for vectors are a picture of good resolution in such files.
    m_impl->paint(painter, area, step(), vector ? 3 : std::clamp(painter.transform().m11() * painter.device()->devicePixelRatioF(), 0.5, 8.0), vector);
}

std::optional<Table> MapView::figureData() const {
    const auto& layers = m_impl->canvas->layers();
    if (layers.empty()) return std::nullopt;
    const auto& shapes = layers.front().shapes;
    std::vector<std::string> ids, names;
    for (std::size_t i = 0; i < shapes->count(); ++i) ids.push_back(ss(shapes->shapes->idOf(i))), names.push_back(ss(shapes->shapes->nameOf(i)));
    Table table;
    table.columns = {{"id", std::move(ids), ""}, {"name", std::move(names), ""}};
    for (const PreparedLayer& layer : layers) {
        if (layer.shapes != shapes || layer.values.empty()) continue;
        const bool all = layer.steps() <= kMostColumns;
        for (int now = all ? 0 : step(); now < (all ? layer.steps() : step() + 1); ++now) {
            const std::span<const float> values = layer.at(now);
            const QString head = (layer.layer.title.isEmpty() ? QStringLiteral("value") : layer.layer.title) + (layer.steps() > 1 ? QStringLiteral(" ") + m_impl->times->textOf(now) : QString());
            table.columns.push_back({ss(head), Array::of(std::vector<double>(values.begin(), values.end())), ss(layer.layer.unit)});
        }
    }
    return table;
}

}  // namespace vitrine
