// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint_file.h"

#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::take;
namespace fs = std::filesystem;

Checkpoint checkpointAt(std::int64_t step) {
    Checkpoint checkpoint;
    checkpoint.step = step;
    checkpoint.arrays["state"] = Array::of(std::vector<double>{static_cast<double>(step), 0.1});
    checkpoint.values = {{"loss", 0.1 + static_cast<double>(step)}};
    checkpoint.points = {{"loss", step * 10}};
    return checkpoint;
}

std::size_t folderCount(const fs::path& folder) {
    return static_cast<std::size_t>(std::count_if(fs::directory_iterator(folder), {}, [](const auto& entry) { return entry.is_directory(); }));
}

}  // namespace

TEST(CheckpointFileTest, LastOneComesBackToTheBit) {
    const TemporaryFolder folder;
    EXPECT_FALSE(take(loadCheckpoint(folder.path())));
    for (std::int64_t step = 1; step <= 12; ++step) take(saveCheckpoint(folder.path(), checkpointAt(step)));
    const auto loaded = take(loadCheckpoint(folder.path()));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->step, 12);
    EXPECT_EQ(loaded->arrays.at("state").values<double>()[1], 0.1);
    EXPECT_EQ(loaded->values["loss"].get<double>(), 12.1);
    EXPECT_EQ(loaded->points.at("loss"), 120);
    EXPECT_EQ(folderCount(folder.path()), 1u) << "older ones are removed";
}

TEST(CheckpointFileTest, AKillBeforeThePointerLeavesTheOldOne) {
    const TemporaryFolder folder;
    take(saveCheckpoint(folder.path(), checkpointAt(1)));
    fs::create_directories(folder.path() / "checkpoint-2");
    take(writeAtomically(folder.path() / "checkpoint-2/state.safetensors", "half a fi"));
    EXPECT_EQ(take(loadCheckpoint(folder.path()))->step, 1);
    take(saveCheckpoint(folder.path(), checkpointAt(3)));
    EXPECT_EQ(take(loadCheckpoint(folder.path()))->step, 3);
    EXPECT_EQ(folderCount(folder.path()), 1u);
}

TEST(CheckpointFileTest, DamageIsNamed) {
    const TemporaryFolder folder;
    take(saveCheckpoint(folder.path(), checkpointAt(1)));
    const fs::path state = folder.path() / "checkpoint-1/state.safetensors";
    fs::resize_file(state, 20);
    EXPECT_FALSE(loadCheckpoint(folder.path()).ok());
    take(writeAtomically(folder.path() / "checkpoint.json", R"({"folder": 3})"));
    EXPECT_EQ(loadCheckpoint(folder.path()).error().code, ErrorCode::Corrupt);
    take(writeAtomically(folder.path() / "checkpoint.json", "nonsense"));
    EXPECT_FALSE(loadCheckpoint(folder.path()).ok());
    take(removeCheckpoints(folder.path()));
    EXPECT_FALSE(take(loadCheckpoint(folder.path())));
    EXPECT_EQ(folderCount(folder.path()), 0u);
}

}  // namespace vitrine
