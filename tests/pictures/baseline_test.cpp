// SPDX-License-Identifier: GPL-3.0-or-later
// Views look as they did: their pictures are compared with kept ones by structural similarity, in light and dark. After a wanted change:
// VITRINE_BASELINES=write, look at the new pictures, commit them. A failure leaves the picture beside the kept one's name in the temporary folder.
#include <gtest/gtest.h>

#include <QDir>
#include <QTest>
#include <cmath>

#include "tests/pictures/similarity.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/theme.h"
#include "widgets/graph/graph_view.h"
#include "widgets/graph/timeline_view.h"
#include "widgets/image/image_view.h"
#include "widgets/image/matrix_view.h"
#include "widgets/plot/plot_view.h"

namespace vitrine {
namespace {

using testing::similarity;

// The anchor's limit for pictures of fixed fonts and software GL is 0.98; text moves by fractions of a pixel between versions of FreeType.
constexpr double kAlike = 0.95;

Array waves(std::int64_t rows, std::int64_t columns) {
    Array map = Array::zeros(DType::F32, {rows, columns});
    auto values = map.mutableValues<float>();
    for (std::int64_t y = 0; y < rows; ++y)
        for (std::int64_t x = 0; x < columns; ++x)
            values[static_cast<std::size_t>(y * columns + x)] = static_cast<float>(std::sin(0.4 * static_cast<double>(x)) * std::cos(0.3 * static_cast<double>(y)));
    return map;
}

std::shared_ptr<const std::vector<double>> numbers(int count, const std::function<double(double)>& of) {
    auto result = std::make_shared<std::vector<double>>();
    for (int i = 0; i < count; ++i) result->push_back(of(i));
    return result;
}

void compare(QWidget& view, const QString& name, const std::function<bool()>& ready = [] { return true; }) {
    view.resize(420, 280);
    view.show();
    for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
        Theme::instance().setMode(mode);
        ASSERT_TRUE(testing::waitUntil(ready));
        QTest::qWait(150);
        const QImage picture = testing::pictureOf(view, 1);
        const QString file = QString("%1-%2.png").arg(name, mode == Theme::Mode::Dark ? "dark" : "light"), kept = QString(VITRINE_SOURCE_DIR "/tests/pictures/baselines/") + file;
        if (qEnvironmentVariable("VITRINE_BASELINES") == "write") {
            ASSERT_TRUE(picture.save(kept));
            continue;
        }
        const double alike = similarity(picture, QImage(kept));
        EXPECT_GE(alike, kAlike) << kept.toStdString() << "; the new picture: " << QDir::temp().filePath(file).toStdString();
        if (alike < kAlike) picture.save(QDir::temp().filePath(file));
    }
    Theme::instance().setMode(Theme::Mode::Light);
}

TEST(Pictures, MapOfValues) {
    ImageView view;
    ASSERT_TRUE(view.setImage(waves(24, 36), {Colormap::Vik, 0, 0}).ok());
    view.setTitle("waves");
    view.setColourBar(true);
    compare(view, "map", [&] { return view.settled(); });
}

TEST(Pictures, Matrix) {
    MatrixView view;
    ASSERT_TRUE(view.setMatrix(waves(4, 5), {"cat", "dog", "frog", "ship"}, {"a", "b", "c", "d", "e"}).ok());
    view.setTitles("Confusion", "true", "predicted");
    compare(view, "matrix");
}

TEST(Pictures, Curves) {
    PlotView view;
    view.resize(420, 280);
    view.show();
    view.setTitles("Training", "step", "loss");
    const auto x = numbers(200, [](double i) { return i; });
    PlotSeries method, baseline;
    method.name = "method", baseline.name = "baseline";
    method.x = baseline.x = x;
    method.y = numbers(200, [](double i) { return std::exp(-i / 60) + 0.05 * std::sin(i); });
    method.low = numbers(200, [](double i) { return std::exp(-i / 60) - 0.15; });
    method.high = numbers(200, [](double i) { return std::exp(-i / 60) + 0.15; });
    baseline.y = numbers(200, [](double i) { return std::exp(-i / 110); });
    baseline.dashed = true;
    view.setSeries({method, baseline});
    view.fit();
    compare(view, "curves");
}

TEST(Pictures, Timeline) {
    TimelineView view;
    view.setLanes({"brow", "mouth"});
    view.setRange(0, 10, "s");
    view.setItems({{0, 1, 3, "onset", "", {}}, {0, 5, 5, "apex", "", {}}, {1, 2, 8, "smile", "", {}}});
    view.setPlayHead(4);
    compare(view, "timeline");
}

TEST(Pictures, Graph) {
    GraphView view;
    Graph graph;
    graph.nodeCount = 5;
    graph.source = Array::of(std::vector<std::int64_t>{0, 0, 1, 2, 3});
    graph.target = Array::of(std::vector<std::int64_t>{1, 2, 3, 3, 4});
    graph.nodeNames = {"input", "main", "skip", "sum", "output"};
    view.setGraph(std::move(graph));
    compare(view, "graph", [&] { return view.laidOut(); });
}

TEST(Pictures, AnotherPictureIsNotAlike) {
    const QImage kept(QString(VITRINE_SOURCE_DIR "/tests/pictures/baselines/map-light.png"));
    ASSERT_FALSE(kept.isNull());
    EXPECT_NEAR(similarity(kept, kept), 1, 1e-9);
    ImageView view;
    view.resize(420, 280);
    view.show();
    ASSERT_TRUE(view.setImage(waves(24, 36), {Colormap::Viridis, 0, 0}).ok());   // Another colour map.
    view.setTitle("waves");
    view.setColourBar(true);
    ASSERT_TRUE(testing::waitUntil([&] { return view.settled(); }));
    EXPECT_LT(similarity(kept, testing::pictureOf(view, 1)), 0.9);
    EXPECT_LT(similarity(kept, kept.mirrored()), 0.9);
}

}  // namespace
}  // namespace vitrine
