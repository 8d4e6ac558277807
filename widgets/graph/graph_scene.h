// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainter>
#include <QString>
#include <optional>
#include <vector>

#include "core/data/graph.h"
#include "widgets/graph/graph_layout.h"

namespace vitrine {

/// From scene to pixels.
struct GraphCamera {
    double scale = 1;
    QPointF offset;
    QPointF toPixel(const QPointF& scene) const { return scene * scale + offset; }
    QPointF toScene(const QPointF& pixel) const { return (pixel - offset) / scale; }
};

/// A graph as drawing needs it: checked, with neighbours, sizes and colours worked out once.
class GraphScene {
public:
    void setGraph(Graph graph);
    void setLayout(GraphLayout layout);
    void colourBy(const QString& column);
    void recolour();                           ///< After the theme changed.

    const Graph& graph() const { return m_graph; }
    std::size_t nodes() const { return m_positions.size(); }
    const LayoutInput& input() const { return m_input; }
    const std::vector<QPointF>& positions() const { return m_positions; }
    void move(std::size_t node, const QPointF& to) { m_positions[node] = to; }
    QRectF bounds() const;
    QString nameOf(std::size_t node) const;
    QString detailsOf(std::size_t node) const;  ///< Further columns, a line each.
    std::vector<std::uint32_t> neighboursOf(std::size_t node) const;
    std::size_t degree(std::size_t node) const { return m_first[node + 1] - m_first[node]; }
    std::optional<std::size_t> nodeAt(const QPointF& pixel, const GraphCamera& camera) const;
    bool given() const { return m_given; }     ///< Positions came with the graph.

    struct Style {
        bool fine = true;                      ///< Smooth lines, arrows, labels; not while moving.
        std::optional<std::size_t> current;
    };
    void paint(QPainter& painter, const QRectF& view, const GraphCamera& camera, const Style& style) const;
    /// A node with its neighbours, over a dimmed picture.
    void paintNeighbourhood(QPainter& painter, const QRectF& view, const GraphCamera& camera, std::size_t node) const;
    void paintLegend(QPainter& painter, const QRectF& view) const;

private:
    void join();
    static QColor edgeColour();                     ///< Of plain edges.
    bool boxes(const GraphCamera& camera) const;
    QRectF areaOf(std::size_t node, const GraphCamera& camera) const;
    void paintEdges(QPainter& painter, const QRectF& view, const GraphCamera& camera, bool fine) const;
    void paintEdge(QPainter& painter, std::size_t edge, const GraphCamera& camera, const QColor& colour, double width, bool fine) const;
    void paintNode(QPainter& painter, std::size_t node, const GraphCamera& camera, bool current, bool label) const;
    void paintLabels(QPainter& painter, const QRectF& view, const GraphCamera& camera) const;

    Graph m_graph;
    LayoutInput m_input;
    std::vector<QPointF> m_positions;
    std::vector<std::vector<QPointF>> m_bends;
    std::vector<std::uint32_t> m_first, m_incident;  ///< Edges of each node.
    std::vector<float> m_radius, m_width;
    std::vector<QColor> m_nodeColour;
    std::vector<std::uint8_t> m_edgeKind;      ///< Index into the series colours + 1; 0: plain.
    std::vector<std::uint32_t> m_byDegree;
    bool m_layered = false, m_given = false;

    QString m_column;
    QStringList m_categories;
    std::optional<std::pair<double, double>> m_colourRange;
};

}  // namespace vitrine
