// SPDX-License-Identifier: GPL-3.0-or-later
// A MapView as a figure: pixels for PNG, vector strokes for SVG and PDF, the numbers for CSV.
#include <QPainter>
#include <QPaintEngine>
#include <algorithm>
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

constexpr std::size_t kMostVectors = 20'000;  ///< Features of a file that viewers still open quickly.
constexpr std::int64_t kMostColumns = 400;    ///< Steps that become columns of the table.

using PixelRings = std::vector<QPolygonF>;

PixelRings ringsOf(const ProjectedShapes& shapes, std::size_t feature, const MapScene& scene) {
    PixelRings rings;
    for (const auto& ring : shapes.outlineOf(feature)) {
        rings.emplace_back();
        for (const QPointF& vertex : ring) rings.back() << scene.camera.toPixel(vertex, scene.size);
    }
    return rings;
}

QPainterPath pathOf(const PixelRings& rings, bool closed) {
    QPainterPath path;
    path.setFillRule(Qt::OddEvenFill);
    for (const QPolygonF& ring : rings) {
        path.addPolygon(ring);
        if (closed) path.closeSubpath();
    }
    return path;
}

/// Lines of the hatching, cut at the outline by themselves: SVG files of Qt keep no clipping.
void paintHatching(QPainter& painter, const PixelRings& rings, const QRectF& around, const MapScene& scene) {
    const QRectF box = around & QRectF(QPointF(0, 0), scene.size);
    const int first = static_cast<int>(std::ceil((box.left() + box.top()) / kHatchStep));
    const int last = static_cast<int>((box.right() + box.bottom()) / kHatchStep);
    for (int line = 2 * first; line <= 2 * last + 1; ++line) {   // Each with a second one in the other ink beside it.
        const bool second = line % 2 != 0;
        const double sum = std::floor(line / 2.0) * kHatchStep + (second ? kHatchWidth * std::sqrt(2.0) : 0);
        QColor ink(second ? scene.inks.border : scene.inks.hatch);
        ink.setAlphaF(static_cast<float>(kHatchOpacity));
        painter.setPen(QPen(ink, kHatchWidth));
        std::vector<double> crossings;   // Of the line x + y = sum with the outline, by their x.
        for (const QPolygonF& ring : rings)
            for (qsizetype i = 0, last = ring.size() - 1; i < ring.size(); last = i++) {
                const double from = ring[last].x() + ring[last].y() - sum, to = ring[i].x() + ring[i].y() - sum;
                if ((from > 0) != (to > 0)) crossings.push_back(ring[last].x() + from / (from - to) * (ring[i].x() - ring[last].x()));
            }
        std::sort(crossings.begin(), crossings.end());
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2)
            painter.drawLine(QPointF(crossings[i], sum - crossings[i]), QPointF(crossings[i + 1], sum - crossings[i + 1]));
    }
}

QPen roundPen(QRgb colour, double width) { return QPen(QColor(colour), width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin); }

/// Draws one feature; with `outline` its edge alone, in that pen.
void paintFeature(QPainter& painter, const PreparedLayer& layer, std::size_t feature, QRgb colour, const MapScene& scene, const QPen* outline) {
    const MapShapes::Kind kind = layer.shapes->shapes->kind;
    const bool line = kind == MapShapes::Kind::Lines;
    const QRgb border = layer.values.empty() ? scene.inks.landBorder : scene.inks.border;
    painter.setPen(outline ? *outline : line ? roundPen(colour, layer.layer.size) : roundPen(border, 0.5));
    painter.setBrush(outline || line ? QBrush(Qt::NoBrush) : QBrush(QColor::fromRgba(colour)));
    const PixelRings rings = ringsOf(*layer.shapes, feature, scene);
    if (kind == MapShapes::Kind::Points) {
        for (const QPolygonF& ring : rings)
            for (const QPointF& point : ring) painter.drawEllipse(point, layer.layer.size, layer.layer.size);
        return;
    }
    const QPainterPath path = pathOf(rings, !line);
    if (!path.boundingRect().intersects(QRectF(QPointF(0, 0), scene.size))) return;
    painter.drawPath(path);
    if (!outline && layer.marked && (*layer.marked)[feature] != 0) paintHatching(painter, rings, path.boundingRect(), scene);
}

void paintFeatures(QPainter& painter, const PreparedLayer& layer, const MapScene& scene) {
    const std::vector<QRgb> colours = featureColours(layer, scene.step, scene.inks);
    for (std::size_t i = 0; i < layer.shapes->count(); ++i) paintFeature(painter, layer, i, qUnpremultiply(colours[i + 1]), scene, nullptr);
    const auto found = scene.selected.find(layer.shapes->shapes.get());
    const QPen outline = roundPen(scene.inks.accent, 2);
    for (std::size_t i = 0; found != scene.selected.end() && i < layer.shapes->count(); ++i)   // Above all neighbours.
        if ((*found->second)[i] != 0) paintFeature(painter, layer, i, 0, scene, &outline);
}

}  // namespace

bool paintVectors(QPainter& painter, const MapScene& scene) {
    std::size_t features = 0;
    for (const PreparedLayer& layer : scene.layers) features += layer.layer.visible ? layer.shapes->count() : 0;
    if (features > kMostVectors || scene.swipe) return false;   // The sides of a divider are cut, which SVG files of Qt do not keep.
    painter.fillRect(QRectF(QPointF(0, 0), scene.size), QColor(scene.inks.ground));
    for (const PreparedLayer& layer : scene.layers) {
        if (!layer.layer.visible) continue;
        painter.save();
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
    scene.camera = fitted ? canvas->cameraFor(canvas->bounds(), area.size())
                          : MapCamera{here.centre, here.scale * std::min(area.width() / seen.width(), area.height() / seen.height())};
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    painter.translate(area.topLeft());
    const QRectF whole(QPointF(0, 0), area.size());
    if (!vector || !paintVectors(painter, scene)) painter.drawImage(whole, renderMap(scene, nullptr)->picture);
    const QRectF scalePlace(0, whole.bottom() - 56, 160, 56), headPlace(0, 0, 240, 40),
        legendPlace(whole.right() - legend->width() - 16, whole.bottom() - legend->height() - 16, legend->width() + 16,
                    legend->height() + 16);
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

QSizeF MapView::figureSize() const {
    return m_impl->canvas->width() >= 200 && m_impl->canvas->height() >= 150 ? QSizeF(m_impl->canvas->size()) : QSizeF(800, 600);
}

void MapView::paintFigure(QPainter& painter, const QRectF& area) {
    const QPaintEngine* engine = painter.paintEngine();
    const bool vector =
        engine && (engine->type() == QPaintEngine::SVG || engine->type() == QPaintEngine::Pdf || engine->type() == QPaintEngine::Picture);
    // Features that are too many for vectors are a picture of good resolution in such files.
    m_impl->paint(painter, area, step(),
                  vector ? 3 : std::clamp(painter.transform().m11() * painter.device()->devicePixelRatioF(), 0.5, 8.0), vector);
}

std::optional<Table> MapView::figureData() const {
    const auto& layers = m_impl->canvas->layers();
    if (layers.empty()) return std::nullopt;
    const auto& shapes = layers.front().shapes;
    std::vector<std::string> ids, names;
    for (std::size_t i = 0; i < shapes->count(); ++i)
        ids.push_back(ss(shapes->shapes->idOf(i))), names.push_back(ss(shapes->shapes->nameOf(i)));
    Table table;
    table.columns = {{"id", std::move(ids), ""}, {"name", std::move(names), ""}};
    for (const PreparedLayer& layer : layers) {
        if (layer.shapes != shapes || layer.values.empty()) continue;
        const bool all = layer.steps() <= kMostColumns;
        for (int now = all ? 0 : step(); now < (all ? layer.steps() : step() + 1); ++now) {
            const std::span<const float> values = layer.at(now);
            const QString head = (layer.layer.title.isEmpty() ? QStringLiteral("value") : layer.layer.title) +
                                 (layer.steps() > 1 ? QStringLiteral(" ") + m_impl->times->textOf(now) : QString());
            table.columns.push_back({ss(head), Array::of(std::vector<double>(values.begin(), values.end())), ss(layer.layer.unit)});
        }
    }
    return table;
}

}  // namespace vitrine
