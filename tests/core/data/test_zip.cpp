// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/zip.h"

#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

std::string textOf(const Array& bytes) {
    return {static_cast<const char*>(bytes.bytes()), bytes.byteSize()};
}

TEST(Zip, ReadsWhatItWrites) {
    const TemporaryFolder folder;
    ZipWriter writer;
    writer.add("a.txt", "head", "body");
    writer.add("empty", {}, {});
    ASSERT_TRUE(writer.finish(folder.path() / "a.zip").ok());
    const auto archive = ZipArchive::open(folder.path() / "a.zip", {});
    ASSERT_TRUE(archive.ok()) << archive.error().message();
    ASSERT_EQ(archive->entries().size(), 2u);
    EXPECT_EQ(archive->entries()[0].dataOffset % 64, 0u);
    EXPECT_EQ(textOf(*archive->read(*archive->find("a.txt"))), "headbody");
    EXPECT_EQ(archive->read(*archive->find("empty"))->byteSize(), 0u);
    EXPECT_EQ(archive->find("b"), nullptr);
}

TEST(Zip, ReadsDeflatedEntries) {
    const TemporaryFolder folder;
    std::string text;
    for (int i = 0; i < 1000; ++i) text += std::to_string(i);
    const auto path = writeFile(folder.path() / "d.zip", zipOf({deflatedItem("t", text), deflatedItem("none", "")}));
    const auto archive = ZipArchive::open(path, {});
    ASSERT_TRUE(archive.ok()) << archive.error().message();
    EXPECT_EQ(textOf(*archive->read(archive->entries()[0])), text);
    EXPECT_EQ(archive->read(archive->entries()[1])->byteSize(), 0u);
}

TEST(Zip, RefusesBombs) {
    const TemporaryFolder folder;
    const std::string zeros(std::size_t(32) << 20, '\0');
    auto path = writeFile(folder.path() / "bomb.zip", zipOf({deflatedItem("z", zeros)}));
    expectRefused(ZipArchive::open(path, {}), path, "bomb");
    EXPECT_TRUE(ZipArchive::open(path, {.maxRatio = 2000}).ok());
    expectRefused(ZipArchive::open(path, {.maxBytes = 1 << 20, .maxRatio = 2000}), path, "unpack to more than");
    // Two entries on the same bytes: small in the file, any size in sum.
    std::string bytes = zipOf({deflatedItem("a", "some text"), deflatedItem("b", "some text")});
    const std::size_t second = bytes.rfind("PK\x01\x02") + 42;
    bytes.replace(second, 4, std::string(4, '\0'));
    path = writeFile(folder.path() / "overlap.zip", bytes);
    expectRefused(ZipArchive::open(path, {}), path, "overlap");
}

TEST(Zip, RefusesWrongSizesChecksumsAndNames) {
    const TemporaryFolder folder;
    ZipItem item = deflatedItem("a", "some text");
    const auto refuse = [&](const ZipItem& bad, const char* why) {
        const auto path = writeFile(folder.path() / "bad.zip", zipOf({bad}));
        const auto archive = ZipArchive::open(path, {});
        if (!archive.ok()) return expectRefused(archive, path, why);
        expectRefused(archive->read(archive->entries()[0]), path, why);
    };
    ZipItem bad = item;
    bad.crc ^= 1;
    refuse(bad, "checksum");
    bad = item;
    bad.size += 1;
    refuse(bad, "fewer bytes");
    bad.size = item.size - 1;
    refuse(bad, "more bytes");
    bad.size = 4'000'000'000u;
    refuse(bad, "bomb");
    bad = item;
    bad.packed.resize(4);
    refuse(bad, "cut off");
    const auto path = writeFile(folder.path() / "twice.zip", zipOf({item, item}));
    expectRefused(ZipArchive::open(path, {}), path, "two entries have this name");
}

}  // namespace
}  // namespace vitrine
