// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/flow_scores.h"

#include <limits>

namespace vitrine::kstdiff {
namespace {

/// Squared distances between all days of each region: [R, n, n] from [R, n, k]. In double precision, by the dot products.
torch::Tensor squaredDistances(const torch::Tensor& days) {
    const torch::Tensor lengths = days.square().sum(2);
    torch::Tensor squared = lengths.unsqueeze(2) + lengths.unsqueeze(1) - 2 * days.bmm(days.transpose(1, 2));
    squared.diagonal(0, 1, 2).zero_();
    return squared.clamp_min_(0);
}

/// Biased MMD of regions [r, D + D', k], the first `realDays` of which are real.
torch::Tensor discrepancy(const torch::Tensor& days, std::int64_t realDays) {
    const std::int64_t n = days.size(1);
    const torch::Tensor squared = squaredDistances(days);
    const torch::Tensor base = squared.sum({1, 2}) / static_cast<double>(std::max<std::int64_t>(n * n - n, 1)) / 4;
    const torch::Tensor spread = torch::where(base > 0, base, torch::ones_like(base)).view({-1, 1, 1});
    // exp(-d / (b0 2^i)) for i = 4..0: each is the square of the one before.
    torch::Tensor term = torch::exp(-squared / (spread * 16));
    torch::Tensor kernel = term.clone();
    for (int i = 0; i < 4; ++i) {
        term.square_();
        kernel += term;
    }
    const torch::Tensor real = kernel.narrow(1, 0, realDays), generated = kernel.narrow(1, realDays, n - realDays);
    return real.narrow(2, 0, realDays).mean({1, 2}) + generated.narrow(2, realDays, n - realDays).mean({1, 2}) -
           2 * real.narrow(2, realDays, n - realDays).mean({1, 2});
}

double pearson(const torch::Tensor& a, const torch::Tensor& b) {
    const torch::Tensor x = a - a.mean(), y = b - b.mean();
    const double scale = (x.square().sum() * y.square().sum()).sqrt().item<double>();
    return scale > 0 ? (x * y).sum().item<double>() / scale : std::numeric_limits<double>::quiet_NaN();
}

/// Mean L1 distance of profiles [R, k] that are scaled to sum 1; regions without flow on either side are left out.
double profileDistance(const torch::Tensor& real, const torch::Tensor& generated) {
    const torch::Tensor realSum = real.sum(1, true), generatedSum = generated.sum(1, true);
    const torch::Tensor rows = ((realSum > 0) & (generatedSum > 0)).squeeze(1).nonzero().squeeze(1);
    if (rows.numel() == 0) return std::numeric_limits<double>::quiet_NaN();
    return (real / realSum - generated / generatedSum).index_select(0, rows).abs().sum(1).mean().item<double>();
}

}  // namespace

torch::Tensor maximumMeanDiscrepancy(const torch::Tensor& real, const torch::Tensor& generated) {
    const std::int64_t regions = real.size(1), n = real.size(0) + generated.size(0);
    const torch::Tensor days = torch::cat({real, generated}).transpose(0, 1).to(torch::kFloat64).contiguous();
    // Kernels of a batch of regions take some tens of MB, whatever the number of days.
    const std::int64_t batch = std::max<std::int64_t>(1, (std::int64_t(1) << 21) / std::max<std::int64_t>(n * n, 1));
    std::vector<torch::Tensor> parts;
    for (std::int64_t start = 0; start < regions; start += batch)
        parts.push_back(discrepancy(days.narrow(0, start, std::min(batch, regions - start)), real.size(0)));
    return torch::cat(parts);
}

Result<FlowScores> evaluate(const torch::Tensor& real, const torch::Tensor& generated) {
    const auto fits = [](const torch::Tensor& flow) { return flow.dim() == 4 && flow.size(0) > 0 && flow.size(1) > 0; };
    if (!fits(real) || !fits(generated) || real.sizes().slice(1) != generated.sizes().slice(1))
        return Error{
            ErrorCode::InvalidArgument, "Cannot score the flow", "generated flow",
            fmt::format("real days have shape {}, generated ones {}", fmt::join(real.sizes(), " x "), fmt::join(generated.sizes(), " x ")),
            "Give at least one day of either, of the same regions: days x regions x 24 x 2."};
    const torch::Tensor realDays = real.to(torch::kFloat64).flatten(2), generatedDays = generated.to(torch::kFloat64).flatten(2);
    const torch::Tensor y = realDays.mean(0), p = generatedDays.mean(0), error = (p - y).abs();
    FlowScores scores;
    scores.regionMae = error.mean(1);
    scores.regionMmd = maximumMeanDiscrepancy(realDays, generatedDays);
    scores.realVolume = y.mean(1);
    scores.generatedVolume = p.mean(1);
    scores.mae = error.mean().item<double>();
    scores.rmse = error.square().mean().sqrt().item<double>();
    scores.smape = (error / ((p.abs() + y.abs()) / 2 + 1e-8)).mean().item<double>();
    scores.mmd = scores.regionMmd.mean().item<double>();
    scores.volumeCorrelation = pearson(scores.realVolume, scores.generatedVolume);
    scores.shapeDistance = profileDistance(y, p);
    return scores;
}

}  // namespace vitrine::kstdiff
