// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/city.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/data/geojson.h"
#include "core/data/voronoi.h"

namespace vitrine::kstdiff {
namespace {

/// Distance to the nearest other centre, in the middle of all regions; half a kilometre for one region alone.
double typicalSpacing(const std::vector<PlanePoint>& centres) {
    std::vector<double> nearest;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < centres.size(); ++j)
            if (j != i) least = std::min(least, distance(centres[i], centres[j]));
        nearest.push_back(least);
    }
    if (nearest.size() < 2) return 0.5;
    std::nth_element(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(nearest.size() / 2), nearest.end());
    return std::max(nearest[nearest.size() / 2], 1e-6);
}

/// Old index -> new index, or -1.
std::vector<std::int64_t> positions(std::size_t count, const std::vector<std::int64_t>& kept) {
    std::vector<std::int64_t> at(count, -1);
    for (std::size_t i = 0; i < kept.size(); ++i) at[static_cast<std::size_t>(kept[i])] = static_cast<std::int64_t>(i);
    return at;
}

std::vector<std::int64_t> middleRegions(const City& city, std::int64_t count) {
    const std::vector<PlanePoint> centres = planeCentres(city);
    PlanePoint mean{};
    for (const PlanePoint& centre : centres)
        mean[0] += centre[0] / static_cast<double>(centres.size()), mean[1] += centre[1] / static_cast<double>(centres.size());
    std::vector<std::int64_t> order(centres.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return distance(centres[static_cast<std::size_t>(a)], mean) < distance(centres[static_cast<std::size_t>(b)], mean);
    });
    order.resize(static_cast<std::size_t>(std::min(count, city.size())));
    std::sort(order.begin(), order.end());
    return order;
}

/// The triples whose regions all remain, with the entities they name.
UrbanGraph graphWithin(const City& city, const std::vector<std::int64_t>& kept) {
    const UrbanGraph& graph = city.graph;
    std::vector<bool> gone(graph.entities.size(), false);
    const std::vector<std::int64_t> region = positions(city.regions.size(), kept);
    for (std::size_t r = 0; r < region.size(); ++r) gone[static_cast<std::size_t>(city.regionEntity[r])] = region[r] < 0;
    const std::int64_t locateAt = graph.relation(kLocateAt);
    for (const auto& [head, relation, tail] : graph.triples)
        if (relation == locateAt && gone[static_cast<std::size_t>(tail)]) gone[static_cast<std::size_t>(head)] = true;

    UrbanGraph part;
    part.relations = graph.relations;
    std::vector<bool> named(graph.entities.size(), false);
    for (const std::int64_t r : kept) named[static_cast<std::size_t>(city.regionEntity[static_cast<std::size_t>(r)])] = true;
    for (const auto& triple : graph.triples) {
        if (gone[static_cast<std::size_t>(triple[0])] || gone[static_cast<std::size_t>(triple[2])]) continue;
        part.triples.push_back(triple);
        named[static_cast<std::size_t>(triple[0])] = named[static_cast<std::size_t>(triple[2])] = true;
    }
    std::vector<std::int64_t> index(graph.entities.size(), -1);
    for (std::size_t e = 0; e < named.size(); ++e) {
        if (!named[e]) continue;
        index[e] = static_cast<std::int64_t>(part.entities.size());
        part.entities.push_back(graph.entities[e]);
    }
    for (auto& triple : part.triples)
        triple = {index[static_cast<std::size_t>(triple[0])], triple[1], index[static_cast<std::size_t>(triple[2])]};
    return part;
}

std::vector<std::int64_t> within(const std::vector<std::int64_t>& regions, const std::vector<std::int64_t>& position) {
    std::vector<std::int64_t> kept;
    for (const std::int64_t r : regions)
        if (position[static_cast<std::size_t>(r)] >= 0) kept.push_back(position[static_cast<std::size_t>(r)]);
    return kept;
}

}  // namespace

std::int64_t UrbanGraph::relation(std::string_view name) const {
    const auto found = std::find(relations.begin(), relations.end(), name);
    return found == relations.end() ? -1 : found - relations.begin();
}

torch::Tensor adjacency(const City& city, const std::vector<std::int64_t>& subset) {
    std::vector<std::int64_t> at(city.graph.entities.size(), -1), slot(city.graph.relations.size(), -1);
    for (std::size_t i = 0; i < subset.size(); ++i)
        at[static_cast<std::size_t>(city.regionEntity[static_cast<std::size_t>(subset[i])])] = static_cast<std::int64_t>(i);
    for (std::size_t k = 0; k < kRegionRelations.size(); ++k)
        if (const std::int64_t relation = city.graph.relation(kRegionRelations[k]); relation >= 0)
            slot[static_cast<std::size_t>(relation)] = static_cast<std::int64_t>(k);
    const auto n = static_cast<std::int64_t>(subset.size());
    torch::Tensor edges = torch::zeros({static_cast<std::int64_t>(kRegionRelations.size()), n, n});
    auto access = edges.accessor<float, 3>();
    for (const auto& [head, relation, tail] : city.graph.triples) {
        const std::int64_t k = slot[static_cast<std::size_t>(relation)], i = at[static_cast<std::size_t>(head)],
                           j = at[static_cast<std::size_t>(tail)];
        if (k >= 0 && i >= 0 && j >= 0 && i != j) access[k][i][j] = 1;
    }
    return edges;
}

torch::Tensor categoryShares(const City& city, std::vector<std::string>* categories) {
    const UrbanGraph& graph = city.graph;
    const std::int64_t locateAt = graph.relation(kLocateAt), cate1Of = graph.relation(kCate1Of);
    std::map<std::string, std::int64_t> columns;
    std::vector<std::int64_t> region(graph.entities.size(), -1), entityRegion(graph.entities.size(), -1);
    for (std::size_t r = 0; r < city.regionEntity.size(); ++r)
        entityRegion[static_cast<std::size_t>(city.regionEntity[r])] = static_cast<std::int64_t>(r);
    for (const auto& [head, relation, tail] : graph.triples) {
        if (relation == locateAt) region[static_cast<std::size_t>(head)] = entityRegion[static_cast<std::size_t>(tail)];
        if (relation == cate1Of) columns.emplace(graph.entities[static_cast<std::size_t>(tail)], 0);
    }
    std::int64_t next = 0;
    for (auto& [name, column] : columns) column = next++;
    torch::Tensor counts = torch::zeros({city.size(), next});
    auto access = counts.accessor<float, 2>();
    for (const auto& [head, relation, tail] : graph.triples)
        if (relation == cate1Of && region[static_cast<std::size_t>(head)] >= 0)
            ++access[region[static_cast<std::size_t>(head)]][columns[graph.entities[static_cast<std::size_t>(tail)]]];
    if (categories) {
        categories->clear();
        for (const auto& [name, column] : columns) categories->push_back(name);
    }
    return counts / counts.sum(1, true).clamp_min(1);
}

std::vector<PlanePoint> planeCentres(const City& city) {
    if (city.planar) return city.centres;
    const LocalProjection projection = LocalProjection::around(city.centres);
    std::vector<PlanePoint> centres;
    for (const auto& centre : city.centres) centres.push_back(projection.toPlane(centre));
    return centres;
}

Json cells(const City& city) {
    if (city.polygons) return *city.polygons;
    const std::vector<PlanePoint> centres = planeCentres(city);
    const LocalProjection projection = LocalProjection::around(city.centres);
    const std::vector<PlaneRing> rings = voronoiCells(centres, grownHull(centres, typicalSpacing(centres) / 2));
    GeoFeatures features;
    for (std::size_t i = 0; i < rings.size(); ++i) {
        GeoFeature& cell = features.features.emplace_back();
        cell.kind = GeoFeature::Kind::Polygon;
        cell.id = city.regions[i];
        cell.polygonStart = {0};
        auto& outline = cell.rings.emplace_back();
        for (const PlanePoint& corner : rings[i]) outline.push_back(city.planar ? corner : projection.toDegrees(corner));
    }
    return geoJsonOf(features);
}

City partOf(const City& city, std::int64_t count) {
    const std::vector<std::int64_t> kept = middleRegions(city, std::max<std::int64_t>(count, 2));
    const std::vector<std::int64_t> position = positions(city.regions.size(), kept);
    const torch::Tensor rows = torch::tensor(kept, torch::kInt64);
    City part;
    part.name = city.name;
    part.planar = city.planar;
    part.featureNames = city.featureNames;
    part.days = city.days;
    part.notes = city.notes;
    part.features = city.features.index_select(0, rows);
    part.flow = city.flow.index_select(1, rows);
    if (city.embedding) part.embedding = city.embedding->index_select(0, rows);
    part.graph = graphWithin(city, kept);
    if (city.polygons) part.polygons = Json{{"type", "FeatureCollection"}, {"features", Json::array()}};
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const auto r = static_cast<std::size_t>(kept[i]);
        part.regions.push_back(city.regions[r]);
        part.centres.push_back(city.centres[r]);
        part.regionEntity.push_back(static_cast<std::int64_t>(i));  // Regions are the first entities, in their order.
        if (city.polygons) (*part.polygons)["features"].push_back((*city.polygons)["features"][r]);
    }
    part.train = within(city.train, position);
    part.test = within(city.test, position);
    if (part.test.empty() && !part.train.empty()) part.test = {part.train.back()}, part.train.pop_back();
    if (part.train.empty() && !part.test.empty()) part.train = {part.test.front()}, part.test.erase(part.test.begin());
    return part;
}

}  // namespace vitrine::kstdiff
