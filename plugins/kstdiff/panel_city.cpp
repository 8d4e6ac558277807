// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/kstdiff/panel_city.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "widgets/base/text.h"

namespace vitrine::kstdiff_panel {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
constexpr double kKmPerDegree = 111.19508;  ///< On the mean sphere.

Error unfit(const std::string& what) {
    return {ErrorCode::BadFormat, "Cannot show the city", "answer of the session", what, "Update the method and its panel together."};
}

Array arrayNamed(const Reply& reply, const char* name, DType dtype) {
    const auto found = reply.arrays.find(name);
    return found == reply.arrays.end() ? Array() : found->second.as(dtype).valueOr(Array());
}

bool hasShape(const Array& array, const std::vector<std::int64_t>& shape) {
    if (array.rank() != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] >= 0 && array.dim(i) != shape[i]) return false;
    return true;
}

QStringList textsOf(const Json& values, const char* key) {
    QStringList texts;
    if (const auto found = values.find(key); found != values.end() && found->is_array())
        for (const Json& text : *found) texts << (text.is_string() ? qs(text.get<std::string>()) : QString());
    return texts;
}

std::vector<int> indicesOf(const Json& values, const char* key, int count) {
    std::vector<int> indices;
    if (const auto found = values.find(key); found != values.end() && found->is_array())
        for (const Json& index : *found)
            if (index.is_number_integer() && index.get<std::int64_t>() >= 0 && index.get<std::int64_t>() < count) indices.push_back(index.get<int>());
    return indices;
}

/// Rings of a polygon or multipolygon of GeoJSON; kilometres become degrees around 0, 0.
std::vector<std::vector<std::array<double, 2>>> ringsOf(const Json& geometry, double unit) {
    std::vector<std::vector<std::array<double, 2>>> rings;
    if (!geometry.is_object() || !geometry.contains("coordinates")) return rings;
    const Json& coordinates = geometry["coordinates"];
    const auto add = [&](const Json& polygon) {
        if (!polygon.is_array()) return;
        for (const Json& ring : polygon) {
            auto& points = rings.emplace_back();
            for (const Json& point : ring)
                if (point.is_array() && point.size() >= 2 && point[0].is_number() && point[1].is_number())
                    points.push_back({point[0].get<double>() / unit, point[1].get<double>() / unit});
        }
    };
    if (stringOr(geometry, "type") == "MultiPolygon") {
        for (const Json& polygon : coordinates) add(polygon);
    } else {
        add(coordinates);
    }
    return rings;
}

Result<std::shared_ptr<const MapShapes>> shapesOfCells(const Json& values, const City& city) {
    const auto cells = values.find("cells");
    if (cells == values.end() || !cells->is_object() || !cells->contains("features")) return unfit("it has no cells");
    const Json& features = (*cells)["features"];
    if (!features.is_array() || static_cast<int>(features.size()) != city.size()) return unfit("it has another number of cells than of regions");
    auto shapes = std::make_shared<MapShapes>();
    for (int i = 0; i < city.size(); ++i) {
        const Json& feature = features[static_cast<std::size_t>(i)];
        const std::string id = ss(city.regions[i]);
        shapes->add(ringsOf(feature.is_object() ? feature.value("geometry", Json()) : Json(), city.planar ? kKmPerDegree : 1), id, id);
    }
    return std::shared_ptr<const MapShapes>(shapes);
}

std::vector<double> doublesNamed(const Reply& reply, const char* name) {
    const Array array = arrayNamed(reply, name, DType::F64);
    if (array.empty()) return {};
    return {array.values<double>().begin(), array.values<double>().end()};
}

std::vector<int> regionsOf(const Reply& reply) {
    const Array regions = arrayNamed(reply, "regions", DType::I64);
    if (regions.empty()) return {};
    return {regions.values<std::int64_t>().begin(), regions.values<std::int64_t>().end()};
}

Result<std::vector<int>> rowsOf(const std::vector<int>& regions, int cityRegions) {
    std::vector<int> rows(static_cast<std::size_t>(cityRegions), -1);
    for (std::size_t row = 0; row < regions.size(); ++row) {
        if (regions[row] < 0 || regions[row] >= cityRegions) return unfit("the flow has regions that the city lacks");
        rows[static_cast<std::size_t>(regions[row])] = static_cast<int>(row);
    }
    return rows;
}

double sumOf(const std::array<double, kHours>& hours) { return std::accumulate(hours.begin(), hours.end(), 0.0); }

}  // namespace

QString hourText(int hour) { return QString("%1:00").arg(hour, 2, 10, QChar('0')); }
QString channelText(int channel) { return channel == 0 ? "inflow" : "outflow"; }

Means::Means(int regions) : m_regions(regions), m_values(static_cast<std::size_t>(regions) * kHours * kChannels, kUnknown) {}

Means Means::of(const Array& flow, std::span<const int> regions, int all) {
    Means means(all);
    if (flow.empty()) return means;
    const auto values = flow.values<float>();
    const std::size_t block = kHours * kChannels, days = static_cast<std::size_t>(flow.dim(0)), n = static_cast<std::size_t>(flow.dim(1));
    for (std::size_t row = 0; row < std::min(n, regions.size()); ++row) {
        float* target = &means.m_values[static_cast<std::size_t>(regions[row]) * block];
        for (std::size_t k = 0; k < block; ++k) {
            double sum = 0;
            for (std::size_t day = 0; day < days; ++day) sum += values[(day * n + row) * block + k];
            target[k] = static_cast<float>(sum / static_cast<double>(days));
        }
    }
    return means;
}

Means Means::ofDay(const Array& day, std::span<const int> regions, int all) {
    return day.empty() ? Means(all) : of(day.reshaped({1, day.dim(0), kHours, kChannels}).valueOr(Array()), regions, all);
}

bool Means::has(int region) const { return region >= 0 && region < m_regions && std::isfinite(at(region, 0, 0)); }

double Means::volume(int region) const {
    if (!has(region)) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (int hour = 0; hour < kHours; ++hour) sum += at(region, hour, 0) + at(region, hour, 1);
    return sum / (kHours * kChannels);
}

std::array<double, kHours> Means::profile(int region, int channel) const {
    std::array<double, kHours> profile;
    for (int hour = 0; hour < kHours; ++hour) profile[static_cast<std::size_t>(hour)] = at(region, hour, channel);
    return profile;
}

Array Means::overHours(int channel) const {
    Array map = Array::zeros(DType::F32, {kHours, m_regions});
    float* target = map.mutableValues<float>().data();
    for (int hour = 0; hour < kHours; ++hour)
        for (int region = 0; region < m_regions; ++region) *target++ = static_cast<float>(at(region, hour, channel));
    map.unit = kFlowUnit;
    return map;
}

double Means::quantile(double share) const {
    std::vector<float> known;
    std::copy_if(m_values.begin(), m_values.end(), std::back_inserter(known), [](float value) { return std::isfinite(value); });
    if (known.empty()) return 0;
    const auto place = known.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(known.size() - 1));
    std::nth_element(known.begin(), place, known.end());
    return *place;
}

Means difference(const Means& a, const Means& b) {
    Means result(a.regions());
    if (a.regions() != b.regions()) return result;
    for (int region = 0; region < a.regions(); ++region)
        for (int hour = 0; hour < kHours; ++hour)
            for (int channel = 0; channel < kChannels; ++channel)
                result.set(region, hour, channel, a.at(region, hour, channel) - b.at(region, hour, channel));
    return result;
}

std::vector<std::array<double, kHours>> daysOf(const Array& flow, int row, int channel) {
    std::vector<std::array<double, kHours>> days;
    if (flow.empty() || row < 0 || row >= flow.dim(1)) return days;
    const auto values = flow.values<float>();
    const auto n = static_cast<std::size_t>(flow.dim(1));
    for (std::size_t day = 0; day < static_cast<std::size_t>(flow.dim(0)); ++day) {
        auto& hours = days.emplace_back();
        for (std::size_t hour = 0; hour < kHours; ++hour)
            hours[hour] = values[((day * n + static_cast<std::size_t>(row)) * kHours + hour) * kChannels + static_cast<std::size_t>(channel)];
    }
    return days;
}

int City::heldOutCount() const { return static_cast<int>(std::count(heldOut.begin(), heldOut.end(), 1)); }

std::vector<int> City::allRegions() const {
    std::vector<int> all(static_cast<std::size_t>(size()));
    std::iota(all.begin(), all.end(), 0);
    return all;
}

double City::feature(int region, int feature) const {
    return z.values<float>()[static_cast<std::size_t>(region) * static_cast<std::size_t>(features.size()) + static_cast<std::size_t>(feature)];
}

double City::share(int region, int category) const {
    return shares
        .values<float>()[static_cast<std::size_t>(region) * static_cast<std::size_t>(categories.size()) + static_cast<std::size_t>(category)];
}

std::vector<std::pair<int, int>> City::neighbours(int region) const {
    std::vector<std::pair<int, int>> found;
    for (const auto& [relation, a, b] : edges) {
        if (a == region) found.emplace_back(relation, b);
        else if (b == region) found.emplace_back(relation, a);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

bool City::linked(int region, int relation, int other) const {
    return std::any_of(edges.begin(), edges.end(), [&](const auto& edge) {
        return edge[0] == relation && ((edge[1] == region && edge[2] == other) || (edge[1] == other && edge[2] == region));
    });
}

std::array<double, 2> City::own(const GeoPoint& place) const {
    const double unit = planar ? kKmPerDegree : 1;
    return {place.longitude * unit, place.latitude * unit};
}

GeoPoint City::placeOf(const std::array<double, 2>& own) const {
    const double unit = planar ? kKmPerDegree : 1;
    return {own[0] / unit, own[1] / unit};
}

Result<City> cityOf(const Reply& reply) {
    City city;
    const Json& values = reply.values;
    city.name = qs(stringOr(values, "name", "City"));
    city.planar = boolOr(values, "planar", false);
    city.regions = textsOf(values, "regions");
    city.days = textsOf(values, "day_names");
    city.features = textsOf(values, "feature_names");
    city.categories = textsOf(values, "categories");
    city.entities = static_cast<std::int64_t>(numberOr(values, "entities", 0));
    city.triples = static_cast<std::int64_t>(numberOr(values, "triples", 0));
    if (city.regions.isEmpty()) return unfit("it has no regions");
    for (int i = 0; i < city.size(); ++i) city.byId.insert(city.regions[i], i);
    city.heldOut.assign(static_cast<std::size_t>(city.size()), 0);
    for (const int region : indicesOf(values, "test", city.size())) city.heldOut[static_cast<std::size_t>(region)] = 1;
    const Array centres = arrayNamed(reply, "centres", DType::F64);
    if (!hasShape(centres, {city.size(), 2})) return unfit("its centres do not fit its regions");
    const double unit = city.planar ? kKmPerDegree : 1;
    for (int i = 0; i < city.size(); ++i) {
        const auto xy = centres.values<double>().subspan(static_cast<std::size_t>(2 * i), 2);
        city.centres.push_back({xy[0] / unit, xy[1] / unit});
    }
    city.z = arrayNamed(reply, "features", DType::F32);
    if (!hasShape(city.z, {city.size(), static_cast<std::int64_t>(city.features.size())})) return unfit("its features do not fit its regions");
    city.shares = arrayNamed(reply, "categories", DType::F32);
    if (!hasShape(city.shares, {city.size(), static_cast<std::int64_t>(city.categories.size())})) city.categories.clear();
    const Array flow = arrayNamed(reply, "flow_mean", DType::F32);
    if (!flow.empty() && !hasShape(flow, {city.size(), kHours, kChannels})) return unfit("its flow does not fit its regions");
    if (flow.empty()) city.days.clear();
    const Array edges = arrayNamed(reply, "edges", DType::I64);
    if (!edges.empty() && !hasShape(edges, {-1, 3})) return unfit("its edges are no triples");
    for (std::int64_t e = 0; !edges.empty() && e < edges.dim(0); ++e) {
        const auto triple = edges.values<std::int64_t>().subspan(static_cast<std::size_t>(3 * e), 3);
        const bool known = triple[0] >= 0 && triple[0] < std::ssize(kRelationNames) && triple[1] >= 0 && triple[1] < city.size() && triple[2] >= 0 &&
                           triple[2] < city.size();
        if (known) city.edges.push_back({static_cast<int>(triple[0]), static_cast<int>(triple[1]), static_cast<int>(triple[2])});
    }
    VITRINE_TRY(city.shapes, shapesOfCells(values, city));
    city.real = Means::ofDay(flow, city.allRegions(), city.size());
    return city;
}

double Sample::estimateOf(int region) const {
    const int place = row(region);
    return place < 0 || place >= std::ssize(estimate) ? std::numeric_limits<double>::quiet_NaN() : estimate[static_cast<std::size_t>(place)];
}

Result<Sample> sampleOf(Array flow, std::vector<int> regions, std::vector<double> estimate, int cityRegions) {
    Sample sample;
    sample.flow = std::move(flow);
    sample.regions = std::move(regions);
    sample.estimate = std::move(estimate);
    if (!hasShape(sample.flow, {-1, std::ssize(sample.regions), kHours, kChannels}) || sample.flow.dtype() != DType::F32)
        return unfit("the drawn flow does not fit its regions");
    VITRINE_TRY(sample.rows, rowsOf(sample.regions, cityRegions));
    sample.means = Means::of(sample.flow, sample.regions, cityRegions);
    return sample;
}

Result<Sample> sampleOf(const Reply& reply, int cityRegions) {
    return sampleOf(arrayNamed(reply, "flow", DType::F32), regionsOf(reply), doublesNamed(reply, "volume"), cityRegions);
}

Means Path::state(int index, bool estimated) const {
    return Means::ofDay((estimated ? clean : noisy).row(std::clamp(index, 0, states() - 1)), regions, static_cast<int>(rows.size()));
}

Result<Path> pathOf(const Reply& reply, int cityRegions) {
    Path path;
    path.regions = regionsOf(reply);
    VITRINE_TRY(path.rows, rowsOf(path.regions, cityRegions));
    path.noisy = arrayNamed(reply, "frames", DType::F32);
    path.clean = arrayNamed(reply, "clean", DType::F32);
    for (const Array& frames : {path.noisy, path.clean})
        if (!hasShape(frames, {-1, std::ssize(path.regions), kHours, kChannels})) return unfit("the frames do not fit the drawn regions");
    if (path.noisy.dim(0) != path.clean.dim(0)) return unfit("there are not as many clean frames as noisy ones");
    if (const auto t = reply.values.find("frame_steps"); t != reply.values.end() && t->is_array())
        for (const Json& value : *t) path.t.push_back(value.is_number() ? value.get<double>() : 0);
    path.t.resize(static_cast<std::size_t>(path.states()), 0);
    return path;
}

double WhatIf::volumeBefore() const {
    return isNew ? std::numeric_limits<double>::quiet_NaN() : (sumOf(before[0]) + sumOf(before[1])) / (kHours * kChannels);
}
double WhatIf::volumeAfter() const { return (sumOf(after[0]) + sumOf(after[1])) / (kHours * kChannels); }

Result<WhatIf> whatIfOf(const Reply& reply) {
    WhatIf result;
    const auto fill = [&](const char* name, std::array<double, kHours>* channels) {
        const Array mean = arrayNamed(reply, name, DType::F32);
        if (!hasShape(mean, {kHours, kChannels})) return false;
        for (std::size_t hour = 0; hour < kHours; ++hour)
            for (std::size_t channel = 0; channel < kChannels; ++channel) channels[channel][hour] = mean.values<float>()[hour * kChannels + channel];
        return true;
    };
    result.isNew = !fill("before", result.before);
    result.days = arrayNamed(reply, "after_days", DType::F32);
    if (!fill("after", result.after)) return unfit("the changed flow is no day of 24 hours");
    if (!hasShape(result.days, {-1, kHours, kChannels})) return unfit("the changed flow is no days of 24 hours");
    const auto one = [&](const char* name) {
        const std::vector<double> values = doublesNamed(reply, name);
        return values.empty() ? std::numeric_limits<double>::quiet_NaN() : values.front();
    };
    result.estimateBefore = one("volume_before");
    result.estimateAfter = one("volume_after");
    result.milliseconds = numberOr(reply.values, "milliseconds", 0);
    return result;
}

MeanScores scoresOf(const Means& real, const Means& generated) {
    MeanScores scores;
    double absolute = 0, squared = 0, relative = 0, count = 0;
    std::vector<double> a, b;
    for (int region = 0; region < std::min(real.regions(), generated.regions()); ++region) {
        if (!real.has(region) || !generated.has(region)) continue;
        ++scores.regions;
        a.push_back(real.volume(region));
        b.push_back(generated.volume(region));
        for (int hour = 0; hour < kHours; ++hour)
            for (int channel = 0; channel < kChannels; ++channel) {
                const double y = real.at(region, hour, channel), p = generated.at(region, hour, channel), gap = std::abs(p - y);
                absolute += gap, squared += gap * gap, relative += gap / ((std::abs(p) + std::abs(y)) / 2 + 1e-8), ++count;
            }
    }
    if (count == 0) return scores;
    scores.mae = absolute / count;
    scores.rmse = std::sqrt(squared / count);
    scores.smape = relative / count;
    scores.volumeCorrelation = correlation(a, b);
    return scores;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (!std::isfinite(a[i]) || !std::isfinite(b[i])) continue;
        n += 1, sa += a[i], sb += b[i], saa += a[i] * a[i], sbb += b[i] * b[i], sab += a[i] * b[i];
    }
    const double va = saa - sa * sa / n, vb = sbb - sb * sb / n;
    return n < 3 || va <= 0 || vb <= 0 ? std::numeric_limits<double>::quiet_NaN() : (sab - sa * sb / n) / std::sqrt(va * vb);
}

}  // namespace vitrine::kstdiff_panel
