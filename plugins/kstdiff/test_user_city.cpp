// SPDX-License-Identifier: GPL-3.0-or-later
// A city from a user's own polygons, places and features.
#include <numeric>

#include <gtest/gtest.h>

#include "plugins/kstdiff/city_files.h"
#include "tests/core/data/builders.h"

namespace vitrine::kstdiff {
namespace {

using vitrine::testing::expectRefused;
using vitrine::testing::writeFile;

/// Squares of about 1 km in a row from west to east, near Bonn; `gap` lies between them, in degrees.
std::string squares(int count, double gap = 0) {
    const double width = 0.0142, height = 0.009;
    std::string features;
    for (int i = 0; i < count; ++i) {
        const double x0 = 7.1 + i * width + gap, x1 = 7.1 + (i + 1) * width, y0 = 50.7, y1 = 50.7 + height;
        features += fmt::format(
            R"({}{{"type":"Feature","properties":{{"REGION_ID":"r{}"}},"geometry":{{"type":"Polygon","coordinates":[[[{},{}],[{},{}],[{},{}],[{},{}],[{},{}]]]}}}})",
            i ? "," : "", i, x0, y0, x1, y0, x1, y1, x0, y1, x0, y0);
    }
    return "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}";
}

struct UserCity : ::testing::Test {
    TemporaryFolder folder;
    UserCity() {
        writeFile(folder.path() / "regions.geojson", squares(6));
        std::string pois = "lon,lat,category,id\n";
        // r0 and r1 are alike (food), r2 and r3 (offices), r4 has one shop; one place lies far away.
        for (int i = 0; i < 4; ++i)
            for (int k = 0; k < 3; ++k) pois += fmt::format("{},50.704,{},p{}{}\n", 7.107 + i * 0.0142, i < 2 ? "food" : "office", i, k);
        pois += "7.164,50.704,shop,p40\n9.0,50.704,shop,p99\n";
        writeFile(folder.path() / "pois.csv", pois);
        std::string features = "region_id,people,income\n";
        for (int i = 5; i >= 0; --i) features += fmt::format("r{},{},{}\n", i, 100 * (i + 1), 20000);
        writeFile(folder.path() / "features.csv", features);
    }
    std::filesystem::path file(const std::string& name) const { return folder.path() / name; }
};

torch::Tensor edgesOf(const City& city) {
    std::vector<std::int64_t> all(city.regions.size());
    std::iota(all.begin(), all.end(), 0);
    return adjacency(city, all);
}

}  // namespace

TEST_F(UserCity, GraphFeaturesAndSplitFollowTheRules) {
    const auto city = readCity(folder.path(), 3);
    ASSERT_TRUE(city.ok()) << city.error().message();
    EXPECT_EQ(city->regions, (std::vector<std::string>{"r0", "r1", "r2", "r3", "r4", "r5"}));
    EXPECT_NEAR(city->centres[0][0], 7.1071, 1e-6);
    EXPECT_NEAR(city->centres[0][1], 50.7045, 1e-6);
    const torch::Tensor edges = edgesOf(*city);
    // In a row of kilometre squares the next one is near (1 km) and borders; the one after it is not (2 km).
    torch::Tensor row = torch::zeros({6, 6});
    for (int i = 0; i < 5; ++i) row[i][i + 1] = row[i + 1][i] = 1;
    EXPECT_TRUE(torch::equal(edges[0], row));
    EXPECT_TRUE(torch::equal(edges[1], row));
    torch::Tensor similar = torch::zeros({6, 6});
    similar[0][1] = similar[1][0] = similar[2][3] = similar[3][2] = 1;  // The shop is like nothing else, the last has no places.
    EXPECT_TRUE(torch::equal(edges[2], similar));
    // 6 regions, 13 places inside, 3 categories; each place has two triples.
    EXPECT_EQ(city->graph.entities.size(), 6u + 13 + 3);
    EXPECT_EQ(city->graph.triples.size(), 10u + 10 + 4 + 26);
    EXPECT_EQ(city->featureNames, (std::vector<std::string>{"people", "income"}));
    EXPECT_NEAR(city->features[5][0].item<double>(), 2.5 / std::sqrt(35.0 / 12), 1e-5);  // z-score of 6 in 1..6
    EXPECT_EQ(city->features.select(1, 1).abs().max().item<double>(), 0);                // Constant: no information, no NaN.
    EXPECT_EQ(city->test.size(), 1u);
    EXPECT_EQ(city->notes.size(), 2u);
    EXPECT_NE(city->notes[0].find("1 of 14 places"), std::string::npos);
    EXPECT_EQ(readCity(folder.path(), 3)->test, city->test);
}

TEST_F(UserCity, BordersAreSharedUpToATolerance) {
    writeFile(file("regions.geojson"), squares(6, 0.0001));  // 7 m apart.
    EXPECT_EQ(edgesOf(*readCity(folder.path()))[1].sum().item<double>(), 10);
    writeFile(file("regions.geojson"), squares(6, 0.0004));  // 28 m apart: a street lies between.
    EXPECT_EQ(edgesOf(*readCity(folder.path()))[1].sum().item<double>(), 0);
}

TEST_F(UserCity, PlacesStandInForFeatures) {
    std::filesystem::remove(file("features.csv"));
    const auto city = readCity(folder.path());
    ASSERT_TRUE(city.ok()) << city.error().message();
    EXPECT_EQ(city->featureNames, (std::vector<std::string>{"log n_pois", "Cate1_food", "Cate1_office", "Cate1_shop"}));
    std::filesystem::remove(file("pois.csv"));
    expectRefused(readCity(folder.path()), folder.path(), "neither features.csv");
}

TEST_F(UserCity, PlacesMayBeGeoJson) {
    std::filesystem::remove(file("pois.csv"));
    writeFile(file("pois.geojson"), R"({"type":"FeatureCollection","features":[
        {"type":"Feature","id":"r0","properties":{"category":"food"},"geometry":{"type":"Point","coordinates":[7.107,50.704]}},
        {"type":"Feature","properties":{"category":"food"},"geometry":{"type":"Point","coordinates":[7.121,50.704]}}]})");
    const auto city = readCity(folder.path());
    ASSERT_TRUE(city.ok()) << city.error().message();
    EXPECT_EQ(city->graph.entities.size(), 9u);  // A place called like a region is still a place of its own.
    EXPECT_EQ(edgesOf(*city)[2].sum().item<double>(), 2);
}

TEST_F(UserCity, BadFilesAreNamed) {
    writeFile(file("features.csv"), "region_id,people\nr0,1\nr1,2\nr2,3\nr3,4\nr4,5\n");
    expectRefused(readCity(folder.path()), file("features.csv"), "region r5 is missing");
    writeFile(file("features.csv"), "region_id,people\nr0,1\nr1,2\nr2,NaN\nr3,4\nr4,5\nr5,6\n");
    expectRefused(readCity(folder.path()), file("features.csv"), "NaN");
    EXPECT_NE(readCity(folder.path()).error().object.find("region r2, column \"people\""), std::string::npos);
    writeFile(file("features.csv"), "region_id,people\nr0,1\nr1,2\nr1,3\n");
    expectRefused(readCity(folder.path()), file("features.csv"), "a row already");
    writeFile(file("pois.csv"), "a,b\n1,2\n");
    expectRefused(readCity(folder.path()), file("pois.csv"), "longitude");
    writeFile(file("regions.geojson"), squares(5001));
    expectRefused(readCity(folder.path()), file("regions.geojson"), "5001 regions");
    writeFile(file("regions.geojson"), squares(1));
    expectRefused(readCity(folder.path()), file("regions.geojson"), "fewer than two");
}

}  // namespace vitrine::kstdiff
