// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/npy.h"
#include "core/data/readers.h"
#include "core/data/safetensors.h"
#include "core/run/run_context.h"
#include "tests/core/run/run_fixture.h"
#ifndef VITRINE_NO_MEDIA
#include "core/media/image.h"
#endif

namespace vitrine {
namespace {

using testing::expectError;
using testing::take;
namespace fs = std::filesystem;

ArtifactSpec spec(const std::string& name, const std::string& kind, std::int64_t step = 0) { return {name, kind, "", "", step, Json::object()}; }

}  // namespace

TEST(ArtifactFileTest, EachTypeHasItsFormat) {
    const TemporaryFolder folder;
    const Array numbers = Array::of(std::vector<float>{1, 2, 3});
    const auto npy = take(writeArtifactFile(spec("scores", "series"), numbers, folder.path()));
    EXPECT_EQ(npy.format, "npy");
    EXPECT_EQ(npy.path, folder.path() / "scores.npy");
    EXPECT_EQ(take(readNpy(npy.path)).values<float>()[2], 3);

    const auto tensors = take(writeArtifactFile(spec("model", "weights"), NamedArrays{{"a", numbers}}, folder.path()));
    EXPECT_EQ(tensors.format, "safetensors");
    EXPECT_EQ(take(readSafetensors(tensors.path)).at("a").values<float>()[1], 2);

    Table table;
    table.columns.push_back({"x", Array::of(std::vector<double>{1.5, 2.5}), ""});
    const auto csv = take(writeArtifactFile(spec("rows", "table"), table, folder.path()));
    EXPECT_EQ(csv.format, "csv");
    EXPECT_NE(take(readText(csv.path)).find("1.5"), std::string::npos);

    const auto json = take(writeArtifactFile(spec("facts", "json"), Json{{"a", 1}}, folder.path()));
    EXPECT_EQ(take(readJsonFile(json.path))["a"], 1);
    const auto text = take(writeArtifactFile(spec("report", "text"), std::string("words"), folder.path()));
    EXPECT_EQ(text.path.extension(), ".txt");
    EXPECT_EQ(take(readText(text.path)), "words");
}

#ifndef VITRINE_NO_MEDIA
TEST(ArtifactFileTest, PicturesBecomePngOthersStayArrays) {
    const TemporaryFolder folder;
    Array picture = Array::zeros(DType::U8, {4, 5, 3});
    picture.mutableValues<std::uint8_t>()[7] = 200;
    const auto png = take(writeArtifactFile(spec("photo", "image"), picture, folder.path()));
    EXPECT_EQ(png.format, "png");
    EXPECT_EQ(take(readImage(png.path)).values<std::uint8_t>()[7], 200);
    EXPECT_EQ(take(writeArtifactFile(spec("grey", "image"), Array::zeros(DType::U8, {4, 5}), folder.path())).format, "png");
    EXPECT_EQ(take(writeArtifactFile(spec("floats", "image"), Array::zeros(DType::F32, {4, 5, 3}), folder.path())).format, "npy");
    EXPECT_EQ(take(writeArtifactFile(spec("heat", "heatmap"), Array::zeros(DType::U8, {4, 5}), folder.path())).format, "npy");
    EXPECT_EQ(take(writeArtifactFile(spec("empty", "image"), Array::zeros(DType::U8, {0, 5}), folder.path())).format, "npy");
}
#endif

TEST(ArtifactFileTest, NamesCannotLeaveTheFolderNorMeet) {
    const TemporaryFolder folder;
    std::set<fs::path> files;
    const std::string names[] = {"../../etc/passwd", "/abs", "a/../b", "a b", "a_b", "a\nb", "..", "heat/frog_0", "heat/frog 0", ".hidden",
                                 std::string(300, 'x') + "1", std::string(300, 'x') + "2", "µ"};
    for (const std::string& name : names) {
        const auto written = take(writeArtifactFile(spec(name, "text"), std::string("x"), folder.path()));
        const fs::path inside = fs::weakly_canonical(written.path).lexically_relative(fs::weakly_canonical(folder.path()));
        EXPECT_NE(*inside.begin(), "..") << name;
        EXPECT_TRUE(files.insert(written.path).second) << name << " met another in " << written.path;
    }
    EXPECT_EQ(take(writeArtifactFile(spec("heat/frog_0", "text", 5), std::string("x"), folder.path())).path, folder.path() / "heat/frog_0@5.txt");
    expectError(writeArtifactFile(spec("", "text"), std::string("x"), folder.path()).error(), ErrorCode::InvalidArgument);
    expectError(writeArtifactFile(spec(std::string(2000, 'n'), "text"), std::string("x"), folder.path()).error(), ErrorCode::InvalidArgument);
}

TEST(ArtifactFileTest, FilesAreMovedIn) {
    const TemporaryFolder folder;
    const fs::path source = folder.path() / "clip.mp4";
    take(writeAtomically(source, "frames"));
    const auto moved = take(writeArtifactFile(spec("clip", "video"), source, folder.path() / "artifacts"));
    EXPECT_EQ(moved.format, "mp4");
    EXPECT_EQ(take(readText(moved.path)), "frames");
    EXPECT_FALSE(fs::exists(source));
    expectError(writeArtifactFile(spec("gone", "video"), source, folder.path()).error(), ErrorCode::NotFound);
    expectError(writeArtifactFile(spec("dir", "video"), folder.path(), folder.path()).error(), ErrorCode::NotFound);
}

TEST(ArtifactFileTest, AFolderThatCannotBeMadeIsAnError) {
    const TemporaryFolder folder;
    take(writeAtomically(folder.path() / "file", "x"));
    const auto result = writeArtifactFile(spec("a", "text"), std::string("x"), folder.path() / "file");
    ASSERT_FALSE(result.ok());
    EXPECT_FALSE(result.error().next.empty());
}

}  // namespace vitrine
