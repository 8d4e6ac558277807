// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/method_options.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

/// A command with an option that takes a value and a flag, and a method with a parameter of each kind of value.
struct MethodOptions : ::testing::Test {
    MethodOptions() {
        app.add_option("method", id);
        app.add_option("--seed", seed);
        app.add_flag("--profile", profile);
        const Json parameters = Json::parse(R"([
            {"id": "eps", "type": "real", "default": 0.1, "min": -10, "max": 10},
            {"id": "weights", "type": "reals", "default": [0, 0]},
            {"id": "rule", "type": "choice", "default": "ratio", "choices": [{"id": "ratio"}, {"id": "main"}]},
            {"id": "centre", "type": "bool", "default": false}])");
        auto schema = ParameterSchema::fromJson(parameters, "test");
        if (schema.ok())
            manifest.schema = *schema;
        else
            ADD_FAILURE() << schema.error().message();
        manifest.id = "sample";
    }
    Result<Json> parse(std::vector<std::string> arguments) {
        rest = std::move(arguments);
        const auto options = splitMethodOptions(app, rest);
        return parseMethodOptions(options, manifest, app);
    }
    CLI::App app;
    std::string id;
    std::uint64_t seed = 0;
    bool profile = false;
    Manifest manifest;
    std::vector<std::string> rest;
};

}  // namespace

TEST_F(MethodOptions, TakesParametersOutAndLeavesTheRest) {
    const auto values = parse({"sample", "--eps", "-0.5", "--seed", "3", "--rule=main", "--profile", "--centre"});
    ASSERT_TRUE(values.ok()) << values.error().message();
    EXPECT_EQ(*values, (Json{{"eps", -0.5}, {"rule", "main"}, {"centre", true}}));
    EXPECT_EQ(rest, (std::vector<std::string>{"sample", "--seed", "3", "--profile"}));
}

TEST_F(MethodOptions, NegativeNumbersAndVectorsAreValues) {
    const auto values = parse({"sample", "--weights", "-1,2.5", "--eps=-3e-1", "--no-centre"});
    ASSERT_TRUE(values.ok()) << values.error().message();
    EXPECT_EQ((*values)["weights"], Json::parse("[-1, 2.5]"));
    EXPECT_EQ((*values)["eps"], -0.3);
    EXPECT_EQ((*values)["centre"], false);
}

TEST_F(MethodOptions, UnknownNamesTellTheNearest) {
    const auto values = parse({"sample", "--rul", "main"});
    ASSERT_FALSE(values.ok());
    EXPECT_EQ(values.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(values.error().next.find("--rule"), std::string::npos) << values.error().message();
    const auto option = parse({"sample", "--sede", "3"});
    ASSERT_FALSE(option.ok());
    EXPECT_NE(option.error().next.find("--seed"), std::string::npos)
        << "options of the command count too: " << option.error().message();
}

TEST_F(MethodOptions, AMissingValueIsToldWithTheRange) {
    const auto values = parse({"sample", "--eps"});
    ASSERT_FALSE(values.ok());
    EXPECT_NE(values.error().why.find("10"), std::string::npos) << values.error().message();
}

TEST_F(MethodOptions, ABadValueIsTheParametersError) {
    for (const char* text : {"abc", "11", "1,5", ""}) {
        const auto values = parse({"sample", std::string("--eps=") + text});
        ASSERT_FALSE(values.ok()) << text;
        EXPECT_FALSE(values.error().next.empty()) << text;
    }
}

}  // namespace vitrine
