// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <numbers>

#include "core/compute/seed.h"
#include "core/data/geojson.h"
#include "core/data/voronoi.h"
#include "plugins/kstdiff/city_graph.h"
#include "plugins/kstdiff/generator.h"

namespace vitrine::kstdiff {
namespace {

constexpr double kSpacing = 0.5;  // km between neighbouring centres, as in New York.
constexpr std::int64_t kCategories = 19;

struct Tiling {
    std::vector<PlanePoint> centres;
    std::vector<PlaneShape> cells;
};

/// Voronoi cells of random points, evened out by two rounds of moving each point to the middle of its cell (Lloyd).
Tiling randomTiling(std::int64_t regions, at::Generator dice) {
    const double radius = kSpacing * std::sqrt(static_cast<double>(regions) / std::numbers::pi);
    // An oval from south-west to north-east, a third longer than wide.
    const auto oval = [radius](double share, double angle) {
        const double x = radius * share * 1.15 * std::cos(angle), y = radius * share / 1.15 * std::sin(angle);
        return PlanePoint{0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y};
    };
    PlaneRing frame;
    for (int k = 0; k < 72; ++k) frame.push_back(oval(1, 2 * std::numbers::pi * k / 72));
    const torch::Tensor drawn = torch::rand({regions, 2}, dice, torch::kFloat64);
    Tiling tiling;
    for (std::int64_t i = 0; i < regions; ++i)
        tiling.centres.push_back(oval(std::sqrt(drawn[i][0].item<double>()), 2 * std::numbers::pi * drawn[i][1].item<double>()));
    for (int round = 0; round < 3; ++round) {
        tiling.cells.clear();
        for (PlaneRing& ring : voronoiCells(tiling.centres, frame)) tiling.cells.emplace_back(std::vector<PlaneRing>{std::move(ring)});
        if (round == 2) break;
        for (std::size_t i = 0; i < tiling.centres.size(); ++i) tiling.centres[i] = tiling.cells[i].centroid();
    }
    return tiling;
}

/// Random functions of the place, smooth over about 2 km: [R, columns], each of mean 0 and variance 1.
torch::Tensor smoothFields(const std::vector<PlanePoint>& centres, std::int64_t columns, at::Generator dice) {
    const auto n = static_cast<std::int64_t>(centres.size());
    torch::Tensor places = torch::zeros({n, 2}, torch::kFloat64);
    for (std::int64_t i = 0; i < n; ++i)
        for (const int axis : {0, 1}) places[i][axis] = centres[static_cast<std::size_t>(i)][static_cast<std::size_t>(axis)];
    const torch::Tensor kernel = torch::exp(-torch::cdist(places, places).square() / 2);
    return standardised(kernel.matmul(torch::randn({n, columns}, dice, torch::kFloat64)) +
                        0.5 * torch::randn({n, columns}, dice, torch::kFloat64));
}

std::vector<Poi> randomPois(const torch::Tensor& counts, const torch::Tensor& tastes, at::Generator dice) {
    std::vector<Poi> pois;
    const torch::Tensor shares = tastes.softmax(1);
    for (std::int64_t region = 0; region < counts.size(0); ++region) {
        const torch::Tensor kinds = torch::multinomial(shares[region], counts[region].item<std::int64_t>(), true, dice);
        for (std::int64_t k = 0; k < kinds.size(0); ++k)
            pois.push_back(
                {fmt::format("poi_{:05}", pois.size()), fmt::format("{}", kinds[k].item<std::int64_t>() + 1), static_cast<std::size_t>(region)});
    }
    return pois;
}

}  // namespace

City randomCity(std::uint64_t seed, std::int64_t regions) {
    const auto dice = [seed](const char* purpose) { return namedGenerator(seed, fmt::format("random city, {}", purpose)); };
    const Tiling tiling = randomTiling(regions, dice("tiling"));
    City city;
    city.name = "Generated city";
    city.planar = true;
    city.centres = tiling.centres;
    for (std::int64_t i = 0; i < regions; ++i) {
        city.regions.push_back(fmt::format("region_{:04}", i));
        city.regionEntity.push_back(i);
    }
    // Business, wealth and density each vary over the city, and places come with all three.
    const torch::Tensor fields = smoothFields(city.centres, 3, dice("fields"));
    const torch::Tensor own = torch::randn({regions, 6}, dice("features"), torch::kFloat32);
    const torch::Tensor business = fields.select(1, 0), wealth = fields.select(1, 1), density = fields.select(1, 2);
    const torch::Tensor counts = (3.6 + 0.8 * business + 0.3 * density + 0.3 * own.select(1, 0)).exp().clamp(1, 800).to(torch::kInt64);
    city.featureNames = {"n_pois", "pop", "edu", "income", "unemploy", "crime"};
    city.features = standardised(torch::stack({counts.to(torch::kFloat32), (8 + 0.5 * density + 0.3 * own.select(1, 1)).exp(),
                                               wealth + 0.5 * own.select(1, 2), (11 + 0.4 * wealth + 0.2 * own.select(1, 3)).exp(),
                                               -wealth + own.select(1, 4), (4 + 0.6 * business - 0.2 * wealth + 0.4 * own.select(1, 5)).exp()},
                                              1));
    const torch::Tensor tastes = 1.2 * smoothFields(city.centres, kCategories, dice("categories"));
    const std::vector<Poi> pois = randomPois(counts, tastes, dice("places"));
    const GraphRules rules{.borderTolerance = kSpacing / 1000};
    city.graph = buildGraph(city.regions, city.centres, borderingShapes(tiling.cells, rules.borderTolerance), pois, rules);
    GeoFeatures polygons;
    for (std::size_t i = 0; i < tiling.cells.size(); ++i) {
        GeoFeature& cell = polygons.features.emplace_back();
        cell.kind = GeoFeature::Kind::Polygon;
        cell.rings = tiling.cells[i].rings();
        cell.polygonStart = {0};
        cell.id = city.regions[i];
    }
    city.polygons = geoJsonOf(polygons);
    city.flow = torch::zeros({0, regions, kHours, kChannels});
    splitRegions(city, 0.2, seed);
    return city;
}

}  // namespace vitrine::kstdiff
