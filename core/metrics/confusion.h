// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine::metrics {

/// Counts of true against predicted classes, and the classification metrics that follow from them. Pool several folds
/// by adding all of them to one matrix. Classes that were neither there nor predicted do not enter any mean; with no
/// samples every metric is 0.
class ConfusionMatrix {
public:
    /// `classes` >= 1.
    explicit ConfusionMatrix(std::int64_t classes);

    /// Adds integer labels of equal shape (classes of images, or of pixels). Samples whose truth is `ignored` are left
    /// out; any other label outside of [0, classes) is an error.
    Status add(const torch::Tensor& predicted, const torch::Tensor& truth, std::int64_t ignored = -1);

    /// I64 [classes, classes]: rows are the truth, columns the prediction.
    const torch::Tensor& counts() const { return m_counts; }
    std::int64_t samples() const { return m_counts.sum().item<std::int64_t>(); }

    double accuracy() const;

    /// F1 of each class, 2 TP / (2 TP + FP + FN); NaN for a class that is neither there nor predicted.
    std::vector<double> f1() const;
    /// Mean of the F1 over classes. With all folds of a leave-one-subject-out protocol pooled it is the UF1 of the
    /// micro-expression challenge (See et al., "MEGC 2019", FG 2019).
    double macroF1() const;
    /// Mean recall over the classes that are there: unweighted average recall (Schuller et al., "The INTERSPEECH 2009
    /// emotion challenge").
    double unweightedAverageRecall() const;
    /// Mean of TP / (TP + FP + FN) over classes (Everingham et al., "The PASCAL VOC challenge", IJCV 2010,
    /// section 4.1.3).
    double meanIou() const;
    std::vector<double> iou() const;  ///< Per class; NaN like `f1`.

private:
    torch::Tensor m_counts;
};

}  // namespace vitrine::metrics
