// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <limits>
#include <set>

#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::block;
using testing::expectError;
using testing::request;
using testing::take;

/// 40 runs of two methods with parameters and metrics of which some runs lack some.
class RunListTest : public testing::StoreTest {
protected:
    void SetUp() override {
        for (int i = 0; i < 40; ++i) {
            RunRequest one = request(i % 2 ? "lrp_resnet" : "pde_plus",
                                     {{"n", i % 7}, {"name", i % 3 ? "adam" : "sgd"}, {"flag", i % 5 == 0}});
            if (i % 4) one.parameters["lr"] = 0.1 / (1 + i % 6);
            one.seed = i == 3 ? std::numeric_limits<std::uint64_t>::max() : std::uint64_t(i);
            one.title = "Run No. " + std::to_string(i);
            one.experiment = i < 10 ? "first" : "";
            one.preset = "smoke";
            if (i % 8 == 0) one.tags = {"draft", "Old"};
            ids.push_back(take(store.createRun(one)));
            if (i % 3 == 0)
                take(store.appendMetrics(ids.back(), {block("val loss", i, 3, i % 2 ? 1 : -1),
                                                      {"nan", {0}, {0}, {std::numeric_limits<double>::quiet_NaN()}}}));
        }
    }
    std::set<int> found(const std::string& where) {
        std::set<int> result;
        const RunPage page = take(store.runs({where, "id", 1000, false, {}}));
        EXPECT_EQ(page.total, std::int64_t(page.rows.size()));
        for (const RunRow& row : page.rows) result.insert(int(std::find(ids.begin(), ids.end(), row.id) - ids.begin()));
        return result;
    }
    template <class Test>
    static std::set<int> those(Test test) {
        std::set<int> result;
        for (int i = 0; i < 40; ++i)
            if (test(i)) result.insert(i);
        return result;
    }
    std::vector<std::int64_t> ids;
};

TEST_F(RunListTest, FiltersByEveryKindOfField) {
    EXPECT_EQ(found("").size(), 40u);
    EXPECT_EQ(found("method == \"lrp_resnet\""), those([](int i) { return i % 2 == 1; }));
    EXPECT_EQ(found("experiment == 'first' or experiment == 'pde_plus'"),
              those([](int i) { return i < 10 || i % 2 == 0; }));
    EXPECT_EQ(found("title ~ \"NO. 3\""), those([](int i) { return i == 3 || i >= 30; }));
    EXPECT_EQ(found("tag == \"draft\""), those([](int i) { return i % 8 == 0; }));
    EXPECT_EQ(found("tag ~ \"old\" and id > 0"), those([](int i) { return i % 8 == 0; }));
    EXPECT_EQ(found("tag != 'draft'"), those([](int i) { return i % 8 != 0; }));
    EXPECT_EQ(found("seed in (1, 2, 18446744073709551615)"), (std::set<int>{1, 2, 3}));
    EXPECT_EQ(found("state == 'queued' and preset == 'smoke' and priority == 0").size(), 40u);
    EXPECT_EQ(found("state in ('failed', 'running')").size(), 0u);
    EXPECT_EQ(found("created > '2001-01-01' and started == 0 and created < 99999999999").size(), 40u);
}

TEST_F(RunListTest, FiltersByParameters) {
    EXPECT_EQ(found("param.n >= 5"), those([](int i) { return i % 7 >= 5; }));
    EXPECT_EQ(found("param.n in (1, 3)"), those([](int i) { return i % 7 == 1 || i % 7 == 3; }));
    EXPECT_EQ(found("param.lr < 0.05"), those([](int i) { return i % 4 && i % 6 >= 2; }));
    EXPECT_EQ(found("not param.lr < 0.05"), those([](int i) { return !(i % 4 && i % 6 >= 2); }));
    EXPECT_EQ(found("param.flag == true"), those([](int i) { return i % 5 == 0; }));
    EXPECT_EQ(found("param.name == 'sgd'"), those([](int i) { return i % 3 == 0; }));
    EXPECT_EQ(found("param.name ~ 'DA'"), those([](int i) { return i % 3 != 0; }));
    EXPECT_EQ(found("param.name > 5").size(), 0u) << "texts are not greater than numbers";
    EXPECT_EQ(found("param.n < 'z'").size(), 0u) << "numbers are not less than texts";
    EXPECT_EQ(found("param.none == 1").size(), 0u);
    EXPECT_EQ(found("param.name == \"x' OR 1=1 --\"").size(), 0u);
}

TEST_F(RunListTest, FiltersByMetrics) {
    EXPECT_EQ(found("metric.`val loss` > 0"), those([](int i) { return i % 3 == 0 && i % 2; }));
    EXPECT_EQ(found("metric.`val loss`.min <= -10"),
              those([](int i) { return i % 3 == 0 && i % 2 == 0 && -(i + 2) / 3.0 <= -10; }));
    EXPECT_EQ(found("metric.`val loss`.count == 3 and metric.`val loss`.mean > 1"),
              those([](int i) { return i % 3 == 0 && i % 2 && (i + 1) / 3.0 > 1; }));
    EXPECT_EQ(found("metric.nan < 1 or metric.nan >= 1").size(), 0u);
}

TEST_F(RunListTest, PagesOfEverySortVisitEachRunOnceInOrder) {
    for (const std::string sort :
         {"id", "-id", "created", "-title", "param.lr", "-param.lr", "param.n", "-param.name", "metric.val loss",
          "-metric.`val loss`.max", "metric.nan", "duration", "-state", "experiment", "-seed"}) {
        std::string key = sort == "metric.val loss" ? "metric.`val loss`" : sort;
        std::vector<std::int64_t> all, paged;
        for (const RunRow& row : take(store.runs({"id > 2", key, 1000, false, {}})).rows) all.push_back(row.id);
        RunQuery query{"id > 2", key, 7, false, {}};
        do {
            const RunPage page = take(store.runs(query));
            EXPECT_EQ(page.total, 38);
            for (const RunRow& row : page.rows) paged.push_back(row.id);
            query.after = page.next;
        } while (query.after && paged.size() < 100);
        EXPECT_EQ(paged, all) << sort;
        EXPECT_EQ(std::set<std::int64_t>(all.begin(), all.end()).size(), 38u) << sort;
    }
}

TEST_F(RunListTest, RunsWithoutTheSortValueComeLast) {
    const auto rows = take(store.runs({"", "-param.lr", 1000, false, {}})).rows;
    ASSERT_EQ(rows.size(), 40u);
    for (int i = 0; i < 30; ++i) EXPECT_NE((rows[i].id - ids[0]) % 4, 0);
    double last = 1;
    for (int i = 0; i < 30; ++i) {
        const double rate = take(store.run(rows[i].id)).parameters["lr"].get<double>();
        EXPECT_LE(rate, last);
        last = rate;
    }
}

TEST_F(RunListTest, BadQueriesSayWhy) {
    expectError(store.runs({"nonsense", "-id", 10, false, {}}).error(), ErrorCode::InvalidArgument);
    expectError(store.runs({"", "colour", 10, false, {}}).error(), ErrorCode::NotFound);
    expectError(store.runs({"", "tag", 10, false, {}}).error(), ErrorCode::InvalidArgument);
    expectError(store.run(4711).error(), ErrorCode::NotFound);
}

TEST_F(RunListTest, RecordComesBackAsItWent) {
    RunRequest sent =
        request("mpvss", {{"a", 1}, {"b", {{"c", nullptr}}}, {"list", {1, 2.5, "x"}}, {"text", "ü\n\"'"}});
    sent.data = {{"images", {{"path", "/data/x"}, {"sha256", "00"}}}};
    sent.seed = 0xffff'ffff'ffff'fff0ULL;
    sent.tags = {"z", "a", "z"};
    sent.parent = ids[0];
    sent.profile = true;
    sent.threads = 2;
    sent.schemaHash = "abc";
    sent.device = "cuda:1";
    const std::int64_t id = take(store.createRun(sent));
    take(store.recordEnvironment(id, {{"host", "h"}}, {{"w", "hash"}}));
    const RunRecord got = take(store.run(id));
    EXPECT_EQ(got.parameters, sent.parameters);
    EXPECT_EQ(got.data, sent.data);
    EXPECT_EQ(got.environment["host"], "h");
    EXPECT_EQ(got.weights["w"], "hash");
    EXPECT_EQ(got.row.seed, sent.seed);
    EXPECT_EQ(got.row.tags, (std::vector<std::string>{"a", "z"}));
    EXPECT_EQ(got.row.parent, ids[0]);
    EXPECT_EQ(got.row.experiment, "mpvss");
    EXPECT_EQ(got.row.device, "cuda:1");
    EXPECT_TRUE(got.profile);
    EXPECT_EQ(got.threads, 2);
    EXPECT_EQ(got.schemaHash, "abc");
    EXPECT_EQ(got.row.uuid.size(), 36u);
    expectError(store.createRun(request("Not An Id")).error(), ErrorCode::InvalidArgument);
    expectError(store.recordEnvironment(99'999, {}, {}).error(), ErrorCode::NotFound);
}

TEST_F(RunListTest, ManyRunsAreCreatedAllOrNone) {
    EXPECT_EQ(take(store.createRuns({request(), request(), request()})).size(), 3u);
    expectError(store.createRuns({request(), request("Bad Id")}).error(), ErrorCode::InvalidArgument);
    EXPECT_EQ(take(store.runs({})).total, 43);
}

}  // namespace
}  // namespace vitrine
