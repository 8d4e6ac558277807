// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <limits>

#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

/// The only parameter of a schema written as JSON text.
Result<Parameter> parameter(const char* text) {
    auto schema = ParameterSchema::fromJson(Json::array({Json::parse(text)}), "test.json");
    if (!schema) return schema.error();
    return schema->parameters().front();
}

Parameter known(const char* text) {
    auto read = parameter(text);
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message());
    return read.ok() ? *read : Parameter{};
}

std::string accepted(const Parameter& p, const Json& value, const DataFacts& facts = {}) {
    const auto result = p.accept(value, facts);
    return result ? dumpJson(*result) : "refused: " + result.error().why;
}

bool refuses(const Parameter& p, const Json& value, const DataFacts& facts = {}) {
    const auto result = p.accept(value, facts);
    if (result.ok()) return false;
    const Error& e = result.error();
    return !e.what.empty() && e.object.find(p.id) != std::string::npos && !e.why.empty() && !e.next.empty();
}

std::string parsed(const Parameter& p, const std::string& text) {
    const auto result = p.parse(text);
    return result ? dumpJson(*result) : "refused: " + result.error().why;
}

TEST(Parameter, integersAreWholeAndBounded) {
    const Parameter p = known(R"({"id":"n","type":"int","default":3,"min":1,"max":10})");
    EXPECT_EQ(accepted(p, 4), "4");
    EXPECT_EQ(accepted(p, 4.0), "4");
    EXPECT_EQ(accepted(p, "7"), "7");
    EXPECT_EQ(accepted(p, "1e1"), "10");
    EXPECT_EQ(accepted(p, " +7 "), "7");
    for (const Json& bad : {Json(0), Json(11), Json(4.5), Json("4.5"), Json("x"), Json(""), Json("4 5"), Json(true),
                            Json(nullptr), Json(Json::array({4})), Json(std::numeric_limits<std::uint64_t>::max()),
                            Json(1e300), Json("99999999999999999999"), Json("0x4")})
        EXPECT_TRUE(refuses(p, bad)) << bad.dump();
}

TEST(Parameter, sixtyFourBitIntegersKeepTheirDigits) {
    const Parameter p = known(R"({"id":"n","type":"int","default":0})");
    EXPECT_EQ(accepted(p, std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
    EXPECT_EQ(accepted(p, "-9223372036854775808"), "-9223372036854775808");
    EXPECT_TRUE(refuses(p, 1e17)) << "a real beyond 2^53 is not an exact integer";
}

TEST(Parameter, realsAreFiniteAndExclusiveBoundsExclude) {
    const Parameter p = known(R"({"id":"x","type":"real","default":1,"min":0,"exclusiveMin":true,"max":1})");
    EXPECT_EQ(dumpJson(p.defaultValue), "1.0");
    EXPECT_EQ(accepted(p, "0.5"), "0.5");
    EXPECT_EQ(accepted(p, 1), "1.0");
    for (const Json& bad :
         {Json(0), Json(1.0000001), Json("nan"), Json("inf"), Json(std::numeric_limits<double>::quiet_NaN()),
          Json(std::numeric_limits<double>::infinity()), Json("1,5"), Json("0.5x")})
        EXPECT_TRUE(refuses(p, bad)) << dumpJson(bad);
}

TEST(Parameter, boundsFollowTheData) {
    const Parameter p =
        known(R"({"id":"i","type":"int","default":0,"min":0,"max":{"fact":"data.images.count","offset":-1}})");
    EXPECT_EQ(accepted(p, 99, {{"data.images.count", 100}}), "99");
    EXPECT_TRUE(refuses(p, 100, {{"data.images.count", 100}}));
    EXPECT_EQ(accepted(p, 100), "100") << "an unknown fact does not bind";
    EXPECT_EQ(accepted(p, 100, {{"data.images.count", std::numeric_limits<double>::quiet_NaN()}}), "100");
    const auto refused = p.accept(100, {{"data.images.count", 100}});
    EXPECT_NE(refused.error().why.find("data.images.count"), std::string::npos) << refused.error().message();
    const Parameter open = known(R"({"id":"i","type":"real","default":0,"max":{"fact":"n","exclusive":true}})");
    EXPECT_TRUE(refuses(open, 5, {{"n", 5}}));
    EXPECT_EQ(accepted(open, 4.5, {{"n", 5}}), "4.5");
}

TEST(Parameter, booleansReadTheUsualWords) {
    const Parameter p = known(R"({"id":"b","type":"bool","default":false})");
    for (const Json& yes : {Json(true), Json("true"), Json("yes"), Json("on"), Json("1"), Json(1)})
        EXPECT_EQ(accepted(p, yes), "true");
    for (const Json& no : {Json(false), Json("false"), Json("no"), Json("off"), Json("0"), Json(0)})
        EXPECT_EQ(accepted(p, no), "false");
    for (const Json& bad : {Json("maybe"), Json(2), Json(0.0), Json(""), Json(nullptr)})
        EXPECT_TRUE(refuses(p, bad)) << bad.dump();
}

TEST(Parameter, choicesSuggestTheNearest) {
    const Parameter p = known(
        R"({"id":"mode","type":"choice","default":"ratio","choices":["ratio",{"id":"main","title":"Main path"}]})");
    EXPECT_EQ(p.choices[0].title, "ratio");
    EXPECT_EQ(p.choices[1].title, "Main path");
    EXPECT_EQ(accepted(p, "main"), "\"main\"");
    const auto refused = p.accept("raito");
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.error().next.find("Did you mean \"ratio\"?"), std::string::npos) << refused.error().next;
    EXPECT_TRUE(refuses(p, 3));
}

TEST(Parameter, coloursBecomeLowerCase) {
    const Parameter p = known(R"({"id":"c","type":"colour","default":"#FFaa00"})");
    EXPECT_EQ(dumpJson(p.defaultValue), "\"#ffaa00\"");
    EXPECT_EQ(accepted(p, "#12345678"), "\"#12345678\"");
    for (const char* bad : {"", "#", "#12345", "1234567", "#gggggg", "#1234567", "red"})
        EXPECT_TRUE(refuses(p, bad)) << bad;
}

TEST(Parameter, textsAreCappedAndValid) {
    const Parameter p = known(R"({"id":"t","type":"text"})");
    EXPECT_EQ(accepted(p, "ε-rule"), "\"ε-rule\"");
    EXPECT_TRUE(refuses(p, std::string(20'001, 'a')));
    EXPECT_TRUE(refuses(p, "bad \xff byte"));
    EXPECT_TRUE(refuses(p, std::string("a\0b", 3)));
    EXPECT_TRUE(refuses(p, 5));
    EXPECT_EQ(parsed(p, "5"), "\"5\"");
}

TEST(Parameter, vectorsHaveLengthAndElementBounds) {
    const Parameter p = known(R"({"id":"v","type":"ints","default":[1,2,3],"length":3,"min":0})");
    EXPECT_EQ(accepted(p, Json::array({4, 5.0, "6"})), "[4,5,6]");
    EXPECT_EQ(parsed(p, "4, 5,6"), "[4,5,6]");
    EXPECT_EQ(parsed(p, "[4,5,6]"), "[4,5,6]");
    for (const char* bad : {"1,2", "1,2,3,4", "1,2,", ",1,2", "1,-2,3", "1,2.5,3", "", "a,b,c"})
        EXPECT_TRUE(refuses(p, bad)) << bad;
    const Parameter free = known(R"({"id":"v","type":"reals","default":[]})");
    EXPECT_EQ(parsed(free, "0.5"), "[0.5]");
    EXPECT_EQ(parsed(free, ""), "[]");
    EXPECT_TRUE(refuses(free, Json(std::vector<double>(10'001, 0.0))));
}

TEST(Parameter, onlyOptionalOnesTakeNull) {
    const Parameter p = known(R"({"id":"k","type":"int","optional":true})");
    EXPECT_EQ(accepted(p, nullptr), "null");
    EXPECT_EQ(parsed(p, "none"), "null");
    EXPECT_EQ(parsed(p, ""), "null");
    EXPECT_EQ(parsed(p, "4"), "4");
    const Parameter text = known(R"({"id":"k","type":"text","optional":true})");
    EXPECT_EQ(parsed(text, "none"), "\"none\"") << "a text may say none";
}

TEST(Parameter, rangeTexts) {
    EXPECT_EQ(known(R"({"id":"x","type":"real","default":1,"min":0,"exclusiveMin":true,"max":1,"unit":"pixels"})")
                  .rangeText(),
              "0 < x <= 1, pixels");
    EXPECT_EQ(known(R"({"id":"x","type":"choice","default":"a","choices":["a","b"]})").rangeText(), "one of a, b");
    EXPECT_EQ(known(R"({"id":"x","type":"int","default":0,"max":{"fact":"n","offset":-1}})").rangeText(), "x <= n - 1");
    EXPECT_EQ(known(R"({"id":"x","type":"int","optional":true})").rangeText(), "an integer, or none");
    EXPECT_EQ(known(R"({"id":"x","type":"reals","default":[0,0],"length":2,"min":0})").rangeText(),
              "2 numbers with commas between, each 0 <= x");
}

TEST(Parameter, mistakesInADescriptionAreNamed) {
    const std::pair<const char*, const char*> mistakes[] = {
        {R"({"id":"X","type":"int","default":0})", "is not an id"},
        {R"({"type":"int","default":0})", "missing or empty"},
        {R"({"id":"x","type":"integer","default":0})", "is not a type"},
        {R"({"id":"x","type":"int"})", "missing"},
        {R"({"id":"x","type":"int","default":"a"})", "not a whole number"},
        {R"({"id":"x","type":"int","default":11,"max":10})", "above the maximum"},
        {R"({"id":"x","type":"int","default":0,"min":2,"max":1})", "no number is in the range"},
        {R"({"id":"x","type":"real","default":1,"min":1,"max":1,"exclusiveMax":true})", "no number is in the range"},
        {R"({"id":"x","type":"real","default":1,"exclusiveMin":true})", "exclusive"},
        {R"({"id":"x","type":"real","default":1,"min":"low"})", "not a finite number"},
        {R"({"id":"x","type":"real","default":1,"min":{"offset":1}})", "missing or empty"},
        {R"({"id":"x","type":"real","default":1,"log":true,"min":0})", "logarithmic"},
        {R"({"id":"x","type":"real","default":1,"step":-1})", "negative"},
        {R"({"id":"x","type":"bool","default":true,"min":0})", "has no range"},
        {R"({"id":"x","type":"choice","default":"a"})", "needs at least one"},
        {R"({"id":"x","type":"choice","default":"c","choices":["a","b"]})", "not one of its choices"},
        {R"({"id":"x","type":"choice","default":"a","choices":["a","a"]})", "occurs twice"},
        {R"({"id":"x","type":"choice","default":"a b","choices":["a b"]})", "cannot be the id"},
        {R"({"id":"x","type":"int","default":0,"choices":["a"]})", "has no choices"},
        {R"({"id":"x","type":"int","default":0,"length":2})", "only vectors"},
        {R"({"id":"x","type":"ints","default":[1],"length":2})", "are needed"},
        {R"({"id":"x","type":"int","default":0,"maximum":2})", "unknown"},
        {R"({"id":"x","type":"int","default":0,"log":"yes"})", "not true or false"},
        {R"(17)", "not an object"},
    };
    for (const auto& [text, why] : mistakes) {
        const auto read = parameter(text);
        ASSERT_FALSE(read.ok()) << text;
        const Error& e = read.error();
        EXPECT_NE(e.why.find(why), std::string::npos) << text << " -> " << e.message();
        EXPECT_NE(e.object.find("test.json"), std::string::npos) << e.message();
        EXPECT_FALSE(e.what.empty() || e.next.empty()) << text;
    }
}

}  // namespace
}  // namespace vitrine
