// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstring>

#include "core/base/files.h"
#include "core/compute/device.h"
#include "core/compute/errors.h"
#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "core/compute/weights.h"
#include "core/data/npy.h"
#include "core/data/safetensors.h"
#include "core/run/compute_runtime.h"

namespace vitrine {
namespace {

void expectComplete(const Error& error) {
    EXPECT_FALSE(error.what.empty());
    EXPECT_FALSE(error.object.empty());
    EXPECT_FALSE(error.why.empty());
    EXPECT_FALSE(error.next.empty());
}

TEST(Tensor, SharesBytesBothWays) {
    Array array = Array::of<float>(std::vector<float>{1, 2, 3, 4, 5, 6}).reshaped({2, 3}).value();
    const torch::Tensor tensor = toTensor(array);
    EXPECT_EQ(tensor.data_ptr(), array.bytes());
    EXPECT_EQ(tensor.sizes(), (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(tensor[1][0].item<float>(), 4);
    EXPECT_EQ(toArray(tensor).bytes(), array.bytes());
}

TEST(Tensor, KeepsTheBytesAliveAfterTheArray) {
    torch::Tensor tensor;
    {
        const Array array = Array::of<std::int64_t>(std::vector<std::int64_t>{7, 8, 9});
        tensor = toTensor(array).slice(0, 1);
    }
    EXPECT_EQ(tensor.sum().item<std::int64_t>(), 17);
}

TEST(Tensor, AnArrayKeepsItsTensorAlive) {
    Array array;
    { array = toArray(torch::full({1000}, 3.5)); }
    EXPECT_EQ(array.dtype(), DType::F32);
    EXPECT_EQ(array.values<float>()[999], 3.5f);
}

TEST(Tensor, CarriesEveryDtype) {
    for (const auto type : {torch::kBool, torch::kUInt8, torch::kInt8, torch::kInt16, torch::kInt32, torch::kInt64,
                            torch::kHalf, torch::kBFloat16, torch::kFloat32, torch::kFloat64, torch::kComplexFloat}) {
        const torch::Tensor tensor = torch::ones({2, 2}, type);
        const torch::Tensor back = toTensor(toArray(tensor));
        EXPECT_EQ(back.scalar_type(), type);
        EXPECT_TRUE(back.equal(tensor)) << type;
    }
}

TEST(Tensor, WidensUnsignedTypesThatLibTorchLacks) {
    const torch::Tensor u16 = toTensor(Array::of<std::uint16_t>(std::vector<std::uint16_t>{0, 65535}));
    EXPECT_EQ(u16.scalar_type(), torch::kInt32);
    EXPECT_EQ(u16[1].item<std::int32_t>(), 65535);
    const torch::Tensor u32 = toTensor(Array::of<std::uint32_t>(std::vector<std::uint32_t>{4294967295u}));
    EXPECT_EQ(u32[0].item<std::int64_t>(), 4294967295);
}

TEST(Tensor, TakesViewsScalarsAndEmptyTensors) {
    const torch::Tensor columns = torch::arange(6).view({2, 3}).t();
    const Array array = toArray(columns);
    EXPECT_EQ(array.shape(), (std::vector<std::int64_t>{3, 2}));
    EXPECT_EQ(array.values<std::int64_t>()[1], 3);
    EXPECT_EQ(toArray(torch::tensor(2.0)).rank(), 0u);
    EXPECT_EQ(toTensor(toArray(torch::empty({0, 4}))).sizes(), (std::vector<std::int64_t>{0, 4}));
    const torch::Tensor needsGradient = torch::ones({2}, torch::requires_grad());
    EXPECT_EQ(toArray(needsGradient * 2).values<float>()[0], 2);
}

TEST(Seed, EqualNamesRepeatAndDifferentOnesAreIndependent) {
    const auto draw = [](std::uint64_t seed, std::string_view purpose) {
        return torch::rand({64}, namedGenerator(seed, purpose));
    };
    EXPECT_TRUE(draw(1, "masks").equal(draw(1, "masks")));
    EXPECT_FALSE(draw(1, "masks").equal(draw(1, "ties")));
    EXPECT_FALSE(draw(1, "masks").equal(draw(2, "masks")));
    EXPECT_FALSE(draw(1, "ab").equal(draw(1, "ba")));
}

TEST(Seed, AGeneratorGoesOnFromItsSavedState) {
    at::Generator generator = namedGenerator(5, "order");
    torch::rand({10}, generator);
    const Array state = generatorState(generator);
    const torch::Tensor next = torch::randn({33}, generator);
    at::Generator restored = namedGenerator(0, "other");
    setGeneratorState(restored, state);
    EXPECT_TRUE(torch::randn({33}, restored).equal(next));
}

TEST(Device, NamesAndRefusals) {
    EXPECT_EQ(resolveDevice("cpu").value().str(), "cpu");
    ASSERT_TRUE(resolveDevice("auto").ok());
    for (const char* text : {"", "gpu", "cuda:", "cuda:-1", "cuda:1x", "CPU"}) {
        const auto result = resolveDevice(text);
        ASSERT_FALSE(result.ok()) << text;
        EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
        expectComplete(result.error());
    }
    const auto absent = resolveDevice("cuda:99");
    ASSERT_FALSE(absent.ok());
    EXPECT_EQ(absent.error().code, ErrorCode::DeviceFailed);
    expectComplete(absent.error());
    EXPECT_TRUE(deviceOf("cpu").is_cpu());
}

TEST(Runtime, IsRegisteredAndConfigures) {
    ComputeRuntime* runtime = computeRuntime();
    ASSERT_NE(runtime, nullptr);
    ASSERT_TRUE(runtime->configure("cpu", 2, 11, true).ok());
    EXPECT_EQ(torch::get_num_threads(), 2);
    const torch::Tensor first = torch::randn({8});
    ASSERT_TRUE(runtime->configure("cpu", 1, 11, false).ok());
    EXPECT_EQ(torch::get_num_threads(), 1);
    EXPECT_FALSE(at::globalContext().deterministicAlgorithms());
    EXPECT_TRUE(torch::randn({8}).equal(first));
    EXPECT_EQ(runtime->configure("cuda:99", 1, 0, false).error().code, ErrorCode::DeviceFailed);
    const Json about = runtime->describe();
    EXPECT_FALSE(about.at("torch").get<std::string>().empty());
    EXPECT_TRUE(about.at("blas").at("loaded").is_array());
    EXPECT_EQ(about.at("threads").at("operators"), 1);
}

TEST(Guarded, TurnsExceptionsIntoErrors) {
    EXPECT_EQ(guarded("Add", "numbers", [] { return 3; }).value(), 3);
    EXPECT_TRUE(guarded("Add", "numbers", [] {}).ok());
    const auto inner = guarded("Add", "numbers", []() -> Result<int> {
        return Error{ErrorCode::Busy, "a", "b", "c", "d"};
    });
    EXPECT_EQ(inner.error().code, ErrorCode::Busy);
    const auto mismatch = guarded("Cannot multiply", "two matrices", [] {
        return torch::mm(torch::ones({2, 3}), torch::ones({2, 3}));
    });
    ASSERT_FALSE(mismatch.ok());
    EXPECT_EQ(mismatch.error().code, ErrorCode::MethodFailed);
    EXPECT_NE(mismatch.error().why.find("2x3"), std::string::npos) << mismatch.error().why;
    EXPECT_EQ(mismatch.error().why.find("frame #"), std::string::npos);
    expectComplete(mismatch.error());
}

TEST(Guarded, TellsMemoryApart) {
    const auto huge = guarded("Cannot allocate", "a tensor", [] { return torch::empty({std::int64_t(1) << 55}); });
    ASSERT_FALSE(huge.ok());
    EXPECT_EQ(huge.error().code, ErrorCode::TooLarge) << huge.error().message();
    EXPECT_NE(huge.error().next.find("batch"), std::string::npos);
    EXPECT_EQ(guarded("a", "b", []() -> int { throw std::bad_alloc(); }).error().code, ErrorCode::TooLarge);
}

TEST(Weights, RoundTripThroughSafetensorsAndNpzByContent) {
    const TemporaryFolder folder;
    torch::nn::Linear source(3, 2), target(3, 2);
    for (const char* name : {"a.weights", "b.weights"}) {
        const auto file = folder.path() / name;
        ASSERT_TRUE(
            (name[0] == 'a' ? writeSafetensors(file, weightsOf(*source)) : writeNpz(file, weightsOf(*source))).ok());
        target->weight.data().zero_();
        const auto weights = readWeights(file);
        ASSERT_TRUE(weights.ok()) << weights.error().message();
        ASSERT_TRUE(loadInto(*target, *weights, name).ok());
        EXPECT_TRUE(target->weight.equal(source->weight));
    }
}

TEST(Weights, RefusesOtherFiles) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeAtomically(folder.path() / "x.pt", "not weights at all").ok());
    const auto text = readWeights(folder.path() / "x.pt");
    ASSERT_FALSE(text.ok());
    EXPECT_EQ(text.error().code, ErrorCode::BadFormat);
    EXPECT_NE(text.error().object.find("x.pt"), std::string::npos);
    EXPECT_FALSE(readWeights(folder.path() / "absent.pt").ok());
}

TEST(Weights, ListsAllThatDoesNotFitAndChangesNothing) {
    torch::nn::Sequential net(torch::nn::Linear(3, 2), torch::nn::BatchNorm1d(2));
    NamedArrays weights = weightsOf(*net);
    weights.erase("1.num_batches_tracked");
    ASSERT_TRUE(loadInto(*net, weights, "good").ok());
    const torch::Tensor before = net->parameters()[0].clone();
    weights["0.weight"] = Array::of<float>(std::vector<float>(6, 9.f));
    weights.erase("1.running_mean");
    weights["head.weight"] = Array::zeros(DType::F32, {1});
    const auto status = loadInto(*net, weights, "bad.pt");
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().object, "bad.pt");
    EXPECT_EQ(status.error().why,
              "tensors do not fit the network: 1 missing (1.running_mean); 1 unknown (head.weight); "
              "1 of another shape (0.weight: [6], expected [2, 3])");
    EXPECT_TRUE(net->parameters()[0].equal(before));
}

TEST(Weights, ListsTenNamesAtMost) {
    torch::nn::Linear net(3, 2);
    NamedArrays weights = weightsOf(*net);
    for (int i = 0; i < 14; ++i) weights["x" + std::to_string(i)] = Array::zeros(DType::F32, {1});
    const std::string why = loadInto(*net, weights, "w").error().why;
    EXPECT_NE(why.find("14 unknown (x0"), std::string::npos) << why;
    EXPECT_NE(why.find(", ...)"), std::string::npos) << why;
}

TEST(Weights, DropsAPrefix) {
    const NamedArrays weights{{"module.a", Array::zeros(DType::F32, {1})}, {"b", Array::zeros(DType::F32, {2})}};
    const NamedArrays plain = withoutPrefix(weights, "module.");
    EXPECT_TRUE(plain.contains("a") && plain.contains("b") && plain.size() == 2);
}

}  // namespace
}  // namespace vitrine
