// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/relational_graph_conv.h"

#include <cmath>

namespace vitrine::nn {
namespace {

/// Glorot's uniform initialisation of [.., inputs, outputs].
torch::Tensor glorot(at::IntArrayRef shape) {
    const double bound = std::sqrt(6.0 / static_cast<double>(shape[shape.size() - 2] + shape[shape.size() - 1]));
    return torch::empty(shape).uniform_(-bound, bound);
}

}  // namespace

RelationGraph::RelationGraph(const torch::Tensor& adjacency, torch::Device device) {
    const torch::Tensor degree = adjacency.sum(2, true).clamp_min(1);
    const torch::Tensor means = (adjacency / degree)
                                    .reshape({adjacency.size(0) * adjacency.size(1), adjacency.size(2)})
                                    .to(torch::kCPU)
                                    .contiguous();
    if (device.is_cpu()) m_sparse = SparseMatrix::of(means);
    m_dense = means.to(device);
}

torch::Tensor RelationGraph::means(const torch::Tensor& x) const {
    return m_sparse.defined() && x.scalar_type() == torch::kFloat32 ? sparseProduct(m_sparse, x)
                                                                    : torch::mm(m_dense, x);
}

RelationalGraphConvImpl::RelationalGraphConvImpl(std::int64_t inputs, std::int64_t outputs, std::int64_t relations) {
    root = register_parameter("root", glorot({inputs, outputs}));
    weight = register_parameter("weight", glorot({relations, inputs, outputs}));
    bias = register_parameter("bias", torch::zeros({outputs}));
}

torch::Tensor RelationalGraphConvImpl::forward(const torch::Tensor& x, const RelationGraph& graph) const {
    const std::int64_t inputs = x.size(-1);
    torch::Tensor y = torch::addmm(bias, x.reshape({-1, inputs}), root);
    if (graph.hasEdges()) {
        const torch::Tensor means = graph.means(x.reshape({x.size(0), -1})).view({weight.size(0), -1, inputs});
        for (std::int64_t r = 0; r < weight.size(0); ++r) y = torch::addmm(y, means[r], weight[r]);
    }
    std::vector<std::int64_t> shape = x.sizes().vec();
    shape.back() = bias.size(0);
    return y.view(shape);
}

}  // namespace vitrine::nn
