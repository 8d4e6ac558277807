// SPDX-License-Identifier: GPL-3.0-or-later
// The networks against themselves written out the long way, and stages on cases whose answer is known.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/files.h"
#include "core/compute/seed.h"
#include "core/data/safetensors.h"
#include "plugins/kstdiff/flow_model.h"
#include "plugins/kstdiff/generator.h"
#include "plugins/kstdiff/inputs.h"
#include "plugins/kstdiff/test_reference.h"
#include "plugins/kstdiff/training.h"
#include "plugins/kstdiff/tucker.h"

namespace vitrine::kstdiff {
namespace {

DenoiserConfig smallConfig() {
    DenoiserConfig config;
    config.features = 5;
    config.layers = 2;
    config.feedForward = 12;
    return config;
}

torch::Tensor normal(at::IntArrayRef shape, const char* purpose) {
    return torch::randn(shape, namedGenerator(21, purpose));
}

/// Nine regions with random symmetric edges.
struct Surroundings {
    torch::Tensor adjacency;
    RegionInputs inputs;

    Surroundings() {
        const torch::Tensor upper =
            (torch::rand({3, 9, 9}, namedGenerator(22, "edges")) < 0.3).to(torch::kFloat32).triu(1);
        adjacency = upper + upper.transpose(1, 2);
        inputs = {normal({9, 5}, "features"), normal({9, 32}, "knowledge"), nn::RelationGraph(adjacency, torch::kCPU)};
    }
};

/// A city of `regions` whose flow is the same every day: its volume and shape can be learnt quickly.
City smallCity(std::int64_t regions = 40) {
    City city = withGeneratedFlow(randomCity(3, regions), {.days = 8, .seed = 3});
    city.embedding = normal({city.size(), 32}, "embedding");
    return city;
}

FlowModel modelFor(const City& city, bool guided = true, std::int64_t steps = 20) {
    FlowModelConfig config;
    config.denoiser = smallConfig();
    config.denoiser.features = city.features.size(1);
    config.steps = steps;
    config.guided = guided;
    return FlowModel(config,
                     FlowScaling::fit(city.flow, city.train, ScalingRange::TrainOnly, ScalingCurve::Linear).value());
}

Training trainingFor(FlowModel& model, const City& city, const TrainingOptions& options) {
    const torch::Tensor flow =
        model.scaling().apply(city.flow.index_select(1, torch::tensor(city.train, torch::kInt64)));
    return Training(model, regionInputs(city, city.train, torch::kCPU), flow.transpose(0, 1).contiguous(), options,
                    false);
}

constexpr auto kNever = [] { return false; };

}  // namespace

TEST(KstDenoiser, AllDaysHoursAndRelationsAtOnceGiveTheNumbersOfTheLongWay) {
    const Surroundings around;
    const reference::EdgeList edges(around.adjacency);
    const torch::Tensor noisy = normal({9, 3, kHours, kChannels}, "noisy"), steps = torch::tensor({0, 5, 19}),
                        volume = normal({9}, "volume");
    for (const bool released : {false, true}) {
        DenoiserConfig config = smallConfig();
        config.releasedOutput = released;
        Denoiser network(config);
        std::vector<torch::Tensor> shares;
        const torch::Tensor noise = network->forward(noisy, steps, around.inputs, volume, &shares);
        EXPECT_LT((noise - reference::denoise(*network, noisy, steps, around.inputs, edges, volume))
                      .abs()
                      .max()
                      .item<double>(),
                  2e-5);
        ASSERT_EQ(shares.size(), 2u);
        EXPECT_EQ(shares[0].sizes(), (std::vector<std::int64_t>{9, 3 * kHours, FusionImpl::kHeads}));
        EXPECT_TRUE(((shares[0] > 0) & (shares[0] < 1)).all().item<bool>());
    }
}

TEST(KstDenoiser, ReadsGraphAndKnowledgeUnlessTheyAreSwitchedOff) {
    const Surroundings around;
    const torch::Tensor noisy = normal({9, 1, kHours, kChannels}, "noisy"), steps = torch::tensor({4}),
                        volume = normal({9}, "volume");
    RegionInputs lonely = around.inputs, other = around.inputs;
    lonely.graph = {};
    other.knowledge = normal({9, 32}, "other");
    for (const bool useKnowledge : {true, false}) {
        DenoiserConfig config = smallConfig();
        config.useKnowledge = useKnowledge;
        Denoiser network(config);
        const auto moves = [&](const RegionInputs& inputs) {
            return (network->forward(noisy, steps, around.inputs, volume) -
                    network->forward(noisy, steps, inputs, volume))
                       .abs()
                       .max()
                       .item<double>() > 1e-6;
        };
        EXPECT_EQ(moves(lonely), useKnowledge);
        EXPECT_EQ(moves(other), useKnowledge);
    }
}

TEST(KstDenoiser, EveryParameterGetsAGradientThroughTheLastStep) {
    const Surroundings around;
    Denoiser network(smallConfig());
    network
        ->forward(normal({9, 2, kHours, kChannels}, "noisy"), torch::tensor({1, 9}), around.inputs,
                  normal({9}, "volume"))
        .pow(2)
        .sum()
        .backward();
    for (const auto& item : network->named_parameters())
        // With the sum of the skips nothing reads what the last layer hands on, but its output projection makes both.
        EXPECT_TRUE(item.value().grad().defined() && item.value().grad().abs().sum().item<double>() > 0) << item.key();
}

TEST(KstTucker, ScoresAreTheTuckerProduct) {
    Tucker model(6, 2, namedGenerator(23, "tucker"));
    model->eval();
    const torch::Tensor logits =
        model->forward(torch::tensor({4, 1}), torch::tensor({1, 0}), namedGenerator(1, "keep"));
    const double shrink = 1 / (1 + 1e-5);  // Two norms at their start: each divides by sqrt(1 + 1e-5).
    for (const auto& [row, head, relation] : {std::tuple{0, 4, 1}, {1, 1, 0}})
        for (std::int64_t tail = 0; tail < 6; ++tail) {
            // sum_{ijk} core[k][i][j] r_k e_i t_j
            const torch::Tensor mixed = torch::einsum(
                "kij,k,i,j->", {model->core, model->relations[relation], model->entities[head], model->entities[tail]});
            EXPECT_NEAR(logits[row][tail].item<double>(), mixed.item<double>() * shrink, 1e-4);
        }
}

TEST(KstTucker, LearnsTheGraphAndRepeats) {
    const City city = randomCity(5, 30);
    std::vector<double> losses;
    TuckerOptions options;
    options.epochs = 15;
    options.batch = 128;
    options.learningRate = 5e-3;
    options.onEpoch = [&](std::int64_t, double loss) {
        losses.push_back(loss);
        return true;
    };
    const torch::Tensor first = embedRegions(city, options).value();
    EXPECT_EQ(first.sizes(), (std::vector<std::int64_t>{30, 32}));
    EXPECT_LT(losses.back(), 0.8 * losses.front());
    EXPECT_TRUE(torch::equal(first, embedRegions(city, options).value()));
    options.cancelled = [] { return true; };
    EXPECT_EQ(embedRegions(city, options).error().code, ErrorCode::Cancelled);
}

TEST(KstTraining, VolumesAreEstimatedAndTheLossFalls) {
    const City city = smallCity();
    FlowModel model = modelFor(city);
    const TrainingOptions options{.epochs = 25, .batch = 4, .learningRate = 5e-3, .decay = RateDecay::Linear};
    Training training = trainingFor(model, city, options);
    ASSERT_TRUE(training.fitVolume(kNever).ok());
    const torch::Tensor truth =
        model.scaling().apply(city.flow.index_select(1, torch::tensor(city.train, torch::kInt64))).mean({0, 2, 3});
    const torch::NoGradGuard noGraph;
    const torch::Tensor estimate = model.volume(regionInputs(city, city.train, torch::kCPU));
    EXPECT_LT((estimate - truth).pow(2).mean().item<double>(), 0.5 * truth.var().item<double>())
        << "better than their mean";
    double first = 0, last = 0;
    {
        const at::AutoGradMode graph(true);
        for (std::int64_t epoch = 0; epoch < options.epochs; ++epoch) {
            const EpochLosses losses = training.epoch(kNever).value();
            (epoch == 0 ? first : last) = losses.noise;
        }
    }
    EXPECT_LT(last, 0.85 * first);
    EXPECT_TRUE(training.finished());
}

TEST(KstTraining, GoesOnFromItsStateToTheBit) {
    const City city = smallCity();
    const TrainingOptions options{
        .epochs = 4, .batch = 4, .learningRate = 2e-3, .volumeEpochs = 5, .volumeEvery = 2, .seed = 9};
    FlowModel whole = modelFor(city), broken = modelFor(city), resumed = modelFor(city);
    Training one = trainingFor(whole, city, options), two = trainingFor(broken, city, options),
             three = trainingFor(resumed, city, options);
    ASSERT_TRUE(one.fitVolume(kNever).ok() && two.fitVolume(kNever).ok());
    while (!one.finished()) ASSERT_TRUE(one.epoch(kNever).ok());
    ASSERT_TRUE(two.epoch(kNever).ok());
    ASSERT_TRUE(three.restore(two.state()).ok());
    while (!three.finished()) ASSERT_TRUE(three.epoch(kNever).ok());
    EXPECT_EQ(whole.arrays().at("denoiser.output.weight").values<float>()[0],
              resumed.arrays().at("denoiser.output.weight").values<float>()[0]);
    EXPECT_TRUE(torch::equal(whole.volume(regionInputs(city, city.test, torch::kCPU)),
                             resumed.volume(regionInputs(city, city.test, torch::kCPU))));
    NamedArrays torn = two.state();
    torn.erase("adam.first");
    EXPECT_FALSE(three.restore(torn).ok());
}

TEST(KstFlowModel, ComesBackFromItsFileAndRefusesOthers) {
    const City city = smallCity();
    FlowModel model = modelFor(city, false);
    const TemporaryFolder folder;
    ASSERT_TRUE(writeSafetensors(folder.path() / "m.safetensors", model.arrays()).ok());
    auto back = FlowModel::read(folder.path() / "m.safetensors");
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_FALSE(back->config().guided);
    const RegionInputs inputs = regionInputs(city, city.test, torch::kCPU);
    const auto draw = [&](FlowModel& from) {
        return from.draw(inputs, {.days = 2, .steps = 5, .generator = namedGenerator(1, "draw")}).value();
    };
    EXPECT_TRUE(torch::equal(draw(model), draw(*back)));
    NamedArrays arrays = model.arrays();
    arrays["meta.sizes"].mutableValues<std::int64_t>()[3] = 1'000'000;
    EXPECT_NE(FlowModel::fromArrays(arrays, "m").error().message().find("out of range"), std::string::npos);
    arrays = model.arrays();
    arrays.erase("denoiser.input.weight");
    EXPECT_NE(FlowModel::fromArrays(arrays, "m").error().message().find("input.weight"), std::string::npos);
    EXPECT_FALSE(FlowModel::fromArrays({{"x", Array::of<float>({1})}}, "m").ok());
}

TEST(KstFlowModel, NoiseOfAGuidedModelEndsAtTheEstimatedVolume) {
    const City city = smallCity();
    const RegionInputs inputs = regionInputs(city, city.test, torch::kCPU);
    for (const bool guided : {true, false}) {
        FlowModel model = modelFor(city, guided);
        torch::Tensor start;
        DrawOptions options{.days = 200, .steps = 1, .generator = namedGenerator(2, "draw")};
        options.onStep = [&](const nn::SamplerStep& step) {
            if (step.number == 0) start = step.noisy;
            return true;
        };
        ASSERT_TRUE(model.draw(inputs, options).ok());
        const torch::NoGradGuard noGraph;
        const torch::Tensor expected = guided ? model.volume(inputs) : torch::zeros({inputs.features.size(0)});
        EXPECT_LT((start.mean({1, 2, 3}) - expected).abs().max().item<double>(), 0.05);
    }
}

}  // namespace vitrine::kstdiff
