// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/graph/graph_layout.h"

namespace vitrine {
namespace {

constexpr double kLayerGap = 140, kNodeGap = 48, kBendGap = 16;
constexpr std::size_t kMostBends = 40'000;

/// Nodes and, for edges over several layers, one bend in each layer between.
struct Layered {
    std::vector<std::vector<std::uint32_t>> layers;          ///< Ids in order from top to bottom.
    std::vector<std::vector<std::uint32_t>> before, after;   ///< Neighbours in the layers beside.
    std::vector<std::vector<std::uint32_t>> chains;          ///< Bends of each edge.
    std::vector<double> y;
    std::size_t nodes = 0;
};

Layered build(const LayoutInput& input, const std::vector<int>& layerOf) {
    Layered made;
    made.nodes = input.nodes;
    const int count = input.nodes ? *std::max_element(layerOf.begin(), layerOf.end()) + 1 : 0;
    made.layers.resize(static_cast<std::size_t>(count));
    std::size_t bends = 0;
    for (std::size_t e = 0; e < input.source.size(); ++e) bends += static_cast<std::size_t>(std::max(0, layerOf[input.target[e]] - layerOf[input.source[e]] - 1));
    const bool withBends = bends <= kMostBends;
    const std::size_t total = input.nodes + (withBends ? bends : 0);
    made.before.resize(total), made.after.resize(total), made.y.resize(total), made.chains.resize(withBends ? input.source.size() : 0);
    for (std::uint32_t node = 0; node < input.nodes; ++node) made.layers[static_cast<std::size_t>(layerOf[node])].push_back(node);
    auto next = static_cast<std::uint32_t>(input.nodes);
    const auto join = [&](std::uint32_t from, std::uint32_t to) {
        made.after[from].push_back(to);
        made.before[to].push_back(from);
    };
    for (std::size_t e = 0; e < input.source.size(); ++e) {
        std::uint32_t from = input.source[e];
        for (int layer = layerOf[from] + 1; withBends && layer < layerOf[input.target[e]]; ++layer) {
            made.layers[static_cast<std::size_t>(layer)].push_back(next);
            made.chains[e].push_back(next);
            join(from, next);
            from = next++;
        }
        join(from, input.target[e]);
    }
    return made;
}

void order(Layered& graph, const std::atomic<bool>& cancelled) {
    std::vector<double> place(graph.y.size());
    const auto number = [&](const std::vector<std::uint32_t>& layer) {
        for (std::size_t i = 0; i < layer.size(); ++i) place[layer[i]] = static_cast<double>(i) - static_cast<double>(layer.size() - 1) / 2;
    };
    for (const auto& layer : graph.layers) number(layer);
    std::vector<double> centre(graph.y.size());
    const auto sort = [&](std::vector<std::uint32_t>& layer, const std::vector<std::vector<std::uint32_t>>& neighbours) {
        for (const std::uint32_t id : layer) {
            double sum = 0;
            for (const std::uint32_t other : neighbours[id]) sum += place[other];
            centre[id] = neighbours[id].empty() ? place[id] : sum / static_cast<double>(neighbours[id].size());
        }
        std::stable_sort(layer.begin(), layer.end(), [&](std::uint32_t a, std::uint32_t b) { return centre[a] < centre[b]; });
        number(layer);
    };
    for (int sweep = 0; sweep < 12 && !cancelled; ++sweep) {
        for (std::size_t i = 1; i < graph.layers.size(); ++i) sort(graph.layers[i], graph.before);
        for (std::size_t i = graph.layers.size(); i-- > 1;) sort(graph.layers[i - 1], graph.after);
    }
}

/// Moves a layer as near to `wish` as its order and distances allow: least squares with a monotone fit of pooled neighbours.
void settle(Layered& graph, const std::vector<std::uint32_t>& layer, const std::vector<double>& wish) {
    struct Block {
        double sum, weight;
        int count;
        double mean() const { return sum / weight; }
    };
    std::vector<double> offset(layer.size());
    const auto gap = [&](std::size_t i) { return layer[i] < graph.nodes && layer[i - 1] < graph.nodes ? kNodeGap : (kNodeGap + kBendGap) / 2; };
    for (std::size_t i = 1; i < layer.size(); ++i) offset[i] = offset[i - 1] + gap(i);
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        const double weight = layer[i] < graph.nodes ? 8 : 1;   // Long edges go round nodes, not the other way about.
        blocks.push_back({(wish[i] - offset[i]) * weight, weight, 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() > blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().sum += last.sum, blocks.back().weight += last.weight, blocks.back().count += last.count;
        }
    }
    std::size_t i = 0;
    for (const Block& block : blocks)
        for (int k = 0; k < block.count; ++k, ++i) graph.y[layer[i]] = block.mean() + offset[i];
}

void place(Layered& graph, const std::atomic<bool>& cancelled) {
    for (const auto& layer : graph.layers) {
        std::vector<double> wish(layer.size(), 0);
        settle(graph, layer, wish);
    }
    const auto pull = [&](const std::vector<std::uint32_t>& layer, bool before, bool after) {
        std::vector<double> wish(layer.size());
        for (std::size_t i = 0; i < layer.size(); ++i) {
            double sum = 0, count = 0;
            const auto add = [&](const std::vector<std::uint32_t>& others, std::uint32_t id) {
                // Bends follow bends and nodes follow nodes closely, so that long edges and the main path run straight.
                for (const std::uint32_t other : others) {
                    const double weight = (id >= graph.nodes) == (other >= graph.nodes) ? 6 : 1;
                    sum += weight * graph.y[other], count += weight;
                }
            };
            if (before) add(graph.before[layer[i]], layer[i]);
            if (after) add(graph.after[layer[i]], layer[i]);
            wish[i] = count > 0 ? sum / count : graph.y[layer[i]];
        }
        settle(graph, layer, wish);
    };
    for (int sweep = 0; sweep < 8 && !cancelled; ++sweep) {
        for (std::size_t i = 1; i < graph.layers.size(); ++i) pull(graph.layers[i], true, sweep > 3);
        for (std::size_t i = graph.layers.size(); i-- > 1;) pull(graph.layers[i - 1], sweep > 3, true);
    }
}

}  // namespace

std::vector<int> layersOf(const LayoutInput& input) {
    std::vector<std::uint32_t> first(input.nodes + 1), next(input.source.size()), waits(input.nodes);
    for (const std::uint32_t source : input.source) ++first[source + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<std::uint32_t> fill(first.begin(), first.end());
    for (std::size_t e = 0; e < input.source.size(); ++e) next[fill[input.source[e]]++] = input.target[e], ++waits[input.target[e]];
    std::vector<std::uint32_t> ready;
    for (std::uint32_t node = 0; node < input.nodes; ++node)
        if (waits[node] == 0) ready.push_back(node);
    std::vector<int> layers(input.nodes, 0);
    for (std::size_t i = 0; i < ready.size(); ++i)
        for (std::uint32_t e = first[ready[i]]; e < first[ready[i] + 1]; ++e) {
            layers[next[e]] = std::max(layers[next[e]], layers[ready[i]] + 1);
            if (--waits[next[e]] == 0) ready.push_back(next[e]);
        }
    return ready.size() == input.nodes ? layers : std::vector<int>();
}

GraphLayout layeredLayout(const LayoutInput& input, const std::vector<int>& layers, const std::atomic<bool>& cancelled) {
    Layered graph = build(input, layers);
    order(graph, cancelled);
    place(graph, cancelled);
    GraphLayout layout;
    layout.layered = true;
    std::vector<QPointF> all(graph.y.size());
    for (std::size_t i = 0; i < graph.layers.size(); ++i)
        for (const std::uint32_t id : graph.layers[i]) all[id] = QPointF(static_cast<double>(i) * kLayerGap, graph.y[id]);
    layout.positions.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(input.nodes));
    layout.bends.resize(graph.chains.size());
    for (std::size_t e = 0; e < graph.chains.size(); ++e)
        for (const std::uint32_t id : graph.chains[e]) layout.bends[e].push_back(all[id]);
    return layout;
}

GraphLayout layoutGraph(const LayoutInput& input, const std::atomic<bool>& cancelled, const LayoutProgress& progress) {
    if (input.directed && !input.source.empty())
        if (const std::vector<int> layers = layersOf(input); !layers.empty()) return layeredLayout(input, layers, cancelled);
    return {.positions = forceLayout(input, cancelled, progress), .bends = {}, .layered = false};
}

}  // namespace vitrine
