// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugins/kstdiff/panel_city.h"

namespace vitrine::kstdiff_panel {

/// Regions grouped by the shape of their day.
struct Clusters {
    std::vector<int> of;                              ///< [R], -1 where no flow is known; the cluster with the earliest peak is 0.
    std::vector<std::array<double, kHours>> centres;  ///< Profiles that sum to 1.
    std::vector<int> sizes;
    int count() const { return static_cast<int>(centres.size()); }
};

/// k-means (k-means++ start, fixed seed) of the profiles of one channel, each divided by its sum. Fewer clusters where there are fewer profiles.
Clusters clustersOf(const Means& means, int channel, int count);

enum class RowOrder { Region, Volume, Cluster, Peak };
/// Regions with known flow in that order: by id, falling volume, cluster and then volume, hour of the peak and then volume.
std::vector<int> orderOf(const Means& means, const Clusters& clusters, int channel, RowOrder order);

}  // namespace vitrine::kstdiff_panel
