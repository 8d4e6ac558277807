// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include "plugins/kstdiff/city.h"

namespace vitrine::kstdiff {

struct FeatProfileOptions {
    double ridge = 1.0;           ///< Penalty on the squared weights (not on the constant).
    std::int64_t neighbours = 5;  ///< Train regions nearest in feature space that lend their daily shape.
};

/// The baseline FeatProfile: ridge regression of the log volume on the features, times the mean normalised daily shape of the nearest train
/// regions; the deviation of a sampled day from the mean is that of a random real day of one of them.
class FeatProfile {
public:
    /// Learns from the flow of `city.train`; the city must have flow.
    explicit FeatProfile(const City& city, const FeatProfileOptions& options = {});

    /// F32 [n]: estimated mean flow per hour and channel of regions with these features [n, p].
    torch::Tensor volume(const torch::Tensor& features) const;
    /// F32 [n, 24, 2]: estimated mean day.
    torch::Tensor meanDay(const torch::Tensor& features) const;
    /// F32 [days, n, 24, 2].
    torch::Tensor sample(const torch::Tensor& features, std::int64_t days, at::Generator generator) const;

private:
    torch::Tensor nearest(const torch::Tensor& features) const;  ///< I64 [n, neighbours]: positions among the train regions.

    FeatProfileOptions m_options;
    torch::Tensor m_features;  ///< [N, p] of the train regions.
    torch::Tensor m_weights;   ///< [p + 1], the constant last.
    torch::Tensor m_shapes;    ///< [N, 24, 2], mean 1.
    torch::Tensor m_factors;   ///< [D, N, 24, 2]: day over mean day, 1 where the mean is 0.
};

}  // namespace vitrine::kstdiff
