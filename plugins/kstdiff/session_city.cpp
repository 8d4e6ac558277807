// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/session_city.h"

#include <algorithm>
#include <limits>

#include "core/compute/tensor.h"
#include "core/data/plane.h"
#include "plugins/kstdiff/region_set.h"

namespace vitrine::kstdiff {
namespace {

std::vector<std::int64_t> everyRegion(const City& city) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < city.size(); ++i) all.push_back(i);
    return all;
}

/// [E, 3]: relation, a, b with a < b.
Array edgesOf(const City& city) {
    const torch::Tensor matrices = adjacency(city, everyRegion(city)).triu(1);
    return toArray(matrices.nonzero().contiguous());
}

Json boundsOf(const City& city) {
    double low[2], high[2];
    std::fill(low, low + 2, std::numeric_limits<double>::infinity());
    std::fill(high, high + 2, -std::numeric_limits<double>::infinity());
    for (const auto& centre : city.centres)
        for (int axis = 0; axis < 2; ++axis) {
            low[axis] = std::min(low[axis], centre[static_cast<std::size_t>(axis)]);
            high[axis] = std::max(high[axis], centre[static_cast<std::size_t>(axis)]);
        }
    return {low[0], low[1], high[0], high[1]};
}

Array centresOf(const City& city) {
    std::vector<double> flat;
    for (const auto& centre : city.centres) flat.insert(flat.end(), centre.begin(), centre.end());
    return Array::of<double>(std::span<const double>(flat), {city.size(), 2});
}

/// Number of places of each category that are located in a region.
Json placesOf(const City& city, std::int64_t region, std::int64_t& total) {
    const std::int64_t located = city.graph.relation(kLocateAt), kind = city.graph.relation(kCate1Of),
                       entity = city.regionEntity[static_cast<std::size_t>(region)];
    std::vector<char> here(city.graph.entities.size(), 0);
    for (const auto& [head, relation, tail] : city.graph.triples)
        if (relation == located && tail == entity) {
            here[static_cast<std::size_t>(head)] = 1;
            ++total;
        }
    Json counts = Json::object();
    for (const auto& [head, relation, tail] : city.graph.triples)
        if (relation == kind && here[static_cast<std::size_t>(head)]) {
            Json& count = counts[city.graph.entities[static_cast<std::size_t>(tail)]];
            count = count.is_null() ? 1 : count.get<std::int64_t>() + 1;
        }
    return counts;
}

}  // namespace

Result<Reply> describeCity(const City& city, ObjectReader& reader) {
    VITRINE_CHECK(reader.finish());
    Reply reply;
    std::vector<std::string> categories;
    const torch::Tensor shares = categoryShares(city, &categories);
    reply.values = {{"name", city.name},
                    {"planar", city.planar},
                    {"regions", city.regions},
                    {"feature_names", city.featureNames},
                    {"train", city.train},
                    {"test", city.test},
                    {"days", city.flow.size(0)},
                    {"day_names", city.days},
                    {"categories", categories},
                    {"relations", kRegionRelations},
                    {"cells", cells(city)},
                    {"bounds", boundsOf(city)},
                    {"entities", city.graph.entities.size()},
                    {"triples", city.graph.triples.size()}};
    reply.arrays = {{"centres", centresOf(city)},
                    {"features", toArray(city.features.contiguous())},
                    {"categories", toArray(shares.contiguous())},
                    {"edges", edgesOf(city)}};
    if (city.hasFlow()) {
        const torch::Tensor mean = city.flow.mean(0);
        reply.arrays["flow_mean"] = toArray(mean.contiguous());
        reply.arrays["flow_volume"] = toArray(mean.mean({1, 2}).contiguous());
    }
    return reply;
}

Result<Reply> recordedDay(const City& city, ObjectReader& reader) {
    const std::int64_t day = reader.integer("day", 0, 0, std::max<std::int64_t>(0, city.flow.size(0) - 1));
    const std::vector<std::int64_t> regions = readRegions(reader, "regions", city, everyRegion(city));
    VITRINE_CHECK(reader.finish());
    if (!city.hasFlow())
        return Error{ErrorCode::NotFound, "Cannot show a day", city.name, "the city has no flow",
                     "Add alldayflow.json, or use flow = generated."};
    Reply reply;
    reply.values = {{"day", day}, {"day_name", city.days[static_cast<std::size_t>(day)]}};
    reply.arrays = {
        {"flow", toArray(city.flow[day].index_select(0, torch::tensor(regions, torch::kInt64)).contiguous())}};
    return reply;
}

Result<Reply> neighbourhood(const City& city, ObjectReader& reader) {
    const std::int64_t region = reader.integer("region", 0, 0, city.size() - 1);
    VITRINE_CHECK(reader.finish());
    const torch::Tensor matrices = adjacency(city, everyRegion(city));
    Json neighbours = Json::object();
    for (std::size_t r = 0; r < kRegionRelations.size(); ++r) {
        const torch::Tensor found = matrices[static_cast<std::int64_t>(r)][region].nonzero().view({-1}).contiguous();
        neighbours[kRegionRelations[r]] =
            std::vector<std::int64_t>(found.data_ptr<std::int64_t>(), found.data_ptr<std::int64_t>() + found.numel());
    }
    std::int64_t places = 0;
    Json categories = placesOf(city, region, places);
    const std::vector<PlanePoint> plane = planeCentres(city);
    std::vector<double> distances;
    for (const PlanePoint& point : plane) distances.push_back(distance(point, plane[static_cast<std::size_t>(region)]));
    Reply reply;
    reply.values = {{"region", region},
                    {"id", city.regions[static_cast<std::size_t>(region)]},
                    {"neighbours", std::move(neighbours)},
                    {"categories", std::move(categories)},
                    {"places", places}};
    reply.arrays = {{"distance_km", Array::of(distances)}};
    return reply;
}

}  // namespace vitrine::kstdiff
