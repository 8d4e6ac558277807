// SPDX-License-Identifier: GPL-3.0-or-later
// Figures measured before this program existed, by an independent one, on the real weights and images: see README.md, "Reproduced figures".
// Tolerance 0.02 for mean ID of the same images (float rounding moves single ranks), more where random ties or maps enter.
#include <gtest/gtest.h>

#include "core/compute/seed.h"
#include "core/data/catalog.h"
#include "plugins/lrp_resnet/inputs.h"
#include "plugins/lrp_resnet/scoring.h"

namespace vitrine::lrp {
namespace {

struct Scores {
    double id = 0, insertion = 0, deletion = 0;
};

class Measured : public ::testing::Test {
protected:
    void open(const char* weights) {
        auto catalog = DatasetCatalog::openDefault();
        ASSERT_TRUE(catalog.ok()) << catalog.error().message();
        auto images = catalog->resolve("cifar10-subset/cifar10_lossless100.bin", false);
        auto network = catalog->resolve(std::string("resnet-cifar10-weights/") + weights, false);
        if (!images.ok() || !network.ok()) GTEST_SKIP() << "cifar10-subset or resnet-cifar10-weights is not under VITRINE_DATA";
        InputServices services;
        services.say = [](const std::string&) {};
        services.usedWeights = [](const DataRef&) {};
        auto inputs = openInputs({{"images", {*images}}, {"weights", {*network}}}, services);
        ASSERT_TRUE(inputs.ok()) << inputs.error().message();
        m_inputs = *std::move(inputs);
    }

    void load(std::int64_t count) {
        std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) indices[static_cast<std::size_t>(i)] = i;
        auto batch = loadBatch(m_inputs, indices);
        ASSERT_TRUE(batch.ok()) << batch.error().message();
        m_batch = *std::move(batch);
    }

    Answer answer(Explainer explainer, SplitRule split = SplitRule::Ratio) {
        Options options;
        options.split = split;
        const torch::Tensor predicted = m_inputs.classifier.probabilities(m_batch.pixels).argmax(1);
        auto made = explain(explainer, m_inputs.classifier, {m_batch.pixels, predicted, m_batch.indices}, *options.explainerOptions(*m_inputs.classifier.network, 0));
        EXPECT_TRUE(made.ok()) << made.error().message();
        return *std::move(made);
    }

    Scores score(const torch::Tensor& maps, metrics::TieRule ties = metrics::TieRule::Rank) {
        Options options;
        options.ties = ties;
        Scores scores;
        for (std::int64_t i = 0; i < maps.size(0); ++i) {
            auto curves = curvesOf(m_inputs.classifier, m_batch.pixels[i], maps[i], m_batch.labels[static_cast<std::size_t>(i)], curveOptions(options, 32, i, 0, {}));
            EXPECT_TRUE(curves.ok()) << curves.error().message();
            scores.insertion += curves->insertionAuc / static_cast<double>(maps.size(0));
            scores.deletion += curves->deletionAuc / static_cast<double>(maps.size(0));
        }
        scores.id = scores.insertion - scores.deletion;
        return scores;
    }

    Inputs m_inputs;
    SampleBatch m_batch;
};

}  // namespace

TEST_F(Measured, FirstImageHasThePublishedLogits) {
    open("resnet20-12fca82f.th");
    if (IsSkipped() || HasFatalFailure()) return;
    load(1);
    const torch::Tensor logits = record(*m_inputs.classifier.network, m_inputs.classifier.normalised(m_batch.pixels)).logits[0];
    const std::vector<float> expected{-12.4492f, -5.6982f, -0.6590f, 9.1207f, 0.7110f, 4.5553f, 19.8279f, 0.3810f, -6.6406f, -9.1128f};
    EXPECT_TRUE(torch::allclose(logits, torch::tensor(expected), 1e-3, 2e-3)) << logits;
}

TEST_F(Measured, ConservationOfEveryRuleOnResnet20) {
    open("resnet20-12fca82f.th");
    if (IsSkipped() || HasFatalFailure()) return;
    load(20);
    const auto arrives = [&](SplitRule split) { return answer(Explainer::Lrp, split).lrp->sums.mean(0)[-1].item<double>(); };
    EXPECT_LT(answer(Explainer::Lrp).lrp->conservationErrors().max().item<double>(), 0.01) << "at every depth of every image";
    EXPECT_LT(answer(Explainer::PlainLrp).lrp->conservationErrors().max().item<double>(), 0.01);
    EXPECT_NEAR(arrives(SplitRule::Ratio), 0.991, 0.001);
    EXPECT_NEAR(arrives(SplitRule::Symmetric), 0.628, 0.005) << "option A loses what goes to its zero channels";
    EXPECT_NEAR(arrives(SplitRule::Duplicate), 321, 3) << "2^9 less the same leak";
}

TEST_F(Measured, ScoresOfTwentyImagesOnResnet20) {
    open("resnet20-12fca82f.th");
    if (IsSkipped() || HasFatalFailure()) return;
    load(20);
    const torch::Tensor maps = answer(Explainer::Lrp).maps;
    const Scores ratio = score(maps);
    EXPECT_NEAR(ratio.id, 0.439, 0.02);
    EXPECT_NEAR(ratio.insertion, 0.712, 0.02);
    EXPECT_NEAR(ratio.deletion, 0.273, 0.02);
    EXPECT_NEAR(score(quantise(maps, 8), metrics::TieRule::Threshold).id, 0.631, 0.02);
    EXPECT_NEAR(score(answer(Explainer::Lrp, SplitRule::Symmetric).maps).id, 0.432, 0.02);
    EXPECT_NEAR(score(answer(Explainer::Gradient).maps).id, 0.052, 0.02);
    EXPECT_NEAR(score(answer(Explainer::Random).maps).id, 0.009, 0.05) << "another random map: its ID of 20 images scatters by about 0.02";
}

TEST_F(Measured, SplittingAgainstNoneOnFiftyImages) {
    open("resnet20-12fca82f.th");
    if (IsSkipped() || HasFatalFailure()) return;
    load(50);
    EXPECT_NEAR(score(answer(Explainer::Lrp).maps).id, 0.366, 0.02);
    EXPECT_NEAR(score(answer(Explainer::PlainLrp).maps).id, 0.349, 0.02);
}

TEST_F(Measured, SplittingAgainstNoneOnResnet56) {
    open("resnet56-4bfd9763.th");
    if (IsSkipped() || HasFatalFailure()) return;
    load(10);
    EXPECT_NEAR(score(answer(Explainer::Lrp).maps).id, 0.522, 0.02);
    EXPECT_NEAR(score(answer(Explainer::PlainLrp).maps).id, 0.464, 0.02);
}

}  // namespace vitrine::lrp
