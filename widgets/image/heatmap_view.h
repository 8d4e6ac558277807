// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/image/image_view.h"

namespace vitrine {

class ColormapPicker;
class HistogramRange;

/// A map of values with everything to read it: ImageView, colour-map picker, histogram with draggable range, colour bar, read-out line;
/// over a picture when one is given, with an opacity slider.
class HeatmapView : public QWidget {
    Q_OBJECT

public:
    explicit HeatmapView(QWidget* parent = nullptr);
    ~HeatmapView() override;
    /// [H,W] real; empty: none. Colours chosen before stay; the range is taken from the data unless a person set it.
    Status setValues(const Array& values, const QString& title = {}, const QString& unit = {});
    Status setPicture(const Array& picture);   ///< Under the map; null: none.
    void setColours(const ValueColours& colours);
    ValueColours colours() const;              ///< With the range in use.
    ImageView& view() const { return *m_view; }
    HistogramRange& histogram() const;
    bool settled() const;
    Json saveState() const;
    void restoreState(const Json& state);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
    ImageView* m_view;
};

}  // namespace vitrine
