// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

const char* const kParameters = R"([
  {"id":"mode","type":"choice","default":"ratio","choices":["ratio","main"]},
  {"id":"threshold","type":"real","default":0.5,"min":0,"max":1,"visibleWhen":{"mode":"ratio"}},
  {"id":"smooth","type":"bool","default":true,"visibleWhen":{"threshold":[0.5,1],"mode":["ratio","main"]}},
  {"id":"images","type":"int","default":100,"min":1,"max":{"fact":"data.images.count"}},
  {"id":"sizes","type":"ints","default":[3,5]},
  {"id":"weights","type":"weights"},
  {"id":"top","type":"int","optional":true}
])";

ParameterSchema schema() {
    auto read = ParameterSchema::fromJson(Json::parse(kParameters), "test.json");
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message());
    return read.ok() ? *read : ParameterSchema();
}

Error schemaError(const char* text) {
    const auto read = ParameterSchema::fromJson(Json::parse(text), "test.json");
    EXPECT_FALSE(read.ok()) << text;
    return read.ok() ? Error{} : read.error();
}

TEST(ParameterSchema, resolvesDefaultsAndOverrides) {
    const auto set = schema().resolve({{"threshold", "0.25"}, {"top", 3}});
    ASSERT_TRUE(set.ok()) << set.error().message();
    EXPECT_EQ(set->getText("mode"), "ratio");
    EXPECT_EQ(set->getReal("threshold"), 0.25);
    EXPECT_TRUE(set->getBool("smooth"));
    EXPECT_EQ(set->getInts("sizes"), (std::vector<std::int64_t>{3, 5}));
    EXPECT_EQ(set->getReals("sizes"), (std::vector<double>{3, 5}));
    EXPECT_EQ(set->getText("weights"), "");
    EXPECT_EQ(set->getInt("top"), 3);
    EXPECT_EQ(set->json().size(), 7u);
}

TEST(ParameterSchema, unknownNamesSuggestTheNearest) {
    const auto set = schema().resolve({{"treshold", 0.5}});
    ASSERT_FALSE(set.ok());
    EXPECT_EQ(set.error().next, "Did you mean \"threshold\"?");
    const auto far = schema().resolve({{"zzzzzzzzz", 0.5}});
    ASSERT_FALSE(far.ok());
    EXPECT_NE(far.error().next.find("mode"), std::string::npos);
    EXPECT_FALSE(schema().resolve(Json::array()).ok());
    EXPECT_TRUE(schema().resolve(nullptr).ok());
}

TEST(ParameterSchema, defaultsFitTheDataButChosenValuesMust) {
    const DataFacts facts{{"data.images.count", 40}};
    const auto set = schema().resolve(Json::object(), facts);
    ASSERT_TRUE(set.ok()) << set.error().message();
    EXPECT_EQ(set->getInt("images"), 40);
    EXPECT_FALSE(schema().resolve({{"images", 41}}, facts).ok());
    EXPECT_EQ(schema().resolve({{"images", 41}})->getInt("images"), 41);
    EXPECT_FALSE(schema().resolve(Json::object(), {{"data.images.count", 0}}).ok()) << "no image fits both bounds";
    EXPECT_FALSE(schema().resolve(Json::object(), {{"data.images.count", -1e300}}).ok());
}

TEST(ParameterSchema, setsKnowWhatWasRead) {
    const auto set = schema().resolve(Json::object());
    ASSERT_TRUE(set.ok());
    EXPECT_TRUE(set->readIds().empty());
    const ParameterSet copy = *set;
    std::thread reader([&] { copy.getText("mode"); });
    EXPECT_TRUE(set->isNull("top"));
    reader.join();
    EXPECT_EQ(set->readIds(), (std::set<std::string>{"mode", "top"}));
    EXPECT_TRUE(schema().resolve(Json::object())->readIds().empty()) << "each resolved set counts for itself";
}

TEST(ParameterSchema, wrongUseOfASetThrows) {
    const auto set = schema().resolve(Json::object());
    EXPECT_THROW(set->getReal("nothing"), std::logic_error);
    EXPECT_THROW(set->getBool("mode"), std::logic_error);
    EXPECT_THROW(set->getInt("threshold"), std::logic_error);
    EXPECT_THROW(set->getInt("top"), std::logic_error) << "null has no number";
    EXPECT_THROW(set->getText("images"), std::logic_error);
    EXPECT_THROW(ParameterSet().getText("mode"), std::logic_error);
}

TEST(ParameterSchema, visibilityFollowsOthersThroughHiddenOnes) {
    const ParameterSchema s = schema();
    EXPECT_TRUE(s.isVisible(*s.find("threshold"), Json::object())) << "absent values are the defaults";
    EXPECT_TRUE(s.isVisible(*s.find("smooth"), {{"threshold", 1.0}}));
    EXPECT_FALSE(s.isVisible(*s.find("smooth"), {{"threshold", 0.7}}));
    EXPECT_FALSE(s.isVisible(*s.find("threshold"), {{"mode", "main"}}));
    EXPECT_FALSE(s.isVisible(*s.find("smooth"), {{"mode", "main"}})) << "the threshold it hangs on is hidden";
    EXPECT_TRUE(s.isVisible(*s.find("images"), {{"mode", "main"}}));
}

TEST(ParameterSchema, visibilityCannotGoInCircles) {
    EXPECT_NE(schemaError(R"([{"id":"a","type":"bool","default":true,"visibleWhen":{"b":true}},
                              {"id":"b","type":"bool","default":true,"visibleWhen":{"a":true}}])")
                  .why.find("not an earlier"),
              std::string::npos);
    EXPECT_NE(
        schemaError(R"([{"id":"a","type":"bool","default":true,"visibleWhen":{"a":true}}])").why.find("not an earlier"),
        std::string::npos);
    EXPECT_NE(schemaError(R"([{"id":"a","type":"choice","default":"x","choices":["x"]},
                              {"id":"b","type":"int","default":1,"visibleWhen":{"a":"y"}}])")
                  .why.find("never has that value"),
              std::string::npos);
    EXPECT_NE(schemaError(R"([{"id":"a","type":"ints","default":[]},
                              {"id":"b","type":"int","default":1,"visibleWhen":{"a":1}}])")
                  .why.find("vector"),
              std::string::npos);
    EXPECT_NE(schemaError(R"([{"id":"a","type":"bool","default":true},
                              {"id":"b","type":"int","default":1,"visibleWhen":{"a":[]}}])")
                  .why.find("never show"),
              std::string::npos);
}

TEST(ParameterSchema, ordersOfVisibilityCostNoExplosion) {
    Json parameters = Json::array();
    for (int i = 0; i < 200; ++i) {
        Json conditions = Json::object();
        for (int j = 0; j < i; ++j) conditions[fmt::format("p{}", j)] = true;
        parameters.push_back(
            {{"id", fmt::format("p{}", i)}, {"type", "bool"}, {"default", true}, {"visibleWhen", conditions}});
    }
    const auto s = ParameterSchema::fromJson(parameters, "test.json");
    ASSERT_TRUE(s.ok()) << s.error().message();
    EXPECT_TRUE(s->isVisible(s->parameters().back(), Json::object()));
    EXPECT_FALSE(s->isVisible(s->parameters().back(), {{"p0", false}}));
}

TEST(ParameterSchema, listsAreListsOfDifferentParameters) {
    EXPECT_NE(schemaError(R"({"id":"a"})").why.find("not a list"), std::string::npos);
    EXPECT_NE(schemaError(R"([{"id":"a","type":"bool","default":true},{"id":"a","type":"int","default":1}])")
                  .why.find("occurs twice"),
              std::string::npos);
    Json many = Json::array();
    for (int i = 0; i < 1001; ++i) many.push_back({{"id", fmt::format("p{}", i)}, {"type", "text"}});
    const auto read = ParameterSchema::fromJson(many, "test.json");
    ASSERT_FALSE(read.ok());
    EXPECT_NE(read.error().why.find("cap"), std::string::npos);
    EXPECT_TRUE(ParameterSchema::fromJson(nullptr, "test.json")->parameters().empty());
}

TEST(ParameterSchema, hashChangesWithTheDescriptionOnly) {
    EXPECT_EQ(schema().hash(), schema().hash());
    EXPECT_EQ(schema().hash().size(), 64u);
    Json other = Json::parse(kParameters);
    other[1]["default"] = 0.4;
    EXPECT_NE(ParameterSchema::fromJson(other, "test.json")->hash(), schema().hash());
    EXPECT_EQ(schema().toJson(), Json::parse(kParameters));
}

TEST(NearestName, findsSlipsAndNothingElse) {
    const std::vector<std::string> known{"threshold", "mode", "lr"};
    EXPECT_EQ(nearestName("treshold", known), "threshold");
    EXPECT_EQ(nearestName("thershold", known), "threshold");
    EXPECT_EQ(nearestName("mdoe", known), "mode");
    EXPECT_EQ(nearestName("l", known), "lr");
    EXPECT_EQ(nearestName("images", known), "");
    EXPECT_EQ(nearestName("", known), "");
    EXPECT_EQ(nearestName(std::string(1'000'000, 'm'), known), "") << "and at once";
}

}  // namespace
}  // namespace vitrine
