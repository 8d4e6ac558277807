// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/salvage.h"

#include "core/store/raw_pages.h"
#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::block;
using testing::expectError;
using testing::request;
using testing::take;
using testing::writeFile;

class SalvageTest : public testing::StoreTest {
protected:
    void SetUp() override {
        for (int i = 0; i < 30; ++i) {
            RunRequest one = request(i % 2 ? "lrp_resnet" : "pde_plus", {{"n", i}, {"long", std::string(6000, 'p')}});
            one.tags = {"t" + std::to_string(i % 3)};
            ids.push_back(take(store.createRun(one)));
            take(store.appendMetrics(ids.back(), {block("x", 0, 5000), block("y", 7, i + 1)}));
            take(store.appendLog(ids.back(), {{i, "info", "line"}}));
        }
        addArtifact(ids[0], "kept");
        take(store.setSetting("s", 5));
        (void)take(store.saveClaim({0, "m", "c", "smoke", "holds", 1, 2, {{"e", 1}}, {1, 2}}));
    }
    void addArtifact(std::int64_t run, const std::string& name) {
        const std::filesystem::path file = store.runFolder(take(store.run(run)).row.uuid) / (name + ".txt");
        writeFile(file, name);
        ArtifactRow row;
        row.run = run;
        row.name = name;
        row.kind = "text";
        (void)take(store.addArtifact(row, file));
    }
    void close() { ExperimentStore closing = std::move(store); }
    std::filesystem::path database() const { return folder() / "vitrine.db"; }
    std::vector<std::int64_t> ids;
};

TEST_F(SalvageTest, SoundStoreComesBackWhole) {
    close();
    const SalvageReport report = take(salvageStore(folder()));
    EXPECT_EQ(report.runs, 30);
    EXPECT_EQ(report.points, 30 * 5000 + 30 * 31 / 2);
    EXPECT_EQ(report.artifacts, 1);
    EXPECT_TRUE(report.losses.empty()) << report.losses.front();
    EXPECT_TRUE(std::filesystem::exists(report.setAside));
    ExperimentStore again = open();
    const StoreCheck checked = take(again.check(true));
    EXPECT_TRUE(checked.ok()) << checked.problems.front();
    for (int i = 0; i < 30; ++i) {
        const RunRecord record = take(again.run(ids[i]));
        EXPECT_EQ(record.parameters["n"], i);
        EXPECT_EQ(take(again.series(ids[i], "x")).values, block("x", 0, 5000).values);
        EXPECT_EQ(take(again.log(ids[i])).at(0).time, i);
    }
    EXPECT_EQ(take(again.runs({"param.n < 10 and tag == 't1'", "metric.y.max", 50, false, {}})).total, 3);
    EXPECT_EQ(take(again.setting("s")), 5);
    EXPECT_EQ(take(again.claims("m")).at(0).runs.size(), 2u);
    EXPECT_GT(take(again.createRun(request())), ids.back());
}

TEST_F(SalvageTest, LogThatWasNotWrittenBackIsRead) {
    // A copy of database and log, as they lie after a kill.
    const std::filesystem::path killed = m_folder.path() / "killed";
    std::filesystem::create_directories(killed);
    for (const char* file : {"vitrine.db", "vitrine.db-wal"})
        std::filesystem::copy_file(folder() / file, killed / file);
    const SalvageReport report = take(salvageStore(killed));
    EXPECT_EQ(report.runs, 30);
    EXPECT_TRUE(std::filesystem::exists(report.setAside.string() + "-wal"));
}

TEST_F(SalvageTest, ZeroedHeaderLosesNothing) {
    close();
    std::string bytes = take(readText(database()));
    std::fill(bytes.begin(), bytes.begin() + 4096, '\0');
    writeFile(database(), bytes);
    expectError(ExperimentStore::open(folder()).error(), ErrorCode::Corrupt);
    EXPECT_EQ(take(readText(database())), bytes) << "a damaged store is left as it is";
    EXPECT_EQ(take(salvageStore(folder())).runs, 30);
    ExperimentStore again = open();
    EXPECT_EQ(take(again.series(ids[7], "x")).values.size(), 5000u);
}

TEST_F(SalvageTest, RunsOfALostPageComeBackFromTheirCopies) {
    take(store.setNote(ids[4], "kept note"));
    (void)take(store.requestCancel(ids[4]));
    close();
    std::string bytes = take(readText(database()));
    int zeroed = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 4096) {
        // A leaf page of a table (type 13) full of rows that name a method: runs or their copies. Rows of runs have no
        // JSON.
        const std::string_view page(bytes.data() + at, 4096);
        if (page[0] != 13 || page.find("lrp_resnet1.0") == std::string_view::npos) continue;
        std::fill_n(bytes.begin() + at, 4096, '\0');
        ++zeroed;
    }
    ASSERT_GE(zeroed, 1);
    writeFile(database(), bytes);
    const SalvageReport report = take(salvageStore(folder()));
    EXPECT_EQ(report.runs, 30);
    ExperimentStore again = open();
    EXPECT_EQ(take(again.run(ids[4])).row.note, "kept note");
    EXPECT_EQ(take(again.run(ids[4])).row.state, RunState::Cancelled);
    EXPECT_EQ(take(again.run(ids[5])).parameters["n"], 5);
    EXPECT_EQ(take(again.series(ids[5], "x")).values.size(), 5000u);
    EXPECT_TRUE(take(again.check(true)).ok());
}

TEST_F(SalvageTest, ArtifactsWithoutRowsAreFoundByTheirFolders) {
    const std::string uuid = take(store.run(ids[3])).row.uuid;
    writeFile(store.runFolder(uuid) / "heat.png", "picture");
    writeFile(store.runFolder(uuid) / "checkpoint.safetensors", "not one");
    close();
    EXPECT_EQ(take(salvageStore(folder())).artifacts, 2);
    ExperimentStore again = open();
    EXPECT_EQ(take(again.artifact(ids[3], "heat.png")).kind, "image");
}

TEST_F(SalvageTest, StoresInUseAreNotTouched) {
    expectError(salvageStore(folder()).error(), ErrorCode::Busy);
    expectError(salvageStore(m_folder.path() / "none").error(), ErrorCode::NotFound);
}

TEST_F(SalvageTest, RubbishGivesAnEmptyStore) {
    const std::filesystem::path rubbish = m_folder.path() / "rubbish";
    std::string bytes;
    for (int i = 0; i < 40'000; ++i) bytes += static_cast<char>(i * 7919 >> 3);
    writeFile(rubbish / "vitrine.db", bytes);
    EXPECT_EQ(take(salvageStore(rubbish)).runs, 0);
    EXPECT_EQ(take(take(ExperimentStore::open(rubbish)).runs({})).total, 0);
}

}  // namespace
}  // namespace vitrine
