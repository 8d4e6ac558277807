// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/confusion.h"

#include <cmath>

namespace vitrine::metrics {
namespace {

Error badLabels(std::string object, std::string why) {
    return {ErrorCode::InvalidArgument, "Cannot count classes", std::move(object), std::move(why),
            "Give predictions and true labels of equal shape, numbered from 0."};
}

/// Numerator / denominator per class; NaN where the denominator is 0.
std::vector<double> ratios(const torch::Tensor& numerator, const torch::Tensor& denominator) {
    const torch::Tensor values =
        (numerator.to(torch::kDouble) / denominator.to(torch::kDouble)).contiguous();  // 0 / 0 is NaN
    return {values.data_ptr<double>(), values.data_ptr<double>() + values.numel()};
}

double meanOfDefined(const std::vector<double>& values) {
    double sum = 0;
    int count = 0;
    for (const double value : values) {
        if (std::isnan(value)) continue;
        sum += value;
        ++count;
    }
    return count > 0 ? sum / count : 0.0;
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(std::int64_t classes) : m_counts(torch::zeros({classes, classes}, torch::kInt64)) {}

Status ConfusionMatrix::add(const torch::Tensor& predicted, const torch::Tensor& truth, std::int64_t ignored) {
    const std::int64_t classes = m_counts.size(0);
    if (predicted.sizes() != truth.sizes())
        return badLabels(fmt::format("{} predictions, {} labels", predicted.numel(), truth.numel()),
                         "their shapes differ");
    if (!at::isIntegralType(predicted.scalar_type(), true) || !at::isIntegralType(truth.scalar_type(), true))
        return badLabels("labels", "they are no integers");
    torch::Tensor p = predicted.detach().cpu().to(torch::kInt64).flatten(),
                  t = truth.detach().cpu().to(torch::kInt64).flatten();
    const torch::Tensor kept = t != ignored;
    p = p.masked_select(kept);
    t = t.masked_select(kept);
    if (t.numel() == 0) return {};
    for (const auto& [kind, labels] : {std::pair("predictions", p), std::pair("labels", t)}) {
        const auto low = labels.min().item<std::int64_t>(), high = labels.max().item<std::int64_t>();
        if (low < 0 || high >= classes)
            return badLabels(kind, fmt::format("they run from {} to {} with {} classes", low, high, classes));
    }
    m_counts += torch::bincount(t * classes + p, {}, classes * classes).view({classes, classes});
    return {};
}

double ConfusionMatrix::accuracy() const {
    const auto all = samples();
    return all > 0 ? m_counts.diagonal().sum().item<double>() / static_cast<double>(all) : 0.0;
}

std::vector<double> ConfusionMatrix::f1() const {
    return ratios(2 * m_counts.diagonal(), m_counts.sum(0) + m_counts.sum(1));
}

double ConfusionMatrix::macroF1() const {
    return meanOfDefined(f1());
}

double ConfusionMatrix::unweightedAverageRecall() const {
    return meanOfDefined(ratios(m_counts.diagonal(), m_counts.sum(1)));
}

std::vector<double> ConfusionMatrix::iou() const {
    return ratios(m_counts.diagonal(), m_counts.sum(0) + m_counts.sum(1) - m_counts.diagonal());
}

double ConfusionMatrix::meanIou() const {
    return meanOfDefined(iou());
}

}  // namespace vitrine::metrics
