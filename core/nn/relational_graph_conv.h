// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace vitrine::nn {

/// A graph with several kinds of edges as one matrix that averages over the neighbours by relation.
struct RelationGraph {
    torch::Tensor means;  ///< F32 [relations * nodes, nodes]: row (r, i) holds 1 / |N_r(i)| at the neighbours of i; undefined: no edges.

    /// From dense 0/1 [relations, nodes, nodes].
    static RelationGraph of(const torch::Tensor& adjacency);
};

/// Relational graph convolution with mean aggregation: y_i = W_0 x_i + sum_r mean_{j in N_r(i)} W_r x_j + b.
/// Source: Schlichtkrull et al., "Modeling Relational Data with Graph Convolutional Networks", ESWC 2018, arXiv 1703.06103.
class RelationalGraphConvImpl : public torch::nn::Module {
public:
    RelationalGraphConvImpl(std::int64_t inputs, std::int64_t outputs, std::int64_t relations);

    /// [nodes, ..., inputs] -> [nodes, ..., outputs]: the axes between (days, hours) are all done in one product. Without edges: W_0 x + b.
    torch::Tensor forward(const torch::Tensor& x, const RelationGraph& graph) const;

    torch::Tensor root, weight, bias;  ///< [inputs, outputs], [relations, inputs, outputs], [outputs]
};
TORCH_MODULE(RelationalGraphConv);

}  // namespace vitrine::nn
