// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

namespace vitrine {

struct LayoutInput {
    std::size_t nodes = 0;
    std::vector<std::uint32_t> source, target;
    bool directed = true;
};

struct GraphLayout {
    std::vector<QPointF> positions;
    /// Per edge the points between its ends, where a long edge goes round the layers' nodes; empty: straight edges.
    std::vector<std::vector<QPointF>> bends;
    bool layered = false;
};

using LayoutProgress = std::function<void(const std::vector<QPointF>& positions)>;

/// Layers from left to right for directed graphs without cycles (longest path, barycentre ordering, least-squares placing), else springs and
/// charges with a Barnes-Hut tree (Barnes and Hut, Nature 324, 1986; Fruchterman and Reingold, 1991). The same graph gives the same
/// layout. Returns early, with what there is, once `cancelled`.
GraphLayout layoutGraph(const LayoutInput& input, const std::atomic<bool>& cancelled, const LayoutProgress& progress = {});

/// Longest-path layer of each node; empty when there is a cycle.
std::vector<int> layersOf(const LayoutInput& input);
GraphLayout layeredLayout(const LayoutInput& input, const std::vector<int>& layers, const std::atomic<bool>& cancelled);
std::vector<QPointF> forceLayout(const LayoutInput& input, const std::atomic<bool>& cancelled, const LayoutProgress& progress);

}  // namespace vitrine
