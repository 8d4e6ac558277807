// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>
#include <array>
#include <span>
#include <vector>

#include "core/run/method.h"
#include "widgets/map/map_shapes.h"

namespace vitrine::kstdiff_panel {

inline constexpr int kHours = 24, kChannels = 2;
inline constexpr std::array<const char*, 3> kRelationNames{"NearBy", "BorderBy", "SimilarFunc"};  ///< Between regions, in the order of the session.
inline constexpr const char* kFlowUnit = "people/h";

/// "07:00"
QString hourText(int hour);
QString channelText(int channel);  ///< "inflow", "outflow"

/// Mean flow of every region over days: hour by channel, NaN where none is known.
class Means {
public:
    Means() = default;
    explicit Means(int regions);
    /// From [days, n, 24, 2] of these regions out of `all`.
    static Means of(const Array& flow, std::span<const int> regions, int all);
    /// From one day, or a mean day, [n, 24, 2].
    static Means ofDay(const Array& day, std::span<const int> regions, int all);
    int regions() const { return m_regions; }
    double at(int region, int hour, int channel) const { return m_values[index(region, hour, channel)]; }
    void set(int region, int hour, int channel, double value) { m_values[index(region, hour, channel)] = static_cast<float>(value); }
    bool has(int region) const;
    /// Mean over hours and channels; NaN when unknown.
    double volume(int region) const;
    std::array<double, kHours> profile(int region, int channel) const;
    /// F32 [24, R], as a map layer takes it.
    Array overHours(int channel) const;
    /// The value below which `share` of the known ones lie; 0 when there are none.
    double quantile(double share) const;

private:
    std::size_t index(int region, int hour, int channel) const {
        return (static_cast<std::size_t>(region) * kHours + static_cast<std::size_t>(hour)) * kChannels + static_cast<std::size_t>(channel);
    }
    int m_regions = 0;
    std::vector<float> m_values;
};
/// a - b; NaN where one of them is unknown.
Means difference(const Means& a, const Means& b);

/// Days by hour of one region: [days][24], from [days, n, 24, 2] at place `row`.
std::vector<std::array<double, kHours>> daysOf(const Array& flow, int row, int channel);

/// The session's answer to "city".
struct City {
    QString name;
    bool planar = false;  ///< Generated cities: shapes and centres lie around 0, 0 in degrees, true to scale.
    QStringList regions, days, features;
    std::vector<std::uint8_t> heldOut;
    std::vector<GeoPoint> centres;
    Array z, shares;  ///< F32 [R, p] z-scores; F32 [R, K] shares of the categories among a region's places.
    QStringList categories;
    std::int64_t entities = 0, triples = 0;
    std::vector<std::array<int, 3>> edges;  ///< (relation, region, region), each pair once.
    std::shared_ptr<const MapShapes> shapes;
    Means real;
    QHash<QString, int> byId;

    int size() const { return static_cast<int>(regions.size()); }
    int find(const QString& id) const { return byId.value(id, -1); }
    bool hasFlow() const { return !days.isEmpty(); }
    double share(int region, int category) const;
    int heldOutCount() const;
    std::vector<int> allRegions() const;
    double feature(int region, int feature) const;
    /// Neighbours of a region: relation and other region.
    std::vector<std::pair<int, int>> neighbours(int region) const;
    bool linked(int region, int relation, int other) const;
    /// Where a place of the map lies in the city's own coordinates: degrees, or km of a planar city.
    std::array<double, 2> own(const GeoPoint& place) const;
    GeoPoint placeOf(const std::array<double, 2>& own) const;
};
/// Any thread. Errors: arrays whose shapes do not fit each other.
Result<City> cityOf(const Reply& reply);

/// Drawn flow: of the session, of a recorded run, or of one in progress.
struct Sample {
    std::vector<int> regions;
    std::vector<int> rows;         ///< [R] place of a region in the sample; -1: not generated.
    Array flow;                    ///< F32 [days, n, 24, 2].
    std::vector<double> estimate;  ///< [n] of the volume estimator, mean flow per hour; empty when it did not come along.
    Means means;

    int days() const { return flow.empty() ? 0 : static_cast<int>(flow.dim(0)); }
    int row(int region) const { return region >= 0 && region < static_cast<int>(rows.size()) ? rows[static_cast<std::size_t>(region)] : -1; }
    double estimateOf(int region) const;  ///< NaN when not known.
};
/// Any thread. Errors: shapes that do not fit, regions that the city lacks.
Result<Sample> sampleOf(Array flow, std::vector<int> regions, std::vector<double> estimate, int cityRegions);
/// The session's answer to "sample".
Result<Sample> sampleOf(const Reply& reply, int cityRegions);

/// The way of one day from noise to flow, as "sample" with frames answers.
struct Path {
    std::vector<int> regions, rows;
    Array noisy, clean;     ///< F32 [k, n, 24, 2]: x_t, and what the denoiser takes for x_0 there; noise first.
    std::vector<double> t;  ///< [k] falling.
    int states() const { return noisy.empty() ? 0 : static_cast<int>(noisy.dim(0)); }
    /// One state of all regions; `estimated`: the clean one.
    Means state(int index, bool estimated) const;
};
Result<Path> pathOf(const Reply& reply, int cityRegions);

/// The session's answer to "whatif".
struct WhatIf {
    std::array<double, kHours> before[kChannels], after[kChannels];  ///< Mean days.
    Array days;                                                      ///< F32 [days, 24, 2] after the change.
    bool isNew = false;                                              ///< A new region has no before.
    double estimateBefore = 0, estimateAfter = 0, milliseconds = 0;
    double volumeBefore() const;
    double volumeAfter() const;
};
Result<WhatIf> whatIfOf(const Reply& reply);

/// Generated against real mean days of the regions that have both (section 5 of the method's notes; MMD needs all days and comes with a run).
struct MeanScores {
    int regions = 0;
    double mae = 0, rmse = 0, smape = 0, volumeCorrelation = 0;
};
MeanScores scoresOf(const Means& real, const Means& generated);

/// Pearson's, over the pairs that are known; NaN for fewer than three and where one side is constant.
double correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace vitrine::kstdiff_panel
