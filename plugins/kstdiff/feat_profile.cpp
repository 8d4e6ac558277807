// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/feat_profile.h"

namespace vitrine::kstdiff {
namespace {

torch::Tensor withConstant(const torch::Tensor& features) {
    return torch::cat({features, torch::ones({features.size(0), 1}, features.options())}, 1);
}

}  // namespace

FeatProfile::FeatProfile(const City& city, const FeatProfileOptions& options) : m_options(options) {
    const torch::Tensor train = torch::tensor(city.train, torch::kInt64);
    const torch::Tensor flow = city.flow.index_select(1, train).to(torch::kFloat64);
    m_features = city.features.index_select(0, train).to(torch::kFloat64);
    const torch::Tensor mean = flow.mean(0), volume = mean.mean({1, 2});
    // A region where nothing was ever counted had less than one count in all: half a one.
    const torch::Tensor logVolume = volume.clamp_min(0.5 / static_cast<double>(flow.size(0) * kHours * kChannels)).log();

    const torch::Tensor x = withConstant(m_features);
    torch::Tensor penalty = torch::full({x.size(1)}, options.ridge, torch::kFloat64);
    penalty[-1] = 0;
    m_weights = torch::linalg_solve(x.t().matmul(x) + torch::diag(penalty), x.t().matmul(logVolume));

    const torch::Tensor level = volume.view({-1, 1, 1});
    m_shapes = torch::where(level > 0, mean / level.clamp_min(1e-12), torch::ones_like(mean));
    m_factors = torch::where(mean > 0, flow / mean.clamp_min(1e-12), torch::ones_like(flow)).to(torch::kFloat32);
}

torch::Tensor FeatProfile::nearest(const torch::Tensor& features) const {
    const torch::Tensor distances = torch::cdist(features, m_features);
    return std::get<1>(distances.topk(std::min(m_options.neighbours, m_features.size(0)), 1, false));
}

torch::Tensor FeatProfile::volume(const torch::Tensor& features) const {
    return withConstant(features.to(torch::kFloat64)).matmul(m_weights).exp().to(torch::kFloat32);
}

torch::Tensor FeatProfile::meanDay(const torch::Tensor& features) const {
    const torch::Tensor neighbours = nearest(features.to(torch::kFloat64));
    const torch::Tensor shapes =
        m_shapes.index_select(0, neighbours.flatten()).view({neighbours.size(0), neighbours.size(1), kHours, kChannels}).mean(1);
    return shapes.to(torch::kFloat32) * volume(features).view({-1, 1, 1});
}

torch::Tensor FeatProfile::sample(const torch::Tensor& features, std::int64_t days, at::Generator generator) const {
    const torch::Tensor neighbours = nearest(features.to(torch::kFloat64));
    const std::int64_t n = neighbours.size(0), regions = m_factors.size(1);
    const torch::Tensor pick = torch::randint(neighbours.size(1), {days, n, 1}, generator, torch::TensorOptions(torch::kInt64));
    const torch::Tensor lender = neighbours.unsqueeze(0).expand({days, n, neighbours.size(1)}).gather(2, pick).flatten();
    const torch::Tensor day = torch::randint(m_factors.size(0), {days * n}, generator, torch::TensorOptions(torch::kInt64));
    const torch::Tensor factors = m_factors.flatten(0, 1).index_select(0, day * regions + lender).view({days, n, kHours, kChannels});
    return factors * meanDay(features).unsqueeze(0);
}

}  // namespace vitrine::kstdiff
