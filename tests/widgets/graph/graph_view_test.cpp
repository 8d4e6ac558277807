// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QThreadPool>
#include <QWheelEvent>
#include <QtTest>
#include <random>

#include "widgets/base/theme.h"
#include "widgets/graph/graph_layout.h"
#include "widgets/graph/graph_view.h"

namespace vitrine {
namespace {

Graph graphOf(std::int64_t nodes, const std::vector<std::pair<std::int64_t, std::int64_t>>& edges, bool directed) {
    Graph graph;
    graph.nodeCount = nodes;
    graph.directed = directed;
    std::vector<std::int64_t> source, target;
    for (const auto& [from, to] : edges) source.push_back(from), target.push_back(to);
    graph.source = Array::of(source);
    graph.target = Array::of(target);
    return graph;
}

/// Communities with a few edges between them: what a citation graph looks like.
Graph communities(std::int64_t nodes, int groups, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::pair<std::int64_t, std::int64_t>> edges;
    std::vector<std::int64_t> labels;
    for (std::int64_t i = 0; i < nodes; ++i) {
        labels.push_back(i % groups);
        for (int k = 0; k < 3; ++k) {
            const auto other = static_cast<std::int64_t>(random() % static_cast<unsigned>(nodes));
            edges.emplace_back(i, random() % 20 != 0 ? other / groups * groups + i % groups : other);
        }
    }
    for (auto& [from, to] : edges) to = std::min(to, nodes - 1);
    Graph graph = graphOf(nodes, edges, false);
    graph.nodeData["label"] = Array::of(labels);
    for (std::int64_t i = 0; i < nodes; ++i) graph.nodeNames.push_back("paper " + std::to_string(i));
    return graph;
}

/// A small residual network: a chain with skips.
Graph network() {
    Graph graph = graphOf(11, {{0, 1}, {1, 2}, {2, 3}, {1, 3}, {3, 4}, {4, 5}, {5, 6}, {3, 6}, {6, 7}, {7, 8}, {8, 9}, {6, 9}, {9, 10}}, true);
    graph.nodeNames = {"input", "conv 1", "conv 2", "add 1", "conv 3", "conv 4", "add 2", "conv 5", "conv 6", "add 3", "classifier"};
    graph.nodeData["relevance"] = Array::of(std::vector<double>{0.1, 0.4, 0.3, 0.8, 0.2, 0.25, 0.9, 0.1, 0.15, 0.95, 1.0});
    return graph;
}

struct Shown {
    GraphView view;
    Shown(QSize size, Graph graph) {
        view.resize(size);
        view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&view));
        QSignalSpy done(&view, &GraphView::layoutFinished);
        view.setGraph(std::move(graph));
        EXPECT_TRUE(done.wait(20'000));
    }
};

void look(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("VITRINE_LOOK");
    if (folder.isEmpty()) return;
    for (const auto mode : {Theme::Mode::Dark, Theme::Mode::Light}) {
        Theme::instance().setMode(mode);
        QTest::qWait(200);
        widget.grab().save(QStringLiteral("%1/%2_%3.png").arg(folder, name, mode == Theme::Mode::Dark ? "dark" : "light"));
    }
}

TEST(GraphLayout, IsTheSameEveryTimeAndKeepsLayers) {
    LayoutInput input{.nodes = 6, .source = {0, 0, 1, 2, 3, 0}, .target = {1, 2, 3, 3, 4, 4}, .directed = true};
    const std::atomic<bool> go = false;
    const GraphLayout layered = layoutGraph(input, go);
    EXPECT_TRUE(layered.layered);
    EXPECT_EQ(layered.positions, layoutGraph(input, go).positions);
    for (std::size_t e = 0; e < input.source.size(); ++e)
        EXPECT_LT(layered.positions[input.source[e]].x(), layered.positions[input.target[e]].x());
    EXPECT_EQ(layered.bends[5].size(), 2u);                        // 0 to 4 passes two layers.
    EXPECT_NE(layered.positions[1].y(), layered.positions[2].y());
    input.target.back() = 0;
    input.source.back() = 4;                                       // A cycle: springs.
    const GraphLayout forced = layoutGraph(input, go);
    EXPECT_FALSE(forced.layered);
    EXPECT_EQ(forced.positions, layoutGraph(input, go).positions);
    for (std::size_t a = 0; a < 6; ++a)
        for (std::size_t b = 0; b < a; ++b) EXPECT_GT((forced.positions[a] - forced.positions[b]).manhattanLength(), 5);
}

TEST(GraphLayout, StopsWhenItsViewGoes) {
    {
        GraphView view;
        view.setGraph(communities(30'000, 12, 1));
        EXPECT_FALSE(view.laidOut());
        QTest::qWait(100);
    }
    EXPECT_TRUE(QThreadPool::globalInstance()->waitForDone(2'000));
}

TEST(GraphView, PicksHoversDragsAndZooms) {
    Shown shown({900, 420}, network());
    shown.view.setColourBy("relevance");
    EXPECT_TRUE(shown.view.laidOut());
    QSignalSpy clicked(&shown.view, &GraphView::nodeClicked), hovered(&shown.view, &GraphView::nodeHovered);
    look(shown.view, "network");
    const QPoint at = shown.view.pixelOf(3).toPoint();
    QTest::mouseClick(&shown.view, Qt::LeftButton, {}, at);
    ASSERT_EQ(clicked.count(), 1);
    EXPECT_EQ(clicked[0][0].toLongLong(), 3);
    EXPECT_EQ(shown.view.current(), 3);
    QMouseEvent over(QEvent::MouseMove, QPointF(at), shown.view.mapToGlobal(QPointF(at)), Qt::NoButton, {}, {});
    QApplication::sendEvent(&shown.view, &over);
    ASSERT_GE(hovered.count(), 1);
    EXPECT_EQ(hovered.last()[0].toLongLong(), 3);
    look(shown.view, "network_hover");
    const QPointF before = shown.view.pixelOf(7);
    QTest::mousePress(&shown.view, Qt::LeftButton, {}, before.toPoint());
    for (const int dy : {20, 40}) {
        const QPointF to = QPointF(before.toPoint()) + QPointF(0, dy);
        QMouseEvent move(QEvent::MouseMove, to, shown.view.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(&shown.view, &move);
    }
    QTest::mouseRelease(&shown.view, Qt::LeftButton, {}, before.toPoint() + QPoint(0, 40));
    EXPECT_NEAR(shown.view.pixelOf(7).y(), before.y() + 40, 2);
    const QPointF other = shown.view.pixelOf(0);
    QWheelEvent wheel(QPointF(450, 210), shown.view.mapToGlobal(QPointF(450, 210)), QPoint(), QPoint(0, 240), Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&shown.view, &wheel);
    EXPECT_LT(shown.view.pixelOf(0).x(), other.x() - 10);
    QTest::keyClick(&shown.view, Qt::Key_Right);                   // From the picked node to the next.
    EXPECT_NE(shown.view.current(), 3);
    QTest::keyClick(&shown.view, Qt::Key_F);
    EXPECT_NEAR(shown.view.pixelOf(0).x(), other.x(), 1);
    const Json state = shown.view.saveState();
    Shown again({900, 420}, network());
    again.view.restoreState(state);
    EXPECT_EQ(again.view.current(), shown.view.current());
    EXPECT_NEAR(again.view.pixelOf(7).y(), shown.view.pixelOf(7).y(), 1);
}

TEST(GraphView, GivenPositionsAndHostileEdges) {
    Graph graph = graphOf(3, {{0, 1}, {1, 99}, {-4, 0}, {2, 2}}, false);
    graph.nodeData["position"] = Array::of<double>(std::vector<double>{0, 0, 10, 0, 0, 10}, {3, 2});
    Shown shown({400, 300}, graph);
    EXPECT_GT(shown.view.pixelOf(1).x(), shown.view.pixelOf(0).x());
    EXPECT_GT(shown.view.pixelOf(2).y(), shown.view.pixelOf(0).y());
    EXPECT_EQ(shown.view.figureData()->rows(), 3);
    shown.view.setGraph({});
    QTest::qWait(20);
    EXPECT_FALSE(shown.view.figureData());
}

TEST(GraphView, FiveThousandNodesMoveFluently) {
    Shown shown({1000, 700}, communities(5'000, 7, 2));
    shown.view.setColourBy("label");
    look(shown.view, "communities");
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 20; ++i) {
        QWheelEvent wheel(QPointF(500, 350), shown.view.mapToGlobal(QPointF(500, 350)), QPoint(), QPoint(0, i < 10 ? 120 : -120), Qt::NoButton, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&shown.view, &wheel);
        shown.view.repaint();
    }
    RecordProperty("frame_ms", std::to_string(static_cast<double>(timer.elapsed()) / 20));
    EXPECT_LT(timer.elapsed() / 20, 250) << "a guard against accidents, not a measure";
}

}  // namespace
}  // namespace vitrine
