// SPDX-License-Identifier: GPL-3.0-or-later
// A large map of values in ImageView, against colouring the whole picture and scaling it with QPainter in every frame.
#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>
#include <QThread>
#include <algorithm>
#include <cmath>

#include "core/media/colormap.h"
#include "tests/bench/bench.h"
#include "widgets/image/image_view.h"

namespace vitrine::bench {
namespace {

constexpr int kWide = 1500, kHigh = 900, kFrames = 60;

Array mapOf(std::int64_t side) {
    Array map = Array::zeros(DType::F32, {side, side});
    auto values = map.mutableValues<float>();
    for (std::int64_t y = 0; y < side; ++y)
        for (std::int64_t x = 0; x < side; ++x)
            values[static_cast<std::size_t>(y * side + x)] = static_cast<float>(std::sin(static_cast<double>(x) * 0.01) * std::cos(static_cast<double>(y) * 0.013));
    return map;
}

/// What a first version of such a view does: the coloured picture is kept, and scaled by QPainter when painting.
class PlainView : public QWidget {
public:
    void setColours(const Array& map, Colormap colours, double low, double high) {
        const Array rgb = applyColormap(map, colours, low, high);
        m_image = QImage(static_cast<const uchar*>(rgb.bytes()), static_cast<int>(rgb.dim(1)), static_cast<int>(rgb.dim(0)),
                         static_cast<qsizetype>(rgb.dim(1)) * 3, QImage::Format_RGB888)
                      .convertToFormat(QImage::Format_RGB32);
    }
    void setPart(const QRectF& part) { m_part = part; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, m_part.width() > width());
        painter.drawImage(QRectF(rect()), m_image, m_part);
    }

private:
    QImage m_image;
    QRectF m_part;
};

/// Parts of the map: `steps` of a pan at 100 %, then of a zoom from the whole to single pixels.
QRectF panPart(double side, int step) {
    const double room = std::max(0.0, side - kWide), share = 0.5 + 0.5 * std::sin(step * 0.2);
    return QRectF(room * share, std::max(0.0, side - kHigh) * share, kWide, kHigh);
}
QRectF zoomPart(double side, int step) {
    const double wide = side * std::pow(24 / side, step / (kFrames - 1.0)), high = wide * kHigh / kWide;
    return QRectF((side - wide) / 2, (side - high) / 2, wide, high);
}

/// Milliseconds of each painted frame after `prepare(step)`.
template <class Prepare>
std::vector<double> frameTimes(QWidget& widget, int frames, Prepare prepare) {
    std::vector<double> times;
    for (int step = 0; step < frames; ++step) {
        times.push_back(1000 * seconds([&] {
            prepare(step);
            widget.repaint();
        }));
    }
    return times;
}

void addFrames(Bench& bench, const std::string& what, const std::string& who, const std::vector<double>& times) {
    bench.add(what + ", median frame", who, median(times), "ms");
    bench.add(what + ", 99th percentile", who, percentile(times, 99), "ms");
}

void measure(Bench& bench) {
    const auto side = bench.size(4096, 512);
    const auto frames = static_cast<int>(bench.size(kFrames, 4));
    const std::string size = fmt::format("{0} x {0} floats", side);
    const Array map = mapOf(side);
    ImageView view;
    PlainView plain;
    for (QWidget* widget : std::initializer_list<QWidget*>{&view, &plain}) {
        widget->resize(kWide, kHigh);
        widget->show();
        QCoreApplication::processEvents();
    }
    const double ours = 1000 * seconds([&] {
        require(view.setImage(map, {Colormap::Vik, 0, 0}));
        view.repaint();
    });
    const double settled = ours + 1000 * seconds([&] {
        while (!view.settled()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
        view.repaint();
    });
    const double theirs = 1000 * seconds([&] {
        plain.setColours(map, Colormap::Vik, -1, 1);
        plain.setPart(QRectF(0, 0, static_cast<double>(side), static_cast<double>(side)));
        plain.repaint();
    });
    const std::string us = "vitrine ImageView", rival = "whole picture, QPainter";
    bench.add(size + ", first picture", us, ours, "ms", "range from a sample");
    bench.add(size + ", final picture", us, settled, "ms", "exact range and halved copies, on the thread pool");
    bench.add(size + ", first picture", rival, theirs, "ms");
    bench.ratio(size + ", first picture", us, theirs / ours, "at least 5");

    const auto pan = frameTimes(view, frames, [&](int step) { view.setVisibleRegion(panPart(static_cast<double>(side), step)); });
    const auto plainPan = frameTimes(plain, frames, [&](int step) { plain.setPart(panPart(static_cast<double>(side), step)); });
    addFrames(bench, "pan at 100 %", us, pan);
    addFrames(bench, "pan at 100 %", rival, plainPan);
    const auto zoom = frameTimes(view, frames, [&](int step) { view.setVisibleRegion(zoomPart(static_cast<double>(side), step)); });
    const auto plainZoom = frameTimes(plain, frames, [&](int step) { plain.setPart(zoomPart(static_cast<double>(side), step)); });
    addFrames(bench, "zoom from the whole to a pixel", us, zoom);
    addFrames(bench, "zoom from the whole to a pixel", rival, plainZoom);
    const auto inTime = [](const std::vector<double>& times) { return std::count_if(times.begin(), times.end(), [](double ms) { return ms <= 16; }); };
    const double all = static_cast<double>(pan.size() + zoom.size());
    bench.add("frames of pan and zoom within 16 ms", us, 100 * static_cast<double>(inTime(pan) + inTime(zoom)) / all, "%", "goal: 100");
    bench.add("frames of pan and zoom within 16 ms", rival, 100 * static_cast<double>(inTime(plainPan) + inTime(plainZoom)) / all, "%");

    view.fit();
    const auto recolour = frameTimes(view, frames, [&](int step) { view.setColours({Colormap::Vik, -1.0 - 0.01 * step, 1.0}); });
    const auto plainRecolour = frameTimes(plain, std::min(frames, 5), [&](int step) { plain.setColours(map, Colormap::Vik, -1.0 - 0.01 * step, 1.0); });
    bench.add("another range of colours, whole map in sight", us, median(recolour), "ms");
    bench.add("another range of colours, whole map in sight", rival, median(plainRecolour), "ms");
    bench.ratio("another range of colours", us, median(plainRecolour) / median(recolour), "at least 5");
}

}  // namespace
}  // namespace vitrine::bench

int main(int argc, char** argv) {
    vitrine::bench::Bench bench("bench_image", argc, argv);
    QApplication application(argc, argv);
    vitrine::bench::measure(bench);
    return bench.finish();
}
