// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "core/compute/weights.h"
#include "core/data/cifar.h"
#include "core/nn/cifar_resnet.h"
#include "core/nn/normalisation.h"
#include "core/nn/recognise_resnet.h"
#include "core/nn/torchvision_resnet.h"
#include "core/nn/train_classifier.h"

namespace vitrine::nn {
namespace {

/// A file of the real data sets in one of the folders of VITRINE_DATA.
std::optional<std::filesystem::path> dataFile(const std::string& name) {
    const char* folders = std::getenv("VITRINE_DATA");
    std::istringstream list(folders ? folders : "");
    for (std::string folder; std::getline(list, folder, ':');)
        if (std::filesystem::exists(std::filesystem::path(folder) / name)) return std::filesystem::path(folder) / name;
    return std::nullopt;
}

struct RealCase {
    Resnet network{nullptr};
    torch::Tensor images, labels;
};

/// A pretrained network and the hundred lossless images; nothing when the sets are not there.
std::optional<RealCase> realCase(const std::string& weightsName) {
    const auto weights = dataFile("resnet-cifar10-weights/" + weightsName),
               images = dataFile("cifar10-subset/cifar10_lossless100.bin");
    if (!weights || !images) return std::nullopt;
    const auto dict = readWeights(*weights);
    EXPECT_TRUE(dict.ok()) << dict.error().message();
    auto network = buildResnet(*dict, weightsName);
    EXPECT_TRUE(network.ok()) << network.error().message();
    const NamedArrays cifar = readCifar(*images).value();
    const torch::Tensor pixels = toTensor(cifar.at("images")).to(torch::kFloat) / 255;
    return RealCase{*network, kImageNet.apply(pixels), toTensor(cifar.at("labels"))};
}

std::int64_t parameterCount(const torch::nn::Module& module) {
    std::int64_t count = 0;
    for (const auto& parameter : module.parameters()) count += parameter.numel();
    return count;
}

TEST(PretrainedResnet, GoldenLogitsOfResnet20) {
    auto real = realCase("resnet20-12fca82f.th");
    if (!real) GTEST_SKIP() << "resnet-cifar10-weights or cifar10-subset is in no folder of VITRINE_DATA";
    const torch::NoGradGuard noGrad;
    const torch::Tensor golden = torch::tensor(
        {-12.4492f, -5.6982f, -0.6590f, 9.1207f, 0.7110f, 4.5553f, 19.8279f, 0.3810f, -6.6406f, -9.1128f});
    const torch::Tensor logits = real->network->forward(real->images.slice(0, 0, 1))[0];
    EXPECT_LT((logits - golden).abs().max().item<float>(), 5e-4f) << logits;
    EXPECT_EQ(real->network->config.title(), "ResNet-20 (CIFAR, 10 classes)");
}

TEST(PretrainedResnet, BothNetworksAreRightOnAllLosslessImages) {
    for (const char* name : {"resnet20-12fca82f.th", "resnet56-4bfd9763.th"}) {
        auto real = realCase(name);
        if (!real) GTEST_SKIP() << "resnet-cifar10-weights or cifar10-subset is in no folder of VITRINE_DATA";
        const torch::NoGradGuard noGrad;
        const torch::Tensor predicted = real->network->forward(real->images).argmax(1);
        EXPECT_EQ((predicted == real->labels).sum().item<std::int64_t>(), 100) << name;
    }
}

TEST(PretrainedResnet, WalkingThePartsGivesTheNetwork) {
    Resnet network(cifarResnet(20).value());
    network->eval();
    const torch::NoGradGuard noGrad;
    const torch::Tensor images = torch::randn({2, 3, 32, 32}, namedGenerator(1, "images"));
    torch::Tensor x = torch::relu(network->stem.forward(images));
    for (ResidualBlock& block : network->blocks) x = torch::relu(block->branch(x) + block->skip(x));
    EXPECT_TRUE(network->head->forward(x.mean({2, 3})).allclose(network->forward(images)));
    ASSERT_EQ(network->blocks.size(), 9u);
    EXPECT_EQ(network->blocks[3]->name, "layer2.0");
    EXPECT_EQ(network->blocks[3]->shortcut.kind, ShortcutKind::OptionA);
    EXPECT_EQ(network->blocks[4]->shortcut.kind, ShortcutKind::Identity);
}

TEST(Shortcut, OptionAThinsAndPadsBothSides) {
    ResidualBlock block(ResidualBlockSpec{.inputs = 16, .width = 32, .stride = 2, .optionA = true});
    const torch::Tensor x = torch::rand({1, 16, 6, 6});
    const torch::Tensor skip = block->skip(x);
    ASSERT_EQ(skip.sizes(), (std::vector<std::int64_t>{1, 32, 3, 3}));
    EXPECT_TRUE(skip.slice(1, 8, 24).equal(x.slice(2, 0, 6, 2).slice(3, 0, 6, 2)));
    EXPECT_EQ(skip.slice(1, 0, 8).abs().sum().item<float>() + skip.slice(1, 24).abs().sum().item<float>(), 0);
}

// Parameter counts of torchvision's documentation, and of akamaster/pytorch_resnet_cifar10's README (0.27 M, 0.85 M).
TEST(ResnetSizes, MatchTheirSources) {
    const std::pair<int, std::int64_t> torchvision[] = {{18, 11'689'512}, {34, 21'797'672}, {50, 25'557'032}};
    for (const auto& [depth, count] : torchvision) {
        const Resnet network(torchvisionResnet(depth).value());
        EXPECT_EQ(parameterCount(*network), count) << depth;
        EXPECT_EQ(network->config.depth(), depth);
    }
    EXPECT_EQ(parameterCount(*Resnet(cifarResnet(20).value())), 269'722);
    EXPECT_EQ(parameterCount(*Resnet(cifarResnet(56).value())), 853'018);
}

TEST(ResnetNames, AreTorchvisions) {
    const NamedArrays weights = weightsOf(*Resnet(torchvisionResnet(50).value()));
    EXPECT_EQ(weights.size(), 320u);  // 161 parameters and 159 buffers, as in torchvision's resnet50 state dict.
    const std::pair<const char*, std::vector<std::int64_t>> table[] = {
        {"conv1.weight", {64, 3, 7, 7}},
        {"bn1.running_var", {64}},
        {"layer1.0.conv1.weight", {64, 64, 1, 1}},
        {"layer1.0.conv3.weight", {256, 64, 1, 1}},
        {"layer1.0.downsample.0.weight", {256, 64, 1, 1}},
        {"layer1.0.downsample.1.running_mean", {256}},
        {"layer2.0.conv2.weight", {128, 128, 3, 3}},
        {"layer3.5.bn2.bias", {256}},
        {"layer4.2.conv3.weight", {2048, 512, 1, 1}},
        {"layer4.0.downsample.1.num_batches_tracked", {}},
        {"fc.weight", {1000, 2048}},
        {"fc.bias", {1000}}};
    for (const auto& [name, shape] : table) {
        ASSERT_TRUE(weights.contains(name)) << name;
        EXPECT_EQ(weights.at(name).shape(), shape) << name;
    }
    const NamedArrays basic = weightsOf(*Resnet(torchvisionResnet(18, 7).value()));
    EXPECT_EQ(basic.size(), 122u);
    EXPECT_FALSE(basic.contains("layer1.0.downsample.0.weight"));
    EXPECT_TRUE(basic.contains("layer2.0.downsample.0.weight"));
}

TEST(RecogniseResnet, BuildsEveryFamilyBackFromItsWeights) {
    ResnetConfig kuangliu = smallResnet({8, 16, 32, 64}, 2, 5, 32);
    kuangliu.optionA = false;
    ResnetConfig wideClasses = torchvisionResnet(50, 3).value();
    const ResnetConfig configs[] = {cifarResnet(20).value(), smallResnet({8, 12, 24}, 1, 4, 64, 1), kuangliu,
                                    wideClasses, torchvisionResnet(18, 9).value()};
    for (const ResnetConfig& config : configs) {
        Resnet original(config);
        original->eval();
        NamedArrays weights;
        for (const auto& [name, array] : weightsOf(*original)) weights["module." + name] = array;
        auto rebuilt = buildResnet(weights, "weights");
        ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message();
        const torch::NoGradGuard noGrad;
        const torch::Tensor images = torch::randn({1, config.inputChannels, 64, 64}, namedGenerator(2, "images"));
        EXPECT_TRUE((*rebuilt)->forward(images).equal(original->forward(images))) << config.title();
        EXPECT_EQ((*rebuilt)->config.title(), config.title());
        EXPECT_FALSE((*rebuilt)->is_training());
    }
}

TEST(RecogniseResnet, SaysWhatDoesNotFit) {
    const NamedArrays good = weightsOf(*Resnet(cifarResnet(20).value()));
    const auto whyOf = [&](const std::function<void(NamedArrays&)>& damage) {
        NamedArrays weights = good;
        damage(weights);
        const auto network = buildResnet(weights, "w.th");
        EXPECT_FALSE(network.ok());
        if (network.ok()) return std::string();
        EXPECT_EQ(network.error().code, ErrorCode::BadFormat);
        EXPECT_EQ(network.error().object, "w.th");
        EXPECT_FALSE(network.error().next.empty());
        return network.error().why;
    };
    const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
    EXPECT_TRUE(has(whyOf([](NamedArrays& w) { w.clear(); }), "neither a tensor fc.weight nor linear.weight"));
    EXPECT_TRUE(has(whyOf([](NamedArrays& w) { w.erase("conv1.weight"); }), "no tensor conv1.weight"));
    EXPECT_TRUE(has(whyOf([](NamedArrays& w) {
                        w["conv1.weight"] = Array::zeros(DType::F32, {16, 3, 7, 7});
                    }),
                    "7 x 7, expected 3 x 3"));
    EXPECT_TRUE(
        has(whyOf([](NamedArrays& w) { w["linear.weight"] = Array::zeros(DType::F32, {10}); }), "expected 2 axes"));
    EXPECT_TRUE(has(whyOf([](NamedArrays& w) { w.erase("layer2.1.bn1.weight"); }), "missing (layer2.1.bn1.weight)"));
    EXPECT_TRUE(has(whyOf([](NamedArrays& w) {
                        w["layer2.0.conv1.weight"] = Array::zeros(DType::F32, {8, 16, 3, 3});
                    }),
                    "widths that do not fall"));
    EXPECT_TRUE(has(whyOf([](NamedArrays& w) {
                        w["layer3.0.conv2.weight"] = Array::zeros(DType::F32, {64, 2, 3, 3});
                    }),
                    "of another shape"));
}

TEST(ResnetConfig, RefusesDepthsThatDoNotExist) {
    EXPECT_FALSE(cifarResnet(21).ok());
    EXPECT_FALSE(cifarResnet(2).ok());
    EXPECT_FALSE(cifarResnet(20, 0).ok());
    EXPECT_FALSE(torchvisionResnet(42).ok());
    EXPECT_EQ(cifarResnet(110).value().depth(), 110);
    EXPECT_FALSE(smallResnet({}, 1, 2, 32).validate().ok());
    EXPECT_FALSE(smallResnet({8, 4}, 1, 2, 32).validate().ok());
    EXPECT_TRUE(smallResnet({8, 8}, 1, 2, 32).validate().ok());
}

TEST(Normalisation, InvertsItself) {
    const torch::Tensor images = torch::rand({2, 3, 4, 4});
    EXPECT_TRUE(kImageNet.invert(kImageNet.apply(images)).allclose(images, 1e-5, 1e-6));
    EXPECT_NEAR(kImageNet.apply(torch::zeros({3, 1, 1}))[0][0][0].item<float>(), -0.485 / 0.229, 1e-5);
}

/// Two classes of 8 x 8 noise images: a bright left or a bright right half.
std::pair<torch::Tensor, torch::Tensor> halves(std::int64_t count) {
    torch::Tensor images = torch::randn({count, 1, 8, 8}, namedGenerator(3, "images"));
    const torch::Tensor labels = torch::arange(count).remainder(2);
    for (std::int64_t i = 0; i < count; ++i) images[i].slice(2, 4 * (i % 2), 4 * (i % 2) + 4) += 1;
    return {images, labels};
}

struct Trained {
    Resnet network{nullptr};
    Result<std::vector<EpochReport>> reports;
};

Trained train(const torch::Tensor& images, const torch::Tensor& labels,
              const std::function<void(TrainOptions&)>& change = {}) {
    Resnet network(smallResnet({4, 8}, 1, 2, 8, 1));
    initialise(*network, namedGenerator(7, "weights"));
    TrainOptions options;
    options.epochs = 4;
    options.batch = 16;
    options.generator = namedGenerator(7, "order");
    if (change) change(options);
    auto reports = trainClassifier(
        *network, [&](const torch::Tensor& x) { return network->forward(x); }, images, labels, options);
    return {network, std::move(reports)};
}

TEST(TrainClassifier, LearnsAndRepeatsToTheBit) {
    const auto [images, labels] = halves(96);
    int epochs = 0;
    const Trained a =
        train(images, labels, [&](TrainOptions& options) { options.onEpoch = [&](const EpochReport&) { ++epochs; }; });
    const Trained b = train(images, labels);
    ASSERT_TRUE(a.reports.ok()) << a.reports.error().message();
    EXPECT_EQ(epochs, 4);
    EXPECT_LT(a.reports->back().loss, 0.5 * a.reports->front().loss);
    EXPECT_GT(a.reports->back().accuracy, 0.85);
    EXPECT_LT(a.reports->back().learningRate, 0.001);
    EXPECT_FALSE(a.network->is_training());
    const auto x = a.network->parameters(), y = b.network->parameters();
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_TRUE(x[i].equal(y[i])) << i;
    const Trained adam = train(images, labels, [](TrainOptions& options) {
        options.optimizer = OptimizerKind::Adam;
        options.learningRate = 0.01;
    });
    EXPECT_GT(adam.reports.value().back().accuracy, 0.85);
}

TEST(TrainClassifier, RefusesAndStops) {
    const auto [images, labels] = halves(32);
    EXPECT_EQ(train(images, labels.slice(0, 1)).reports.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(train(images.slice(0, 0, 0), labels.slice(0, 0, 0)).reports.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(train(images, labels + 5).reports.error().code, ErrorCode::MethodFailed);
    EXPECT_EQ(train(images * NAN, labels).reports.error().code, ErrorCode::MethodFailed);
    EXPECT_EQ(train(images, labels, [](TrainOptions& options) { options.generator = {}; }).reports.error().code,
              ErrorCode::InvalidArgument);
    const Trained stopped =
        train(images, labels, [](TrainOptions& options) { options.cancelled = [] { return true; }; });
    EXPECT_EQ(stopped.reports.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(stopped.network->is_training());
}

}  // namespace
}  // namespace vitrine::nn
