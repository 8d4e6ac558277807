// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/safetensors.h"

#include <sys/resource.h>
#include <chrono>

#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

std::string fileOf(const std::string& header, std::size_t dataBytes) {
    return raw(static_cast<std::uint64_t>(header.size())) + header + std::string(dataBytes, '\1');
}

/// Peak memory of this process in bytes: only rises.
std::size_t peakMemory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

TEST(Safetensors, RoundTripKeepsBitsTypesAndMetadata) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "w.safetensors";
    Array half = Array::zeros(DType::F16, {3});
    static_cast<std::uint16_t*>(half.mutableBytes())[1] = 0x3c01;
    NamedArrays arrays{{"b", Array::of<float>({1.5f, -2, 3})},
                       {"h", half},
                       {"u", Array::of<std::uint8_t>({9})},
                       {"i", Array::of<std::int64_t>({-7})},
                       {"none", Array::zeros(DType::F32, {0, 4})}};
    ASSERT_TRUE(writeSafetensors(path, arrays, {{"format", "pt"}, {"q", "a\"b"}}).ok());
    TextMap metadata;
    const auto back = readSafetensors(path, {}, &metadata);
    ASSERT_TRUE(back.ok()) << back.error().message();
    ASSERT_EQ(back->size(), arrays.size());
    for (const auto& [name, array] : arrays) {
        const Array& other = back->at(name);
        EXPECT_EQ(other.dtype(), array.dtype()) << name;
        EXPECT_EQ(other.shape(), array.shape()) << name;
        EXPECT_EQ(std::string(static_cast<const char*>(other.bytes()), other.byteSize()),
                  std::string(static_cast<const char*>(array.bytes()), array.byteSize()))
            << name;
    }
    EXPECT_EQ(metadata.at("q"), "a\"b");
    EXPECT_EQ(back->at("b").owner(), back->at("i").owner()) << "both share the one mapped file";
}

TEST(Safetensors, ReadsRealFiles) {
    VITRINE_REAL_FILE(path, "splice-genes/spliceai10k_human.safetensors");
    const auto arrays = readSafetensors(path);
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_GT(arrays->size(), 10u);
    VITRINE_REAL_FILE(half, "antispoof-samples/minifasnet_v2_2.7_80x80_bnfolded_f16.safetensors");
    const auto weights = readSafetensors(half);
    ASSERT_TRUE(weights.ok()) << weights.error().message();
    EXPECT_EQ(weights->begin()->second.dtype(), DType::F16);
}

TEST(Safetensors, RefusesMaliciousHeaders) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "evil.safetensors";
    const auto refused = [&](const std::string& bytes, const std::string& why) {
        writeFile(path, bytes);
        expectRefused(readSafetensors(path), path, why);
    };
    const std::string one = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
    refused(raw(std::uint64_t{1} << 63) + "{}", "at most 100000000");
    refused(raw(std::uint64_t{50}) + "{}", "over the end");
    refused("abc", "header");
    refused(fileOf("{" + one + R"(,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", 12), "overlap");
    refused(fileOf("{" + one + R"(,"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}})", 20), "hole");
    refused(fileOf("{" + one + "}", 12), "follow after");
    refused(fileOf("{" + one + "}", 4), "outside");
    refused(fileOf("{" + one + "," + one + "}", 8), "twice");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8), "-2");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}})", 8), "2^62");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8), "takes 12 bytes");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8), "outside");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}})", 8), "shape");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[2]}})", 8), "lacks");
    refused(fileOf(R"({"a":{"dtype":"F32","shape":[1e1],"data_offsets":[0,8]}})", 8), "1e1");
    refused(fileOf(R"({"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}})", 8), "F8_E4M3");
    refused(fileOf(R"({"a":[)", 8), "no");
    refused(fileOf(std::string(100'000, '['), 0), "'{'");
    refused(fileOf("{\"a\":" + std::string(100'000, '['), 0), "list");
}

TEST(Safetensors, HugeHeadersAreRefusedFastAndSmall) {
    const TemporaryFolder folder;
    std::string header = "{";
    for (int i = 0; i < 1'000'000; ++i)
        header += fmt::format("\"{}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}},", i);
    header.back() = '}';
    const auto many = writeFile(folder.path() / "many.safetensors", fileOf(header, 0));
    std::string().swap(header);
    const auto large = writeFile(folder.path() / "large.safetensors",
                                 raw(std::uint64_t{101'000'000}) + "{" + std::string(100'999'999, ' '));
    const std::size_t before = peakMemory();
    const auto start = std::chrono::steady_clock::now();
    expectRefused(readSafetensors(many), many, "262144 tensors");
    expectRefused(readSafetensors(large), large, "at most 100000000");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
    EXPECT_LT(peakMemory() - before, std::size_t(300) << 20);
}

TEST(Safetensors, EveryTruncationIsRefused) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "cut.safetensors";
    ASSERT_TRUE(writeSafetensors(path, {{"a", Array::of<float>({1, 2})}, {"b", Array::of<std::uint8_t>({3})}}).ok());
    const std::string whole = *readText(path);
    for (std::size_t size = 0; size < whole.size(); ++size)
        expectRefused(readSafetensors(writeFile(path, whole.substr(0, size))), path);
}

}  // namespace
}  // namespace vitrine
