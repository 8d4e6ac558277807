// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/state_dict.h"

#include <chrono>

#include "core/data/pickle.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

std::int64_t floatsIn(const NamedArrays& arrays) {
    std::int64_t count = 0;
    for (const auto& [name, array] : arrays) count += array.count();
    return count;
}

TEST(StateDict, ReadsRealResnet20) {
    VITRINE_REAL_FILE(path, "resnet-cifar10-weights/resnet20-12fca82f.th");
    const auto arrays = readStateDict(path);
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->size(), 97u);
    EXPECT_EQ(floatsIn(*arrays), 271098);
    const Array& kernel = arrays->at("module.layer2.0.conv1.weight");
    EXPECT_EQ(kernel.shape(), (std::vector<std::int64_t>{32, 16, 3, 3}));
    for (const float value : kernel.values<float>())
        ASSERT_LT(std::abs(value), 2.0f);  // plausible weights, not shifted bytes
    for (const float value : arrays->at("module.bn1.running_var").values<float>()) ASSERT_GT(value, 0.0f);
}

TEST(StateDict, ReadsRealResnet56) {
    VITRINE_REAL_FILE(path, "resnet-cifar10-weights/resnet56-4bfd9763.th");
    const auto arrays = readStateDict(path);
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->size(), 277u);
    EXPECT_EQ(floatsIn(*arrays), 857082);
}

class StateDictFormats : public ::testing::TestWithParam<bool> {};

TEST_P(StateDictFormats, ReadsSharedAndStridedTensors) {
    const TemporaryFolder folder;
    const auto arrays = readStateDict(writeFile(folder.path() / "w.pt", sampleCheckpoint(GetParam())));
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    ASSERT_EQ(arrays->size(), 3u);
    const auto a = arrays->at("a").values<float>(), b = arrays->at("b").values<float>();
    EXPECT_EQ(std::vector<float>(a.begin(), a.end()), (std::vector<float>{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(std::vector<float>(b.begin(), b.end()), (std::vector<float>{0, 3, 1, 4, 2, 5}));
    EXPECT_EQ(arrays->at("n").values<std::int64_t>()[0], 8);
}

TEST_P(StateDictFormats, EveryTruncationIsRefused) {
    const TemporaryFolder folder;
    const std::string whole = sampleCheckpoint(GetParam());
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 400) {
        const auto path = writeFile(folder.path() / "cut.pt", whole.substr(0, size));
        expectRefused(readStateDict(path), path);
    }
}

TEST_P(StateDictFormats, NeverRunsCode) {
    const TemporaryFolder folder;
    const auto witness = folder.path() / "witness";
    const bool legacy = GetParam();
    for (const auto& [module, name] : {std::pair{"os", "system"},
                                       {"posix", "system"},
                                       {"builtins", "eval"},
                                       {"torch.jit", "load"},
                                       {"subprocess", "Popen"},
                                       {"__torch__.torch.nn", "Module"}}) {
        const std::string call = pGlobal(module, name) + "(" + pText("touch " + witness.string()) + "tR";
        const auto path = writeFile(folder.path() / "evil.pt", legacy ? legacyFile(call, {}) : zipFile(call, {}));
        expectRefused(readStateDict(path), path, fmt::format("{}.{}", module, name));
    }
    EXPECT_FALSE(std::filesystem::exists(witness));
}

TEST_P(StateDictFormats, RefusesTensorsOutsideOfTheirStorage) {
    const TemporaryFolder folder;
    const bool legacy = GetParam();
    const std::vector<RawStorage> storages = {{"0", rawAll<float>({0, 1, 2, 3}), 4}};
    const auto refused = [&](const std::vector<std::int32_t>& shape, const std::vector<std::int32_t>& strides,
                             int offset) {
        const std::string object = pDict({{"t", pTensor("FloatStorage", "0", 4, offset, shape, strides, legacy)}});
        const auto path =
            writeFile(folder.path() / "t.pt", legacy ? legacyFile(object, storages) : zipFile(object, storages));
        expectRefused(readStateDict(path), path);
    };
    refused({5}, {1}, 0);
    refused({4}, {1}, 1);
    refused({2, 2}, {4, 1}, 0);
    refused({2}, {2147483647}, 0);
    refused({-1}, {1}, 0);
    refused({2, 2}, {-1, 1}, 3);
    refused({2}, {1, 1}, 0);
    refused({2147483647, 2147483647, 2147483647}, {0, 0, 0}, 0);  // one element, repeated 10^28 times
    refused({40000, 40000}, {0, 0}, 0);                           // 6.4 GB out of 4 bytes
}

INSTANTIATE_TEST_SUITE_P(Formats, StateDictFormats, ::testing::Values(true, false),
                         [](const auto& info) { return info.param ? "Legacy" : "Zip"; });

TEST(StateDict, NestedContainersAreFlattened) {
    const TemporaryFolder folder;
    const std::string tensor = pTensor("HalfStorage", "0", 2, 0, {2}, {1}, false);
    const std::string object = pDict(
        {{"net", pDict({{"layer", pDict({{"w", tensor}})}})}, {"list", "](" + tensor + "e"}, {"note", pText("x")}});
    const auto arrays = readStateDict(
        writeFile(folder.path() / "n.pt", zipFile(object, {{"0", rawAll<std::uint16_t>({0x3c00, 0xc000}), 2}})));
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    ASSERT_TRUE(arrays->contains("net.layer.w") && arrays->contains("list.0"));
    EXPECT_EQ(arrays->at("net.layer.w").dtype(), DType::F16);
    EXPECT_EQ(arrays->at("net.layer.w").as(DType::F32)->values<float>()[1], -2.0f);
}

TEST(StateDict, ParametersAndMetadataOfNewFilesAreRead) {
    const TemporaryFolder folder;
    const std::string ordered = pGlobal("collections", "OrderedDict") + ")R";
    const std::string tensor = pTensor("BFloat16Storage", "0", 1, 0, {}, {}, false);
    const std::string parameter =
        pGlobal("torch._utils", "_rebuild_parameter") + "(" + tensor + "\x88" + ordered + "tR";
    const std::string object = ordered + "(" + pText("p") + parameter + "u}" + pText("_metadata") + ordered + "sb";
    const auto arrays =
        readStateDict(writeFile(folder.path() / "p.pt", zipFile(object, {{"0", rawAll<std::uint16_t>({0x3f80}), 1}})));
    ASSERT_TRUE(arrays.ok()) << arrays.error().message();
    EXPECT_EQ(arrays->at("p").as(DType::F32)->values<float>()[0], 1.0f);
    EXPECT_EQ(arrays->at("p").rank(), 0u);
}

TEST(Pickle, DeepAndCyclicStructuresAreHarmless) {
    const TemporaryFolder folder;
    std::string deep;
    for (int i = 0; i < 900'000; ++i) deep += ']';
    for (int i = 0; i < 899'999; ++i) deep += 'a';
    auto path = writeFile(folder.path() / "deep.pt", zipFile(deep, {}));
    expectRefused(readStateDict(path), path, "nested deeper");
    path = writeFile(folder.path() / "cycle.pt", zipFile(std::string("]q\0h\0a", 6), {}));
    expectRefused(readStateDict(path), path, "nested deeper");
}

TEST(Pickle, ExponentialStructuresAreCapped) {
    const TemporaryFolder folder;
    std::string lists = "]";  // each list holds the one before it ten times: 10^40 values in 40 lines
    for (int i = 0; i < 40; ++i) {
        lists += std::string("q") + static_cast<char>(i) + "](";
        for (int k = 0; k < 10; ++k) lists += std::string("h") + static_cast<char>(i);
        lists += "e";
    }
    const auto path = writeFile(folder.path() / "laughs.pt", zipFile(lists, {}));
    const auto start = std::chrono::steady_clock::now();
    expectRefused(readStateDict(path), path, "more than");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Pickle, CapsHold) {
    const std::string many(10'000, 'N');
    EXPECT_FALSE(readPickle(many + ".", "x", {.maxValues = 100}).ok());
    EXPECT_FALSE(readPickle(many + ".", "x", {.maxStack = 100}).ok());
    EXPECT_FALSE(readPickle(std::string(10'000, '(') + ".", "x", {.maxStack = 100}).ok());
    EXPECT_FALSE(readPickle("(NNNNt(NNNNt.", "x", {.maxItems = 6}).ok());
    EXPECT_TRUE(readPickle("(NNNNt(NNNNt.", "x", {.maxItems = 8}).ok());
}

TEST(Pickle, NamesTheRefusedObjectWithItsByte) {
    const auto result = readPickle(pickleOf(pGlobal("os", "system")), "evil.pkl");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(result.error().object, "evil.pkl, pickle byte 2");
    EXPECT_NE(result.error().why.find("os.system"), std::string::npos);
}

}  // namespace
}  // namespace vitrine
