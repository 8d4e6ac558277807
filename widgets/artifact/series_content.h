// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

#include "core/base/json.h"
#include "core/data/table.h"
#include "widgets/plot/plot_view.h"

namespace vitrine {

/// Curves with the names of their axes.
struct SeriesContent {
    std::vector<PlotSeries> series;
    QString xTitle, yTitle;
    double yLow = 0, yHigh = 0;   ///< The range to show when they differ; else that of the curves.
    QStringList categories;       ///< Names of x = 0, 1, 2, ..., or empty.
};

/// Curves of a table. Wide: the first column that rises is x, every further column of numbers a curve; columns "least" and "most" (or
/// "<name>_low" and "<name>_high") are a band around the curve before. Long: one column of texts names the curve, x and y follow. `meta` may hold
/// "x" and "y" (axis titles) and "labels" (names on x).
SeriesContent seriesOf(const Table& table, const Json& meta, const QString& unit);

/// Curves of [steps] or [curves, steps].
Result<SeriesContent> seriesOf(const Array& array, const Json& meta, const QString& unit);

/// Envelope of a sound: least and largest sample of each of at most `most` spans, one curve with a band per channel; x in seconds.
SeriesContent envelopeOf(const Array& samples, int sampleRate, int most = 100'000);

}  // namespace vitrine
