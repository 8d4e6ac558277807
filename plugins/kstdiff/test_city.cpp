// SPDX-License-Identifier: GPL-3.0-or-later
// The official files: golden facts of the released cities, both ways, and what bad ones are told.
#include <fstream>
#include <numeric>
#include <random>
#include <regex>

#include <gtest/gtest.h>

#include "core/compute/tensor.h"
#include "core/data/npy.h"
#include "plugins/kstdiff/city_files.h"
#include "plugins/kstdiff/flow_files.h"
#include "plugins/kstdiff/generator.h"
#include "tests/core/data/builders.h"

namespace vitrine::kstdiff {
namespace {

using vitrine::testing::expectRefused;
using vitrine::testing::realFile;
using vitrine::testing::writeFile;

#define KSTDIFF_REAL_CITY(variable, relative)                                                                                               \
    if (realFile("kstdiff-ukg/" relative).empty()) GTEST_SKIP() << "kstdiff-ukg/" relative " is under none of the folders of VITRINE_DATA"; \
    const auto variable = readCity(realFile("kstdiff-ukg/" relative));                                                                      \
    ASSERT_TRUE(variable.ok()) << variable.error().message()

double medianDegree(const City& city, std::int64_t relation) {
    std::vector<std::int64_t> all(city.regions.size());
    std::iota(all.begin(), all.end(), 0);
    return adjacency(city, all)[relation].sum(1).quantile(0.5).item<double>();
}

/// A small official city on disk, and one change to one of its files.
struct OfficialCity : ::testing::Test {
    TemporaryFolder folder;
    City city = withGeneratedFlow(randomCity(3, 14), {.days = 3});

    OfficialCity() { EXPECT_TRUE(writeOfficialCity(folder.path(), city).ok()); }
    std::filesystem::path file(const std::string& name) const { return folder.path() / name; }
    std::string text(const std::string& name) const { return *readText(file(name)); }
    void change(const std::string& name, const std::string& pattern, const std::string& replacement) {
        const std::string before = text(name),
                          after = std::regex_replace(before, std::regex(pattern), replacement, std::regex_constants::format_first_only);
        ASSERT_NE(before, after) << pattern;
        writeFile(file(name), after);
    }
    void expectError(const std::string& name, const std::string& why) const { expectRefused(readCity(folder.path()), file(name), why); }
};

}  // namespace

TEST(ReleasedCities, NewYork) {
    KSTDIFF_REAL_CITY(city, "nyc");
    EXPECT_EQ(city->name, "New York");
    EXPECT_EQ(city->size(), 280);
    EXPECT_EQ(city->train.size(), 219u);
    EXPECT_EQ(city->test.size(), 61u);
    EXPECT_EQ(city->graph.entities.size(), 26'604u);
    EXPECT_EQ(city->graph.triples.size(), 8'000u + 1'640 + 5'168 + 2 * 26'305);
    EXPECT_EQ(medianDegree(*city, 0), 29);
    EXPECT_EQ(medianDegree(*city, 2), 19);
    EXPECT_EQ(city->featureNames, (std::vector<std::string>{"n_pois", "pop", "edu", "income", "unemploy", "crime"}));
    EXPECT_EQ(city->embedding->sizes(), (std::vector<std::int64_t>{280, 32}));
    EXPECT_EQ(city->flow.sizes(), (std::vector<std::int64_t>{41, 280, kHours, kChannels}));
    EXPECT_NEAR(city->flow.mean().item<double>(), 0.19, 0.005);
    EXPECT_EQ(city->flow.to(torch::kFloat64).sum().item<double>(), 105'710);
    std::vector<std::string> categories;
    const torch::Tensor shares = categoryShares(*city, &categories);
    EXPECT_EQ(categories.size(), 19u);
    EXPECT_LT((shares.sum(1) - 1).abs().max().item<double>(), 1e-5);
    EXPECT_EQ(city->regions.front(), "36061000201");
    EXPECT_EQ(cells(*city)["features"].size(), 280u);
    EXPECT_EQ(cells(*city)["features"][0]["id"], "36061000201");
}

TEST(ReleasedCities, WashingtonAndBaltimoreKeepTheirCentresInStrings) {
    KSTDIFF_REAL_CITY(washington, "DC");
    EXPECT_EQ(washington->size(), 237);
    EXPECT_EQ(washington->train.size(), 178u);
    EXPECT_EQ(washington->graph.entities.size(), 11'988u);
    EXPECT_NEAR(washington->centres.front()[0], -77.0606, 1e-3);
    EXPECT_EQ(washington->features.size(1), 23);
    EXPECT_FALSE(washington->hasFlow());
    KSTDIFF_REAL_CITY(baltimore, "BM");
    EXPECT_EQ(baltimore->size(), 403);
    EXPECT_EQ(baltimore->test.size(), 210u);
    EXPECT_EQ(baltimore->graph.entities.size(), 16'579u);
}

TEST(ReleasedCities, APartKeepsWhatIsInside) {
    KSTDIFF_REAL_CITY(city, "nyc");
    const City part = partOf(*city, 60);
    EXPECT_EQ(part.size(), 60);
    EXPECT_EQ(part.train.size() + part.test.size(), 60u);
    std::vector<std::int64_t> kept;
    for (const std::string& region : part.regions)
        kept.push_back(std::find(city->regions.begin(), city->regions.end(), region) - city->regions.begin());
    std::vector<std::int64_t> all(60);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_TRUE(torch::equal(adjacency(part, all), adjacency(*city, kept)));
    EXPECT_TRUE(torch::allclose(categoryShares(part).sum(1), categoryShares(*city).index_select(0, torch::tensor(kept)).sum(1)));
    EXPECT_TRUE(torch::equal(part.flow, city->flow.index_select(1, torch::tensor(kept))));
}

TEST(ReleasedCities, BikesOfNewYorkAsAGrid) {
    const auto folder = realFile("nycbike1-grid");
    if (folder.empty()) GTEST_SKIP() << "nycbike1-grid is under none of the folders of VITRINE_DATA";
    const auto city = readCity(folder);
    ASSERT_TRUE(city.ok()) << city.error().message();
    EXPECT_EQ(city->size(), 128);
    EXPECT_EQ(city->days.size(), 37u);  // 8 August lacks its first hour; then Mondays to Fridays from the 11th on.
    EXPECT_EQ(city->days.front(), "20140811");
    EXPECT_EQ(city->days.back(), "20140930");
    EXPECT_EQ(city->flow.max().item<double>(), 239);
    std::vector<std::int64_t> all(128);
    std::iota(all.begin(), all.end(), 0);
    const torch::Tensor degrees = adjacency(*city, all).sum(2);
    EXPECT_EQ(degrees[0].max().item<double>(), 8);
    EXPECT_EQ(degrees[1].max().item<double>(), 4);
    EXPECT_EQ(degrees[1].min().item<double>(), 2);
    // People ride to work and home: the peaks stand where they belong, or the days are cut at the wrong hour.
    const torch::Tensor day = city->flow.mean({0, 1, 3});
    EXPECT_EQ(day.argmax().item<std::int64_t>(), 18);
    EXPECT_EQ(day.narrow(0, 5, 6).argmax().item<std::int64_t>() + 5, 8);
}

TEST_F(OfficialCity, ReadsBackAsItWasWritten) {
    city.embedding = torch::randn({14, 32});
    ASSERT_TRUE(writeOfficialCity(folder.path(), city).ok());
    const auto back = readCity(folder.path());
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_EQ(back->regions, city.regions);
    EXPECT_EQ(back->graph.entities, city.graph.entities);
    EXPECT_EQ(back->graph.triples, city.graph.triples);
    EXPECT_EQ(back->train, city.train);
    EXPECT_EQ(back->test, city.test);
    EXPECT_EQ(back->days, city.days);
    EXPECT_EQ(back->featureNames, city.featureNames);
    EXPECT_TRUE(torch::equal(back->features, city.features));
    EXPECT_TRUE(torch::equal(back->flow, city.flow));
    EXPECT_TRUE(torch::equal(*back->embedding, *city.embedding));
    EXPECT_EQ(*back->polygons, *city.polygons);
}

TEST_F(OfficialCity, FlowReadsBackToTheBit) {
    city.flow = torch::rand({3, 14, kHours, kChannels}) * torch::logspace(-6, 6, 14).view({1, 14, 1, 1});
    ASSERT_TRUE(writeFlow(file("sampled.json"), city.days, city.flow).ok());
    City back = city;
    ASSERT_TRUE(readFlow(file("sampled.json"), back).ok());
    EXPECT_TRUE(torch::equal(back.flow, city.flow));
    ASSERT_TRUE(writeFlowCsv(file("sampled.csv"), city.days, city.regions, city.flow).ok());
    back.flow.zero_();
    const Status status = readFlow(file("sampled.csv"), back);
    ASSERT_TRUE(status.ok()) << status.error().message();
    EXPECT_TRUE(torch::equal(back.flow, city.flow));
    // Whole counts are integers, as in the released files.
    ASSERT_TRUE(writeFlow(file("counts.json"), {"20240101"}, torch::full({1, 2, kHours, kChannels}, 7.0f)).ok());
    EXPECT_TRUE(text("counts.json").starts_with("{\"20240101\": [[[7, 7], [7, 7]"));
    EXPECT_FALSE(writeFlow(file("bad.json"), {"20240101"}, torch::full({1, 2, kHours, kChannels}, NAN)).ok());
}

TEST_F(OfficialCity, GzipZipAndTheCatalogueOfEntitiesAreReadAlike) {
    writeFile(file("kg.txt.gz"), vitrine::testing::gzip(text("kg.txt")));
    std::filesystem::remove(file("kg.txt"));
    std::filesystem::remove(file("region_kge.npy"));
    const torch::Tensor entities = torch::randn({static_cast<std::int64_t>(city.graph.entities.size()), 32});
    ASSERT_TRUE(writeNpz(file("ER.npz"), {{"E_pretrain", toArray(entities)}, {"R_pretrain", toArray(torch::randn({5, 32}))}}).ok());
    const auto read = readCity(folder.path());
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_TRUE(torch::equal(*read->embedding, entities.narrow(0, 0, 14)));

    ZipWriter zip;
    for (const char* name : {"region2info.json", "train_regs.json", "test_regs.json", "alldayflow.json", "kg.txt.gz"})
        zip.add(std::string("data/") + name, "", text(name));
    const std::filesystem::path archive = file("small.zip");
    ASSERT_TRUE(zip.finish(archive).ok());
    const auto zipped = readCity(archive);
    ASSERT_TRUE(zipped.ok()) << zipped.error().message();
    EXPECT_EQ(zipped->name, "small");
    EXPECT_TRUE(torch::equal(zipped->flow, city.flow));
    ZipWriter broken;
    broken.add("region2info.json", "", "{\"a\": ");
    ASSERT_TRUE(broken.finish(archive).ok());
    const auto refused = readCity(archive);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().object.find("small.zip, entry region2info.json"), std::string::npos) << refused.error().message();
}

TEST_F(OfficialCity, MissingRegions) {
    change("test_regs.json", "\"region_", "\"nowhere_");
    expectError("test_regs.json", "nowhere_");
}

TEST_F(OfficialCity, ARegionTheGraphDoesNotKnow) {
    const std::string triples = text("kg.txt");
    std::string without;
    std::istringstream lines(triples);
    for (std::string line; std::getline(lines, line);)
        if (line.find("region_0005") == std::string::npos) without += line + "\n";
    writeFile(file("kg.txt"), without);
    expectError("kg.txt", "region_0005 is missing");
}

TEST_F(OfficialCity, ARegionTheListDoesNotKnow) {
    change("kg.txt", "\tNearBy\tregion_0\\d+", "\tNearBy\tregion_9999");
    expectError("kg.txt", "region_9999");
}

TEST_F(OfficialCity, UnknownRelation) {
    change("kg.txt", "\tBorderBy\t", "\tTouches\t");
    expectError("kg.txt", "\"Touches\" is unknown");
}

TEST_F(OfficialCity, NoTriples) {
    change("kg.txt", "\t", " ");
    expectError("kg.txt", "no triple");
}

TEST_F(OfficialCity, FeaturesThatAreNoNumbers) {
    const std::string good = text("region2info.json");
    change("region2info.json", "(\"region_0002\":\\{[^\\[]*\\[[^\\]]*\\],[^\\[]*\"feature\":\\[)[^,]*", "$1NaN");
    expectError("region2info.json", "a number is NaN");
    EXPECT_NE(readCity(folder.path()).error().object.find("region_0002"), std::string::npos) << readCity(folder.path()).error().message();
    writeFile(file("region2info.json"), good);
    change("region2info.json", "\"feature\":\\[[^,]*", "\"feature\":[null");
    expectError("region2info.json", "null is no usable number");
    writeFile(file("region2info.json"), good);
    change("region2info.json", "\"feature\":\\[[^,]*,", "\"feature\":[");
    expectError("region2info.json", "features");
}

TEST_F(OfficialCity, SplitsThatOverlapOrAreEmpty) {
    writeFile(file("test_regs.json"), text("train_regs.json"));
    expectError("test_regs.json", "is inside train");
    writeFile(file("test_regs.json"), "[]");
    expectError("test_regs.json", "the split is empty");
}

TEST_F(OfficialCity, TruncatedJson) {
    for (const char* name : {"region2info.json", "train_regs.json", "alldayflow.json"}) {
        const std::string whole = text(name);
        writeFile(file(name), whole.substr(0, whole.size() / 2));
        expectError(name, "truncated");
        writeFile(file(name), whole);
    }
}

TEST_F(OfficialCity, FlowOfOtherRegions) {
    const auto expectFlowError = [&](const std::string& text, const std::string& why) {
        writeFile(file("alldayflow.json"), text);
        expectError("alldayflow.json", why);
    };
    TemporaryFolder scratch;
    ASSERT_TRUE(writeFlow(scratch.path() / "f.json", {"20240101"}, torch::ones({1, 13, kHours, kChannels})).ok());
    expectFlowError(*readText(scratch.path() / "f.json"), "13 regions, the city has 14");
    Json flow = *parseJson(*readText(scratch.path() / "f.json"), "flow");
    flow["20240101"].push_back(flow["20240101"][0]);
    Json named = flow;
    named["regions"] = city.regions;
    std::swap(named["regions"][0], named["regions"][1]);
    expectFlowError(named.dump(), "another order: at position 0 stands \"region_0001\"");
    Json day = flow;
    day["20240101"][3].push_back({1, 1});
    expectFlowError(day.dump(), "25 hours, expected 24");
    day = flow;
    day["20240101"][3][5] = {1, -1};
    expectFlowError(day.dump(), "-1 is no count");
    day = flow;
    day["2024-01-02"] = day["20240101"];
    expectFlowError(day.dump(), "no date");
    expectFlowError(Json{{"20240106", flow["20240101"]}}.dump(), "weekend");
    flow["20240106"] = flow["20240101"];
    writeFile(file("alldayflow.json"), flow.dump());
    const auto weekdays = readCity(folder.path());
    ASSERT_TRUE(weekdays.ok());
    EXPECT_EQ(weekdays->days, std::vector<std::string>{"20240101"});
    EXPECT_EQ(weekdays->notes.size(), 1u);
}

TEST_F(OfficialCity, EmbeddingsOfAnotherGraph) {
    ASSERT_TRUE(writeNpy(file("region_kge.npy"), toArray(torch::randn({15, 32}))).ok());
    expectError("region_kge.npy", "15");
}

/// Damaged files: every answer is a city or an error in four parts.
TEST_F(OfficialCity, DamageOfAnyKindIsAnswered) {
    ASSERT_TRUE(writeOfficialCity(folder.path(), withGeneratedFlow(randomCity(1, 6), {.days = 1})).ok());
    ASSERT_TRUE(writeNpy(file("region_kge.npy"), toArray(torch::randn({6, 32}))).ok());
    std::mt19937 dice(11);
    const auto upTo = [&dice](std::size_t end) { return static_cast<std::size_t>(dice() % std::max<std::size_t>(end, 1)); };
    int refused = 0;
    for (const char* name :
         {"region2info.json", "kg.txt", "train_regs.json", "test_regs.json", "alldayflow.json", "region_kge.npy", "regions.geojson"}) {
        const std::string whole = text(name);
        for (int trial = 0; trial < 40; ++trial) {
            std::string damaged = whole;
            const std::size_t at = upTo(damaged.size());
            switch (trial % 4) {
                case 0:
                    damaged[at] = static_cast<char>(dice());
                    break;
                case 1:
                    damaged.resize(at);
                    break;
                case 2:
                    damaged.erase(at, 1 + upTo(40));
                    break;
                default:
                    damaged.insert(at, damaged.substr(upTo(damaged.size()), 1 + upTo(40)));
            }
            writeFile(file(name), damaged);
            const auto read = readCity(folder.path());
            if (read.ok()) continue;
            ++refused;
            EXPECT_NE(read.error().object.find(name), std::string::npos) << read.error().message();
            EXPECT_FALSE(read.error().why.empty() || read.error().next.empty()) << read.error().message();
        }
        writeFile(file(name), whole);
    }
    EXPECT_GT(refused, 100);
}

TEST(Cities, WhatIsNoCitySaysWhatOneIs) {
    TemporaryFolder folder;
    const auto empty = readCity(folder.path());
    expectRefused(empty, folder.path(), "region2info.json");
    ASSERT_TRUE(writeOfficialCity(folder.path() / "small", randomCity(1, 6)).ok());
    expectRefused(readCity(folder.path()), folder.path(), "several cities: small");
    expectRefused(readCity(folder.path() / "absent"), folder.path() / "absent", "no such");
    writeFile(folder.path() / "city.txt", "x");
    expectRefused(readCity(folder.path() / "city.txt"), folder.path() / "city.txt");
}

}  // namespace vitrine::kstdiff
