// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_maps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::lrp_panel {
namespace {

template <class Of>
Array mapped(const Array& map, Of of) {
    if (map.empty()) return {};
    Array result = Array::zeros(DType::F32, map.shape());
    const auto from = map.values<float>();
    const auto to = result.mutableValues<float>();
    for (std::size_t i = 0; i < from.size(); ++i) to[i] = of(from[i]);
    return result;
}

double magnitudeSum(const Array& map) {
    double sum = 0;
    for (const float value : map.values<float>()) sum += std::abs(value);
    return std::max(sum, 1e-300);
}

}  // namespace

Array withSign(const Array& map, Sign sign) {
    switch (sign) {
        case Sign::All: return map;
        case Sign::Positive: return mapped(map, [](float value) { return std::max(value, 0.f); });
        case Sign::Negative: return mapped(map, [](float value) { return std::max(-value, 0.f); });
    }
    return map;
}

Array shareDifference(const Array& a, const Array& b) {
    if (a.empty() || b.empty() || a.shape() != b.shape()) return {};
    Array result = Array::zeros(DType::F32, a.shape());
    const double sumA = magnitudeSum(a), sumB = magnitudeSum(b);
    const auto first = a.values<float>(), second = b.values<float>();
    const auto to = result.mutableValues<float>();
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(first[i] / sumA - second[i] / sumB);
    return result;
}

bool hasNegative(const Array& map) {
    const auto values = map.values<float>();
    return std::any_of(values.begin(), values.end(), [](float value) { return value < 0; });
}

double fullColour(const Array& map) {
    if (map.empty()) return 0;
    std::vector<float> magnitudes;
    for (const float value : map.values<float>()) magnitudes.push_back(std::isfinite(value) ? std::abs(value) : 0.f);
    const auto place = magnitudes.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(magnitudes.size() - 1));
    std::nth_element(magnitudes.begin(), place, magnitudes.end());
    return *place > 0 ? *place : *std::max_element(magnitudes.begin(), magnitudes.end());
}

ValueColours coloursFor(const Array& map, Colormap chosen, double full) {
    const double most = full > 0 ? full : 1;
    const bool isSigned = !map.empty() && hasNegative(map);
    ValueColours colours;
    colours.map = isSigned && !isDiverging(chosen) ? Colormap::Bwr : chosen;
    colours.low = isDiverging(colours.map) ? -most : 0;
    colours.high = most;
    return colours;
}

Array maskedImage(const Curves& curves, int step, bool insertion) {
    if (curves.pixels.empty() || curves.absent.empty() || curves.entersAt.empty()) return {};
    const Array& before = insertion ? curves.absent : curves.pixels;
    const Array& after = insertion ? curves.pixels : curves.absent;
    Array result = Array::zeros(DType::F32, before.shape());
    const auto enters = curves.entersAt.values<std::int64_t>();
    const auto from = before.values<float>(), with = after.values<float>();
    const auto to = result.mutableValues<float>();
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = enters[i % enters.size()] <= step ? with[i] : from[i];
    return result;
}

std::vector<ChannelShare> channelShares(const Array& relevance, const std::optional<QRectF>& region, double inputSize) {
    if (relevance.rank() != 3 || relevance.empty()) return {};
    const auto channels = static_cast<std::size_t>(relevance.dim(0)), height = static_cast<std::size_t>(relevance.dim(1)),
               width = static_cast<std::size_t>(relevance.dim(2));
    const double cell = inputSize / static_cast<double>(width);
    const auto covered = [&](double low, double high, std::size_t place) {
        const double from = static_cast<double>(place) * cell;
        return std::clamp((std::min(high, from + cell) - std::max(low, from)) / cell, 0.0, 1.0);
    };
    std::vector<double> weights(height * width, 1.0);
    if (region)
        for (std::size_t y = 0; y < height; ++y)
            for (std::size_t x = 0; x < width; ++x)
                weights[y * width + x] = covered(region->left(), region->right(), x) * covered(region->top(), region->bottom(), y);
    const auto values = relevance.values<float>();
    std::vector<ChannelShare> shares(channels);
    for (std::size_t c = 0; c < channels; ++c) {
        shares[c].channel = static_cast<int>(c);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const double value = values[c * weights.size() + i];
            shares[c].total += value;
            shares[c].inside += weights[i] * value;
        }
    }
    std::stable_sort(shares.begin(), shares.end(), [](const ChannelShare& a, const ChannelShare& b) { return a.inside > b.inside; });
    return shares;
}

Array channelOf(const Array& relevance, int c) {
    if (relevance.rank() != 3 || c < 0 || c >= relevance.dim(0)) return {};
    return relevance.row(c);
}

std::vector<std::int64_t> topClasses(const Array& probabilities, int most) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(probabilities.empty() ? 0 : probabilities.count()));
    std::iota(order.begin(), order.end(), 0);
    const auto values = probabilities.empty() ? std::span<const float>() : probabilities.values<float>();
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int64_t a, std::int64_t b) { return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)]; });
    if (order.size() > static_cast<std::size_t>(most)) order.resize(static_cast<std::size_t>(most));
    return order;
}

double probabilityOf(const Array& probabilities, std::int64_t index) {
    if (probabilities.empty() || index < 0 || index >= probabilities.count()) return 0;
    return probabilities.values<float>()[static_cast<std::size_t>(index)];
}

}  // namespace vitrine::lrp_panel
