// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/metrics/confusion.h"
#include "core/metrics/ranking.h"

namespace vitrine::metrics {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(TopK, CountsLabelsAmongTheHighest) {
    const torch::Tensor scores =
        torch::tensor({{0.1f, 0.7f, 0.2f}, {0.5f, 0.3f, 0.2f}, {0.2f, 0.3f, 0.5f}, {0.2f, 0.3f, 0.5f}});
    const torch::Tensor labels = torch::tensor({1, 1, 0, 2});
    EXPECT_DOUBLE_EQ(accuracy(scores, labels).value(), 0.5);
    EXPECT_DOUBLE_EQ(topK(scores, labels, 2).value(), 0.75);
    EXPECT_DOUBLE_EQ(topK(scores, labels, 3).value(), 1.0);
}

TEST(TopK, ConstantAndNanScoresAreNotRightEverywhere) {
    const torch::Tensor labels = torch::tensor({0, 1, 2, 3});
    EXPECT_DOUBLE_EQ(accuracy(torch::zeros({4, 4}), labels).value(), 0.25);
    EXPECT_DOUBLE_EQ(topK(torch::full({4, 4}, kNan), labels, 4).value(), 0);
}

TEST(TopK, RefusesWhatDoesNotFit) {
    EXPECT_FALSE(topK(torch::zeros({2, 3}), torch::tensor({0, 3}), 1).ok());
    EXPECT_FALSE(topK(torch::zeros({2, 3}), torch::tensor({0}), 1).ok());
    EXPECT_FALSE(topK(torch::zeros({2, 3}), torch::tensor({0, 1}), 0).ok());
}

// scikit-learn's documentation of roc_auc_score and average_precision_score: y = 0 0 1 1, s = 0.1 0.4 0.35 0.8 -> 0.75
// and 0.8333.
TEST(RocAuc, WorkedCases) {
    const torch::Tensor positive = torch::tensor({0, 0, 1, 1});
    EXPECT_DOUBLE_EQ(rocAuc(torch::tensor({0.1, 0.4, 0.35, 0.8}), positive).value(), 0.75);
    EXPECT_DOUBLE_EQ(rocAuc(torch::zeros({4}), positive).value(), 0.5);
    EXPECT_DOUBLE_EQ(rocAuc(torch::tensor({0.9, 0.8, 0.2, 0.1}), positive).value(), 0.0);
    EXPECT_FALSE(rocAuc(torch::zeros({4}), torch::ones({4})).ok());
    EXPECT_FALSE(rocAuc(torch::zeros({4}), torch::zeros({4})).ok());
    EXPECT_FALSE(rocAuc(torch::tensor({0.f, kNan, 0.f, 1.f}), positive).ok());
}

TEST(AveragePrecision, WorkedCases) {
    const torch::Tensor positive = torch::tensor({0, 0, 1, 1});
    EXPECT_NEAR(averagePrecision(torch::tensor({0.1, 0.4, 0.35, 0.8}), positive).value(), 0.5 * 1.0 + 0.5 * 2.0 / 3.0,
                1e-12);
    EXPECT_DOUBLE_EQ(averagePrecision(torch::zeros({4}), positive).value(),
                     0.5);  // One threshold: precision 2/4 at recall 1.
    EXPECT_FALSE(averagePrecision(torch::zeros({2}), torch::zeros({2})).ok());
    EXPECT_FALSE(averagePrecision(torch::zeros({2}), torch::tensor({0, 2})).ok());
}

TEST(RankCorrelation, IsOfRanksAndOfWholeMaps) {
    const torch::Tensor a = torch::tensor({{1.f, 2.f}, {3.f, 4.f}});
    EXPECT_NEAR(rankCorrelation(a, a.exp()).value(), 1.0, 1e-12);
    EXPECT_NEAR(rankCorrelation(a, -a).value(), -1.0, 1e-12);
    EXPECT_NEAR(rankCorrelation(torch::tensor({1., 2., 3., 4., 5.}), torch::tensor({2., 1., 4., 3., 5.})).value(), 0.8,
                1e-12);  // 1 - 6 * 4 / 120
    EXPECT_FALSE(rankCorrelation(a, torch::ones({2, 2})).ok());
    EXPECT_FALSE(rankCorrelation(a, a.flatten()).ok());
    EXPECT_FALSE(rankCorrelation(a, torch::full({2, 2}, kNan)).ok());
}

// Truth 0 0 0 1 1 2, predicted 0 0 1 1 2 2: per class TP 2 1 1, FP 0 1 1, FN 1 1 0.
TEST(Confusion, WorkedCase) {
    ConfusionMatrix matrix(4);
    ASSERT_TRUE(matrix.add(torch::tensor({0, 0, 1, 1, 2, 2}), torch::tensor({0, 0, 0, 1, 1, 2})).ok());
    EXPECT_EQ(matrix.samples(), 6);
    EXPECT_EQ(matrix.counts()[0][1].item<std::int64_t>(), 1);
    EXPECT_NEAR(matrix.accuracy(), 4.0 / 6, 1e-12);
    const std::vector<double> f1 = matrix.f1();
    EXPECT_NEAR(f1[0], 0.8, 1e-12);
    EXPECT_NEAR(f1[1], 0.5, 1e-12);
    EXPECT_NEAR(f1[2], 2.0 / 3, 1e-12);
    EXPECT_TRUE(std::isnan(f1[3]));  // Class 3 is neither there nor predicted.
    EXPECT_NEAR(matrix.macroF1(), (0.8 + 0.5 + 2.0 / 3) / 3, 1e-12);
    EXPECT_NEAR(matrix.unweightedAverageRecall(), (2.0 / 3 + 0.5 + 1.0) / 3, 1e-12);
    EXPECT_NEAR(matrix.meanIou(), (2.0 / 3 + 1.0 / 3 + 0.5) / 3, 1e-12);
}

TEST(Confusion, PoolsFoldsAndIgnoresALabel) {
    ConfusionMatrix whole(2), folds(2);
    const torch::Tensor truth = torch::tensor({0, 1, 1, 0}), predicted = torch::tensor({0, 1, 0, 0});
    ASSERT_TRUE(whole.add(predicted, truth).ok());
    ASSERT_TRUE(folds.add(predicted.slice(0, 0, 2), truth.slice(0, 0, 2)).ok());
    ASSERT_TRUE(folds.add(predicted.slice(0, 2), truth.slice(0, 2)).ok());
    EXPECT_DOUBLE_EQ(whole.macroF1(), folds.macroF1());
    ConfusionMatrix pixels(2);
    ASSERT_TRUE(pixels.add(torch::tensor({{0, 1}, {1, 1}}), torch::tensor({{0, 1}, {255, 1}}), 255).ok());
    EXPECT_EQ(pixels.samples(), 3);
    EXPECT_DOUBLE_EQ(pixels.meanIou(), 1.0);
}

TEST(Confusion, RefusesLabelsOutOfRange) {
    ConfusionMatrix matrix(2);
    EXPECT_FALSE(matrix.add(torch::tensor({2}), torch::tensor({0})).ok());
    EXPECT_FALSE(matrix.add(torch::tensor({0}), torch::tensor({-2})).ok());
    EXPECT_FALSE(matrix.add(torch::tensor({0, 1}), torch::tensor({0})).ok());
    EXPECT_FALSE(matrix.add(torch::tensor({0.5f}), torch::tensor({0.5f})).ok());
    EXPECT_EQ(matrix.samples(), 0);
    EXPECT_EQ(matrix.accuracy(), 0);
}

}  // namespace
}  // namespace vitrine::metrics
