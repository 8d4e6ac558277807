// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/nn/sparse_product.h"

namespace vitrine::nn {

/// A graph with several kinds of edges as one matrix that averages over the neighbours by relation.
class RelationGraph {
public:
    /// Without edges.
    RelationGraph() = default;
    /// From dense 0/1 [relations, nodes, nodes], to be used on that device.
    RelationGraph(const torch::Tensor& adjacency, torch::Device device);

    bool hasEdges() const { return m_dense.defined(); }
    /// Means over neighbours of x [nodes, M]: [relations * nodes, M].
    torch::Tensor means(const torch::Tensor& x) const;
    /// The matrix [relations * nodes, nodes]: row (r, i) holds 1 / |N_r(i)| at the neighbours of i.
    const torch::Tensor& dense() const { return m_dense; }

private:
    torch::Tensor m_dense;
    SparseMatrix m_sparse;  ///< On the CPU.
};

/// Relational graph convolution with mean aggregation: y_i = W_0 x_i + sum_r mean_{j in N_r(i)} W_r x_j + b.
/// Source: Schlichtkrull et al., "Modeling Relational Data with Graph Convolutional Networks", ESWC 2018, arXiv
/// 1703.06103.
class RelationalGraphConvImpl : public torch::nn::Module {
public:
    RelationalGraphConvImpl(std::int64_t inputs, std::int64_t outputs, std::int64_t relations);

    /// [nodes, ..., inputs] -> [nodes, ..., outputs]: the axes between (days, hours) are all done in one product.
    /// Without edges: W_0 x + b.
    torch::Tensor forward(const torch::Tensor& x, const RelationGraph& graph) const;

    torch::Tensor root, weight, bias;  ///< [inputs, outputs], [relations, inputs, outputs], [outputs]
};
TORCH_MODULE(RelationalGraphConv);

}  // namespace vitrine::nn
