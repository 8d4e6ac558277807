// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_clusters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace vitrine::kstdiff_panel {
namespace {

using Profile = std::array<double, kHours>;
constexpr int kMostRounds = 50;
constexpr std::uint64_t kClusterSeed = 20;  ///< The same picture every time.

double squaredDistance(const Profile& a, const Profile& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

int nearest(const Profile& profile, const std::vector<Profile>& centres) {
    int best = 0;
    for (int c = 1; c < std::ssize(centres); ++c)
        if (squaredDistance(profile, centres[static_cast<std::size_t>(c)]) < squaredDistance(profile, centres[static_cast<std::size_t>(best)]))
            best = c;
    return best;
}

/// k-means++ (Arthur and Vassilvitskii 2007): the next centre is drawn in proportion to the squared distance from those that there are.
std::vector<Profile> startOf(const std::vector<Profile>& profiles, int count) {
    std::mt19937_64 random(kClusterSeed);
    std::vector<Profile> centres{profiles[random() % profiles.size()]};
    while (std::ssize(centres) < count) {
        std::vector<double> weights;
        for (const Profile& profile : profiles)
            weights.push_back(squaredDistance(profile, centres[static_cast<std::size_t>(nearest(profile, centres))]));
        const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
        if (total <= 0) break;  // No further different profiles.
        double left = total * static_cast<double>(random() >> 11) * 0x1p-53;
        std::size_t pick = 0;
        while (pick + 1 < weights.size() && (left -= weights[pick]) > 0) ++pick;
        centres.push_back(profiles[pick]);
    }
    return centres;
}

int peakOf(const Profile& profile) { return static_cast<int>(std::max_element(profile.begin(), profile.end()) - profile.begin()); }

}  // namespace

Clusters clustersOf(const Means& means, int channel, int count) {
    Clusters clusters;
    clusters.of.assign(static_cast<std::size_t>(means.regions()), -1);
    std::vector<Profile> profiles;
    std::vector<int> regions;
    for (int region = 0; region < means.regions(); ++region) {
        if (!means.has(region)) continue;
        Profile profile = means.profile(region, channel);
        for (double& value : profile) value = std::max(0.0, value);
        const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
        if (sum <= 0) continue;
        for (double& value : profile) value /= sum;
        profiles.push_back(profile);
        regions.push_back(region);
    }
    if (profiles.empty()) return clusters;
    std::vector<Profile> centres = startOf(profiles, std::min<int>(count, static_cast<int>(profiles.size())));
    std::vector<int> of(profiles.size(), -1);
    std::vector<int> sizes;
    for (int round = 0; round < kMostRounds; ++round) {
        bool moved = false;
        std::vector<Profile> sums(centres.size(), Profile{});
        sizes.assign(centres.size(), 0);
        for (std::size_t i = 0; i < profiles.size(); ++i) {
            const int c = nearest(profiles[i], centres);
            moved = moved || of[i] != c;
            of[i] = c;
            ++sizes[static_cast<std::size_t>(c)];
            for (std::size_t h = 0; h < kHours; ++h) sums[static_cast<std::size_t>(c)][h] += profiles[i][h];
        }
        for (std::size_t c = 0; c < centres.size(); ++c)
            for (std::size_t h = 0; h < kHours && sizes[c] > 0; ++h) centres[c][h] = sums[c][h] / sizes[c];
        if (!moved) break;
    }
    std::vector<int> order(centres.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int a, int b) { return peakOf(centres[static_cast<std::size_t>(a)]) < peakOf(centres[static_cast<std::size_t>(b)]); });
    std::vector<int> rank(centres.size());
    for (int place = 0; place < std::ssize(order); ++place) {
        const auto c = static_cast<std::size_t>(order[static_cast<std::size_t>(place)]);
        rank[c] = place;
        clusters.centres.push_back(centres[c]);
        clusters.sizes.push_back(sizes[c]);
    }
    for (std::size_t i = 0; i < regions.size(); ++i) clusters.of[static_cast<std::size_t>(regions[i])] = rank[static_cast<std::size_t>(of[i])];
    return clusters;
}

std::vector<int> orderOf(const Means& means, const Clusters& clusters, int channel, RowOrder order) {
    std::vector<int> regions;
    for (int region = 0; region < means.regions(); ++region)
        if (means.has(region)) regions.push_back(region);
    if (order == RowOrder::Region) return regions;
    const auto groupOf = [&](int region) {
        if (order == RowOrder::Peak) return peakOf(means.profile(region, channel));
        const int cluster = clusters.of[static_cast<std::size_t>(region)];
        return order != RowOrder::Cluster ? 0 : cluster < 0 ? std::numeric_limits<int>::max() : cluster;
    };
    std::vector<std::pair<int, double>> keys(static_cast<std::size_t>(means.regions()));
    for (const int region : regions) keys[static_cast<std::size_t>(region)] = {groupOf(region), -means.volume(region)};
    std::stable_sort(regions.begin(), regions.end(),
                     [&](int a, int b) { return keys[static_cast<std::size_t>(a)] < keys[static_cast<std::size_t>(b)]; });
    return regions;
}

}  // namespace vitrine::kstdiff_panel
