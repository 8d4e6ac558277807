// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Inside widgets/image only: what an ImageView is made of.

#include <QImage>
#include <QPointer>
#include <vector>

#include "widgets/image/image_view.h"
#include "widgets/image/raster.h"
#include "widgets/image/region_band.h"

namespace vitrine {

/// Views that move together.
struct ImageLink {
    std::vector<QPointer<ImageView>> views;
};

struct ImageView::Impl {
    struct Layer {
        QString name;
        std::shared_ptr<Raster> raster;
        ValueColours asked, used;
        ColourTable table;
        double opacity = 1;
        bool byMagnitude = false, smooth = false;

        void colour();   ///< Takes the range of the data where it is wanted and makes the table.
    };
    /// Where the picture lies: `origin` is the place of pixel (0, 0), `scale` device-independent pixels per pixel.
    struct Geometry {
        QRectF canvas;
        double scale = 1;
        QPointF origin;
        bool operator==(const Geometry&) const = default;

        QPointF toPixel(const QPointF& place) const { return (place - origin) / scale; }
        QPointF toPlace(const QPointF& pixel) const { return origin + pixel * scale; }
        QRectF toPlace(const QRectF& pixels) const { return {toPlace(pixels.topLeft()), pixels.size() * scale}; }
    };
    enum class Drag { None, Pan, Swipe, Region };

    explicit Impl(ImageView& view) : q(view) {}

    // Layers -----------------------------------------------------------------------------------------------------------------------
    Layer* findOverlay(const QString& name);
    void prepare(const std::shared_ptr<Raster>& raster);
    void layerChanged(const std::shared_ptr<Raster>& raster);
    const Layer* barLayer() const;             ///< Whose colours the bar shows: the topmost overlay of values, else a map of values.
    void repaint();                            ///< Everything is painted anew.

    // Geometry ---------------------------------------------------------------------------------------------------------------------
    bool empty() const { return !base.raster; }
    QSizeF pictureSize() const { return empty() ? QSizeF() : QSizeF(base.raster->width(), base.raster->height()); }
    QRectF canvasRect() const;
    Geometry fitted(const QRectF& canvas, const QRectF& pixels) const;
    void layOut();                             ///< After a change of size: fits again or keeps the centre.
    void zoomAt(const QPointF& place, double factor);
    void panBy(const QPointF& by);
    void keepInSight();
    void viewMoved();                          ///< Tells the linked views and the outside.
    void follow(const ImageView& leader);
    void shareCursor(const std::optional<QPointF>& pixel);
    double swipeX(const QRectF& canvas) const { return canvas.x() + canvas.width() * swipe; }

    // Painting ---------------------------------------------------------------------------------------------------------------------
    void composeInto(QImage& frame, const Geometry& geometry, double ratio) const;
    void composePart(QImage& frame, const Geometry& geometry, double ratio, const QRect& clip) const;
    /// Makes `frame` show `to`: moved and completed when that is all it takes, else composed anew.
    void updateFrame(const Geometry& to, double ratio);
    bool scrollFrame(const Geometry& to, double ratio);
    Geometry snapped(double ratio) const;      ///< The origin on a whole device pixel: panning shifts pixels without changing them.
    void paintLayer(QImage& frame, const Layer& layer, const Geometry& geometry, double ratio, const QRect& clip) const;
    void paintPixels(QPainter& painter, const Geometry& geometry) const;
    QString cellText(int x, int y, QRgb* ground) const;
    void paintMarks(QPainter& painter, const Geometry& geometry) const;
    void paintEmpty(QPainter& painter) const;
    void paintSwipe(QPainter& painter, const Geometry& geometry) const;

    // Reading ----------------------------------------------------------------------------------------------------------------------
    QString readout(const QPointF& pixel) const;
    void hover(const QPointF& place);
    bool overSwipe(const QPointF& place) const;
    void updateCursorShape(const QPointF& place);
    void setCurrentCursor(const QPointF& pixel);
    void finishRegion();
    bool handleRegionKey(QKeyEvent* event);
    bool handleMoveKey(QKeyEvent* event);
    bool handleViewKey(QKeyEvent* event);

    ImageView& q;
    Layer base, other;                         ///< `other`: right of the swipe divider; without raster: off.
    std::vector<Layer> overlays;
    QString emptyText, title, leftTitle, rightTitle;
    bool colourBar = false, readoutShown = true;
    Json provenance = Json::object(), pendingState;

    Geometry geometry;
    bool fit = true;
    std::shared_ptr<ImageLink> link;

    Mode mode = Mode::Pan;
    RegionBand band;
    double swipe = 0.5;
    std::optional<QPointF> cursor;             ///< Of the keyboard or of a linked view: drawn as a cross.
    std::optional<QPointF> hovering;           ///< Under the mouse.

    Drag drag = Drag::None;
    QPointF pressed, lastPlace;
    bool moved = false;

    QImage frame;                              ///< The layers as last composed, for `frameGeometry` and `frameVersion`.
    Geometry frameGeometry;
    double frameRatio = 0;
    int version = 0, frameVersion = -1;
};

}  // namespace vitrine
