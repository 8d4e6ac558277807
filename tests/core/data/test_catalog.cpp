// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/catalog.h"

#include <set>

#include "core/base/hash.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

struct CatalogTest : ::testing::Test {
    TemporaryFolder folder;
    std::filesystem::path data = folder.path() / "data", file = folder.path() / "sets.json";

    void SetUp() override {
        std::filesystem::create_directories(data / "good/sub");
        std::filesystem::create_directories(data / "stray");
        writeFile(data / "good/sub/a.txt", "abc");
        const Json good = {{"id", "good"},
                           {"title", "Good"},
                           {"files", {{{"path", "sub/a.txt"}, {"size", 3}, {"sha256", sha256("abc")}}}}};
        const Json gone = {{"id", "gone"}, {"title", "Gone"}, {"files", Json::array()}};
        writeFile(file, Json{{"datasets", {good, gone}}}.dump());
    }
};

TEST_F(CatalogTest, TellsPresentMissingBrokenUnlisted) {
    const auto catalog = DatasetCatalog::open(file, {data});
    ASSERT_TRUE(catalog.ok()) << catalog.error().message();
    auto status = catalog->status(true);
    ASSERT_EQ(status.size(), 3u);
    EXPECT_EQ(status[0].state, DatasetState::Present);
    EXPECT_EQ(status[1].state, DatasetState::Missing);
    EXPECT_EQ(status[2].state, DatasetState::Unlisted);
    EXPECT_EQ(status[2].dataset.id, "stray");
    writeFile(data / "good/sub/a.txt", "abd");
    EXPECT_EQ(catalog->status(false)[0].state, DatasetState::Present) << "sizes alone cannot tell";
    EXPECT_EQ(catalog->status(true)[0].state, DatasetState::Broken);
    writeFile(data / "good/sub/a.txt", "abcd");
    status = catalog->status(false);
    EXPECT_EQ(status[0].problems, std::vector<std::string>{"sub/a.txt: 4 bytes, expected 3"});
    std::filesystem::remove(data / "good/sub/a.txt");
    EXPECT_EQ(catalog->status(false)[0].problems, std::vector<std::string>{"sub/a.txt: missing"});
}

TEST_F(CatalogTest, ResolvesReferences) {
    const auto catalog = DatasetCatalog::open(file, {data});
    ASSERT_TRUE(catalog.ok());
    const auto inside = catalog->resolve("good/sub/a.txt", true);
    ASSERT_TRUE(inside.ok()) << inside.error().message();
    EXPECT_EQ(inside->datasetId, "good");
    EXPECT_EQ(inside->sha256, sha256("abc"));
    const auto set = catalog->resolve("good", true);
    ASSERT_TRUE(set.ok());
    EXPECT_EQ(set->path, data / "good");
    writeFile(data / "good/b.txt", "new");
    EXPECT_NE(catalog->resolve("good", true)->sha256, set->sha256) << "a folder's hash sees every file";
    const auto own = catalog->resolve((data / "good/b.txt").string(), false);
    ASSERT_TRUE(own.ok());
    EXPECT_TRUE(own->datasetId.empty() && own->sha256.empty());
    for (const std::string missing : {"gone", "nowhere", "../data/../none", ""}) {
        const auto error = catalog->resolve(missing, false);
        ASSERT_FALSE(error.ok()) << missing;
        EXPECT_EQ(error.error().code, ErrorCode::NotFound);
    }
    EXPECT_NE(catalog->resolve("gone", false).error().why.find("is known"), std::string::npos);
}

TEST_F(CatalogTest, RefusesBadCatalogues) {
    const auto refused = [&](const std::string& text) {
        expectRefused(DatasetCatalog::open(writeFile(file, text), {}), file);
    };
    refused("{}");
    refused("[");
    refused(R"({"datasets":[{"id":"a"}]})");
    refused(R"({"datasets":[{"id":"A b","title":"x","files":[]}]})");
    refused(R"({"datasets":[{"id":"a","title":"x","files":[]},{"id":"a","title":"x","files":[]}]})");
    refused(R"({"datasets":[{"id":"a","title":"x","files":[{"path":"../../etc/passwd","size":1,"sha256":"0"}]}]})");
    refused(R"({"datasets":[{"id":"a","title":"x","files":[{"path":"f","size":-1,"sha256":"0"}]}]})");
}

TEST_F(CatalogTest, TheShippedCatalogueIsComplete) {
    const auto catalog =
        DatasetCatalog::open(std::filesystem::path(VITRINE_SOURCE_DIR) / "resources/datasets.json", {});
    ASSERT_TRUE(catalog.ok()) << catalog.error().message();
    EXPECT_GE(catalog->known().size(), 60u);
    for (const Dataset& set : catalog->known()) {
        EXPECT_FALSE(set.description.empty() || set.licence.empty() || set.source.empty() || set.files.empty())
            << set.id;
        for (const DatasetFile& file : set.files) ASSERT_EQ(file.sha256.size(), 64u) << set.id << " " << file.path;
    }
}

TEST_F(CatalogTest, RealSetsAreWhole) {
    VITRINE_REAL_FILE(anchor, "planetoid/cora.npz");
    const auto catalog = DatasetCatalog::open(std::filesystem::path(VITRINE_SOURCE_DIR) / "resources/datasets.json",
                                              {anchor.parent_path().parent_path()});
    ASSERT_TRUE(catalog.ok());
    for (const DatasetStatus& status : catalog->status(true))
        EXPECT_TRUE(status.state == DatasetState::Present) << status.dataset.id << " " << name(status.state) << " "
                                                           << (status.problems.empty() ? "" : status.problems[0]);
}

}  // namespace
}  // namespace vitrine
