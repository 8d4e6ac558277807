// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include <torch/torch.h>

#include "core/base/result.h"

namespace vitrine::metrics {

/// How pixels of equal relevance enter the image.
enum class TieRule {
    Rank,  ///< One after the other, in a random order drawn from the generator: step s changes exactly min(step (s +
           ///< 1), HW - 1) pixels.
    Threshold  ///< All at once, as in the code of Otsuki et al.: every pixel with A >= A of the pixel at position
               ///< min(step (s + 1), HW - 1).
};

/// What stands where a pixel is absent.
enum class Replacement {
    Black,  ///< 0
    Mean,   ///< The image's mean colour.
    Blur    ///< The image under a Gaussian of sigma = shorter side / 16 px.
};

struct InsertionDeletionOptions {
    std::int64_t step = 16;  ///< Pixels per step, >= 1.
    TieRule ties = TieRule::Rank;
    Replacement replacement = Replacement::Black;
    std::int64_t batch = 128;  ///< Masked images per call.
    at::Generator generator;   ///< Breaks ties under TieRule::Rank; required there.
    std::function<bool()> cancelled;
};

/// At which step each pixel changes.
struct PixelSteps {
    torch::Tensor entersAt;             ///< I64 [H, W] in [0, K]; K: never.
    std::vector<std::int64_t> changed;  ///< [K] pixels that have changed after step s.
    std::int64_t steps() const { return static_cast<std::int64_t>(changed.size()); }
};

/// The curves of one image and one map.
struct InsertionDeletion {
    std::vector<double> insertion, deletion;  ///< [K] probability of the label after each step.
    std::vector<std::int64_t> changed;        ///< [K] pixels that have changed after each step.
    double insertionAuc = 0, deletionAuc = 0;
    double score() const { return insertionAuc - deletionAuc; }  ///< ID
};

/// Ranks the pixels of a map [H, W] by falling relevance in K = ceil(HW / step) steps. NaN in the map is an error.
Result<PixelSteps> pixelSteps(const torch::Tensor& map, std::int64_t step, TieRule ties, at::Generator generator);

/// What absent pixels of an image [C, H, W] show, same shape.
torch::Tensor replacementFor(const torch::Tensor& image, Replacement replacement);

/// The masked images of steps [first, last): [last - first, C, H, W]. Inserted pixels come from `image` over
/// `replacement`; exchange the two for deletion.
torch::Tensor maskedImages(const torch::Tensor& image, const torch::Tensor& replacement, const torch::Tensor& entersAt,
                           std::int64_t first, std::int64_t last);

/// (sum p - p_first / 2 - p_last / 2) / (K - 1): the mean height of the curve by the trapezium rule. One point: its
/// value.
double curveAuc(const std::vector<double>& curve);

/// Insertion and deletion (Petsiuk et al., "RISE", BMVC 2018, arXiv 1806.07421) in pixel steps as in Otsuki et al.,
/// ECCV 2024 (arXiv 2407.09115; its code). `image` is [C, H, W] in pixel space (before normalisation), on any device;
/// `probabilities` maps a batch [n, C, H, W] of such images to the probability of the label, [n] (it normalises and
/// applies the softmax). Errors: a map that does not fit the image or holds NaN, a step below 1, probabilities of
/// another shape, ErrorCode::Cancelled.
Result<InsertionDeletion> insertionDeletion(const torch::Tensor& image, const torch::Tensor& map,
                                            const std::function<torch::Tensor(const torch::Tensor&)>& probabilities,
                                            const InsertionDeletionOptions& options);

}  // namespace vitrine::metrics
