// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "tests/core/store/store_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;
using testing::request;
using testing::take;
using testing::writeFile;

class ArtifactsTest : public testing::StoreTest {
protected:
    std::int64_t run = take(store.createRun(request()));
    std::filesystem::path place = store.runFolder(take(store.run(run)).row.uuid);

    ArtifactRow add(const std::string& name, const std::string& file, const std::string& text, std::int64_t step = 0) {
        writeFile(place / file, text);
        ArtifactRow row;
        row.run = run;
        row.name = name;
        row.kind = "text";
        row.format = "txt";
        row.step = step;
        row.meta = {{"k", 1}};
        return take(store.addArtifact(row, place / file));
    }
};

TEST_F(ArtifactsTest, RowHasSizeHashAndRelativePlace) {
    const ArtifactRow added = add("note", "sub/a b.txt", "hello");
    const ArtifactRow row = take(store.artifact(run, "note"));
    EXPECT_EQ(row.id, added.id);
    EXPECT_EQ(row.size, 5u);
    EXPECT_EQ(row.sha256, sha256("hello"));
    EXPECT_EQ(take(readText(store.folder() / row.file)), "hello");
    EXPECT_EQ(row.file.rfind("runs/", 0), 0u);
    EXPECT_EQ(row.meta["k"], 1);
    EXPECT_TRUE(take(store.check(true)).ok());
}

TEST_F(ArtifactsTest, SameNameAndStepIsReplacedAndItsFileGoes) {
    add("image", "1.txt", "old");
    add("image", "1b.txt", "other step", 1);
    add("image", "2.txt", "new");
    EXPECT_FALSE(std::filesystem::exists(place / "1.txt"));
    EXPECT_EQ(take(store.artifacts(run)).size(), 2u);
    EXPECT_EQ(take(store.artifact(run, "image")).step, 1);
    add("image", "2.txt", "in place");
    EXPECT_EQ(take(readText(place / "2.txt")), "in place");
    EXPECT_TRUE(take(store.check(true)).ok());
}

TEST_F(ArtifactsTest, FilesElsewhereOrMissingAreRefused) {
    ArtifactRow row;
    row.run = run;
    row.name = "x";
    expectError(store.addArtifact(row, place / "none.txt").error(), ErrorCode::NotFound);
    writeFile(folder() / "outside.txt", "x");
    expectError(store.addArtifact(row, folder() / "outside.txt").error(), ErrorCode::InvalidArgument);
    std::filesystem::create_directories(place);
    std::filesystem::create_symlink(folder() / "outside.txt", place / "link.txt");
    expectError(store.addArtifact(row, place / "link.txt").error(), ErrorCode::InvalidArgument);
    std::filesystem::create_directories(place / "folder");
    expectError(store.addArtifact(row, place / "folder").error(), ErrorCode::NotFound);
    row.run = 99;
    expectError(store.addArtifact(row, place / "none.txt").error(), ErrorCode::NotFound);
    expectError(store.artifact(run, "x").error(), ErrorCode::NotFound);
    EXPECT_TRUE(take(store.artifacts(run)).empty());
}

TEST_F(ArtifactsTest, RemovingTakesRowsAndFiles) {
    add("a", "a.txt", "a");
    add("b", "b.txt", "b");
    writeFile(place / "checkpoint.safetensors", "kept");
    take(store.removeArtifacts(run));
    EXPECT_TRUE(take(store.artifacts(run)).empty());
    EXPECT_FALSE(std::filesystem::exists(place / "a.txt"));
    EXPECT_TRUE(std::filesystem::exists(place / "checkpoint.safetensors"));
}

TEST_F(ArtifactsTest, CheckFindsEveryKindOfDamage) {
    add("gone", "gone.txt", "1");
    add("short", "short.txt", "12345");
    add("other", "other.txt", "12345");
    std::filesystem::remove(place / "gone.txt");
    writeFile(place / "short.txt", "12");
    writeFile(place / "other.txt", "54321");
    writeFile(place / "stray.txt", "?");
    std::filesystem::create_directories(store.runFolder("00000000-0000-4000-8000-000000000000"));
    (void)take(store.requestCancel(run));
    EXPECT_EQ(take(store.check(false)).problems.size(), 4u);
    const StoreCheck checked = take(store.check(true));
    EXPECT_EQ(checked.problems.size(), 5u);
    EXPECT_EQ(checked.artifacts, 3);
    EXPECT_EQ(checked.runs, 1);
}

}  // namespace
}  // namespace vitrine
