// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/generator.h"

#include <cmath>
#include <numeric>

#include "core/compute/seed.h"
#include "plugins/kstdiff/dates.h"

namespace vitrine::kstdiff {
namespace {

std::vector<std::int64_t> allRegions(const City& city) {
    std::vector<std::int64_t> all(city.regions.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

/// The weights of New York's six features; other features get weights of the same length, drawn once for their number.
torch::Tensor featureWeights(std::int64_t features) {
    const torch::Tensor known = torch::tensor({0.8, 0.2, 0.3, 0.1, -0.1, 0.4}, torch::kFloat64);
    if (features == known.size(0)) return known;
    const torch::Tensor drawn = torch::randn({features}, namedGenerator(0, "kstdiff feature weights"), torch::kFloat64);
    return drawn * (known.norm() / drawn.norm().clamp_min(1e-12));
}

/// A field of mean 0 and variance 1 that neighbours share: (I + cL) g = z, renormalised.
torch::Tensor smoothField(const torch::Tensor& edges, double coupling, at::Generator generator) {
    const torch::Tensor both = torch::maximum(edges, edges.t()).to(torch::kFloat64), degree = both.sum(1);
    const torch::Tensor noise = torch::randn({edges.size(0)}, generator, torch::kFloat64);
    const double c = coupling / std::max(1e-12, degree.mean().item<double>());
    const torch::Tensor laplacian = torch::diag(degree) - both;
    torch::Tensor field = torch::linalg_solve(torch::eye(edges.size(0), torch::kFloat64) + c * laplacian, noise);
    field = field - field.mean();
    return field / field.square().mean().sqrt().clamp_min(1e-12);
}

/// Shares of the archetypes: a random map of what kinds of places a region has, then shared with its neighbours.
torch::Tensor archetypeShares(const City& city, const torch::Tensor& borders, double neighbourShare, at::Generator generator) {
    const torch::Tensor places = categoryShares(city);
    const torch::Tensor map = 4 * torch::randn({places.size(1), kArchetypes}, generator, torch::kFloat32);
    const torch::Tensor own = places.matmul(map).softmax(1);
    const torch::Tensor degree = borders.sum(1, true);
    const torch::Tensor others = torch::where(degree > 0, borders.matmul(own) / degree.clamp_min(1), own);
    return (1 - neighbourShare) * own + neighbourShare * others;
}

torch::Tensor lognormal(at::IntArrayRef shape, double deviation, at::Generator generator) {
    return (deviation * torch::randn(shape, generator, torch::kFloat32) - deviation * deviation / 2).exp();  // Mean 1.
}

/// A bump around an hour of the day; the clock goes round.
torch::Tensor bump(double hour, double width) {
    torch::Tensor away = (torch::arange(kHours, torch::kFloat32) - hour).abs();
    away = torch::minimum(away, static_cast<double>(kHours) - away);
    return torch::exp(-away.square() / (2 * width * width));
}

}  // namespace

torch::Tensor archetypes() {
    const torch::Tensor day = 0.15 + 0.5 * bump(14, 4.5);  // What goes on all day, and hardly at night.
    const auto profile = [&](const torch::Tensor& in, const torch::Tensor& out) { return torch::stack({in, out}, 1); };
    const torch::Tensor shapes = torch::stack(
        {profile(day + 2 * bump(18, 1.5), day + 2 * bump(8, 1.2)), profile(day + 2.5 * bump(9, 1.2), day + 2.5 * bump(18, 1.5)),
         profile(0.1 + 0.3 * bump(15, 4) + 2 * bump(21, 1.5), 0.1 + 0.3 * bump(15, 4) + 2 * bump(23, 1.5)), torch::ones({kHours, kChannels})});
    return shapes / shapes.mean({1, 2}, true);
}

GeneratedFlow generateFlow(const City& city, const GeneratorOptions& options) {
    const auto dice = [&](const char* purpose) { return namedGenerator(options.seed, purpose); };
    const torch::Tensor edges = adjacency(city, allRegions(city));
    const torch::Tensor known = city.features.to(torch::kFloat64).clamp(-2, 3).matmul(featureWeights(city.features.size(1)));
    const torch::Tensor hidden = smoothField(edges[0], options.coupling, dice("field"));

    GeneratedFlow generated;
    generated.volume = (2.2 + options.featureWeight * known + options.fieldWeight * hidden).exp().to(torch::kFloat32);
    generated.mixture = archetypeShares(city, edges[1], options.neighbourShare, dice("archetypes"));
    generated.shape = torch::einsum("ra,ahc->rhc", {generated.mixture, archetypes()});
    const std::int64_t regions = city.size();
    const torch::Tensor days = lognormal({options.days, 1, 1, 1}, options.dayNoise, dice("days"));
    const torch::Tensor regionDays = lognormal({options.days, regions, 1, 1}, options.regionDayNoise, dice("region days"));
    const torch::Tensor alpha = torch::full({options.days, regions, kHours, kChannels}, options.hourShape);
    const torch::Tensor hours = torch::_standard_gamma(alpha, dice("hours")) / options.hourShape;
    const torch::Tensor expected = generated.volume.view({1, -1, 1, 1}) * generated.shape.unsqueeze(0) * days * regionDays * hours;
    generated.flow = torch::poisson(expected, dice("counts"));
    return generated;
}

City withGeneratedFlow(City city, const GeneratorOptions& options) {
    city.flow = generateFlow(city, options).flow;
    city.days = weekdayNames(options.days);
    return city;
}

}  // namespace vitrine::kstdiff
