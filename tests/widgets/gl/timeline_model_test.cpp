// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>

#include "tests/widgets/gl/timeline_recordings.h"
#include "widgets/gl/operator_timeline_model.h"

namespace vitrine {
namespace {

OperatorTimelineModel modelOf(const Json& timeline) {
    Result<OperatorTimelineModel> model = OperatorTimelineModel::fromJson(timeline);
    if (!model) ADD_FAILURE() << model.error().message();
    return *std::move(model);
}

TEST(TimelineModel, sumsOfAWorkedCase) {
    // conv (0..100) calls mul (10..40) and add (50..70); a second conv (200..260) is cut by the span.
    const Json timeline = {{"events",
                            {{{"name", "conv"}, {"start_us", 0}, {"duration_us", 100}, {"thread", 0}, {"depth", 0}, {"shapes", "[1]"}},
                             {{"name", "mul"}, {"start_us", 10}, {"duration_us", 30}, {"thread", 0}, {"depth", 1}, {"shapes", ""}},
                             {{"name", "add"}, {"start_us", 50}, {"duration_us", 20}, {"thread", 0}, {"depth", 1}, {"shapes", ""}},
                             {{"name", "conv"}, {"start_us", 200}, {"duration_us", 60}, {"thread", 0}, {"depth", 0}, {"shapes", ""}}}},
                           {"wall_us", 300},
                           {"dropped", 7}};
    const OperatorTimelineModel model = modelOf(timeline);
    EXPECT_EQ(model.dropped(), 7);
    EXPECT_EQ(model.lanes().size(), 2u);
    const OperatorTimelineModel::Sums sums = model.sums(0, 230);
    ASSERT_EQ(sums.byOperator.size(), 3u);
    EXPECT_EQ(model.names()[sums.byOperator[0].name], "conv");
    EXPECT_EQ(sums.byOperator[0].calls, 2);
    EXPECT_DOUBLE_EQ(sums.byOperator[0].totalUs, 130);
    EXPECT_DOUBLE_EQ(sums.byOperator[0].selfUs, 80);
    ASSERT_EQ(sums.byModule.size(), 1u);
    EXPECT_DOUBLE_EQ(sums.byModule[0].totalUs, 130);
    EXPECT_DOUBLE_EQ(sums.byModule[0].selfUs, 80);
    EXPECT_DOUBLE_EQ(sums.busyUs, 130);
    EXPECT_EQ(model.calls()[1].parent, 0);
    EXPECT_EQ(model.calls()[2].root, 0);
    EXPECT_EQ(model.nextMatch(model.matches("CONV"), 0), 3u);
    EXPECT_EQ(model.nextMatch(model.matches("conv"), 250), 0u) << "goes round";
    EXPECT_FALSE(model.nextMatch(model.matches("nothing"), 0).has_value());
}

TEST(TimelineModel, sumsAgreeWithBruteForce) {
    const Json timeline = test::randomRecording(3000, 3, 5);
    const OperatorTimelineModel model = modelOf(timeline);
    for (const auto& [from, to] : {std::pair(0.0, model.wallUs()), std::pair(model.wallUs() * 0.31, model.wallUs() * 0.62)}) {
        std::map<std::string, double> total, self;
        std::map<std::string, std::int64_t> calls;
        const Json& events = timeline["events"];
        const auto part = [&, from = from, to = to](const Json& e) {
            const double start = e["start_us"], end = start + e["duration_us"].get<double>();
            return std::min(end, to) - std::max(start, from);
        };
        for (const Json& event : events) {
            if (part(event) <= 0) continue;
            const std::string name = event["name"];
            total[name] += part(event);
            self[name] += part(event);
            ++calls[name];
            for (const Json& callee : events) {   // Direct callees: one deeper, within, same thread.
                if (callee["thread"] != event["thread"] || callee["depth"].get<int>() != event["depth"].get<int>() + 1) continue;
                const double start = callee["start_us"], outer = event["start_us"];
                if (start >= outer && start < outer + event["duration_us"].get<double>() && part(callee) > 0) self[name] -= part(callee);
            }
        }
        const OperatorTimelineModel::Sums sums = model.sums(from, to);
        ASSERT_EQ(sums.byOperator.size(), total.size());
        for (const OperatorTimelineModel::Sum& sum : sums.byOperator) {
            const std::string& name = model.names()[sum.name];
            EXPECT_EQ(sum.calls, calls[name]) << name;
            EXPECT_NEAR(sum.totalUs, total[name], 1e-6 * model.wallUs()) << name;
            EXPECT_NEAR(sum.selfUs, self[name], 1e-6 * model.wallUs()) << name;
        }
    }
}

TEST(TimelineModel, barsCoverEveryCallOnceAndStayFew) {
    const OperatorTimelineModel model = modelOf(test::randomRecording(20'000, 1, 3));
    const double least = model.wallUs() / 300;
    for (std::size_t lane = 0; lane < model.lanes().size(); ++lane) {
        std::vector<OperatorTimelineModel::Bar> bars;
        model.bars(lane, 0, model.wallUs(), least, bars);
        std::size_t covered = 0;
        double end = -1;
        for (const OperatorTimelineModel::Bar& bar : bars) {
            EXPECT_GE(bar.startUs, end - 1e-6) << "bars follow each other";
            end = bar.endUs;
            covered += bar.count;
            const TimelineCall& call = model.calls()[bar.call];
            EXPECT_GE(call.startUs, bar.startUs);
            EXPECT_LE(call.endUs(), bar.endUs + 1e-6);
            if (bar.count > 1) {
                EXPECT_LT(call.durationUs, least) << "a call wide enough is drawn alone";
            }
        }
        EXPECT_EQ(covered, model.lanes()[lane].size());
        EXPECT_LE(bars.size(), 620u);
    }
    std::vector<OperatorTimelineModel::Bar> all;
    model.bars(0, 0, model.wallUs(), 0, all);
    EXPECT_EQ(all.size(), model.lanes()[0].size()) << "nothing is merged when everything can be told apart";
}

TEST(TimelineModel, twoHundredThousandCallsAreSummedAndMergedInTime) {
    const OperatorTimelineModel model = modelOf(test::randomRecording(200'000, 2, 3));
    std::vector<double> sums, bars;
    std::vector<OperatorTimelineModel::Bar> out;
    const auto now = [] { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); };
    for (int i = 0; i < 25; ++i) {
        const double start = now();
        model.sums(model.wallUs() * i / 1000, model.wallUs());
        const double middle = now();
        out.clear();
        for (std::size_t lane = 0; lane < model.lanes().size(); ++lane) model.bars(lane, 0, model.wallUs(), model.wallUs() / 400, out);
        sums.push_back(middle - start);
        bars.push_back(now() - middle);
    }
    std::nth_element(sums.begin(), sums.begin() + 12, sums.end());
    std::nth_element(bars.begin(), bars.begin() + 12, bars.end());
    std::printf("200,000 calls: sums %.2f ms, %zu bars %.2f ms (medians)\n", sums[12], out.size(), bars[12]);
    EXPECT_LT(sums[12] + bars[12], 16) << "goal: 8 ms with the drawing";
}

TEST(TimelineModel, refusesWhatIsNoRecording) {
    const auto why = [](const Json& json) {
        const Result<OperatorTimelineModel> model = OperatorTimelineModel::fromJson(json);
        return model ? std::string("accepted") : model.error().message();
    };
    EXPECT_NE(why(Json::array()).find("events"), std::string::npos);
    const auto event = [](const Json& change) {
        Json one = {{"name", "a"}, {"start_us", 1}, {"duration_us", 1}, {"thread", 0}, {"depth", 0}};
        one.update(change);
        return Json{{"events", {Json(one)}}};
    };
    EXPECT_EQ(why(event(Json::object())), "accepted");
    EXPECT_NE(why(event({{"duration_us", -1}})).find("negative"), std::string::npos);
    EXPECT_NE(why(event({{"start_us", "soon"}})).find("number"), std::string::npos);
    EXPECT_NE(why(event({{"depth", 1e9}})).find("depth"), std::string::npos);
    EXPECT_NE(why(event({{"name", 3}})).find("name"), std::string::npos);
}

TEST(TimelineModel, aLostCallerLeavesItsCalleesAlone) {
    const OperatorTimelineModel model = modelOf(
        {{"events", {{{"name", "inner"}, {"start_us", 5}, {"duration_us", 5}, {"thread", 0}, {"depth", 1}}}}, {"wall_us", 20}});
    EXPECT_EQ(model.calls()[0].parent, -1);
    EXPECT_DOUBLE_EQ(model.sums(0, 20).byModule.at(0).totalUs, 5);
}

}  // namespace
}  // namespace vitrine
