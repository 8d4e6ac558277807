// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

struct NamedTriple {
    std::string head, relation, tail;
};

/// The graph of these triples: regions first, then the other entities in order of name; the five relations in order of name. Relations must be
/// known.
UrbanGraph graphOf(const std::vector<std::string>& regions, const std::vector<NamedTriple>& triples);

/// A point of interest and the region that it lies in.
struct Poi {
    std::string id, category;
    std::size_t region = 0;
};

/// The rules by which a city's own graph is built (inferred from the released files).
struct GraphRules {
    double nearKm = 1.5;            ///< NearBy: centres nearer than that.
    std::int64_t similar = 10;      ///< SimilarFunc: so many most similar regions of each, by the cosine of their POI-category counts.
    double borderTolerance = 0.01;  ///< BorderBy: boundaries that run within so many km of each other.
};

/// NearBy by centre distance, BorderBy from `borders` (pairs i < j), SimilarFunc symmetrised (regions without POIs have none), LocateAt and
/// Cate1Of of the POIs. Categories are named "Cate1_" + name.
UrbanGraph buildGraph(const std::vector<std::string>& regions, const std::vector<PlanePoint>& centres,
                      const std::vector<std::array<std::size_t, 2>>& borders, const std::vector<Poi>& pois, const GraphRules& rules);

/// Numbers of test regions: `share` of n, at least one on either side, drawn by the seed. Ascending.
void splitRegions(City& city, double share, std::uint64_t seed);

/// Columns to mean 0 and variance 1 (constant ones to 0).
torch::Tensor standardised(const torch::Tensor& columns);

}  // namespace vitrine::kstdiff
