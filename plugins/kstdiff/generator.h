// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

/// Knobs of the built-in flow generator (section 6 of the method's notes).
struct GeneratorOptions {
    std::int64_t days = 30;
    double coupling = 10;         ///< c times the mean degree: how far the hidden field reaches over NearBy edges; 0: every region for itself.
    double fieldWeight = 0.5;     ///< Weight of the hidden field in the log volume: what the features cannot tell, the graph can.
    double featureWeight = 0.7;   ///< Weight of the features in the log volume.
    double neighbourShare = 0.5;  ///< How much of a region's daily shape is that of its BorderBy neighbours.
    double dayNoise = 0.15;       ///< Standard deviation of the log factor of a day (all regions).
    double regionDayNoise = 0.1;  ///< The same for one region on one day.
    double hourShape = 20;        ///< Shape of the Gamma noise of single hours (mean 1): larger is calmer.
    std::uint64_t seed = 1;
};

inline constexpr std::int64_t kArchetypes = 4;
/// F32 [4, 24, 2], each with mean 1: home (out at 8 h, in at 18 h), office (in at 9 h, out at 18 h), night life (21 to 23 h), flat.
torch::Tensor archetypes();

/// What the generator knows and the method must find out.
struct GeneratedFlow {
    torch::Tensor flow;     ///< F32 [D, R, 24, 2]: Poisson counts.
    torch::Tensor volume;   ///< F32 [R]: expected flow per hour and channel.
    torch::Tensor mixture;  ///< F32 [R, 4]: shares of the archetypes.
    torch::Tensor shape;    ///< F32 [R, 24, 2], mean 1.
};

/// Flow for the features and graph of a city; a pure function of city and options.
GeneratedFlow generateFlow(const City& city, const GeneratorOptions& options);
/// The same city with that flow (and its days) in place of its own.
City withGeneratedFlow(City city, const GeneratorOptions& options);

/// A random planar city when no files are there: `regions` Voronoi cells with POIs, categories, six features named as New York's, graph by the
/// rules of user cities, and a split (a fifth of the regions held out). Without flow.
City randomCity(std::uint64_t seed, std::int64_t regions = 120);

}  // namespace vitrine::kstdiff
