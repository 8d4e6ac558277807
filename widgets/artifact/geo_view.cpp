// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/geo_view.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostDetails = 8;  ///< Properties in a tip.

/// The property that names most features: the usual keys first.
std::string nameProperty(const GeoFeatures& features) {
    for (const char* key : {"name", "Name", "NAME", "title", "label", "zone"}) {
        const auto named = std::count_if(features.features.begin(), features.features.end(),
                                         [key](const GeoFeature& feature) { return !stringOr(feature.properties, key).empty(); });
        if (named * 2 > static_cast<std::ptrdiff_t>(features.features.size())) return key;
    }
    return {};
}

std::vector<std::pair<QString, QString>> detailsOf(const GeoFeature& feature, const std::string& shown) {
    std::vector<std::pair<QString, QString>> rows;
    if (!feature.properties.is_object()) return rows;
    for (const auto& [key, value] : feature.properties.items()) {
        if (value.is_structured() || value.is_null() || key == shown || rows.size() >= kMostDetails) continue;
        rows.emplace_back(qs(key), value.is_string()   ? qs(value.get<std::string>())
                                   : value.is_number() ? numberText(value.get<double>())
                                                       : qs(dumpJson(value)));
    }
    return rows;
}

}  // namespace

QString GeoView::numericProperty(const GeoFeatures& features) {
    std::map<std::string, std::size_t> counts;
    for (const GeoFeature& feature : features.features) {
        if (!feature.properties.is_object()) continue;
        for (const auto& [key, value] : feature.properties.items())
            if (value.is_number() && key != "id") ++counts[key];
    }
    for (const auto& [key, count] : counts)
        if (count * 2 > features.features.size()) return qs(key);
    return {};
}

void GeoView::setFeatures(GeoFeatures given, const QString& title, const QString& colourBy) {
    const auto features = std::make_shared<const GeoFeatures>(std::move(given));
    const std::string key = ss(colourBy);
    std::vector<MapLayer> layers;
    for (const auto& shapes : shapesOf(*features, {}, nameProperty(*features))) {
        MapLayer layer;
        layer.id = QString::number(layers.size());
        layer.title = colourBy.isEmpty() ? std::array{QStringLiteral("Areas"), QStringLiteral("Lines"),
                                                      QStringLiteral("Points")}[static_cast<std::size_t>(shapes->kind)]
                                         : colourBy;
        layer.shapes = shapes;
        layer.labels = true;
        layer.series = 0;
        layer.opacity = shapes->kind == MapShapes::Kind::Polygons && key.empty() ? 0.6 : 1;
        if (shapes->kind == MapShapes::Kind::Lines) layer.size = 2.5;
        if (!key.empty()) {
            std::vector<float> values;
            for (const std::size_t source : shapes->source)
                values.push_back(static_cast<float>(
                    numberOr(features->features[source].properties, key.c_str(), std::numeric_limits<double>::quiet_NaN())));
            const bool negative = std::any_of(values.begin(), values.end(), [](float value) { return value < 0; });
            layer.colours.map = negative ? Colormap::Vik : Colormap::Viridis;
            layer.colourGroup = colourBy;
            layer.values = Array::of(values);
        }
        layer.details = [features, shapes, key](std::size_t feature) {
            return detailsOf(features->features[shapes->source[feature]], key);
        };
        layers.push_back(std::move(layer));
    }
    setTitle(title);
    setEmptyText(QStringLiteral("The map has no features"));
    static_cast<void>(setLayers(std::move(layers)));  // One value for each feature by construction.
}

}  // namespace vitrine
