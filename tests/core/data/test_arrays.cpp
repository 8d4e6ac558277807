// SPDX-License-Identifier: GPL-3.0-or-later
// npy, npz, idx, CIFAR and JPEG packs.
#include "core/data/cifar.h"
#include "core/data/idx.h"
#include "core/data/npy.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

std::string npyOf(const std::string& header, const std::string& data) {
    return std::string("\x93NUMPY\x01\0", 8) + raw(static_cast<std::uint16_t>(header.size())) + header + data;
}

TEST(Npy, RoundTrip) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.npy";
    Array array = *Array::of<std::int32_t>({1, 2, 3, 4, 5, 6}).reshaped({2, 3});
    ASSERT_TRUE(writeNpy(path, array).ok());
    const auto back = readNpy(path);
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_EQ(back->describe(), "i32 [2, 3]");
    EXPECT_EQ(back->values<std::int32_t>()[5], 6);
    EXPECT_FALSE(writeNpy(path, Array::zeros(DType::BF16, {2})).ok()) << "NumPy has no bfloat16";
}

TEST(Npy, ReadsFortranOrderAndBigEndian) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "f.npy";
    writeFile(path,
              npyOf("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n", {"\0\1\0\4\0\2\0\5\0\3\0\6", 12}));
    const auto array = readNpy(path);
    ASSERT_TRUE(array.ok()) << array.error().message();
    const auto values = array->values<std::int16_t>();
    EXPECT_EQ(std::vector<std::int16_t>(values.begin(), values.end()), (std::vector<std::int16_t>{1, 2, 3, 4, 5, 6}));
}

TEST(Npy, RefusesBadHeaders) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "bad.npy";
    const auto refused = [&](const std::string& bytes, const std::string& why) {
        writeFile(path, bytes);
        expectRefused(readNpy(path), path, why);
    };
    refused("", "NUMPY");
    refused(npyOf("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "12345678"), "|O");
    refused(npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "1234"), "takes 12 bytes");
    refused(npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "1234"), "-1");
    refused(npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 16), }", "1234"), "2^62");
    refused(npyOf("{'descr': '<f4', 'fortran_order': __import__('os').system('touch x'), 'shape': (1,), }", "1234"),
            "fortran_order");
    refused(npyOf("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "1234"), "record");
    refused(npyOf("{'descr': '<f4'}", "1234"), "lacks");
    refused(std::string("\x93NUMPY\x02\0\xff\xff\xff\xff", 12), "4294967295");
    refused(std::string("\x93NUMPY\x09\0\x01\0 ", 11), "version 9");
}

TEST(Npz, RoundTripAndTruncation) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.npz";
    ASSERT_TRUE(writeNpz(path, {{"x", Array::of<double>({1, 2})},
                                {"y", Array::of<std::uint8_t>({7})},
                                {"empty", Array::zeros(DType::F32, {0})}})
                    .ok());
    const auto back = readNpz(path);
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_EQ(back->at("x").values<double>()[1], 2);
    EXPECT_EQ(back->at("empty").count(), 0);
    const std::string whole = *readText(path);
    for (std::size_t size = 0; size < whole.size(); size += 3)
        expectRefused(readNpz(writeFile(path, whole.substr(0, size))), path);
}

TEST(Npz, ReadsRealFiles) {
    VITRINE_REAL_FILE(path, "hetero-graphs/texas.npz");
    const auto arrays = readNpz(path);
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->at("node_features").describe(), "f32 [183, 1703]");
    EXPECT_EQ(arrays->at("train_masks").describe(), "bool [10, 183]");
    VITRINE_REAL_FILE(dense, "planetoid/citeseer.npz");
    EXPECT_TRUE(readNpz(dense).ok()) << "151 : 1 is no bomb";
}

TEST(Idx, ReadsRealMnist) {
    VITRINE_REAL_FILE(images, "mnist-10k/t10k-images-idx3-ubyte.gz");
    VITRINE_REAL_FILE(labels, "mnist-10k/t10k-labels-idx1-ubyte.gz");
    EXPECT_EQ(readIdx(images)->describe(), "u8 [10000, 28, 28]");
    const auto digits = readIdx(labels);
    EXPECT_EQ(digits->values<std::uint8_t>()[0], 7);
    EXPECT_EQ(digits->values<std::uint8_t>()[1], 2);
}

TEST(Idx, ReadsWideTypesAndRefusesBadSizes) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.idx";
    writeFile(path, std::string("\0\0\x0b\1\0\0\0\2\0\1\xff\xfe", 12));
    const auto values = readIdx(path);
    ASSERT_TRUE(values.ok()) << values.error().message();
    EXPECT_EQ(values->values<std::int16_t>()[0], 1);
    EXPECT_EQ(values->values<std::int16_t>()[1], -2);
    expectRefused(
        readIdx(writeFile(path, std::string("\0\0\x08\3\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16))), path);
    expectRefused(readIdx(writeFile(path, std::string("\0\0\x08\xff", 4))), path, "sizes");
    expectRefused(readIdx(writeFile(path, std::string("\0\0\x08\1\0\0\0\5abc", 11))), path, "5 bytes, 3 are there");
    expectRefused(readIdx(writeFile(path, std::string("\0\0\x77\1\0\0\0\0", 8))), path, "0x77");
    const std::string packed = gzip(std::string(2000, 'x'));
    expectRefused(readIdx(writeFile(path, packed.substr(0, packed.size() - 9))), path, "cut off");
}

std::string cifarRecords(std::size_t count, const std::string& label) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += label + std::string(3072, static_cast<char>(i));
    return bytes;
}

TEST(Cifar, ReadsRealImages) {
    VITRINE_REAL_FILE(path, "cifar10-subset/cifar10_lossless100.bin");
    const auto arrays = readCifar(path);
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->at("images").describe(), "u8 [100, 3, 32, 32]");
    EXPECT_EQ(arrays->at("labels").values<std::int64_t>()[0], 6);
    EXPECT_FALSE(arrays->contains("coarse"));
}

TEST(Cifar, TellsTheTwoLayoutsApart) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "data.bin";
    auto arrays = readCifar(writeFile(path, cifarRecords(3, {"\x05\x42", 2})));
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->at("labels").values<std::int64_t>()[2], 0x42);
    EXPECT_EQ(arrays->at("coarse").values<std::int64_t>()[2], 5);
    // 3074 CIFAR-10 records have the length of 3073 CIFAR-100 records: the labels decide.
    arrays = readCifar(writeFile(path, cifarRecords(3074, std::string(1, '\x09'))));
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->at("images").dim(0), 3074);
}

TEST(Cifar, RefusesCutFilesAndImpossibleLabels) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "data.bin";
    expectRefused(readCifar(writeFile(path, cifarRecords(2, "\x01").substr(1))), path, "whole number");
    expectRefused(readCifar(writeFile(path, "")), path, "whole number");
    writeFile(path, cifarRecords(1, "\x01") + cifarRecords(1, "\x0a"));
    expectRefused(readCifar(path), path, "label 10");
    EXPECT_NE(readCifar(path).error().object.find("record 1, byte 3073"), std::string::npos);
}

TEST(JpgPack, ReadsRealPack) {
    VITRINE_REAL_FILE(path, "cifar10-subset/test_2000.jpgpack");
    const auto arrays = readJpgPack(path);
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    const auto labels = arrays->at("labels").values<std::int64_t>(),
               offsets = arrays->at("offsets").values<std::int64_t>();
    const auto bytes = arrays->at("bytes").values<std::uint8_t>();
    ASSERT_EQ(labels.size(), 2000u);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        ASSERT_EQ(labels[i], static_cast<std::int64_t>(i % 10));
        ASSERT_EQ(bytes[static_cast<std::size_t>(offsets[i])], 0xff);  // each image starts with a JPEG marker
    }
    EXPECT_EQ(static_cast<std::size_t>(offsets[2000]), bytes.size());
}

TEST(JpgPack, RefusesDamage) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a.jpgpack";
    const std::string whole = std::string("JPGPACK1") + raw<std::uint32_t>(2) + "\1" + raw<std::uint16_t>(3) + "abc" +
                              "\2" + raw<std::uint16_t>(1) + "d";
    EXPECT_TRUE(readJpgPack(writeFile(path, whole)).ok());
    for (std::size_t size = 0; size < whole.size(); ++size)
        expectRefused(readJpgPack(writeFile(path, whole.substr(0, size))), path);
    expectRefused(readJpgPack(writeFile(path, whole + "x")), path);
    expectRefused(readJpgPack(writeFile(path, std::string("JPGPACK1\xff\xff\xff\xff", 12))), path, "4294967295");
}

}  // namespace
}  // namespace vitrine
