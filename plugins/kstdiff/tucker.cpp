// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/tucker.h"

#include <cmath>
#include <map>

#include "core/compute/errors.h"
#include "core/compute/seed.h"
#include "core/nn/adam.h"
#include "core/run/run_context.h"

namespace vitrine::kstdiff {
namespace {

torch::Tensor xavierNormal(std::int64_t rows, std::int64_t columns, at::Generator& generator) {
    return torch::randn({rows, columns}, generator) * std::sqrt(2.0 / static_cast<double>(rows + columns));
}

/// The pairs (h, r) of a graph with their known tails, as flat lists.
struct Pairs {
    torch::Tensor heads, relations;  ///< I64 [N]
    torch::Tensor first, count;      ///< I64 [N]: where the tails of a pair begin, and how many there are.
    torch::Tensor tails;             ///< I64 [triples]

    explicit Pairs(const UrbanGraph& graph) {
        std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::int64_t>> known;
        for (const auto& [head, relation, tail] : graph.triples) known[{head, relation}].push_back(tail);
        std::vector<std::int64_t> h, r, f, c, t;
        for (const auto& [pair, list] : known) {
            h.push_back(pair.first);
            r.push_back(pair.second);
            f.push_back(static_cast<std::int64_t>(t.size()));
            c.push_back(static_cast<std::int64_t>(list.size()));
            t.insert(t.end(), list.begin(), list.end());
        }
        heads = torch::tensor(h, torch::kInt64);
        relations = torch::tensor(r, torch::kInt64);
        first = torch::tensor(f, torch::kInt64);
        count = torch::tensor(c, torch::kInt64);
        tails = torch::tensor(t, torch::kInt64);
    }

    /// Row in the batch and tail of every positive of these pairs.
    std::pair<torch::Tensor, torch::Tensor> positives(const torch::Tensor& batch) const {
        const torch::Tensor counts = count.index_select(0, batch), rows = torch::repeat_interleave(counts);
        const torch::Tensor begins = counts.cumsum(0) - counts;
        const torch::Tensor places = torch::arange(rows.size(0)) - begins.index_select(0, rows) +
                                     first.index_select(0, batch).index_select(0, rows);
        return {rows, tails.index_select(0, places)};
    }
};

/// Mean over the pairs of the mean negative log-likelihood of their tails.
torch::Tensor lossOf(const torch::Tensor& logits, const torch::Tensor& rows, const torch::Tensor& tails) {
    const torch::Tensor positive = logits.view({-1}).index_select(0, rows * logits.size(1) + tails);
    const torch::Tensor sums = torch::zeros({logits.size(0)}).index_add(0, rows, positive);
    const torch::Tensor counts = torch::zeros({logits.size(0)}).index_add(0, rows, torch::ones_like(positive));
    return (torch::logsumexp(logits, 1) - sums / counts).mean();
}

Result<torch::Tensor> trainTucker(const City& city, const TuckerOptions& options) {
    at::Generator generator = namedGenerator(options.seed, "tucker");
    Tucker model(static_cast<std::int64_t>(city.graph.entities.size()),
                 static_cast<std::int64_t>(city.graph.relations.size()), generator);
    const Pairs pairs(city.graph);
    nn::FlatAdam adam(nn::FlatParameters(model->parameters()), options.learningRate);
    for (std::int64_t epoch = 1; epoch <= options.epochs; ++epoch) {
        const torch::Tensor order = torch::randperm(pairs.heads.size(0), generator);
        double sum = 0;
        for (std::int64_t begin = 0; begin < order.size(0); begin += options.batch) {
            if (options.cancelled && options.cancelled()) return cancelledError();
            const torch::Tensor batch = order.slice(0, begin, std::min(begin + options.batch, order.size(0)));
            const auto [rows, tails] = pairs.positives(batch);
            adam.zeroGradients();
            const torch::Tensor loss = lossOf(
                model->forward(pairs.heads.index_select(0, batch), pairs.relations.index_select(0, batch), generator),
                rows, tails);
            loss.backward();
            adam.step();
            sum += loss.item<double>() * static_cast<double>(batch.size(0));
        }
        adam.learningRate *= options.decay;
        if (options.onEpoch && !options.onEpoch(epoch, sum / static_cast<double>(order.size(0))))
            return cancelledError();
    }
    return model->entities.detach().index_select(0, torch::tensor(city.regionEntity, torch::kInt64)).contiguous();
}

}  // namespace

TuckerImpl::TuckerImpl(std::int64_t entityCount, std::int64_t relationCount, at::Generator generator) {
    entities = register_parameter("entities", xavierNormal(entityCount, kWidth, generator));
    relations = register_parameter("relations", xavierNormal(relationCount, kWidth, generator));
    core = register_parameter("core", torch::rand({kWidth, kWidth, kWidth}, generator) * 2 - 1);
    m_norm0 = register_module("norm0", torch::nn::BatchNorm1d(kWidth));
    m_norm1 = register_module("norm1", torch::nn::BatchNorm1d(kWidth));
}

torch::Tensor TuckerImpl::dropped(const torch::Tensor& x, double rate, at::Generator& keep) const {
    if (!is_training()) return x;
    return x * (torch::rand(x.sizes(), keep) >= rate).to(x.scalar_type()) / (1 - rate);
}

torch::Tensor TuckerImpl::forward(const torch::Tensor& heads, const torch::Tensor& ofRelations, at::Generator keep) {
    const torch::Tensor head = dropped(m_norm0->forward(entities.index_select(0, heads)), 0.3, keep);
    // There are few relations and many pairs: W x_1 r once for every relation, then each pair takes its matrix.
    const torch::Tensor mixed = torch::mm(relations, core.view({kWidth, -1})).view({-1, kWidth, kWidth});
    const torch::Tensor transform = dropped(mixed.index_select(0, ofRelations), 0.2, keep);
    const torch::Tensor moved = torch::bmm(head.unsqueeze(1), transform).squeeze(1);
    return torch::mm(dropped(m_norm1->forward(moved), 0.3, keep), entities.t());
}

Result<torch::Tensor> embedRegions(const City& city, const TuckerOptions& options) {
    return guarded("Cannot embed the knowledge graph", city.name, [&] { return trainTucker(city, options); });
}

}  // namespace vitrine::kstdiff
