// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/readers.h"

#include "core/data/npy.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

TEST(FormatRegistry, RecognisesByContentThenByName) {
    const TemporaryFolder folder;
    const auto& registry = FormatRegistry::instance();
    const auto idOf = [&](const std::string& file, const std::string& bytes) {
        const auto reader = registry.forFile(writeFile(folder.path() / file, bytes));
        return reader.ok() ? (*reader)->id : "error: " + reader.error().why;
    };
    EXPECT_EQ(idOf("weights.bin", sampleCheckpoint(true)), "state-dict");
    EXPECT_EQ(idOf("weights2.bin", sampleCheckpoint(false)), "state-dict");
    EXPECT_EQ(idOf("batch", std::string(3073 * 2, '\1')), "cifar");
    EXPECT_EQ(idOf("digits.gz", gzip(std::string("\0\0\x08\1\0\0\0\1x", 9))), "idx");
    EXPECT_EQ(idOf("Table.CSV.gz", gzip("a,b\n")), "csv");
    EXPECT_EQ(idOf("map.json", "{\"type\": \"FeatureCollection\", \"features\": []}"), "geojson");
    EXPECT_EQ(idOf("plain.json", "{}"), "json");
    EXPECT_EQ(idOf("m.txt", "%%MatrixMarket matrix array real general\n1 1\n1\n"), "mtx");
    ASSERT_TRUE(writeNpz(folder.path() / "a.npz", {{"x", Array::of<float>({1})}}).ok());
    EXPECT_EQ((*registry.forFile(folder.path() / "a.npz"))->id, "npz");
    const auto unknown = registry.forFile(writeFile(folder.path() / "x.qqq", "qqq"));
    expectRefused(unknown, folder.path() / "x.qqq");
    EXPECT_NE(unknown.error().next.find("safetensors"), std::string::npos) << "the known formats are listed";
}

TEST(FormatRegistry, ReadsAndCatchesWhatReadersThrow) {
    const TemporaryFolder folder;
    FormatRegistry registry = FormatRegistry::instance();  // a copy: the shared one stays as it is
    registry.add(
        {"thrower", "throws", {".throw"}, {}, [](const std::filesystem::path&, const ReadLimits&) -> Result<DataValue> {
             throw std::runtime_error("boom");
         }});
    const auto path = writeFile(folder.path() / "a.throw", "x");
    expectRefused(registry.read(path), path, "boom");
    expectRefused(registry.read(path, "nonsense"), path, "no reader");
    const auto table = registry.read(writeFile(folder.path() / "t.csv", "a\n1\n"));
    ASSERT_TRUE(table.ok());
    EXPECT_EQ(std::get<Table>(*table).rows(), 1);
    expectRefused(registry.read(folder.path() / "none.csv"), folder.path() / "none.csv");
}

/// Every file of every data set that a core reader claims reads without an error; the answer logs, which are named .csv
/// but hold records of three lines, are refused with their line.
TEST(FormatRegistry, ReadsAllRealFiles) {
    VITRINE_REAL_FILE(anchor, "planetoid/cora.npz");
    const auto root = anchor.parent_path().parent_path();
    const auto& registry = FormatRegistry::instance();
    std::size_t read = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        if (!entry.is_regular_file()) continue;
        const auto reader = registry.forFile(entry.path());
        if (!reader.ok()) continue;
        const auto value = registry.read(entry.path());
        if (entry.path().parent_path().filename() == "knowledge-tracing" && (*reader)->id == "csv")
            expectRefused(value, entry.path(), "the first has 1");
        else
            EXPECT_TRUE(value.ok()) << (*reader)->id << ": " << value.error().message();
        ++read;
    }
    EXPECT_GT(read, 150u);
}

}  // namespace
}  // namespace vitrine
