// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/filter.h"

#include <random>

#include "core/store/run_field.h"
#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;

TEST(Filter, ReadsTheExampleOfItsHeader) {
    const auto root = take(
        parseFilter("method == \"lrp_resnet\" and param.eps <= 1e-4 and (metric.id.max > 0.4 or not tag == \"draft\") "
                    "and state in (\"finished\", \"failed\")"));
    ASSERT_EQ(root->kind, FilterNode::Kind::And);
    ASSERT_EQ(root->children.size(), 4u);
    EXPECT_EQ(root->children[0]->field, "method");
    EXPECT_EQ(root->children[1]->op, "<=");
    EXPECT_EQ(root->children[1]->values[0].get<double>(), 1e-4);
    EXPECT_EQ(root->children[2]->kind, FilterNode::Kind::Or);
    EXPECT_EQ(root->children[2]->children[1]->kind, FilterNode::Kind::Not);
    EXPECT_EQ(root->children[3]->values.size(), 2u);
}

TEST(Filter, OrBindsLooserThanAnd) {
    const auto root = take(parseFilter("id == 1 or id == 2 and id == 3"));
    ASSERT_EQ(root->kind, FilterNode::Kind::Or);
    EXPECT_EQ(root->children[1]->kind, FilterNode::Kind::And);
}

TEST(Filter, KeepsValuesExactly) {
    EXPECT_EQ(take(parseFilter("seed == 18446744073709551615"))->values[0].get<std::uint64_t>(),
              18446744073709551615ULL);
    EXPECT_EQ(take(parseFilter("param.n == -9223372036854775808"))->values[0].get<std::int64_t>(),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(take(parseFilter("title == 'it\\'s \"so\"'"))->values[0], "it's \"so\"");
    EXPECT_EQ(take(parseFilter("param.flag == true"))->values[0], true);
    EXPECT_EQ(take(parseFilter("metric.`val loss`.min < +.5"))->field, "metric.`val loss`.min");
    EXPECT_EQ(take(parseFilter("note ~ \"größer\""))->values[0], "größer");
}

struct Bad {
    const char* text;
    int column;
};

class FilterErrors : public ::testing::TestWithParam<Bad> {};

TEST_P(FilterErrors, NameTheColumn) {
    const auto parsed = parseFilter(GetParam().text);
    ASSERT_FALSE(parsed.ok()) << GetParam().text;
    expectError(parsed.error(), ErrorCode::InvalidArgument);
    EXPECT_NE(parsed.error().object.find("column " + std::to_string(GetParam().column) + " "), std::string::npos)
        << parsed.error().message();
}

INSTANTIATE_TEST_SUITE_P(Texts, FilterErrors,
                         ::testing::Values(Bad{"", 1}, Bad{"method", 7}, Bad{"method = \"a\"", 8},
                                           Bad{"method == ", 11}, Bad{"colour == 1", 1}, Bad{"id == 1 and", 12},
                                           Bad{"(id == 1", 9}, Bad{"id == 1)", 8}, Bad{"id == \"one\"", 7},
                                           Bad{"state == \"done\"", 10}, Bad{"state < \"failed\"", 9},
                                           Bad{"created > \"yesterday\"", 11}, Bad{"title == \"open", 10},
                                           Bad{"metric.`a < 1", 8}, Bad{"id in 1", 7}, Bad{"id in (1 2)", 10},
                                           Bad{"not", 4}, Bad{"metric. > 1", 1}, Bad{"note ~ 5", 8},
                                           Bad{"id == 1 id == 2", 9}, Bad{"id == --1", 7}));

TEST(Filter, CapsDepthAndLength) {
    expectError(parseFilter(std::string(5000, '(')).error(), ErrorCode::TooLarge);
    std::string nots;
    for (int i = 0; i < 2000; ++i) nots += "not ";
    expectError(parseFilter(nots + "id == 1").error(), ErrorCode::TooLarge);
    expectError(parseFilter(std::string(30'000, ' ')).error(), ErrorCode::TooLarge);
    std::string chain = "id == 1";
    for (int i = 0; i < 1000; ++i) chain += " or id==1";
    expectError(parseFilter(chain).error(), ErrorCode::TooLarge);
}

TEST(Filter, SurvivesNoise) {
    const std::string sound =
        "method == 'a' and (param.x <= -1e-4 or not metric.`b c`.max in (1, 2)) and note ~ \"d\\\"e\"";
    const std::string characters = "()'\"`,.<>=!~ \\-+e0a\xff";
    std::mt19937 random(11);
    int good = 0, bad = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = sound;
        for (std::size_t n = 1 + random() % 3; n > 0; --n) {
            const std::size_t at = random() % text.size();
            if (random() % 2)
                text.erase(at, 1 + random() % 3);
            else
                text.insert(at, 1, characters[random() % characters.size()]);
        }
        const auto parsed = parseFilter(text);
        ++(parsed.ok() ? good : bad);
        EXPECT_TRUE(parsed.ok() || (!parsed.error().why.empty() && !parsed.error().object.empty())) << text;
    }
    EXPECT_GT(good, 1000);
    EXPECT_GT(bad, 1000);
}

TEST(RunField, TellsStatisticsFromNames) {
    using store::runField;
    EXPECT_EQ(take(runField("metric.loss")).statistic, "last");
    EXPECT_EQ(take(runField("metric.train.loss.min")).name, "train.loss");
    EXPECT_EQ(take(runField("metric.train.loss.min")).statistic, "min");
    EXPECT_EQ(take(runField("metric.`a.max`")).name, "a.max");
    EXPECT_EQ(take(runField("metric.`a.max`.mean")).statistic, "mean");
    EXPECT_EQ(take(runField("metric.max")).name, "max");
    EXPECT_EQ(take(runField("param.`odd name`")).name, "odd name");
    expectError(runField("metric.`a`.median").error(), ErrorCode::NotFound);
    expectError(runField("param.").error(), ErrorCode::NotFound);
    expectError(runField("id; DROP TABLE runs").error(), ErrorCode::NotFound);
}

TEST(RunField, ReadsTimes) {
    const store::RunField created = take(store::runField("created"));
    EXPECT_EQ(take(store::storedValue(created, ">", "1970-01-02")), 86'400'000'000);
    EXPECT_EQ(take(store::storedValue(created, ">", "1970-01-02T01:02")), 90'120'000'000);
    EXPECT_EQ(take(store::storedValue(created, ">", "1970-01-02 01:02:03Z")), 90'123'000'000);
    EXPECT_EQ(take(store::storedValue(created, ">", 1.5)), 1'500'000);
    for (const char* text : {"1970-13-01", "1970-01-01T25:00", "1970-01-01x", "1970-01-01T01:02:03+1", ""})
        EXPECT_FALSE(store::storedValue(created, ">", text).ok()) << text;
}

}  // namespace
}  // namespace vitrine
