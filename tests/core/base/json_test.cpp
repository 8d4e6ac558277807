// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include <gtest/gtest.h>

#include "core/base/files.h"

namespace vitrine {
namespace {

TEST(Json, parsesAndTellsThePlaceOfErrors) {
    EXPECT_EQ((*parseJson(R"({"a": [1, 2.5, "x"]})", "t"))["a"][1], 2.5);
    const auto broken = parseJson("{\n  \"a\": 1,\n  \"b\" 2\n}", "settings.json");
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(broken.error().code, ErrorCode::BadFormat);
    EXPECT_NE(broken.error().object.find("settings.json, line 3"), std::string::npos) << broken.error().object;
    EXPECT_FALSE(broken.error().next.empty());
}

TEST(Json, everyKindOfBadTextIsAnError) {
    for (const char* text : {"", "{", "[1,]", "nul", "{\"a\":}", "\"\xff\xfe\"", "1e999", "[1] 2", "{'a': 1}"})
        EXPECT_FALSE(parseJson(text, "t").ok()) << text;
    EXPECT_FALSE(parseJson(std::string_view("\"a\0b\"", 5), "t").ok());
}

TEST(Json, deepNestingIsRefusedBeforeTheStackEnds) {
    const std::string deep(1000000, '[');
    const auto result = parseJson(deep, "deep.json");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::TooLarge);
    const auto nested = [](int levels) {
        return std::string(static_cast<std::size_t>(levels), '[') + std::string(static_cast<std::size_t>(levels), ']');
    };
    EXPECT_TRUE(parseJson(nested(128), "t").ok());
    EXPECT_FALSE(parseJson(nested(129), "t").ok());
    EXPECT_TRUE(parseJson(nested(3), "t", 3).ok());
    // Brackets in strings, behind escaped quotes too, do not count.
    EXPECT_TRUE(parseJson("\"" + std::string(500, '[') + "\\\"[\"", "t").ok());
}

TEST(Json, filesAreReadWithACap) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeAtomically(folder.path() / "a.json", R"({"x": 1})").ok());
    EXPECT_EQ((*readJsonFile(folder.path() / "a.json"))["x"], 1);
    EXPECT_EQ(readJsonFile(folder.path() / "a.json", 3).error().code, ErrorCode::TooLarge);
    EXPECT_EQ(readJsonFile(folder.path() / "b.json").error().code, ErrorCode::NotFound);
}

TEST(Json, dumpNeverThrowsOnBadText) {
    EXPECT_EQ(dumpJson(Json{{"k",
                             "a\xff"
                             "b"}}),
              "{\"k\":\"a\xEF\xBF\xBD"
              "b\"}");
    EXPECT_EQ(dumpJson(Json::array({1, 2}), 1), "[\n 1,\n 2\n]");
}

TEST(Json, membersWithTheirTypesChecked) {
    const Json object = {{"text", "t"}, {"number", 2.5}, {"flag", true}, {"empty", ""}};
    EXPECT_EQ(*requireString(object, "text", "here"), "t");
    for (const char* key : {"number", "empty", "missing"}) {
        const auto result = requireString(object, key, "here");
        ASSERT_FALSE(result.ok()) << key;
        EXPECT_NE(result.error().object.find(key), std::string::npos);
    }
    EXPECT_FALSE(requireString(Json::array(), "text", "here").ok());
    EXPECT_EQ(stringOr(object, "number", "fallback"), "fallback");
    EXPECT_EQ(numberOr(object, "number", 0), 2.5);
    EXPECT_EQ(numberOr(object, "text", 7), 7);
    EXPECT_EQ(numberOr(Json(), "number", 7), 7);
    EXPECT_TRUE(boolOr(object, "flag", false));
    EXPECT_TRUE(boolOr(object, "number", true));
}

}  // namespace
}  // namespace vitrine
