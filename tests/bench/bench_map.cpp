// SPDX-License-Identifier: GPL-3.0-or-later
// A map that plays hours: 100,000 polygons and 1,000,000 cells in MapView, against QPainter drawing every polygon in each frame, which is
// what a scene of polygon items (QGraphicsView, the polygons of Qt Location, a canvas) comes to.
#include <QApplication>
#include <QPainter>
#include <cmath>
#include <ctime>

#include "tests/bench/bench.h"
#include "widgets/image/colour_table.h"
#include "widgets/map/map_view.h"

namespace vitrine::bench {
namespace {

constexpr int kWide = 1300, kHigh = 900, kHours = 24;

/// `side` x `side` polygons of eight corners each that share their borders, as tracts do.
std::shared_ptr<MapShapes> tracts(int side) {
    auto shapes = std::make_shared<MapShapes>();
    const double step = 0.6 / side;
    const auto corner = [&](double column, double row) {  // A bent lattice: neighbours bend alike.
        return std::array<double, 2>{-74.3 + step * (column + 0.3 * std::sin(column * 1.7 + row * 2.3)),
                                     40.45 + step * 0.75 * (row + 0.3 * std::cos(column * 2.9 - row * 1.3))};
    };
    for (int row = 0; row < side; ++row)
        for (int column = 0; column < side; ++column) {
            const double x = column, y = row;
            shapes->add({{corner(x, y), corner(x + 0.5, y), corner(x + 1, y), corner(x + 1, y + 0.5), corner(x + 1, y + 1),
                          corner(x + 0.5, y + 1), corner(x, y + 1), corner(x, y + 0.5)}});
        }
    return shapes;
}

Array hourly(std::size_t count) {
    Array values = Array::zeros(DType::F32, {kHours, static_cast<std::int64_t>(count)});
    auto numbers = values.mutableValues<float>();
    for (std::size_t hour = 0; hour < kHours; ++hour)
        for (std::size_t i = 0; i < count; ++i)
            numbers[hour * count + i] = static_cast<float>(
                10 + 8 * std::sin(static_cast<double>(i) * 0.013 + static_cast<double>(hour) * 0.26) + static_cast<double>(i % 7));
    return values;
}

/// Every polygon as a path, filled anew in each frame.
class PlainMap : public QWidget {
public:
    PlainMap(const MapShapes& shapes, const MapView& like, Array values)
        : m_values(std::move(values)), m_table({Colormap::Viridis, 2, 25}) {
        for (std::size_t i = 0; i < shapes.count(); ++i) {
            QPolygonF polygon;
            for (std::uint32_t v = shapes.rings[shapes.features[i]]; v < shapes.rings[shapes.features[i + 1]]; ++v)
                polygon << like.placeOf({shapes.vertices[v][0], shapes.vertices[v][1]});
            m_polygons.push_back(polygon);
        }
        setAttribute(Qt::WA_OpaquePaintEvent);
    }
    void setHour(int hour) { m_hour = hour; }
    void setSmooth(bool smooth) { m_smooth = smooth; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), Qt::white);
        painter.setRenderHint(QPainter::Antialiasing, m_smooth);
        painter.setPen(Qt::NoPen);
        const float* values = m_values.values<float>().data() + static_cast<std::size_t>(m_hour) * m_polygons.size();
        for (std::size_t i = 0; i < m_polygons.size(); ++i) {
            painter.setBrush(QColor::fromRgb(m_table.colourOf(values[i])));
            painter.drawPolygon(m_polygons[i]);
        }
    }

private:
    std::vector<QPolygonF> m_polygons;
    Array m_values;
    ColourTable m_table;
    int m_hour = 0;
    bool m_smooth = false;
};

MapLayer layerOf(const QString& id, std::shared_ptr<const MapShapes> shapes) {
    MapLayer layer;
    layer.id = layer.title = id;
    layer.unit = QStringLiteral("people/h");
    layer.values = hourly(shapes->count());
    layer.shapes = std::move(shapes);
    return layer;
}

void untilShown(MapView& view) {
    while (!view.settled() || view.shownStep() != view.step()) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
}

/// Plays as fast as pictures come: milliseconds from one shown hour to the next, and the longest turn of the event loop.
void play(Bench& bench, const std::string& what, MapView& view, int frames) {
    std::vector<double> times;
    double longest = 0;
    for (int i = 0; i < frames; ++i) {
        times.push_back(1000 * seconds([&] {
                            view.setStep((view.step() + 1) % kHours);
                            while (view.shownStep() != view.step()) {
                                const double turn = 1000 * seconds([&] { QCoreApplication::processEvents(); });
                                longest = std::max(longest, turn);
                            }
                            view.repaint();
                        }));
    }
    bench.add(what + ", playing, median hour", "vitrine MapView", median(times), "ms",
              fmt::format("{:.0f} hours a second; longest turn of the event loop {:.1f} ms", 1000 / median(times), longest));
    bench.add(what + ", playing, 99th percentile", "vitrine MapView", percentile(times, 99), "ms", "goal: 66");
}

/// Computing time of this thread in seconds: what a frame costs, whatever else runs on the machine.
double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Milliseconds of the UI thread for each frame of a pan and zoom by a person's hand.
void move(Bench& bench, const std::string& what, MapView& view, int frames) {
    std::vector<double> times, computing;
    const GeoPoint centre = view.centre();
    const double scale = view.pixelsPerMetre();
    for (int i = 0; i < frames; ++i) {
        const double begun = threadSeconds();
        const double passed = seconds([&] {
            view.setCentre({centre.longitude + 0.05 * std::sin(i * 0.2), centre.latitude}, scale * std::pow(8, 0.5 - 0.5 * std::cos(i * 0.1)));
            view.repaint();
            QCoreApplication::processEvents();
        });
        times.push_back(1000 * passed);
        computing.push_back(1000 * (threadSeconds() - begun));
    }
    const std::string us = "vitrine MapView", hand = what + ", pan and zoom, ";
    bench.add(hand + "median frame", us, median(times), "ms", "in the window's thread; the sharp picture follows");
    bench.add(hand + "99th percentile", us, percentile(times, 99), "ms", "goal: 16");
    bench.add(hand + "99th percentile of computing", us, percentile(computing, 99), "ms", "of the window's thread, without waiting for a core");
    view.setCentre(centre, scale);
    const double sharp = seconds([&] { untilShown(view); });
    bench.add(what + ", sharp after the last movement", "vitrine MapView", 1000 * sharp, "ms",
              "of it 140 ms until the hand counts as resting");
}

double first(MapView& view, MapLayer layer) {
    return 1000 * seconds([&] {
               require(view.setLayers({std::move(layer)}));
               while (view.shownStep() < 0) QCoreApplication::processEvents(QEventLoop::AllEvents, 2);
               view.repaint();
           });
}

void measure(Bench& bench) {
    const auto side = static_cast<int>(bench.size(317, 20));
    const auto frames = static_cast<int>(bench.size(120, 4));
    const auto shapes = tracts(side);
    const MapLayer layer = layerOf("flow", shapes);
    MapView view;
    view.resize(kWide, kHigh);
    view.show();
    QCoreApplication::processEvents();
    const std::string size = fmt::format("{} polygons of 8 corners", shapes->count());
    bench.add(size + ", data to first picture", "vitrine MapView", first(view, layer), "ms", "on the thread pool");
    untilShown(view);
    play(bench, size, view, frames);
    move(bench, size, view, frames);
    PlainMap plain(*shapes, view, layer.values);
    plain.resize(kWide, kHigh);
    plain.show();
    QCoreApplication::processEvents();
    for (const bool smooth : {true, false}) {
        plain.setSmooth(smooth);
        int hour = 0;
        const auto times = repeated(static_cast<int>(bench.size(8, 2)), [&] {
            plain.setHour(++hour % kHours);
            plain.repaint();
        });
        bench.add(size + ", playing, median hour", smooth ? "QPainter, smooth edges" : "QPainter", 1000 * median(times), "ms",
                  "all of it in the window's thread");
    }
    plain.hide();

    auto cells = std::make_shared<MapShapes>();
    cells->kind = MapShapes::Kind::Grid;
    const auto cellSide = static_cast<int>(bench.size(1000, 50));
    cells->grid = {{-74.3, 40.45}, 0.6 / cellSide, 0.45 / cellSide, cellSide, cellSide};
    MapView grid;
    grid.resize(kWide, kHigh);
    grid.show();
    QCoreApplication::processEvents();
    const std::string gridSize = fmt::format("{} cells", cells->count());
    bench.add(gridSize + ", data to first picture", "vitrine MapView", first(grid, layerOf("cells", cells)), "ms", "on the thread pool");
    untilShown(grid);
    play(bench, gridSize, grid, frames);
    move(bench, gridSize, grid, frames);
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    vitrine::bench::Bench bench("bench_map", argc, argv);
    QApplication application(argc, argv);
    vitrine::bench::measure(bench);
    return bench.finish();
}
