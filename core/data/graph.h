// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/data/array.h"

namespace vitrine {

/// A graph as an edge list, with whatever is known of nodes and edges. Homogeneous graphs, knowledge graphs (edge types) and
/// bipartite graphs (node types) share it; sparse matrices are graphs with `weight`.
struct Graph {
    std::int64_t nodeCount = 0;
    Array source, target;  ///< I64 [E]: node indices in [0, nodeCount).
    Array weight;          ///< F64 [E], or empty.
    Array edgeType;        ///< I64 [E] into `edgeTypeNames`, or empty.
    bool directed = true;
    std::vector<std::string> nodeNames;  ///< [nodeCount] or empty.
    std::vector<std::string> edgeTypeNames;
    NamedArrays nodeData, edgeData;  ///< Further columns: first axis is nodeCount or E ("features", "labels", "train_mask").

    std::int64_t edgeCount() const { return source.count(); }
};

}  // namespace vitrine
