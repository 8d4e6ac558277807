// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plugin/manifest.h"

#include <gtest/gtest.h>

#include "core/base/files.h"
#include "tests/core/plugin/sample_manifest.h"

namespace vitrine {
namespace {

Result<Manifest> read(const Json& json) {
    return Manifest::fromJson(json, "plugins/sample/plugin.json");
}

TEST(Manifest, readsEveryKey) {
    const auto read_ = read(sampleManifest("sample"));
    ASSERT_TRUE(read_.ok()) << read_.error().message();
    const Manifest& m = *read_;
    EXPECT_EQ(m.id, "sample");
    EXPECT_EQ(m.paper.year, 2024);
    EXPECT_EQ(m.needs, std::vector<std::string>{"media"});
    EXPECT_TRUE(m.resumable);
    EXPECT_EQ(m.schema.parameters().size(), 3u);
    ASSERT_NE(m.role("images"), nullptr);
    EXPECT_TRUE(m.role("images")->many);
    EXPECT_EQ(m.role("images")->defaultReference, "cifar10/test");
    EXPECT_TRUE(m.role("labels")->required);
    EXPECT_EQ(m.role("labels")->title, "labels");
    ASSERT_EQ(m.presets.size(), 2u);
    EXPECT_EQ(m.presets[0].id, "smoke") << "the shortest first";
    EXPECT_EQ(m.preset("desk")->parameters["images"], 1000);
    EXPECT_EQ(m.preset("none"), nullptr);
    EXPECT_TRUE(m.outputs[1].optional);
    EXPECT_FALSE(m.metrics[1].higherIsBetter);
    EXPECT_EQ(m.requests[0].name, "explain");
    const ClaimSpec* claim = m.claim("ratio_best");
    ASSERT_NE(claim, nullptr);
    EXPECT_EQ(claim->margin, 0.01);
    EXPECT_EQ(claim->method.id, "ratio");
    EXPECT_EQ(claim->baselines[1].constant, 0.0);
    EXPECT_EQ(claim->preset("smoke")->seeds, (std::vector<std::uint64_t>{0, 1, 2}));
    EXPECT_EQ(claim->preset("desk"), nullptr);
    EXPECT_EQ(m.methodLibrary(), "plugins/sample/sample_method.so");
}

TEST(Manifest, directionOfAClaimComesFromItsMetric) {
    Json json = sampleManifest("sample");
    json["metrics"][0]["higherIsBetter"] = false;
    json["claims"][0].erase("direction");
    EXPECT_FALSE(read(json)->claims[0].higherIsBetter);
    json["claims"][0]["direction"] = "higher";
    EXPECT_TRUE(read(json)->claims[0].higherIsBetter);
    json["claims"][0]["metric"] = "conservation/layer3";
    EXPECT_TRUE(read(json).ok()) << "a metric of a declared family";
}

/// Each edit makes one mistake; the error must say why, and where.
TEST(Manifest, mistakesAreNamedWithTheirPlace) {
    struct Mistake {
        const char *pointer, *value, *why, *place;
    };
    const Mistake mistakes[] = {
        {"/id", R"("Sample One")", "not an id", "\"id\""},
        {"/title", "3", "not a text", "\"title\""},
        {"/summary", "null", "missing", "\"summary\""},
        {"/sumary", R"("x")", "unknown", "\"sumary\""},
        {"/paper/tilte", R"("x")", "unknown", "paper"},
        {"/paper", "7", "not an object", "paper"},
        {"/paper/year", "20240", "whole number", "\"year\""},
        {"/needs/0", R"("tpu")", "not known", "\"needs\""},
        {"/resumable", R"("yes")", "not true or false", "\"resumable\""},
        {"/parameters", "{}", "not a list", "\"parameters\""},
        {"/parameters/1/default", "0", "below the minimum", "\"images\""},
        {"/parameters/1/id", R"("mode")", "occurs twice", "\"parameters\""},
        {"/data/0/role", R"("labels")", "occurs twice", "\"data\""},
        {"/data/0/accepts", "[]", "no format", "data[0]"},
        {"/data/0/accepts/0", R"("CSV file")", "not a format id", "data[0]"},
        {"/presets/smoke/parameters/image", "4", "no such parameter", "presets \"smoke\""},
        {"/presets/smoke/parameters/images", "0", "below the minimum", "presets \"smoke\""},
        {"/presets/smoke/data/image", R"("x")", "no such data role", "presets \"smoke\""},
        {"/presets/smoke/data/images", "5", "not a reference", "\"images\""},
        {"/presets/smoke/data/labels", "null", "required", "\"labels\""},
        {"/presets/smoke/minutes", "-1", "negative", "\"minutes\""},
        {"/presets/Smoke Test", "{}", "not an id", "Smoke Test"},
        {"/outputs/0/kind", R"("heat map")", "not a kind", "\"kind\""},
        {"/outputs/0/name", R"("heat*map")", "not a name", "\"name\""},
        {"/outputs/1/name", R"("heatmap/*")", "occurs twice", "\"outputs\""},
        {"/metrics/0/name", R"("a b")", "not a name", "\"name\""},
        {"/requests/0/name", R"("")", "missing", "requests[0]"},
        {"/claims/0/metric", R"("id_scroe")", "not among", "\"metric\""},
        {"/claims/0/direction", R"("up")", "it is \"up\"", "\"direction\""},
        {"/claims/0/margin", "-1", "negative", "\"margin\""},
        {"/claims/0/baselines", "[]", "there are none", "\"baselines\""},
        {"/claims/0/baselines/0/id", R"("ratio")", "names the method and a baseline", "claims[0]"},
        {"/claims/0/baselines/1/parameters", R"({"mode":"main"})", "neither parameters", "\"constant\""},
        {"/claims/0/baselines/0/parameters/mode", R"("mean")", "not one of its choices",
         "\"main\" with preset \"smoke\""},
        {"/claims/0/method/parameters/moed", R"("main")", "no such parameter", "\"ratio\" with preset"},
        {"/claims/0/presets", "{}", "there are none", "\"presets\""},
        {"/claims/0/presets/smoke/seeds", "[]", "there are none", "\"seeds\""},
        {"/claims/0/presets/smoke/seeds", "[1,1]", "not a new whole number", "\"seeds\""},
        {"/claims/0/presets/smoke/seeds", "[-1]", "not a new whole number", "\"seeds\""},
        {"/claims/0/presets/smoke/data", R"({"pictures":null})", "no such data role", "\"pictures\""},
    };
    for (const auto& [pointer, value, why, place] : mistakes) {
        Json json = sampleManifest("sample");
        json[Json::json_pointer(pointer)] = Json::parse(value);
        const auto result = read(json);
        ASSERT_FALSE(result.ok()) << pointer << " = " << value;
        const Error& e = result.error();
        EXPECT_NE(e.why.find(why), std::string::npos) << pointer << " -> " << e.message();
        EXPECT_NE(e.object.find(place), std::string::npos) << pointer << " -> " << e.message();
        EXPECT_NE(e.object.find("plugins/sample/plugin.json"), std::string::npos) << e.message();
        EXPECT_FALSE(e.what.empty() || e.next.empty()) << pointer;
    }
}

TEST(Manifest, typosGetASuggestion) {
    Json json = sampleManifest("sample");
    json["paramters"] = json["parameters"];
    EXPECT_EQ(read(json).error().next, "Did you mean \"parameters\"?");
    json = sampleManifest("sample");
    json["outputs"][0]["kind"] = "heat_map";
    EXPECT_EQ(read(json).error().next, "Did you mean \"heatmap\"?");
    json = sampleManifest("sample");
    json["claims"][0]["metric"] = "id_scroe";
    EXPECT_EQ(read(json).error().next, "Did you mean \"id_score\"?");
}

TEST(Manifest, textsAreCapped) {
    Json json = sampleManifest("sample");
    json["outputs"][0]["help"] = std::string(20'001, 'x');
    const auto result = read(json);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::TooLarge);
    EXPECT_NE(result.error().object.find("outputs, 0, help"), std::string::npos) << result.error().object;
    EXPECT_LT(result.error().message().size(), 500u);
    json["outputs"][0]["help"] = std::string(20'000, 'x');
    EXPECT_TRUE(read(json).ok());
}

TEST(Manifest, fileIsCappedAndMustMatchItsFolder) {
    const TemporaryFolder root;
    writePlugin(root.path(), "sample", sampleManifest("sample").dump());
    const auto good = Manifest::read(root.path() / "sample" / "plugin.json");
    ASSERT_TRUE(good.ok()) << good.error().message();
    EXPECT_EQ(good->folder, root.path() / "sample");
    writePlugin(root.path(), "other", sampleManifest("sample").dump());
    EXPECT_NE(Manifest::read(root.path() / "other" / "plugin.json").error().why.find("other"), std::string::npos);
    writePlugin(root.path(), "sample", sampleManifest("sample").dump() + std::string(1 << 20, ' '));
    EXPECT_EQ(Manifest::read(root.path() / "sample" / "plugin.json").error().code, ErrorCode::TooLarge);
    EXPECT_EQ(Manifest::read(root.path() / "none" / "plugin.json").error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace vitrine
