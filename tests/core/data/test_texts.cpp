// SPDX-License-Identifier: GPL-3.0-or-later
// Lines, JSON, JSON lines, plain text and GeoJSON.
#include "core/data/geojson.h"
#include "core/data/json_lines.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

struct TextTest : ::testing::Test {
    TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "t.json";
};

TEST_F(TextTest, LinesOfEveryKind) {
    const std::string longLine(200'000, 'x');
    auto lines = LineReader::open(writeFile(path, gzip("\xef\xbb\xbf"
                                                       "a\r\n\n" +
                                                       longLine + "\nlast")),
                                  {});
    ASSERT_TRUE(lines.ok());
    std::string_view line;
    std::vector<std::string> seen;
    while (*lines->next(line)) seen.emplace_back(line);
    EXPECT_EQ(seen, (std::vector<std::string>{"a", "", longLine, "last"}));
    EXPECT_EQ(lines->number(), 4u);
}

TEST_F(TextTest, RefusesFoldersAndMissingFiles) {
    EXPECT_EQ(readJson(folder.path()).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(readJson(folder.path() / "none.json").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readPlainText("/dev/zero").error().code, ErrorCode::InvalidArgument);
}

TEST_F(TextTest, JsonLinesNameTheLine) {
    writeFile(path, "{\"a\":1}\n\n[2]\n{bad\n");
    const auto all = readJsonLines(path);
    expectRefused(all, path);
    EXPECT_NE(all.error().object.find("line 4"), std::string::npos) << all.error().message();
    EXPECT_EQ(readJsonLines(writeFile(path, gzip("{\"a\":1}\n\n[2]")))->size(), 2u);
    expectRefused(readJson(writeFile(path, std::string(1'000'000, '['))), path, "nested deeper");
}

TEST_F(TextTest, PlainTextIsUtf8) {
    EXPECT_EQ(*readPlainText(writeFile(path, "\xef\xbb\xbfgr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80")),
              "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80");
    for (const std::string bad : {"ab\xff", "ab\xc3", "ab\xed\xa0\x80", "ab\xc0\x80", "ab\xf5\x80\x80\x80"}) {
        const auto text = readPlainText(writeFile(path, bad));
        expectRefused(text, path, "UTF-8");
        EXPECT_NE(text.error().object.find("byte 2"), std::string::npos);
    }
}

TEST_F(TextTest, GeoJsonGeometries) {
    writeFile(path, R"({"type":"FeatureCollection","features":[
        {"type":"Feature","id":7,"properties":{"n":"p"},"geometry":{"type":"Point","coordinates":[-74,40.5,12]}},
        {"type":"Feature","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[0.1,0],[0,0.1],[0,0]]],[[[2,2],[3,2],[3,3],[2,2]]]]}},
        {"type":"Feature","properties":{},"geometry":null},
        {"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}]})");
    const auto geo = readGeoJson(path);
    ASSERT_TRUE(geo.ok()) << geo.error().message();
    ASSERT_EQ(geo->features.size(), 4u);
    EXPECT_EQ(geo->features[0].rings[0][0], (std::array<double, 2>{-74, 40.5}));
    EXPECT_EQ(geo->features[0].id, "7");
    EXPECT_EQ(geo->features[1].rings.size(), 3u);
    EXPECT_EQ(geo->features[1].polygonStart, (std::vector<std::size_t>{0, 2}));
    EXPECT_TRUE(geo->features[2].rings.empty());
    EXPECT_EQ(geo->features[3].kind, GeoFeature::Kind::Line);
}

TEST_F(TextTest, GeoJsonRefusals) {
    const auto refused = [&](const std::string& geometry, const std::string& why) {
        writeFile(path, R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":)" + geometry + "}]}");
        const auto geo = readGeoJson(path);
        expectRefused(geo, path, why);
        EXPECT_NE(geo.error().object.find("feature 0"), std::string::npos);
    };
    refused(R"({"type":"Point","coordinates":[500000, 4649776]})", "no longitude and latitude");
    refused(R"({"type":"Point","coordinates":["a", 1]})", "no pair");
    refused(R"({"type":"Polygon","coordinates":[[[0,0],[1,1]]]})", "at least 4");
    refused(R"({"type":"GeometryCollection","geometries":[]})", "GeometryCollection");
    refused(R"({"type":"MultiPolygon","coordinates":5})", "no list");
    expectRefused(readGeoJson(writeFile(path, "[1,2]")), path);
}

TEST_F(TextTest, RealMaps) {
    VITRINE_REAL_FILE(zones, "nyc-taxi-zones/nyc_taxi_zones.geojson.gz");
    const auto geo = readGeoJson(zones);
    ASSERT_TRUE(geo.ok()) << geo.error().message();
    EXPECT_EQ(geo->features.size(), 263u);
    EXPECT_EQ(geo->features[0].properties["zone"], "Newark Airport");
}

}  // namespace
}  // namespace vitrine
