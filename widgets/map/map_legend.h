// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPainter>

#include "widgets/map/map_picture.h"

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace vitrine {

class ColormapPicker;
class HistogramRange;

/// One entry of a legend: layers that share their colours.
struct LegendEntry {
    QStringList layers;  ///< Ids.
    QString title, unit;
    ValueColours colours;
    bool hasValues = false, hasNoData = false, visible = true;
    QColor plain;         ///< Of layers without values.
    QString markedTitle;  ///< Of the hatching; empty: none.
    Array values;         ///< For the histogram of the colours' popup.
    bool sameForm(const LegendEntry& other) const;        ///< Only colours and swatches differ.
    bool operator==(const LegendEntry& other) const;      ///< But for the values.
};

/// One entry for each layer, or group of layers with one range.
std::vector<LegendEntry> legendOf(const std::vector<PreparedLayer>& layers, const MapInks& inks);

/// For figures: all visible entries on a card whose lower right corner is `corner`.
void paintLegend(QPainter& painter, const QPointF& corner, const std::vector<LegendEntry>& entries, const MapInks& inks);

/// The legend of a map: colours with unit and ticks, what hatching and the colour of no data mean, layers to be switched on and off. A
/// button opens the choice of the colour map and a histogram whose handles set the range.
class MapLegend : public QFrame {
    Q_OBJECT

public:
    explicit MapLegend(QWidget* parent = nullptr);
    void setEntries(std::vector<LegendEntry> entries);
    const std::vector<LegendEntry>& entries() const { return m_entries; }
    /// Opens the choice of colours of an entry, as its button does.
    void openColours(std::size_t entry);
    HistogramRange* histogram() const { return m_histogram; }  ///< Of the open choice, or null.

Q_SIGNALS:
    void coloursChosen(const QStringList& layers, const vitrine::ValueColours& colours);
    void visibleChosen(const QStringList& layers, bool visible);
    void resized();

private:
    QWidget* makeSection(std::size_t index);
    std::vector<LegendEntry> m_entries;
    QVBoxLayout* m_column;
    void fitSize();
    std::vector<QWidget*> m_sections, m_keys;
    HistogramRange* m_histogram = nullptr;
};

}  // namespace vitrine
