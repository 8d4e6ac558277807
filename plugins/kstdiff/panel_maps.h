// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <array>

#include "plugins/kstdiff/panel_desk.h"
#include "plugins/kstdiff/panel_strip.h"
#include "widgets/map/map_view.h"
#include "widgets/map/time_bar.h"

namespace vitrine::kstdiff_panel {

/// Real flow, generated flow and their difference as linked maps: one view, one hour, one selection.
class FlowMaps : public QWidget {
    Q_OBJECT

public:
    enum class Mode {
        Pick,
        NewRegion,  ///< The next click is the centre of a new region.
        Edge        ///< The next region clicked is the other end of an edge.
    };
    explicit FlowMaps(Desk& desk, QWidget* parent);
    MapView& map(int which) const { return *m_maps[static_cast<std::size_t>(which)]; }  ///< 0 real, 1 generated, 2 difference.
    TimeBar& hours() const { return *m_hours; }
    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    bool settled() const;
    Json saveState() const;
    void restoreState(const Json& state);
    /// The three maps beside each other, each `size` large, hour after hour: a map a call, and with the last of an hour the whole picture.
    QImage filmPart(int part, const QSize& size);
    static constexpr int kFilmParts = 3 * kHours;

Q_SIGNALS:
    void placed(const GeoPoint& place);  ///< In mode NewRegion.
    void chosen(const QString& region);  ///< In mode Edge.
    void modeChanged(Mode mode);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildMaps();
    void makeLayers();
    void showValues();
    void showTitles();
    void showStrips();
    void click(int which, const QString& id);
    ValueColours flowColours() const;
    std::vector<MapLayer> layersOf(int which, const QString& id, const QString& title, const Array& values, const ValueColours& colours) const;

    Desk& m_desk;
    std::array<MapView*, 3> m_maps{};
    std::array<ColourStrip*, 3> m_strips{};
    TimeBar* m_hours;  ///< One for the three.
    Mode m_mode = Mode::Pick;
    QImage m_filmPicture;
    QPointF m_pressed;  ///< On the map that was clicked.
    bool m_made = false;
};

/// The three maps as one figure.
class MapsFigure : public FigureSource {
public:
    explicit MapsFigure(const FlowMaps& maps) : m_maps(maps) {}
    QString figureTitle() const override { return "Real, generated and difference"; }
    QSizeF figureSize() const override { return {1000, 420}; }
    void paintFigure(QPainter& painter, const QRectF& area) override;

private:
    const FlowMaps& m_maps;
};

}  // namespace vitrine::kstdiff_panel
