// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/feature_raster.h"

#include <algorithm>
#include <cmath>

#include "widgets/image/raster.h"

namespace vitrine {

/// The rows [begin, end) of samples that one thread draws.
struct RasterBand {
    FeatureRaster& raster;
    const ProjectedShapes& shapes;
    QPointF centre;        ///< Of the view on the plane.
    double scale;          ///< Samples per metre.
    int wide, begin, end;  ///< Samples across; rows.
    double middleX, middleY;
    double penSize;  ///< In samples.

    struct Crossing {
        int row;
        float x;
    };
    std::vector<Crossing> crossings;
    std::vector<QPointF> line;

    QPointF toSample(const QPointF& point) const {
        return {(point.x() - centre.x()) * scale + middleX, (point.y() - centre.y()) * scale + middleY};
    }

    void fill(int row, double from, double to, std::uint32_t index) {
        const int first = std::max(0, static_cast<int>(std::ceil(std::max(from, -1.0) - 0.5)));
        const int last = std::min(wide, static_cast<int>(std::ceil(std::min(to, wide + 1.0) - 0.5)));
        for (int x = first; x < last; ++x) raster.m_indices[raster.place(x, row)] = index;
    }

    /// Where the edge passes the middles of rows.
    void cross(const QPointF& a, const QPointF& b) {
        const QPointF &upper = a.y() < b.y() ? a : b, &lower = a.y() < b.y() ? b : a;
        const double first = std::max(std::ceil(upper.y() - 0.5), static_cast<double>(begin)),
                     last = std::min(std::ceil(lower.y() - 0.5), static_cast<double>(end));
        if (first >= last) return;
        const double slope = (lower.x() - upper.x()) / (lower.y() - upper.y());
        double x = upper.x() + (first + 0.5 - upper.y()) * slope;
        for (int row = static_cast<int>(first); row < static_cast<int>(last); ++row, x += slope)
            crossings.push_back({row, static_cast<float>(x)});
    }

    void fillCrossings(std::uint32_t index) {
        std::sort(crossings.begin(), crossings.end(),
                  [](const Crossing& a, const Crossing& b) { return a.row != b.row ? a.row < b.row : a.x < b.x; });
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) fill(crossings[i].row, crossings[i].x, crossings[i + 1].x, index);
        crossings.clear();
    }

    /// The vertices of a ring on the lattice, each once.
    void snap(std::uint32_t ring) {
        line.clear();
        const double lattice = raster.m_samples == 1 ? 4 : 2;
        for (std::uint32_t v = shapes.shapes->rings[ring]; v < shapes.shapes->rings[ring + 1]; ++v) {
            const QPointF at = toSample(shapes.vertices[v]);
            const QPointF snapped(std::nearbyint(at.x() * lattice) / lattice, std::nearbyint(at.y() * lattice) / lattice);
            if (line.empty() || line.back().x() != snapped.x() || line.back().y() != snapped.y()) line.push_back(snapped);
        }
    }

    void drawPolygon(std::size_t feature) {
        for (std::uint32_t ring = shapes.shapes->features[feature]; ring < shapes.shapes->features[feature + 1]; ++ring) {
            snap(ring);
            for (std::size_t i = 0, last = line.size() - 1; i < line.size(); last = i++) cross(line[last], line[i]);
        }
        const auto index = static_cast<std::uint32_t>(feature + 1);
        if (!crossings.empty()) return fillCrossings(index);
        // Too small for the middle of any sample: one sample, where nothing else is, so that it does not vanish.
        const QPointF at = toSample(shapes.anchors[feature]);
        if (!(at.x() >= 0 && at.x() < wide && at.y() >= begin && at.y() < end)) return;
        std::uint32_t& sample = raster.m_indices[raster.place(static_cast<int>(at.x()), static_cast<int>(at.y()))];
        if (sample == 0) sample = index;
    }

    void drawDot(const QPointF& at, double radius, std::uint32_t index) {
        if (at.y() + radius < begin || at.y() - radius > end) return;
        const double first = std::max<double>(begin, std::ceil(at.y() - radius - 0.5)),
                     last = std::min<double>(end, std::ceil(at.y() + radius - 0.5));
        for (int row = static_cast<int>(first); row < static_cast<int>(last); ++row) {
            const double off = row + 0.5 - at.y(), half = std::sqrt(std::max(0.0, radius * radius - off * off));
            fill(row, at.x() - half, at.x() + half, index);
        }
    }

    void drawSegment(const QPointF& a, const QPointF& b, double width, std::uint32_t index) {
        const QPointF along = b - a;
        const double length = std::hypot(along.x(), along.y());
        drawDot(b, width / 2, index);  // Round joins and ends.
        if (length <= 0) return;
        const QPointF side(-along.y() / length * width / 2, along.x() / length * width / 2);
        const QPointF corners[4] = {a + side, b + side, b - side, a - side};
        for (int i = 0; i < 4; ++i) cross(corners[i], corners[(i + 1) % 4]);
        fillCrossings(index);
    }

    void drawLine(std::size_t feature) {
        const auto index = static_cast<std::uint32_t>(feature + 1);
        for (std::uint32_t ring = shapes.shapes->features[feature]; ring < shapes.shapes->features[feature + 1]; ++ring) {
            snap(ring);
            if (!line.empty()) drawDot(line.front(), penSize / 2, index);
            for (std::size_t i = 1; i < line.size(); ++i) drawSegment(line[i - 1], line[i], penSize, index);
        }
    }

    void drawFeatures() {
        const MapShapes& given = *shapes.shapes;
        const double margin = given.kind == MapShapes::Kind::Polygons ? 1 : penSize + 1;
        const double left = -margin, right = wide + margin, top = begin - margin, bottom = end + margin;
        for (std::size_t i = 0; i < given.count(); ++i) {
            const QRectF& box = shapes.boxes[i];
            const QPointF low = toSample(box.topLeft()), high = toSample(box.bottomRight());
            if (high.x() < left || low.x() > right || high.y() < top || low.y() > bottom ||
                given.rings[given.features[i]] == given.rings[given.features[i + 1]])
                continue;
            if (given.kind == MapShapes::Kind::Polygons) drawPolygon(i);
            else if (given.kind == MapShapes::Kind::Lines) drawLine(i);
            else
                for (std::uint32_t v = given.rings[given.features[i]]; v < given.rings[given.features[i + 1]]; ++v)
                    drawDot(toSample(shapes.vertices[v]), penSize, static_cast<std::uint32_t>(i + 1));
        }
    }

    GeoPoint placeOf(double x, double y) const {
        return shapes.projection.unproject({(x + 0.5 - middleX) / scale + centre.x(), (y + 0.5 - middleY) / scale + centre.y()});
    }

    void drawCells() {
        const MapGrid& grid = shapes.shapes->grid;
        const auto columnOf = [&](double longitude) { return std::floor((longitude - grid.corner.longitude) / grid.cellWidth); };
        const auto rowOf = [&](double latitude) { return std::floor((latitude - grid.corner.latitude) / grid.cellHeight); };
        const bool separable = shapes.projection.separable();
        std::vector<int> columns(static_cast<std::size_t>(wide), -1);
        const auto kept = [](double index, int count) { return index >= 0 && index < count ? static_cast<int>(index) : -1; };
        if (separable)
            for (int x = 0; x < wide; ++x) columns[static_cast<std::size_t>(x)] = kept(columnOf(placeOf(x, 0).longitude), grid.columns);
        for (int y = begin; y < end; ++y) {
            const int sameRow = separable ? kept(rowOf(placeOf(0, y).latitude), grid.rows) : -1;
            if (separable && sameRow < 0) continue;
            for (int x = 0; x < wide; ++x) {
                int column = columns[static_cast<std::size_t>(x)], row = sameRow;
                if (!separable) {
                    const GeoPoint place = placeOf(x, y);
                    column = kept(columnOf(place.longitude), grid.columns);
                    row = kept(rowOf(place.latitude), grid.rows);
                }
                if (column >= 0 && row >= 0)
                    raster.m_indices[raster.place(x, y)] = static_cast<std::uint32_t>(row * grid.columns + column + 1);
            }
        }
    }
};

namespace {

/// Mean side of the features in view by their boxes, in device pixels.
double meanSideOf(const ProjectedShapes& shapes, const MapCamera& camera, const QSizeF& size, double ratio) {
    const double scale = camera.scale * ratio;
    if (shapes.shapes->kind == MapShapes::Kind::Grid) {
        const QRectF cell = shapes.count() > 0 ? shapes.boxOf(shapes.count() / 2) : QRectF();
        return std::sqrt(cell.width() * cell.height()) * scale;
    }
    const QRectF view(camera.toPlane({0, 0}, size), camera.toPlane({size.width(), size.height()}, size));
    double sum = 0;
    std::size_t seen = 0;
    for (const QRectF& box : shapes.boxes) {
        if (box.right() < view.left() || box.left() > view.right() || box.bottom() < view.top() || box.top() > view.bottom()) continue;
        sum += std::sqrt(box.width() * box.height());
        ++seen;
    }
    return seen > 0 ? sum / static_cast<double>(seen) * scale : 0;
}

}  // namespace

std::shared_ptr<const FeatureRaster> FeatureRaster::draw(std::shared_ptr<const ProjectedShapes> shapes, const MapCamera& camera,
                                                         const QSizeF& size, double ratio, int samples, const Pen& pen) {
    auto made = std::make_shared<FeatureRaster>();
    made->m_width = std::max(1, static_cast<int>(std::lround(size.width() * ratio)));
    made->m_height = std::max(1, static_cast<int>(std::lround(size.height() * ratio)));
    made->m_samples = samples;
    made->m_indices.assign(std::size_t(made->m_width) * std::size_t(made->m_height) * std::size_t(samples * samples), 0);
    made->m_meanSide = meanSideOf(*shapes, camera, size, ratio);
    const double perPixel = ratio * samples;
    // Whole pixels of the device for each band: two threads never write into one pixel.
    inBands(made->m_height,
            std::int64_t(made->m_width) * samples * samples +
                static_cast<std::int64_t>(shapes->vertices.size() / std::size_t(made->m_height)) * 8,
            [&](int begin, int end) {
                RasterBand band{*made,
                                *shapes,
                                camera.centre,
                                camera.scale * perPixel,
                                made->m_width * samples,
                                begin * samples,
                                end * samples,
                                size.width() * perPixel / 2,
                                size.height() * perPixel / 2,
                                pen.size * perPixel,
                                {},
                                {}};
                shapes->shapes->kind == MapShapes::Kind::Grid ? band.drawCells() : band.drawFeatures();
            });
    return made;
}

}  // namespace vitrine
