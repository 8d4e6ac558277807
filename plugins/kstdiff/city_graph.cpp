// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/city_graph.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

#include "core/compute/seed.h"

namespace vitrine::kstdiff {
namespace {

using Pair = std::array<std::size_t, 2>;

/// Of every region the `count` most similar ones by cosine; pairs (i < j).
std::set<Pair> similarPairs(std::size_t regions, const std::vector<Poi>& pois, std::int64_t count) {
    std::map<std::string, std::int64_t> categories;
    for (const Poi& poi : pois) categories.emplace(poi.category, static_cast<std::int64_t>(categories.size()));
    if (categories.empty()) return {};
    torch::Tensor counts = torch::zeros({static_cast<std::int64_t>(regions), static_cast<std::int64_t>(categories.size())}, torch::kFloat64);
    auto access = counts.accessor<double, 2>();
    for (const Poi& poi : pois) ++access[static_cast<std::int64_t>(poi.region)][categories[poi.category]];
    const torch::Tensor length = counts.norm(2, 1, true);
    const torch::Tensor unit = counts / length.clamp_min(1e-12);
    const torch::Tensor cosine = unit.matmul(unit.t()).contiguous();
    const auto similar = cosine.accessor<double, 2>();

    std::set<Pair> pairs;
    std::vector<std::int64_t> others;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(regions); ++i) {
        if (length[i].item<double>() == 0) continue;
        others.clear();
        for (std::int64_t j = 0; j < static_cast<std::int64_t>(regions); ++j)
            if (j != i && similar[i][j] > 0) others.push_back(j);
        const auto kept = others.begin() + std::min<std::int64_t>(count, static_cast<std::int64_t>(others.size()));
        std::partial_sort(others.begin(), kept, others.end(), [&](std::int64_t a, std::int64_t b) {
            return similar[i][a] != similar[i][b] ? similar[i][a] > similar[i][b] : a < b;
        });
        for (auto j = others.begin(); j != kept; ++j)
            pairs.insert({static_cast<std::size_t>(std::min(i, *j)), static_cast<std::size_t>(std::max(i, *j))});
    }
    return pairs;
}

}  // namespace

UrbanGraph graphOf(const std::vector<std::string>& regions, const std::vector<NamedTriple>& triples) {
    UrbanGraph graph;
    graph.entities = regions;
    graph.relations = {kNearBy, kBorderBy, kSimilarFunc, kLocateAt, kCate1Of};
    std::sort(graph.relations.begin(), graph.relations.end());
    std::unordered_map<std::string_view, std::int64_t> index;
    for (const std::string& region : regions) index.emplace(region, static_cast<std::int64_t>(index.size()));
    std::set<std::string_view> others;
    for (const NamedTriple& triple : triples)
        for (const std::string* name : {&triple.head, &triple.tail})
            if (!index.contains(*name)) others.insert(*name);
    for (const std::string_view name : others) {
        index.emplace(name, static_cast<std::int64_t>(index.size()));
        graph.entities.emplace_back(name);
    }
    graph.triples.reserve(triples.size());
    for (const NamedTriple& triple : triples)
        graph.triples.push_back({index.at(triple.head), graph.relation(triple.relation), index.at(triple.tail)});
    return graph;
}

UrbanGraph buildGraph(const std::vector<std::string>& regions, const std::vector<PlanePoint>& centres,
                      const std::vector<std::array<std::size_t, 2>>& borders, const std::vector<Poi>& pois, const GraphRules& rules) {
    std::vector<NamedTriple> triples;
    const auto both = [&](std::size_t i, std::size_t j, const char* relation) {
        triples.push_back({regions[i], relation, regions[j]});
        triples.push_back({regions[j], relation, regions[i]});
    };
    for (std::size_t i = 0; i < regions.size(); ++i)
        for (std::size_t j = i + 1; j < regions.size(); ++j)
            if (distance(centres[i], centres[j]) < rules.nearKm) both(i, j, kNearBy);
    for (const auto& [i, j] : borders) both(i, j, kBorderBy);
    for (const auto& [i, j] : similarPairs(regions.size(), pois, rules.similar)) both(i, j, kSimilarFunc);
    for (const Poi& poi : pois) {
        triples.push_back({poi.id, kLocateAt, regions[poi.region]});
        triples.push_back({poi.id, kCate1Of, "Cate1_" + poi.category});
    }
    return graphOf(regions, triples);
}

void splitRegions(City& city, double share, std::uint64_t seed) {
    const std::int64_t n = city.size();
    const std::int64_t held = std::clamp<std::int64_t>(std::llround(share * static_cast<double>(n)), 1, std::max<std::int64_t>(1, n - 1));
    const torch::Tensor order = torch::randperm(n, namedGenerator(seed, "split"), torch::TensorOptions(torch::kInt64));
    const auto* ids = order.data_ptr<std::int64_t>();
    city.test.assign(ids, ids + held);
    city.train.assign(ids + held, ids + n);
    std::sort(city.test.begin(), city.test.end());
    std::sort(city.train.begin(), city.train.end());
}

torch::Tensor standardised(const torch::Tensor& columns) {
    const torch::Tensor values = columns.to(torch::kFloat64), centred = values - values.mean(0, true);
    const torch::Tensor deviation = centred.square().mean(0, true).sqrt();
    return torch::where(deviation > 1e-12, centred / deviation.clamp_min(1e-12), torch::zeros_like(centred)).to(torch::kFloat32);
}

}  // namespace vitrine::kstdiff
