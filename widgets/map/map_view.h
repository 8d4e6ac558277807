// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>

#include "core/base/json.h"
#include "widgets/base/figure.h"
#include "widgets/map/map_layer.h"

namespace vitrine {

/// A map of places and their values over time, without tiles and without a network. Layers of polygons, lines, points, flows and grids in one of
/// three projections; graticule and scale bar; time bar that plays; legend whose range can be dragged; hover tells id and values, click
/// selects, Ctrl adds, Shift and drag (or the tools) select in a rectangle or lasso. Maps can be linked, and two sides of one map compared
/// with a swipe divider. The world is not continued beyond 180 degrees.
///
/// The feature of every pixel is drawn once for each view, on the thread pool: another hour costs a look-up a pixel, however many features
/// there are. While the view moves the last picture moves along and the sharp one follows.
///
/// Keys: arrows pan (Shift: a little), + and - zoom, 0 and F fit, Ctrl and arrows go to the next place that way, Return selects it (Ctrl
/// adds), Escape lets go; Space plays, Page Up, Page Down and , . step, Home and End go to the ends; [ and ] move the divider.
class MapView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    enum class Tool { Pan, Rectangle, Lasso };

    explicit MapView(QWidget* parent = nullptr);
    ~MapView() override;

    /// Replaces all layers, drawn in this order. The view stays when a person has moved it. On an error nothing changes.
    Status setLayers(std::vector<MapLayer> layers);
    /// Other numbers for a layer (a live result): colours and view stay.
    Status setValues(const QString& layer, const Array& values);
    Status setMarked(const QString& layer, std::vector<std::uint8_t> marked);
    /// As the legend does: for all layers of its group, also of linked maps. low == high: the range of the data.
    void setColours(const QString& layer, const ValueColours& colours);
    std::optional<ValueColours> colours(const QString& layer) const;  ///< With the range in use.
    void setLayerVisible(const QString& layer, bool visible);
    bool layerVisible(const QString& layer) const;

    void setTitle(const QString& title);
    void setEmptyText(const QString& text);        ///< What to do, when there are no layers.
    void setProvenance(const Json& provenance);    ///< Written into exported figures.
    void setProjection(MapProjection::Kind kind);  ///< Equirectangular about the middle of the first layer unless told otherwise.
    MapProjection::Kind projection() const;
    void setGraticule(bool shown);

    /// Names of the steps of time ("07:00"); without them steps are numbered, and 24 steps are hours.
    void setTimes(const QStringList& names);
    /// Without it the map has no bar of its own: another one, of several maps, sets the step.
    void setTimeBar(bool shown);
    int stepCount() const;
    int step() const;
    void setStep(int step);
    int shownStep() const;  ///< Of the picture on the screen; -1: none yet.
    bool playing() const;
    void setPlaying(bool on);
    void setSpeed(double stepsPerSecond);
    void setLoop(bool on);

    /// Divider between layers of Side::Left and Side::Right, as a share of the width; nothing: all layers lie over each other.
    void setSwipe(std::optional<double> share);
    std::optional<double> swipe() const;

    QStringList selection() const;  ///< Ids of features.
    void setSelection(const QStringList& ids);
    QString hovered() const;
    void setHovered(const QString& id);
    void setTool(Tool tool);

    void fit();
    void fitTo(const QStringList& ids);
    GeoPoint centre() const;
    void setCentre(const GeoPoint& centre, double pixelsPerMetre);
    double pixelsPerMetre() const;                 ///< Of the projection's plane.
    QPointF placeOf(const GeoPoint& place) const;  ///< In pixels of this widget.
    GeoPoint geoAt(const QPointF& place) const;
    QString featureAt(const QPointF& place) const;  ///< Id, or empty.

    /// Maps that pan, zoom, play, hover and select together, and share the ranges of groups of colours. Transitive.
    void link(MapView* other);
    void unlink();

    bool settled() const;  ///< Layers are prepared and the sharp picture is shown.
    /// The map with title, time and legend as a picture, for animations; any step, without touching the view.
    QImage picture(int step, const QSize& size, double ratio = 1) const;
    Json saveState() const;
    void restoreState(const Json& state);  ///< May be called before there are layers.

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void selectionChanged(const QStringList& ids);  ///< By the person, here or in a linked map.
    void hoverChanged(const QString& id);
    void clicked(const QString& id, Qt::KeyboardModifiers modifiers);  ///< Empty id: beside all features.
    void stepChanged(int step);
    void viewChanged();
    void coloursChanged(const QString& layer, const vitrine::ValueColours& colours);  ///< By the person.

protected:
    void contextMenuEvent(QContextMenuEvent*) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
