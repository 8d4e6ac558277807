// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "core/data/array.h"
#include "widgets/base/figure.h"
#include "widgets/image/colour_table.h"

namespace vitrine {

/// A picture of any size with overlays: zoom to pixels (values written into large pixels), pan, read-out of the value under the cursor,
/// linked views, rubber-band region, swipe compare. Wheel zooms at the cursor, left drag pans (or draws a region in region mode), double
/// click fits, arrows pan, +/- zoom, 0 fits, 1 is 100 %; Ctrl and arrows move a cursor from pixel to pixel, Space clicks there; in region mode arrows
/// move the region and Shift and arrows size it, Return makes one or finishes, Escape drops it; [ and ] move the swipe divider. Only
/// what is visible is coloured, by table: 4096 x 4096 floats pan fluidly. NaN is a grey hatch.
class ImageView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit ImageView(QWidget* parent = nullptr);
    ~ImageView() override;

    /// U8 [H,W], [H,W,3|4]; F32 [3,H,W] or [H,W,3] in [0,1]; any other real [H,W] is a map of values under `colours`. Null array: empty view.
    Status setImage(const Array& image, const ValueColours& colours = {Colormap::Viridis, 0, 0});
    void setColours(const ValueColours& colours);
    ValueColours colours() const;              ///< With the range in use; of a large array the exact range follows within a moment.
    void setEmptyText(const QString& text);    ///< What to do, when there is no image.

    struct Overlay {
        Array values;                          ///< [h,w] real, stretched over the image; or U8 [h,w,4].
        ValueColours colours;
        double opacity = 0.6;
        bool byMagnitude = false;              ///< Opacity times |value| / max: weak relevance leaves the picture visible.
        bool smooth = false;                   ///< Interpolate when magnified.
    };
    /// Adds or replaces the overlay `name`; drawn in order of first addition.
    Status setOverlay(const QString& name, Overlay overlay);
    void setOverlayOpacity(const QString& name, double opacity);
    void removeOverlay(const QString& name);

    /// A second picture of the same size, shown right of a divider that the person drags; null: off.
    Status setSwipe(const Array& other, const QString& leftTitle = {}, const QString& rightTitle = {});
    double swipePosition() const;
    void setSwipePosition(double share);

    /// Views that pan, zoom and move the cursor together (pictures of equal aspect).
    void link(ImageView* other);
    void unlink();
    QPointF pixelAt(const QPointF& place) const;   ///< Pixel of the image under a place of the widget; fractional, may lie outside.
    QPointF placeOf(const QPointF& pixel) const;
    double zoom() const;                       ///< Device-independent pixels per pixel of the image.
    QRectF visibleRegion() const;              ///< In pixels of the image.
    void setVisibleRegion(const QRectF& region);
    void fit();

    enum class Mode { Pan, Region };
    void setMode(Mode mode);
    std::optional<QRectF> region() const;      ///< In pixels of the image.
    void setRegion(std::optional<QRectF> region);
    /// A cross at a pixel (the shared cursor), or none.
    void setCursorPixel(std::optional<QPointF> pixel);
    void setTitle(const QString& title);       ///< Drawn small at the top left.
    void setReadout(bool shown);               ///< The value under the mouse at the lower left; on by default. That of a linked cursor is always told.
    void setColourBar(bool shown);             ///< For maps of values and the topmost overlay, with ticks and unit.

    void setProvenance(const Json& provenance);   ///< Written into figures that the context menu exports.
    bool settled() const;                      ///< Ranges and shrunk copies of all layers are there.

    Json saveState() const;
    void restoreState(const Json& state);

    QString figureTitle() const override;
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

Q_SIGNALS:
    void hovered(const QPointF& pixel, const QString& readout);  ///< Readout: "x 12, y 7: 0.0312 (overlay 0.4)"; empty when outside.
    void clicked(const QPointF& pixel, Qt::KeyboardModifiers modifiers);
    void regionChanged(const QRectF& region);                    ///< While drawing: each move.
    void regionFinished(const QRectF& region);
    void viewChanged();
    void coloursChanged(const vitrine::ValueColours& colours);   ///< By `setColours`, or when the range of the data is known.

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseReleaseEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void wheelEvent(QWheelEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void leaveEvent(QEvent*) override;
    void focusInEvent(QFocusEvent*) override;
    void focusOutEvent(QFocusEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
