// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/geo.h"
#include "widgets/map/map_view.h"

namespace vitrine {

/// A file of features on a map, coloured by a property that is a number; the tip tells all properties. Ids are those of the file, or the place in it.
class GeoView final : public MapView {
    Q_OBJECT

public:
    using MapView::MapView;
    /// `colourBy`: name of a property; empty: one colour.
    void setFeatures(GeoFeatures features, const QString& title = {}, const QString& colourBy = {});
    /// The first property that is a number in most features, or empty.
    static QString numericProperty(const GeoFeatures& features);
};

}  // namespace vitrine
