// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <torch/torch.h>

#include "core/base/json.h"
#include "core/data/plane.h"

namespace vitrine::kstdiff {

inline constexpr std::int64_t kHours = 24, kChannels = 2;  ///< Channel 0 is inflow, 1 outflow.

/// Networks and rules hold every pair of regions at once: larger cities are to be cut into parts.
inline constexpr std::int64_t kMaxRegions = 5000;

/// The relations of the urban knowledge graph, by the names of the official files.
inline constexpr const char *kNearBy = "NearBy", *kBorderBy = "BorderBy", *kSimilarFunc = "SimilarFunc";  ///< Region - region, symmetric.
inline constexpr const char* kLocateAt = "LocateAt";                                                      ///< Point of interest -> region.
inline constexpr const char* kCate1Of = "Cate1Of";                                                        ///< Point of interest -> category.
/// The order of the region relations in `adjacency` and in every R-GCN layer.
inline constexpr std::array<const char*, 3> kRegionRelations{kNearBy, kBorderBy, kSimilarFunc};

/// The urban knowledge graph (UKG): regions, points of interest (POIs) and categories, and what is known between them. Entities are ordered as
/// in the released embeddings: the regions first, sorted, then all others, sorted. All five relations are listed, in order of name.
struct UrbanGraph {
    std::vector<std::string> entities, relations;
    std::vector<std::array<std::int64_t, 3>> triples;  ///< (head, relation, tail): indices into the lists above.

    /// Index of a relation, or -1.
    std::int64_t relation(std::string_view name) const;
};

/// A city under study. The region index everywhere is the position in `regions`. Readers and builders hand out cities that keep every promise
/// below.
struct City {
    std::string name;
    std::vector<std::string> regions;            ///< Sorted ids, R of them.
    std::vector<std::int64_t> regionEntity;      ///< [R] row of the region in `graph.entities`.
    std::vector<std::array<double, 2>> centres;  ///< [R] longitude, latitude in degrees; of a `planar` city x, y in km.
    bool planar = false;                         ///< The centres (and polygons) are no geographic positions: generated cities and plain grids.
    std::vector<std::string> featureNames;       ///< [p]
    torch::Tensor features;                      ///< F32 [R, p], z-scores.
    UrbanGraph graph;
    std::vector<std::int64_t> train, test;   ///< Ascending, disjoint, neither empty.
    std::optional<torch::Tensor> embedding;  ///< F32 [R, 32]: released knowledge graph embedding of the regions.
    torch::Tensor flow;                      ///< F32 [D, R, 24, 2] counts per hour; D = 0 when no flow is known.
    std::vector<std::string> days;           ///< [D] "YYYYMMDD"; generated days are counted from the first Monday of 2024.
    std::optional<Json> polygons;            ///< GeoJSON FeatureCollection: feature i is region i (id = region id).
    std::vector<std::string> notes;          ///< What a reader left out or completed, for the log: "14 weekend days left out".

    std::int64_t size() const { return static_cast<std::int64_t>(regions.size()); }
    bool hasFlow() const { return flow.defined() && flow.size(0) > 0; }
};

/// F32 [3, n, n], 0 or 1: [relation][head][tail] for NearBy, BorderBy and SimilarFunc among the regions of `subset` (edges that leave it are
/// dropped). No region is its own neighbour.
torch::Tensor adjacency(const City& city, const std::vector<std::int64_t>& subset);

/// F32 [R, categories]: share of each POI category among the POIs located in a region (rows of regions without POIs are 0). Categories in order
/// of name.
torch::Tensor categoryShares(const City& city, std::vector<std::string>* categories = nullptr);

/// The centres in the plane, in km: x to the east, y to the north.
std::vector<PlanePoint> planeCentres(const City& city);

/// GeoJSON FeatureCollection with one polygon per region, in their order: the city's own polygons, or else the Voronoi cells of its centres,
/// clipped to their hull grown by about half a cell. Coordinates as in `centres`.
Json cells(const City& city);

/// Takes `count` regions around the middle region of the city (by centre), with their flow and the triples among what remains: small trials and
/// tests. The split is kept; a split that would become empty gets the first or last region.
City partOf(const City& city, std::int64_t count);

}  // namespace vitrine::kstdiff
