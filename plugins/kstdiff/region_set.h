// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/schema/object_reader.h"
#include "plugins/kstdiff/city.h"
#include "plugins/kstdiff/denoiser_layer.h"

namespace vitrine::kstdiff {

/// Some regions of a city as the networks see them, open to change: the ground of what-if questions. Row i everywhere
/// is `regions[i]`; a painted region comes last and has the index -1.
struct RegionSet {
    std::vector<std::int64_t> regions;
    torch::Tensor features, knowledge;  ///< [n, p], [n, 32]
    torch::Tensor edges;                ///< F32 [3, n, n], 0 or 1, symmetric.

    static RegionSet of(const City& city, std::vector<std::int64_t> regions);
    std::int64_t size() const { return features.size(0); }
    /// Row of a region of the city, or -1.
    std::int64_t row(std::int64_t region) const;
    RegionInputs inputs(torch::Device device) const;
};

/// A region that was painted, or the change of one that is there.
struct Change {
    std::int64_t region = 0;                                ///< Index in the city; -1: a new one.
    std::vector<std::pair<std::int64_t, double>> features;  ///< Feature, new value (z-score).
    struct Edge {
        std::int64_t relation = 0, other = 0;
        bool add = true;
    };
    std::vector<Edge> edges;
};

/// Reads "region" or "new_region", "features" and "edges"; problems are kept in the reader.
Change readChange(ObjectReader& reader, const City& city);

/// What the change turns the regions into. A new region takes features and embedding from its NearBy neighbours (their
/// mean; of all regions without any). Regions that edges point to and that are not in the set are passed over: the
/// held-out graph has no edges to train regions.
struct Changed {
    RegionSet before, after;  ///< Of equal size: before a new region it is there without edges.
    std::int64_t row = 0;     ///< Of the changed region.
};
Changed applied(const Change& change, const City& city, RegionSet set);

/// The list of region indices under a key, or `fallback` when it is absent or empty.
std::vector<std::int64_t> readRegions(ObjectReader& reader, const char* key, const City& city,
                                      std::vector<std::int64_t> fallback);

}  // namespace vitrine::kstdiff
