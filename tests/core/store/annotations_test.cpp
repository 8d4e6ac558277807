// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::block;
using testing::expectError;
using testing::request;
using testing::take;
using testing::writeFile;

class AnnotationsTest : public testing::StoreTest {
protected:
    std::int64_t run = take(store.createRun(request("lrp_resnet", {{"eps", 0.1}})));
};

TEST_F(AnnotationsTest, LogComesBackInOrder) {
    take(store.appendLog(run, {{1, "info", "one"}, {2, "error", "two\nlines"}}));
    take(store.appendLog(run, {{3, "info", std::string("nul\0 inside", 11)}}));
    const auto all = take(store.log(run));
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[1].text, "two\nlines");
    EXPECT_EQ(all[2].text.size(), 11u);
    const auto last = take(store.log(run, 2));
    ASSERT_EQ(last.size(), 2u);
    EXPECT_EQ(last[0].level, "error");
    expectError(store.appendLog(5, {}).error(), ErrorCode::NotFound);
    expectError(store.log(5).error(), ErrorCode::NotFound);
}

TEST_F(AnnotationsTest, TagsNoteAndTitleReplaceTheOldOnes) {
    take(store.setTags(run, {"b", "a", "b"}));
    take(store.setTags(run, {"c", "a"}));
    take(store.setNote(run, "a note"));
    take(store.setTitle(run, "a title"));
    const RunRow row = take(store.run(run)).row;
    EXPECT_EQ(row.tags, (std::vector<std::string>{"a", "c"}));
    EXPECT_EQ(row.note, "a note");
    EXPECT_EQ(row.title, "a title");
    EXPECT_EQ(take(store.runs({"tag == 'b'", "-id", 5, false, {}})).total, 0);
    EXPECT_EQ(take(store.runs({"tag == 'c' and note ~ 'NOTE'", "-id", 5, false, {}})).total, 1);
    expectError(store.setTags(9, {}).error(), ErrorCode::NotFound);
    expectError(store.setNote(9, "").error(), ErrorCode::NotFound);
}

TEST_F(AnnotationsTest, TrashHidesAndEmptyingRemovesEverything) {
    const std::int64_t kept = take(store.createRun(request("lrp_resnet", {{"eps", 0.2}})));
    for (std::int64_t id : {run, kept}) {
        take(store.appendMetrics(id, {block("x", 0, 5000), block("y", 0, 10)}));
        take(store.appendLog(id, {{1, "info", "line"}}));
        take(store.setTags(id, {"t"}));
    }
    const std::filesystem::path place = store.runFolder(take(store.run(run)).row.uuid);
    writeFile(place / "a.txt", "a");
    ArtifactRow artifact;
    artifact.run = run;
    artifact.name = "a";
    (void)take(store.addArtifact(artifact, place / "a.txt"));

    take(store.setTrashed(run, true));
    EXPECT_EQ(take(store.runs({})).total, 1);
    EXPECT_EQ(take(store.runs({"", "-id", 5, true, {}})).rows.at(0).id, run);
    EXPECT_EQ(take(store.claimRun(WorkerIdentity::ofThisProcess(), run)), std::nullopt);
    take(store.setTrashed(run, false));
    EXPECT_EQ(take(store.runs({})).total, 2);
    take(store.setTrashed(run, true));
    take(store.emptyTrash());
    expectError(store.run(run).error(), ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(place));
    EXPECT_EQ(take(store.runs({"param.eps > 0", "metric.x", 5, false, {}})).total, 1);
    EXPECT_EQ(take(store.series(kept, "x")).values.size(), 5000u);
    const StoreCheck checked = take(store.check(true));
    EXPECT_TRUE(checked.ok()) << checked.problems.front();
    EXPECT_EQ(checked.points, 5010);
    EXPECT_GT(take(store.createRun(request())), kept) << "numbers are not used again";
}

TEST_F(AnnotationsTest, RunningRunsDoNotGoToTheTrash) {
    (void)take(store.claimRun(WorkerIdentity::ofThisProcess()));
    expectError(store.setTrashed(run, true).error(), ErrorCode::Conflict);
    expectError(store.setTrashed(55, true).error(), ErrorCode::NotFound);
}

TEST_F(AnnotationsTest, ClaimsAreSavedAndReplaced) {
    ClaimRecord record;
    record.method = "lrp_resnet";
    record.claim = "conserves";
    record.preset = "smoke";
    record.verdict = "leans";
    record.report = {{"effect", 0.5}};
    record.runs = {run, 7};
    record.id = take(store.saveClaim(record));
    record.verdict = "holds";
    EXPECT_EQ(take(store.saveClaim(record)), record.id);
    record.id = 0;
    record.method = "pde_plus";
    (void)take(store.saveClaim(record));
    const auto mine = take(store.claims("lrp_resnet"));
    ASSERT_EQ(mine.size(), 1u);
    EXPECT_EQ(mine[0].verdict, "holds");
    EXPECT_EQ(mine[0].report["effect"], 0.5);
    EXPECT_EQ(mine[0].runs, (std::vector<std::int64_t>{run, 7}));
    EXPECT_GT(mine[0].created, 0);
    EXPECT_EQ(take(store.claims()).size(), 2u);
}

TEST_F(AnnotationsTest, SettingsKeepAnyJson) {
    EXPECT_TRUE(take(store.setting("window")).is_null());
    take(store.setSetting("window", {{"size", {1, 2}}, {"text", "ä\xff"}}));
    take(store.setSetting("window", {{"size", {3, 4}}}));
    EXPECT_EQ(take(store.setting("window"))["size"][1], 4);
}

TEST_F(AnnotationsTest, OtherConnectionsSeeThatSomethingChanged) {
    ExperimentStore other = open();
    const std::int64_t before = other.dataVersion();
    EXPECT_EQ(other.dataVersion(), before);
    take(store.setNote(run, "changed"));
    EXPECT_NE(other.dataVersion(), before);
}

}  // namespace
}  // namespace vitrine
