// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in city and flow: what section 6 of the method's notes says of them.
#include <numeric>

#include <gtest/gtest.h>

#include "plugins/kstdiff/city_files.h"
#include "plugins/kstdiff/generator.h"
#include "tests/core/data/builders.h"

namespace vitrine::kstdiff {
namespace {

using vitrine::testing::realFile;

std::vector<std::int64_t> everyRegion(const City& city) {
    std::vector<std::int64_t> all(city.regions.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

double middle(const torch::Tensor& values) {
    return values.to(torch::kFloat64).quantile(0.5).item<double>();
}

/// How alike neighbours are beside how alike all regions are: 1 without any smoothness.
double roughness(const torch::Tensor& field, const torch::Tensor& edges) {
    const torch::Tensor gaps = (field.unsqueeze(0) - field.unsqueeze(1)).square();
    return ((gaps * edges).sum() / edges.sum() / gaps.mean()).item<double>();
}

}  // namespace

TEST(Generator, ArchetypesPeakWhereTheirNamesSay) {
    const torch::Tensor shapes = archetypes();
    const auto peak = [&](std::int64_t archetype, std::int64_t channel) {
        return shapes[archetype].select(1, channel).argmax().item<std::int64_t>();
    };
    EXPECT_EQ(peak(0, 1), 8);   // Home: people leave in the morning,
    EXPECT_EQ(peak(0, 0), 18);  // and come back.
    EXPECT_EQ(peak(1, 0), 9);   // Office: the other way round.
    EXPECT_EQ(peak(1, 1), 18);
    EXPECT_EQ(peak(2, 0), 21);  // Night life.
    EXPECT_EQ(peak(2, 1), 23);
    EXPECT_TRUE(torch::allclose(shapes[3], torch::ones({kHours, kChannels})));
    EXPECT_TRUE(torch::allclose(shapes.mean({1, 2}), torch::ones({kArchetypes})));
}

TEST(Generator, RandomCityIsACityOfSection6) {
    const City city = randomCity(7);
    EXPECT_EQ(city.size(), 120);
    EXPECT_EQ(city.test.size(), 24u);
    EXPECT_TRUE(torch::allclose(city.features.mean(0), torch::zeros({6}), 0, 1e-5));
    EXPECT_TRUE(torch::allclose(city.features.square().mean(0), torch::ones({6}), 1e-4));
    const torch::Tensor degrees = adjacency(city, everyRegion(city)).sum(2);
    EXPECT_GT(middle(degrees[0]), 15);  // NearBy: about as in New York.
    EXPECT_LT(middle(degrees[0]), 35);
    EXPECT_NEAR(degrees[1].mean().item<double>(), 5.5, 0.6);  // BorderBy: a planar map has less than 6 in the mean.
    EXPECT_GE(degrees[2].min().item<double>(), 10);
    EXPECT_EQ((*city.polygons)["features"].size(), 120u);
    const City again = randomCity(7), other = randomCity(8);
    EXPECT_EQ(again.graph.triples, city.graph.triples);
    EXPECT_TRUE(torch::equal(again.features, city.features));
    EXPECT_FALSE(torch::equal(other.features, city.features));
}

TEST(Generator, FlowIsAPureFunctionOfItsSeedAndHoldsItsVolumes) {
    const City city = randomCity(7, 60);
    const GeneratedFlow flow = generateFlow(city, {.days = 60, .seed = 5});
    EXPECT_TRUE(torch::equal(flow.flow, generateFlow(city, {.days = 60, .seed = 5}).flow));
    EXPECT_FALSE(torch::equal(flow.flow, generateFlow(city, {.days = 60, .seed = 6}).flow));
    EXPECT_TRUE(torch::equal(flow.flow, flow.flow.round()));
    EXPECT_GE(flow.flow.min().item<double>(), 0);
    EXPECT_TRUE(torch::allclose(flow.mixture.sum(1), torch::ones({60})));
    // Noise has mean 1: over 60 days the counts come to the expected volume (the days' factors alone leave about 2 %).
    const torch::Tensor ratio = flow.flow.mean({0, 2, 3}) / flow.volume;
    EXPECT_NEAR(ratio.mean().item<double>(), 1, 0.08);
    const City with = withGeneratedFlow(city, {.days = 8});
    EXPECT_EQ(with.days.front(), "20240101");
    EXPECT_EQ(with.days.back(), "20240110");  // A weekend lies between.
}

TEST(Generator, TheCouplingKnobMakesNeighboursAlike) {
    const City city = randomCity(7);
    const torch::Tensor edges = adjacency(city, everyRegion(city))[0];
    const auto field = [&](double coupling) { return generateFlow(city, {.days = 1, .coupling = coupling, .featureWeight = 0}).volume.log(); };
    EXPECT_GT(roughness(field(0), edges), 0.8);
    EXPECT_LT(roughness(field(10), edges), 0.75);
    EXPECT_LT(roughness(field(100), edges), roughness(field(10), edges));
    // Its weight is the deviation of the log volume, when the features say nothing.
    EXPECT_NEAR(field(10).std(false).item<double>(), 0.5, 1e-3);
    const torch::Tensor known = generateFlow(city, {.days = 1, .fieldWeight = 0}).volume.log();
    const torch::Tensor w = torch::tensor({0.8, 0.2, 0.3, 0.1, -0.1, 0.4}, torch::kFloat32);
    EXPECT_TRUE(torch::allclose(known, 2.2 + 0.7 * city.features.clamp(-2, 3).matmul(w), 1e-4));
}

TEST(Generator, OnNewYorkTheVolumesSpanTwoOrdersOfMagnitude) {
    const auto folder = realFile("kstdiff-ukg/nyc");
    if (folder.empty()) GTEST_SKIP() << "kstdiff-ukg/nyc is under none of the folders of VITRINE_DATA";
    const auto city = readCity(folder);
    ASSERT_TRUE(city.ok()) << city.error().message();
    const torch::Tensor volume = generateFlow(*city, {}).flow.mean({0, 2, 3});
    // The notes: 2.5 to 630 an hour, median 27; another draw of the field moves these somewhat.
    EXPECT_GT(volume.min().item<double>(), 1);
    EXPECT_LT(volume.min().item<double>(), 6);
    EXPECT_GT(middle(volume), 18);
    EXPECT_LT(middle(volume), 42);
    EXPECT_GT(volume.max().item<double>(), 250);
    EXPECT_LT(volume.max().item<double>(), 1300);
}

}  // namespace vitrine::kstdiff
