// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/stats/correlation.h"

namespace vitrine::metrics {
namespace {

Error invalid(const char* what, std::string why) {
    return {ErrorCode::InvalidArgument, what, "scores and labels", std::move(why),
            "Check the predictions and labels given."};
}

std::vector<double> doubles(const torch::Tensor& tensor) {
    const torch::Tensor flat = tensor.detach().to(torch::kCPU, torch::kDouble).contiguous();
    return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

/// Scores with their labels, checked.
struct Binary {
    std::vector<double> scores;
    std::vector<bool> positive;
    std::int64_t positives = 0;
};

Result<Binary> binary(const char* what, const torch::Tensor& scores, const torch::Tensor& positive) {
    if (scores.sizes() != positive.sizes())
        return invalid(what, fmt::format("there are {} scores and {} labels", scores.numel(), positive.numel()));
    Binary result{doubles(scores), {}, 0};
    if (std::any_of(result.scores.begin(), result.scores.end(), [](double score) { return std::isnan(score); }))
        return invalid(what, "a score is NaN");
    for (const double label : doubles(positive)) {
        if (label != 0 && label != 1) return invalid(what, fmt::format("a label is {}, not 0 or 1", label));
        result.positive.push_back(label == 1);
        result.positives += label == 1;
    }
    if (result.positives == 0) return invalid(what, "there is no positive");
    return result;
}

}  // namespace

Result<double> topK(const torch::Tensor& scores, const torch::Tensor& labels, std::int64_t k) {
    constexpr const char* kWhat = "Cannot compute top-k accuracy";
    if (scores.dim() != 2 || labels.dim() != 1 || scores.size(0) != labels.size(0) || labels.numel() == 0)
        return invalid(kWhat, "they are not [N, classes] and [N] with N > 0");
    if (!at::isIntegralType(labels.scalar_type(), false) || k < 1)
        return invalid(kWhat, "labels must be integers and k at least 1");
    const torch::Tensor truth = labels.to(scores.device(), torch::kInt64).unsqueeze(1);
    if ((truth < 0).logical_or(truth >= scores.size(1)).any().item<bool>())
        return invalid(kWhat, fmt::format("a label is not in [0, {})", scores.size(1)));
    const torch::Tensor own = scores.gather(1, truth);
    const torch::Tensor before = torch::arange(scores.size(1), truth.options()) < truth;
    const torch::Tensor ahead =
        (scores > own).logical_or(scores.isnan()).logical_or((scores == own).logical_and(before));
    const torch::Tensor hit = (ahead.sum(1, /*keepdim=*/true) < k).logical_and(own.isnan().logical_not());
    return hit.to(torch::kDouble).mean().item<double>();
}

Result<double> accuracy(const torch::Tensor& scores, const torch::Tensor& labels) {
    return topK(scores, labels, 1);
}

Result<double> rocAuc(const torch::Tensor& scores, const torch::Tensor& positive) {
    constexpr const char* kWhat = "Cannot compute the area under the ROC curve";
    VITRINE_TRY(const Binary data, binary(kWhat, scores, positive));
    const auto n = static_cast<std::int64_t>(data.scores.size());
    if (data.positives == n) return invalid(kWhat, "there is no negative");
    // Mann and Whitney's U from the ranks of the positives.
    const std::vector<double> ranks = midRanks(data.scores);
    double rankSum = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i)
        if (data.positive[i]) rankSum += ranks[i];
    const auto p = static_cast<double>(data.positives);
    return (rankSum - p * (p + 1) / 2) / (p * (static_cast<double>(n) - p));
}

Result<double> averagePrecision(const torch::Tensor& scores, const torch::Tensor& positive) {
    VITRINE_TRY(const Binary data, binary("Cannot compute average precision", scores, positive));
    std::vector<std::size_t> order(data.scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return data.scores[a] > data.scores[b]; });
    double sum = 0, hits = 0;
    for (std::size_t i = 0; i < order.size();) {
        double group = 0;
        const double score = data.scores[order[i]];
        for (; i < order.size() && data.scores[order[i]] == score; ++i) group += data.positive[order[i]];
        hits += group;
        sum += group * hits / static_cast<double>(i);
    }
    return sum / static_cast<double>(data.positives);
}

Result<double> rankCorrelation(const torch::Tensor& a, const torch::Tensor& b) {
    constexpr const char* kWhat = "Cannot compute the rank correlation";
    if (a.sizes() != b.sizes())
        return invalid(kWhat, fmt::format("there are {} and {} values, or their shapes differ", a.numel(), b.numel()));
    const std::vector<double> x = doubles(a), y = doubles(b);
    VITRINE_TRY(const Correlation correlation, spearman(x, y));
    return correlation.r;
}

}  // namespace vitrine::metrics
