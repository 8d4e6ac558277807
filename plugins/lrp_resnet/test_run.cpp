// SPDX-License-Identifier: GPL-3.0-or-later
// Runs and sessions on small files made here: no real data is needed.
#include <gtest/gtest.h>

#include <limits>

#include "core/base/files.h"
#include "core/compute/seed.h"
#include "core/compute/tensor.h"
#include "core/compute/weights.h"
#include "core/data/safetensors.h"
#include "core/nn/cifar_resnet.h"
#include "core/plugin/manifest.h"
#include "core/run/memory_context.h"
#include "plugins/lrp_resnet/runner.h"
#include "plugins/lrp_resnet/session.h"
#ifndef VITRINE_NO_MEDIA
#include "core/media/image.h"
#endif

namespace vitrine::lrp {
namespace {

/// A tiny untrained network and twelve random images in the CIFAR layout, with a context to run them.
class LrpRun : public ::testing::Test {
protected:
    void SetUp() override {
        auto manifest = Manifest::read(std::filesystem::path(VITRINE_SOURCE_DIR) / "plugins/lrp_resnet/plugin.json");
        ASSERT_TRUE(manifest.ok()) << manifest.error().message();
        m_manifest = *std::move(manifest);
        nn::Resnet network(nn::smallResnet({4, 8}, 1, 10, 32));
        nn::initialise(*network, namedGenerator(1, "weights"));
        m_weights = weightsOf(*network);
        ASSERT_TRUE(writeSafetensors(weightsFile(), m_weights).ok());
        const torch::Tensor pixels = torch::randint(0, 256, {12, 3072}, namedGenerator(1, "pixels")).to(torch::kUInt8);
        std::string bytes;
        for (int i = 0; i < 12; ++i) {
            bytes += static_cast<char>(i % 10);
            bytes.append(reinterpret_cast<const char*>(pixels[i].data_ptr<std::uint8_t>()), 3072);
        }
        ASSERT_TRUE(writeAtomically(imagesFile(), bytes).ok());
    }

    std::filesystem::path weightsFile() const { return m_folder.path() / "small.safetensors"; }
    std::filesystem::path imagesFile() const { return m_folder.path() / "random.bin"; }

    /// Fast parameters with `changes` on top.
    ParameterSet parameters(const Json& changes) const {
        Json values = {{"count", 6}, {"batch", 2}, {"correct_only", false}, {"step", 128}, {"compare", "grad_cam,random"}, {"rise_masks", 8}, {"integration_steps", 3}};
        values.update(changes);
        auto set = m_manifest.schema.resolve(values);
        EXPECT_TRUE(set.ok()) << set.error().message();
        return *std::move(set);
    }
    DataBinding binding(const std::filesystem::path& images, const std::filesystem::path& weights) const {
        return {{"images", {{images.string(), images, "", ""}}}, {"weights", {{weights.string(), weights, "", ""}}}};
    }
    std::unique_ptr<MemoryRunContext> context(const Json& changes = Json::object()) const {
        return std::make_unique<MemoryRunContext>(parameters(changes), binding(imagesFile(), weightsFile()), 3);
    }
    Error failure(const Json& changes, const std::filesystem::path& images, const std::filesystem::path& weights) const {
        MemoryRunContext run(parameters(changes), binding(images, weights), 3);
        const Status status = explainImages(run);
        EXPECT_FALSE(status.ok());
        return status.ok() ? Error{} : status.error();
    }

    TemporaryFolder m_folder;
    Manifest m_manifest;
    NamedArrays m_weights;
};

std::map<std::string, std::vector<double>> numbersOf(const MemoryRunContext& run) {
    std::map<std::string, std::vector<double>> numbers;
    for (const auto& [name, series] : run.metrics)
        if (!name.starts_with("time/")) numbers[name] = series.values;
    return numbers;
}

}  // namespace

TEST_F(LrpRun, EveryExplainerGivesMapsAndScores) {
    for (const Explainer explainer : kExplainers) {
        auto run = context({{"explainer", name(explainer)}, {"count", 2}, {"compare", ""}});
        const Status status = explainImages(*run);
        ASSERT_TRUE(status.ok()) << name(explainer) << ": " << status.error().message();
        EXPECT_TRUE(run->metrics.contains("id")) << name(explainer);
        const Array& map = std::get<Array>(run->artifacts.at("heatmap/0000").second);
        EXPECT_EQ(map.shape(), (std::vector<std::int64_t>{32, 32}));
        EXPECT_EQ(run->metrics.contains("conservation_error"), explainer == Explainer::Lrp || explainer == Explainer::PlainLrp);
    }
}

TEST_F(LrpRun, ResumedRunGivesTheNumbersOfAnUnbrokenOne) {
    auto whole = context();
    ASSERT_TRUE(explainImages(*whole).ok());
    for (const int stop : {3, 5, 7}) {
        auto broken = context();
        broken->stopAfter = stop;
        const Status status = explainImages(*broken);
        ASSERT_FALSE(status.ok());
        EXPECT_EQ(status.error().code, ErrorCode::Cancelled);
        auto resumed = context();
        resumed->lastCheckpoint = broken->lastCheckpoint;
        resumed->metrics = broken->metrics;
        const Status rest = explainImages(*resumed);
        ASSERT_TRUE(rest.ok()) << rest.error().message();
        EXPECT_EQ(numbersOf(*resumed), numbersOf(*whole)) << "stopped after " << stop << " reports of progress";
        const auto table = [](const MemoryRunContext& run) { return std::get<Table>(run.artifacts.at("images").second).rows(); };
        EXPECT_EQ(table(*resumed), table(*whole));
    }
}

TEST_F(LrpRun, AuditNamesEveryRuleAndRatioArrivesWhole) {
    auto run = context();
    ASSERT_TRUE(explainImages(*run).ok());
    for (const SplitRule rule : kSplitRules) EXPECT_TRUE(run->metrics.contains(fmt::format("conserved/{}", name(rule))));
    EXPECT_NEAR(run->metrics["conserved/ratio"].values.back(), 1, 0.05);
    EXPECT_GT(run->metrics["conserved/duplicate"].values.back(), 1.5);
    EXPECT_LT(run->metrics["conserved/symmetric"].values.back(), 0.95);
}

TEST_F(LrpRun, BadInputIsNamedWithReasonAndAdvice) {
    const auto has = [](const Error& error, const std::string& text) {
        EXPECT_NE(error.message().find(text), std::string::npos) << error.message();
        EXPECT_FALSE(error.why.empty());
        EXPECT_FALSE(error.next.empty());
    };
    has(failure({{"target", "class"}, {"target_class", 10}}, imagesFile(), weightsFile()), "0 to 9");
    has(failure({{"image_numbers", {0, 12}}}, imagesFile(), weightsFile()), "number 12");
    has(failure({{"compare", "grad_kam"}}, imagesFile(), weightsFile()), "grad_kam");
    has(failure({{"block_rules", "layer7.0=main"}}, imagesFile(), weightsFile()), "layer7.0");

    NamedArrays bad = m_weights;
    Array stem = Array::of<float>(bad["conv1.weight"].values<float>(), bad["conv1.weight"].shape());
    stem.mutableValues<float>()[7] = std::numeric_limits<float>::quiet_NaN();
    bad["conv1.weight"] = stem;
    const auto nanFile = m_folder.path() / "nan.safetensors", otherFile = m_folder.path() / "other.safetensors";
    ASSERT_TRUE(writeSafetensors(nanFile, bad).ok());
    has(failure(Json::object(), imagesFile(), nanFile), "conv1.weight");
    ASSERT_TRUE(writeSafetensors(otherFile, {{"attention.weight", Array::zeros(DType::F32, {4, 4})}}).ok());
    has(failure(Json::object(), imagesFile(), otherFile), "other.safetensors");

    const auto empty = m_folder.path() / "empty";
    ASSERT_TRUE(makeFolder(empty).ok());
    has(failure(Json::object(), empty, weightsFile()), "empty");
    const auto torn = m_folder.path() / "torn.png";
    ASSERT_TRUE(writeAtomically(torn, std::string("\x89PNG\r\n\x1a\n", 8)).ok());
    has(failure(Json::object(), torn, weightsFile()), "torn.png");

    MemoryRunContext bare(parameters(Json::object()), {{"images", {{"random.bin", imagesFile(), "", ""}}}}, 3);
    const Status status = explainImages(bare);
    ASSERT_FALSE(status.ok());
    has(status.error(), "--data weights=");
}

TEST_F(LrpRun, FewerImagesThanAskedForAreAllExplainedAndSaid) {
    auto run = context({{"count", 500}, {"evaluate", false}, {"save_maps", false}, {"audit", false}});
    ASSERT_TRUE(explainImages(*run).ok());
    EXPECT_EQ(run->metrics["image/probability"].values.size(), 12u);
    const bool said = std::any_of(run->logLines.begin(), run->logLines.end(), [](const std::string& line) { return line.find("500 images were asked for") != std::string::npos; });
    EXPECT_TRUE(said);
}

#ifndef VITRINE_NO_MEDIA
TEST_F(LrpRun, FolderOfPicturesOfMixedSizesIsCroppedResizedAndSaid) {
    const auto folder = m_folder.path() / "pictures";
    ASSERT_TRUE(makeFolder(folder).ok());
    for (const auto& [name, height, width] : {std::tuple{"a.png", 90, 40}, std::tuple{"b.png", 20, 30}, std::tuple{"c.png", 700, 900}}) {
        const torch::Tensor pixels = torch::randint(0, 256, {height, width, 3}, namedGenerator(2, name)).to(torch::kUInt8);
        ASSERT_TRUE(writePng(folder / name, toArray(pixels)).ok());
    }
    ASSERT_TRUE(writeAtomically(folder / "notes.txt", "no picture").ok());
    MemoryRunContext run(parameters({{"evaluate", false}, {"audit", false}}), binding(folder, weightsFile()), 3);
    const Status status = explainImages(run);
    ASSERT_TRUE(status.ok()) << status.error().message();
    EXPECT_EQ(run.metrics["image/probability"].values.size(), 3u);
    EXPECT_EQ(std::get<Array>(run.artifacts.at("heatmap/0002").second).shape(), (std::vector<std::int64_t>{32, 32}));
    const Array& overlay = std::get<Array>(run.artifacts.at("overlay/0002").second);
    EXPECT_EQ(overlay.dim(0), 512);
    EXPECT_EQ(overlay.dim(1), 900 * 512 / 700);
    EXPECT_TRUE(std::any_of(run.logLines.begin(), run.logLines.end(), [](const std::string& line) { return line.find("middle square") != std::string::npos; }));
    EXPECT_EQ(std::get<Array>(run.artifacts.at("contact_sheet").second).dim(0), 3 * 164);
}
#endif

TEST_F(LrpRun, SessionAnswersEveryRequest) {
    auto session = openSession({parameters(Json::object()), binding(imagesFile(), weightsFile()), "cpu", 3, m_folder.path() / "cache"});
    ASSERT_TRUE(session.ok()) << session.error().message();
    const auto ask = [&](const std::string& name, const Json& parameters, NamedArrays arrays = {}) {
        Request request;
        request.name = name;
        request.parameters = parameters;
        request.arrays = std::move(arrays);
        return (*session)->answer(request);
    };
    const auto info = ask("info", Json::object());
    ASSERT_TRUE(info.ok()) << info.error().message();
    EXPECT_EQ(info->values["blocks"].size(), 2u);

    const auto explained = ask("explain", {{"image", 4}, {"class", 7}, {"layer", "layer2.0"}});
    ASSERT_TRUE(explained.ok()) << explained.error().message();
    EXPECT_EQ(explained->values["class"], 7);
    EXPECT_TRUE(explained->values.contains("milliseconds"));
    EXPECT_EQ(explained->arrays.at("layer_relevance").shape(), (std::vector<std::int64_t>{8, 16, 16}));
    const Json& last = explained->values["blocks"][1];
    EXPECT_NEAR(last["main"].get<double>() + last["skip"].get<double>(), explained->values["sums"][2].get<double>(), 1e-6) << "ratio conserves at the addition";

    const auto meter = ask("conservation", {{"image", 4}});
    ASSERT_TRUE(meter.ok()) << meter.error().message();
    EXPECT_EQ(meter->values["sums"].size(), std::size(kSplitRules));

    const auto curve = ask("curve", {{"image", 4}, {"step", 128}}, {{"map", explained->arrays.at("map")}});
    ASSERT_TRUE(curve.ok()) << curve.error().message();
    EXPECT_EQ(curve->arrays.at("insertion").count(), 8);

    const auto edited = ask("probability", {{"image", 4}, {"rectangles", {{{"x", 0}, {"y", 0}, {"width", 32}, {"height", 32}}}}});
    ASSERT_TRUE(edited.ok()) << edited.error().message();
    const auto black = ask("probability", {{"mode", "insert"}, {"image", 4}});
    ASSERT_TRUE(black.ok()) << black.error().message();
    EXPECT_EQ(black->values["edited_predicted"], edited->values["edited_predicted"]) << "all deleted is nothing inserted";

    const auto small = ask("thumbnails", {{"from", 2}, {"count", 3}});
    ASSERT_TRUE(small.ok()) << small.error().message();
    EXPECT_EQ(small->arrays.at("pictures").shape(), (std::vector<std::int64_t>{3, 32, 32, 3}));
    const auto several = ask("batch", {{"from", 3}, {"count", 2}});
    ASSERT_TRUE(several.ok()) << several.error().message();
    const auto single = ask("explain:left", {{"image", 4}});
    ASSERT_TRUE(single.ok()) << single.error().message();
    EXPECT_NEAR(several->arrays.at("relevance_in").values<double>()[1], single->values["sums"].back().get<double>(), 1e-5) << "a batch is its images one by one";

    Array nan = Array::zeros(DType::F32, {3, 32, 32});
    nan.mutableValues<float>()[5] = std::numeric_limits<float>::quiet_NaN();
    for (const auto& [name, parameters] : {std::pair<std::string, Json>{"explain", {{"image", 99}}}, {"explain", {{"class", -1}}}, {"explain", {{"split", "none"}}},
                                           {"explain", {{"layer", "layer9.9"}}}, {"curve", {{"ties", "maybe"}}}, {"probability", {{"rectangles", 5}}}, {"thumbnails", {{"from", 999}}}, {"batch", {{"count", 0}}}, {"dance", Json::object()}}) {
        const auto refused = ask(name, parameters);
        ASSERT_FALSE(refused.ok()) << name << parameters.dump();
        EXPECT_FALSE(refused.error().next.empty());
    }
    EXPECT_FALSE(ask("explain", Json::object(), {{"image", nan}}).ok());
}

TEST(LrpScenes, SceneIsAFunctionOfSeedAndNumberWithItsObjectMarked) {
    const Scene first = drawScene(4, 12), again = drawScene(4, 12), other = drawScene(5, 12);
    EXPECT_TRUE(torch::equal(first.pixels, again.pixels));
    EXPECT_FALSE(torch::equal(first.pixels, other.pixels));
    EXPECT_EQ(first.label, 2);
    for (std::int64_t i = 0; i < 30; ++i) {
        const double share = drawScene(4, i).object.to(torch::kFloat64).mean().item<double>();
        EXPECT_GT(share, 0.02) << i;
        EXPECT_LT(share, 0.2) << i;
    }
}

}  // namespace vitrine::lrp
