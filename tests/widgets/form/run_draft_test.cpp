// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <random>

#include "tests/widgets/form/form_fixture.h"

namespace vitrine::testing {
namespace {

TEST_F(FormFixture, editsOnTopOfPresetOnTopOfDefaults) {
    EXPECT_EQ(draft.value("count"), 8);
    draft.setPreset("desk");
    EXPECT_EQ(draft.value("count"), 60);
    EXPECT_FALSE(draft.isChanged("count")) << "a preset's value is no edit";
    ASSERT_TRUE(draft.set("count", 12).ok());
    EXPECT_TRUE(draft.isChanged("count"));
    EXPECT_EQ(draft.baseValue("count"), 60);
    EXPECT_EQ(draft.order().parameters, (Json{{"count", 12}}));
    EXPECT_EQ(draft.order().preset, "desk");
    ASSERT_TRUE(draft.set("count", 60).ok());
    EXPECT_FALSE(draft.isChanged("count")) << "back at the preset's value by hand";
    ASSERT_TRUE(draft.set("count", 12).ok());
    draft.setPreset("smoke");
    EXPECT_EQ(draft.value("count"), 8) << "a preset drops edits";
    EXPECT_EQ(draft.order().parameters, Json::object());
    undo.undo();
    EXPECT_EQ(draft.value("count"), 12);
    EXPECT_EQ(draft.preset(), "desk");
}

TEST_F(FormFixture, wrongValueIsKeptAsProblemAndTheOldOneStays) {
    QSignalSpy problems(&draft, &RunDraft::problemChanged), changes(&draft, &RunDraft::changed);
    EXPECT_FALSE(draft.set("top_k", 0).ok()) << "the minimum is exclusive";
    EXPECT_EQ(draft.value("top_k"), 1.0);
    ASSERT_TRUE(draft.problem("top_k"));
    EXPECT_FALSE(draft.valid());
    EXPECT_EQ(problems.count(), 1);
    EXPECT_EQ(changes.count(), 0);
    EXPECT_EQ(undo.count(), 0);
    ASSERT_TRUE(draft.set("count", 9).ok());
    EXPECT_TRUE(draft.problem("top_k")) << "another field's edit does not hide it";
    ASSERT_TRUE(draft.set("top_k", 0.5).ok());
    EXPECT_TRUE(draft.valid());
    EXPECT_EQ(draft.set("no_such", 1).error().code, ErrorCode::NotFound);
}

TEST_F(FormFixture, eachEditIsOneSignalAndADragOneStep) {
    QSignalSpy values(&draft, &RunDraft::valueChanged), changes(&draft, &RunDraft::changed);
    for (int i = 1; i <= 30; ++i) ASSERT_TRUE(draft.set("opacity", i / 100.0, true).ok());
    EXPECT_EQ(values.count(), 30);
    EXPECT_EQ(changes.count(), 30);
    EXPECT_EQ(undo.count(), 1);
    undo.undo();
    EXPECT_EQ(draft.value("opacity"), 0.8);
    EXPECT_EQ(changes.count(), 31);
    ASSERT_TRUE(draft.set("opacity", 0.8).ok());
    EXPECT_EQ(changes.count(), 31) << "nothing changed, nothing is told";
}

TEST_F(FormFixture, visibleWhenFollowsOtherValues) {
    EXPECT_FALSE(draft.isVisible("target_class"));
    ASSERT_TRUE(draft.set("target", "class").ok());
    EXPECT_TRUE(draft.isVisible("target_class"));
    EXPECT_TRUE(draft.isVisible("split"));
    ASSERT_TRUE(draft.set("explainer", "rise").ok());
    EXPECT_FALSE(draft.isVisible("split"));
}

TEST_F(FormFixture, dataComesFromUserThenPresetThenDefault) {
    QSignalSpy data(&draft, &RunDraft::dataChanged);
    EXPECT_TRUE(draft.data("weights").empty());
    draft.setPreset("paper");
    EXPECT_EQ(draft.data("weights"), std::vector<std::string>{"resnet-cifar10-weights/resnet56-4bfd9763.th"});
    ASSERT_EQ(data.count(), 1) << "the preset changed what is bound";
    EXPECT_EQ(data[0][0].toString(), "weights");
    EXPECT_TRUE(draft.order().data.empty()) << "what the preset binds is resolved with the preset";
    draft.bindData("images", {"/tmp/photo.jpg"});
    EXPECT_TRUE(draft.isDataChanged("images"));
    EXPECT_EQ(draft.order().data["images"], std::vector<std::string>{"/tmp/photo.jpg"});
    draft.bindData("images", {"none"});
    draft.bindData("images", {});
    EXPECT_FALSE(draft.isDataChanged("images"));
    draft.bindData("no_such_role", {"x"});
    EXPECT_FALSE(draft.order().data.contains("no_such_role"));
}

TEST_F(FormFixture, copiesARunAsOneStep) {
    RunRecord run;
    run.row.id = 7;
    run.row.method = "lrp_resnet";
    run.row.preset = "smoke";
    run.row.seed = 99;
    run.row.device = "cpu";
    run.parameters = draft.values();
    run.parameters["count"] = 33;
    run.parameters["gone_parameter"] = 1;
    run.data = Json::parse(R"({"images": [{"text": "photo.jpg", "path": "/data/photo.jpg", "dataset": "", "sha256": "ab"}], "weights": []})");
    draft.copyFrom(run);
    EXPECT_EQ(undo.count(), 1);
    EXPECT_EQ(draft.value("count"), 33);
    EXPECT_EQ(draft.value("step"), 0) << "the run's value, not the preset's";
    EXPECT_EQ(draft.seed(), 99u);
    EXPECT_EQ(draft.device(), "cpu");
    EXPECT_EQ(draft.data("images"), std::vector<std::string>{"/data/photo.jpg"});
    EXPECT_EQ(draft.data("weights"), std::vector<std::string>{"none"});
    undo.undo();
    EXPECT_EQ(draft.value("count"), 8);
    EXPECT_EQ(draft.seed(), 0u);
}

TEST_F(FormFixture, factsOfTheDataBoundValues) {
    Manifest bound = *manifestFrom(R"([{"id": "index", "title": "Image", "type": "int", "default": 5, "min": 0, "max": {"fact": "data.images.count", "offset": -1}}])");
    RunDraft other(bound, &undo);
    EXPECT_TRUE(other.valid());
    other.setFacts({{"data.images.count", 3}});
    EXPECT_TRUE(other.problem("index")) << "5 is beyond the last image";
    other.setFacts({{"data.images.count", 10}});
    EXPECT_TRUE(other.valid());
    EXPECT_FALSE(other.set("index", 10).ok());
    EXPECT_TRUE(other.set("index", 9).ok());
    EXPECT_TRUE(other.valid());
}

TEST_F(FormFixture, stateSurvivesARestartAndForeignEntries) {
    draft.setPreset("desk");
    ASSERT_TRUE(draft.set("count", 7).ok());
    draft.setSeed(18446744073709551615u);
    draft.bindData("images", {"none"});
    draft.setProfile(true);
    Json state = Json::parse(draft.saveState().dump());
    state["edits"]["unknown"] = 3;
    state["edits"]["levels"] = "no number";
    state["data"]["unknown"] = {"x"};
    QUndoStack quiet;
    RunDraft again(manifest, &quiet);
    again.restoreState(state);
    EXPECT_EQ(again.saveState(), draft.saveState());
    EXPECT_EQ(again.seed(), 18446744073709551615u);
    EXPECT_EQ(quiet.count(), 0);
    for (const char* junk : {"null", "[]", "{\"edits\": 3, \"data\": [1], \"seed\": -1, \"preset\": \"gone\"}"}) again.restoreState(Json::parse(junk));
    EXPECT_EQ(again.preset(), "");
}

/// A value that the parameter may or may not take.
Json randomValue(const Parameter& parameter, std::mt19937& random) {
    const auto below = [&](int n) { return int(random() % unsigned(n)); };
    switch (parameter.type) {
        case ParameterType::Bool: return below(2) == 1;
        case ParameterType::Int: return below(200) - 3;
        case ParameterType::Real: return below(1000) / 500.0;
        case ParameterType::Choice: return parameter.choices[std::size_t(below(int(parameter.choices.size())))].id;
        case ParameterType::IntVector: return Json::array({below(9), below(9)});
        default: return "text " + std::to_string(below(5));
    }
}

void randomEdit(RunDraft& draft, std::mt19937& random) {
    const auto& parameters = draft.manifest().schema.parameters();
    const Parameter& parameter = parameters[random() % parameters.size()];
    const std::string role = draft.manifest().data[random() % 2].id;
    switch (random() % 24) {
        case 0: return draft.setPreset(std::vector<std::string>{"", "smoke", "desk", "paper"}[random() % 4]);
        case 1: return draft.resetAll();
        case 2: return draft.reset(parameter.id);
        case 3: return draft.bindData(role, random() % 3 ? std::vector<std::string>{"/tmp/" + std::to_string(random() % 4)} : std::vector<std::string>{});
        case 4: return draft.setSeed(random() % 5);
        case 5: return draft.setDevice(random() % 2 ? "cpu" : "auto");
        case 6: return draft.setProfile(random() % 2);
        default: static_cast<void>(draft.set(parameter.id, randomValue(parameter, random), random() % 3 == 0));
    }
}

TEST_F(FormFixture, undoAndRedoMeetEveryStateAgain) {
    std::mt19937 random(20260101);
    std::vector<Json> states{draft.saveState()};   // By index of the undo stack.
    for (int i = 0; i < 2000; ++i) {
        randomEdit(draft, random);
        states.resize(std::size_t(undo.index()) + 1);
        states.back() = draft.saveState();
    }
    ASSERT_GT(undo.count(), 1000);
    for (int at = undo.count(); at >= 0; --at) {
        undo.setIndex(at);
        ASSERT_EQ(draft.saveState(), states[std::size_t(at)]) << "undone to step " << at;
    }
    const Json values = draft.values();
    for (int at = 0; at <= undo.count(); ++at) {
        undo.setIndex(at);
        ASSERT_EQ(draft.saveState(), states[std::size_t(at)]) << "redone to step " << at;
    }
    undo.setIndex(0);
    EXPECT_EQ(draft.values(), values);
}

}  // namespace
}  // namespace vitrine::testing
