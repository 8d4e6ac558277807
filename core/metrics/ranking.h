// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine::metrics {

/// Share of rows of scores [N, classes] whose label [N] is among the k highest. Among equal scores the lower class
/// number counts as higher, so that a constant network is not right everywhere; NaN never is. Error: shapes that do not
/// fit, k < 1, a label out of range.
Result<double> topK(const torch::Tensor& scores, const torch::Tensor& labels, std::int64_t k);
/// topK with k = 1.
Result<double> accuracy(const torch::Tensor& scores, const torch::Tensor& labels);

/// Area under the ROC curve: the probability that a positive scores higher than a negative, ties counting one half
/// (Hanley and McNeil, Radiology 1982). `positive` is bool or 0/1 of the scores' shape. Error: no positives or no
/// negatives, NaN.
Result<double> rocAuc(const torch::Tensor& scores, const torch::Tensor& positive);

/// Average precision: sum over the distinct scores, falling, of (recall_n - recall_{n-1}) * precision_n, without
/// interpolation (Zhu, "Recall, precision and average precision", 2004; the definition of scikit-learn). Error: no
/// positives, NaN.
Result<double> averagePrecision(const torch::Tensor& scores, const torch::Tensor& positive);

/// Spearman's rank correlation of all elements of two tensors of equal shape (two relevance maps), mid-ranks for ties
/// (Spearman 1904). Error: shapes differ, fewer than three elements, a constant tensor, NaN.
Result<double> rankCorrelation(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace vitrine::metrics
